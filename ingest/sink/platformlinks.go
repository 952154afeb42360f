package sink

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/schema"
	"redress/ingest"
	"redress/ingest/register"
)

//go:embed register_links.sql
var registerLinksSQL string

//go:embed link_partitions.sql
var linkPartitionsSQL string

//go:embed link_complaints.sql
var linkComplaintsSQL string

//go:embed link_slugs_due.sql
var linkSlugsDueSQL string

//go:embed link_slugs_keep.sql
var linkSlugsKeepSQL string

//go:embed link_slugs.sql
var linkSlugsSQL string

// links are what the current release and the new one say of platforms. written
// are the registers that the load replaces.
func (l *Load) links(ctx context.Context, held map[heldRegister]string, written map[heldRegister]bool) (before, after *register.Links, err error) {
	var old, next []register.PlacedLink
	for h := range held {
		if h.code != register.Platforms {
			continue
		}
		if old, next, err = l.heldLinks(ctx, written); err != nil {
			return nil, nil, fmt.Errorf("read platform links: %w", err)
		}
		break
	}
	if l.register != nil && l.register.Code == register.Platforms {
		for _, row := range l.register.Rows {
			if link, ok := row.Record.(register.Link); ok {
				next = append(next, register.PlacedLink{Link: link, Place: l.placeOf(row)})
			}
		}
	}
	if before, err = register.Resolve(old); err != nil {
		return nil, nil, fmt.Errorf("platform links of release %d: %w", l.current, err)
	}
	after, err = register.Resolve(next)
	var circle *register.CycleError
	if errors.As(err, &circle) {
		return nil, nil, &ingest.RefusedError{Problem: fmt.Sprintf("the platforms of kind %s lead in a circle; nothing was published", circle.Kind),
			Hint: circle.Error()}
	}
	return before, after, err
}

// placeOf names a row of the load's register.
func (l *Load) placeOf(row register.Row) string {
	return fmt.Sprintf("%s line %d", l.register.Files[row.File-1].Path, row.Line)
}

// heldAliases are the aliases of the load's source in the current release, as the
// parameters aliases and canonical.
func (l *Load) heldAliases(ctx context.Context) ([]any, error) {
	aliases, canonical := []string{}, []string{}
	held, err := l.heldRegisters(ctx)
	if err != nil {
		return nil, err
	}
	for h := range held {
		if h.code != register.Platforms || len(aliases) > 0 {
			continue
		}
		err := l.Conn.QueryRow(ctx, `SELECT groupArray(platform), groupArray(canonical) FROM {base:Identifier}.platform_aliases
WHERE source = {source:String}`, l.parameters()...).Scan(&aliases, &canonical)
		if err != nil {
			return nil, fmt.Errorf("read aliases: %w", err)
		}
	}
	return []any{clickhouse.Named("aliases", aliases), clickhouse.Named("canonical", canonical)}, nil
}

// heldLinks are the links of the current release: all, and those that stay.
func (l *Load) heldLinks(ctx context.Context, written map[heldRegister]bool) (all, stay []register.PlacedLink, err error) {
	rows, err := l.Conn.Query(ctx, registerLinksSQL, l.parameters()...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k register.Link
		var kind, from, origin string
		var line uint32
		if err := rows.Scan(&kind, &k.Source, &k.Platform, &k.Canonical, &k.Group, &k.Name, &from, &origin, &line); err != nil {
			return nil, nil, err
		}
		k.Kind = register.LinkKind(kind)
		if k.From, err = register.ParseDate(from); err != nil {
			return nil, nil, err
		}
		placed := register.PlacedLink{Link: k, Place: fmt.Sprintf("origin %s line %d", origin, line)}
		all = append(all, placed)
		if !written[heldRegister{register.Platforms, origin}] {
			stay = append(stay, placed)
		}
	}
	return all, stay, rows.Err()
}

// linkPlatforms applies the links to a release that holds every complaint: those
// of an alias come to stand under its canonical platform, in every source.
func (l *Load) linkPlatforms(ctx context.Context, release string, before, after *register.Links) error {
	if before.Empty() && after.Empty() {
		return nil
	}
	sources, err := l.texts(ctx, `SELECT DISTINCT toString(source) FROM {release:Identifier}.complaints ORDER BY 1`, clickhouse.Named("release", release))
	if err != nil {
		return err
	}
	if err := l.writeAliases(ctx, release, append([]string{register.AnySource}, sources...), after); err != nil {
		return err
	}
	if err := l.writeGroups(ctx, release, append([]string{register.AnySource}, sources...), after); err != nil {
		return err
	}
	moving := pairs{}
	l.aliases = map[string]map[string]string{}
	moved := map[string]bool{} // sources whose businesses are others than before
	for _, source := range sources {
		old, now := before.Aliases(source), after.Aliases(source)
		l.aliases[source] = now
		for key := range now {
			// A complaint that is new in this load stands under its published key.
			moving.add(source, key)
		}
		for _, key := range slices.Sorted(maps.Keys(old)) {
			if old[key] != now[key] {
				moving.add(source, key)
				moving.add(source, old[key])
				moved[source] = true
			}
		}
		for key := range now {
			moved[source] = moved[source] || old[key] != now[key]
		}
	}
	if err := l.moveComplaints(ctx, release, moving); err != nil {
		return err
	}
	return l.findRenamed(ctx, sources, moved, before, after)
}

