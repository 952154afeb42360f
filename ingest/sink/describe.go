package sink

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/ingest/complaint"
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
	if err := l.nameAgain(ctx, release); err != nil {
		return err
	}
	if l.register != nil {
		return nil // it is no source of complaints
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
	pseudonym             bool // the name is one: no publisher's wording may be shown
}

func (l *Load) describeEntities(ctx context.Context, release string) error {
	entities, err := l.entities(ctx, release)
	if err != nil || len(entities) == 0 {
		return err
	}
	if err := l.rename(ctx, entities); err != nil {
		return err
	}
	owners, err := l.slugOwners(ctx)
	if err != nil {
		return err
	}
	if err := l.forgetNames(ctx, entities, owners); err != nil {
		return fmt.Errorf("forget slugs: %w", err)
	}
	if err := l.rememberSlugs(ctx, assignSlugs(entities, owners)); err != nil {
		return fmt.Errorf("remember slugs: %w", err)
	}
	return l.writeEntities(ctx, release, entities)
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
		if err := rows.Scan(&e.kind, &e.key, &e.name, &e.complaints, &e.pseudonym); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// slugOwners gives the slugs ever given in the source, with the key of the
// business each was made for.
func (l *Load) slugOwners(ctx context.Context) (map[slugOf]string, error) {
	owners := map[slugOf]string{}
	rows, err := l.Conn.Query(ctx, `SELECT entity, slug, key FROM {database:Identifier}.slugs FINAL
WHERE source = {source:String} ORDER BY entity, slug`, l.parameters()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var at slugOf
		var key string
		if err := rows.Scan(&at.kind, &at.slug, &key); err != nil {
			return nil, err
		}
		owners[at] = key
	}
	l.leadOn(owners)
	return owners, rows.Err()
}

// rememberSlugs keeps the slugs given now for ever.
func (l *Load) rememberSlugs(ctx context.Context, fresh []entity) error {
	if len(fresh) == 0 {
		return nil
	}
	batch, err := l.Conn.PrepareBatch(ctx, "INSERT INTO "+quoted(l.Database)+".slugs (source, entity, slug, key)")
	if err != nil {
		return err
	}
	defer batch.Close()
	for _, e := range fresh {
		if err := batch.Append(l.publisher.Code, e.kind, e.slug, e.key); err != nil {
			return err
		}
	}
	return batch.Send()
}

// forgetNames deletes the slugs that businesses had before they were shown under
// a pseudonym: they spell the name that must not be shown.
func (l *Load) forgetNames(ctx context.Context, entities []entity, owners map[slugOf]string) error {
	pseudonyms := map[slugOf]string{} // by kind and key: how the slug may begin
	for _, e := range entities {
		if e.pseudonym {
			pseudonyms[slugOf{e.kind, e.key}] = complaint.NormaliseName(e.name)
		}
	}
	for at, key := range owners {
		allowed, hidden := pseudonyms[slugOf{at.kind, key}]
		if !hidden || strings.HasPrefix(at.slug, allowed) {
			continue
		}
		err := l.exec(ctx, `DELETE FROM {database:Identifier}.slugs
WHERE source = {source:String} AND entity = {entity:String} AND slug = {slug:String}`,
			clickhouse.Named("entity", at.kind), clickhouse.Named("slug", at.slug))
		if err != nil {
			return err
		}
		delete(owners, at)
	}
	return nil
}

func (l *Load) describeSource(ctx context.Context, release string) error {
	p := l.publisher
	return l.exec(ctx, sourceSQL, clickhouse.Named("release", release),
		clickhouse.Named("title", p.Title), clickhouse.Named("country", p.Country), clickhouse.Named("url", p.URL),
		clickhouse.Named("licence", p.Licence), clickhouse.Named("zone", p.Zone),
		clickhouse.Named("basis", string(p.OutcomeBasis)), clickhouse.Named("fields", p.Fields),
		clickhouse.Named("at", l.timestamp()))
}
