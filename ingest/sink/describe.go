package sink

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"
)

//go:embed names.sql
var namesSQL string

//go:embed carry_entities.sql
var carryEntitiesSQL string

//go:embed carry_sources.sql
var carrySourcesSQL string

//go:embed source.sql
var sourceSQL string

// describe writes the release's small tables: the businesses with their names
// and slugs, and the sources. Those of other sources are carried over.
func (l *Load) describe(ctx context.Context, release string) error {
	into := clickhouse.Named("release", release)
	if l.current != 0 {
		for _, statement := range []string{
			carryEntitiesSQL, carrySourcesSQL,
		} {
			if err := l.exec(ctx, statement, into); err != nil {
				return fmt.Errorf("carry over other sources: %w", err)
			}
		}
	}
	if err := l.describeEntities(ctx, release); err != nil {
		return fmt.Errorf("name the businesses: %w", err)
	}
	if err := l.describeSource(ctx, release); err != nil {
		return fmt.Errorf("describe the source: %w", err)
	}
	return nil
}

// An entity is one business as a release names it.
type entity struct {
	kind, key, name, slug string
	complaints            uint64
}

func (l *Load) describeEntities(ctx context.Context, release string) error {
	entities, err := l.entities(ctx, release)
	if err != nil || len(entities) == 0 {
		return err
	}
	known, err := l.knownSlugs(ctx)
	if err != nil {
		return err
	}
	assignSlugs(entities, known)
	if err := l.rememberSlugs(ctx, entities, known); err != nil {
		return fmt.Errorf("remember slugs: %w", err)
	}
	batch, err := l.Conn.PrepareBatch(ctx, "INSERT INTO "+quoted(release)+".entities (source, entity, key, name, slug, complaints)")
	if err != nil {
		return err
	}
	defer batch.Close()
	for _, e := range entities {
		if err := batch.Append(l.publisher.Code, e.kind, e.key, e.name, e.slug, e.complaints); err != nil {
			return err
		}
	}
	return batch.Send()
}

func (l *Load) entities(ctx context.Context, release string) ([]entity, error) {
	rows, err := l.Conn.Query(ctx, namesSQL, clickhouse.Named("release", release), clickhouse.Named("source", l.publisher.Code))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []entity
	for rows.Next() {
		var e entity
		if err := rows.Scan(&e.kind, &e.key, &e.name, &e.complaints); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// knownSlugs gives the slugs the source's businesses have had in any release.
func (l *Load) knownSlugs(ctx context.Context) (map[entityKey]string, error) {
	known := map[entityKey]string{}
	rows, err := l.Conn.Query(ctx, `SELECT entity, key, slug FROM {database:Identifier}.slugs FINAL
WHERE source = {source:String} ORDER BY entity, key`, l.parameters()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k entityKey
		var slug string
		if err := rows.Scan(&k.kind, &k.key, &slug); err != nil {
			return nil, err
		}
		known[k] = slug
	}
	return known, rows.Err()
}

// rememberSlugs keeps the slugs given now for ever.
func (l *Load) rememberSlugs(ctx context.Context, entities []entity, known map[entityKey]string) error {
	batch, err := l.Conn.PrepareBatch(ctx, "INSERT INTO "+quoted(l.Database)+".slugs (source, entity, key, slug)")
	if err != nil {
		return err
	}
	defer batch.Close()
	fresh := 0
	for _, e := range entities {
		if _, had := known[entityKey{e.kind, e.key}]; had {
			continue
		}
		fresh++
		if err := batch.Append(l.publisher.Code, e.kind, e.key, e.slug); err != nil {
			return err
		}
	}
	if fresh == 0 {
		return nil
	}
	return batch.Send()
}

func (l *Load) describeSource(ctx context.Context, release string) error {
	p := l.publisher
	return l.exec(ctx, sourceSQL, clickhouse.Named("release", release),
		clickhouse.Named("title", p.Title), clickhouse.Named("country", p.Country), clickhouse.Named("url", p.URL),
		clickhouse.Named("licence", p.Licence), clickhouse.Named("zone", p.Zone),
		clickhouse.Named("basis", string(p.OutcomeBasis)), clickhouse.Named("fields", p.Fields),
		clickhouse.Named("at", l.timestamp()))
}