// pairs are platforms of sources, in two lists of one length.
type pairs struct{ sources, platforms []string }

func (p *pairs) add(source, platform string) {
	p.sources, p.platforms = append(p.sources, source), append(p.platforms, platform)
}

func (p *pairs) named() []any {
	return []any{clickhouse.Named("sources", p.sources), clickhouse.Named("platforms", p.platforms)}
}

// moveComplaints writes the partitions again that hold complaints of the given
// platforms.
func (l *Load) moveComplaints(ctx context.Context, release string, moving pairs) error {
	if len(moving.sources) == 0 {
		return nil
	}
	in := append(moving.named(), clickhouse.Named("release", release))
	partitions, err := l.texts(ctx, linkPartitionsSQL, in...)
	if err != nil || len(partitions) == 0 {
		return err
	}
	// The names are made by schema.ReleaseDatabase; AS takes no parameter.
	if err := l.exec(ctx, "CREATE TABLE "+quoted(release)+".complaints_linked AS "+quoted(release)+".complaints"); err != nil {
		return err
	}
	if err := l.exec(ctx, linkComplaintsSQL, append(in, clickhouse.Named("partitions", partitions))...); err != nil {
		return err
	}
	for _, partition := range partitions {
		err := l.exec(ctx, "ALTER TABLE "+quoted(release)+".complaints REPLACE PARTITION ID {partition:String} FROM "+
			quoted(release)+".complaints_linked", clickhouse.Named("partition", partition))
		if err != nil {
			return err
		}
	}
	return l.exec(ctx, `DROP TABLE {release:Identifier}.complaints_linked SYNC`, clickhouse.Named("release", release))
}

// Kinds of business in the table slugs; publishedKind marks the rows of slugs that say for which platform an address
// was made that leads to another by an alias.
const (
	platformKind  = "platform"
	publishedKind = "platform published"
)

// moveSlugs lets the addresses of aliases lead to the canonical platform of the
// published release. The addresses are no part of a release, so they move once
// it is published, or when the next load begins.
func (l *Load) moveSlugs(ctx context.Context, number uint32) error {
	if number == 0 {
		return nil
	}
	in := append(l.parameters(), clickhouse.Named("release", schema.ReleaseDatabase(l.Database, number)))
	var tables uint64
	err := l.Conn.QueryRow(ctx, `SELECT count() FROM system.tables WHERE database = {release:String} AND name = 'platform_aliases'`, in...).Scan(&tables)
	if err != nil || tables == 0 {
		return err
	}
	var due bool
	if err := l.Conn.QueryRow(ctx, linkSlugsDueSQL, in...).Scan(&due); err != nil || !due {
		return err
	}
	// Readers look at every row of a slug, not at the last one only.
	for _, statement := range []string{linkSlugsKeepSQL, linkSlugsSQL, `OPTIMIZE TABLE {database:Identifier}.slugs FINAL`} {
		if err := l.Conn.Exec(ctx, statement, in...); err != nil {
			return fmt.Errorf("lead addresses on: %w", err)
		}
	}
	return nil
}

// leadOn changes who owns the slugs to what moveSlugs will make of them.
func (l *Load) leadOn(owners map[slugOf]string) {
	aliases := l.aliases[l.publisher.Code]
	lead := func(slug, key string) {
		if canonical, ok := aliases[key]; ok {
			key = canonical
		}
		owners[slugOf{platformKind, slug}] = key
	}
	for at, key := range maps.Clone(owners) {
		if at.kind == platformKind {
			lead(at.slug, key)
		}
	}
	for at, key := range maps.Clone(owners) {
		if at.kind == publishedKind {
			lead(at.slug, key)
		}
	}
}

func (l *Load) writeAliases(ctx context.Context, release string, sources []string, links *register.Links) error {
	batch, err := l.Conn.PrepareBatch(ctx, "INSERT INTO "+quoted(release)+".platform_aliases (source, platform, canonical)")
	if err != nil {
		return err
	}
	defer batch.Close()
	for _, source := range sources {
		aliases := links.Aliases(source)
		for _, key := range slices.Sorted(maps.Keys(aliases)) {
			if err := batch.Append(source, key, aliases[key]); err != nil {
				return err
			}
		}
	}
	return batch.Send()
}

func (l *Load) writeGroups(ctx context.Context, release string, sources []string, links *register.Links) error {
	batch, err := l.Conn.PrepareBatch(ctx, "INSERT INTO "+quoted(release)+".platform_groups (source, platform, group_key, name)")
	if err != nil {
		return err
	}
	defer batch.Close()
	for _, source := range sources {
		groups := links.Groups(source)
		for _, key := range slices.Sorted(maps.Keys(groups)) {
			if err := batch.Append(source, key, groups[key].Key, groups[key].Name); err != nil {
				return err
			}
		}
	}
	return batch.Send()
}
