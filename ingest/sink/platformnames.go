package sink

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/schema"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/register"
)

//go:embed own_names.sql
var ownNamesSQL string

// findRenamed notes the sources whose businesses must be named again although
// the load brings none of their complaints: an alias moved, or a rename came,
// went, or reached its day.
func (l *Load) findRenamed(ctx context.Context, sources []string, moved map[string]bool, before, after *register.Links) error {
	l.names = map[string]map[string]string{}
	today, _ := complaint.DayOf(l.Now())
	for _, source := range sources {
		now := after.Names(source, today)
		l.names[source] = now
		if source == l.publisher.Code {
			continue // named in any case
		}
		if !moved[source] && !maps.Equal(before.Names(source, today), now) {
			moved[source] = true
		}
		if !moved[source] && len(now) > 0 {
			late, err := l.namedOtherwise(ctx, source, now)
			if err != nil {
				return err
			}
			moved[source] = late
		}
		if moved[source] {
			l.renamed = append(l.renamed, source)
		}
	}
	return nil
}

// namedOtherwise reports whether the current release calls one of a source's
// platforms by another name than the renames do.
func (l *Load) namedOtherwise(ctx context.Context, source string, names map[string]string) (bool, error) {
	rows, err := l.Conn.Query(ctx, `SELECT key, name FROM {release:Identifier}.entities
WHERE source = {source:String} AND entity = 'platform' AND key IN {keys:Array(String)} ORDER BY key`,
		clickhouse.Named("release", schema.ReleaseDatabase(l.Database, l.current)), clickhouse.Named("source", source),
		clickhouse.Named("keys", slices.Sorted(maps.Keys(names))))
	if err != nil {
		return false, err
	}
	defer rows.Close()
	other := false
	for rows.Next() {
		var key, name string
		if err := rows.Scan(&key, &name); err != nil {
			return false, err
		}
		other = other || names[key] != name
	}
	return other, rows.Err()
}

// nameAgain names the businesses of the sources that findRenamed noted.
func (l *Load) nameAgain(ctx context.Context, release string) error {
	for _, source := range l.renamed {
		err := l.exec(ctx, `DELETE FROM {release:Identifier}.entities WHERE source = {of:String}`,
			clickhouse.Named("release", release), clickhouse.Named("of", source))
		if err != nil {
			return fmt.Errorf("forget the names in %s: %w", source, err)
		}
		other := &Load{Config: l.Config, publisher: ingest.Publisher{Code: source}, id: l.id, staged: l.staged, current: l.current,
			names: l.names, aliases: l.aliases}
		if err := other.describeEntities(ctx, release); err != nil {
			return fmt.Errorf("name the businesses of %s again: %w", source, err)
		}
	}
	return nil
}

// rename gives platforms the names that the links leave them: one that others are
// aliases of keeps its own, and one that was renamed has the name of that day. A
// business shown under a pseudonym keeps it.
func (l *Load) rename(ctx context.Context, entities []entity) error {
	names, err := l.ownNames(ctx)
	if err != nil {
		return fmt.Errorf("read names of canonical platforms: %w", err)
	}
	maps.Copy(names, l.names[l.publisher.Code])
	for i := range entities {
		if e := &entities[i]; e.kind == platformKind && !e.pseudonym && names[e.key] != "" {
			e.name = names[e.key]
		}
	}
	return nil
}

// ownNames are the names of the platforms that others are aliases of, from the
// complaints published under their own key.
func (l *Load) ownNames(ctx context.Context) (map[string]string, error) {
	names := map[string]string{}
	aliases := l.aliases[l.publisher.Code]
	if len(aliases) == 0 {
		return names, nil
	}
	keys := slices.Compact(slices.Sorted(maps.Values(aliases)))
	rows, err := l.Conn.Query(ctx, ownNamesSQL, append(l.parameters(), clickhouse.Named("keys", keys))...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key, name string
		if err := rows.Scan(&key, &name); err != nil {
			return nil, err
		}
		names[key] = name
	}
	return names, rows.Err()
}
