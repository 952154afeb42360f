package sink

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"redress/ingest"
)

// renameBusinesses writes the businesses of the new release, and the addresses.
// What is no pseudonym keeps name and address; the addresses of pseudonyms are
// made of the new ones, and the old ones lead nowhere (see rekey.go).
func (r *rekeying) renameBusinesses(ctx context.Context, release string) error {
	sources, err := r.texts(ctx, `SELECT DISTINCT toString(source) AS of FROM
(SELECT source FROM {database:Identifier}.slugs UNION ALL SELECT source FROM {base:Identifier}.entities) ORDER BY of`, r.parameters()...)
	if err != nil {
		return err
	}
	for _, source := range sources {
		of := &Load{Config: r.Config, publisher: ingest.Publisher{Code: source}, id: r.id, current: r.current}
		if err := r.renameIn(ctx, of, release); err != nil {
			return fmt.Errorf("of %s: %w", source, err)
		}
	}
	return nil
}

func (r *rekeying) renameIn(ctx context.Context, of *Load, release string) error {
	source := of.publisher.Code
	before, err := of.namedBefore(ctx)
	if err != nil {
		return err
	}
	now, err := of.entities(ctx, release)
	if err != nil {
		return err
	}
	kept, err := r.keptSlugs(ctx, of)
	if err != nil {
		return err
	}
	owners := map[slugOf]string{}
	for _, k := range kept {
		owners[slugOf{k.kind, k.slug}] = k.key
	}
	for i := range now {
		e := &now[i]
		if was, ok := before[business{source, e.kind, e.key}]; ok {
			_, carried := r.Party(source, was.key, was.name)
			if carried == was.name {
				e.name, e.slug = was.name, was.slug
				continue
			}
			if !e.pseudonym {
				e.name = carried
			}
		}
		e.slug = slugFor(e, owners)
		if at := (slugOf{e.kind, e.slug}); owners[at] != e.key {
			owners[at] = e.key
			kept = append(kept, *e)
		}
	}
	if err := r.writeSlugs(ctx, source, kept); err != nil {
		return err
	}
	return of.writeEntities(ctx, release, now)
}

// namedBefore are the businesses of the load's source in the current release.
func (l *Load) namedBefore(ctx context.Context) (map[business]entity, error) {
	rows, err := l.Conn.Query(ctx, `SELECT entity, key, name, slug FROM {base:Identifier}.entities
WHERE source = {source:String} ORDER BY entity, key`, l.parameters()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	named := map[business]entity{}
	for rows.Next() {
		var e entity
		if err := rows.Scan(&e.kind, &e.key, &e.name, &e.slug); err != nil {
			return nil, err
		}
		named[business{l.publisher.Code, e.kind, e.key}] = e
	}
	return named, rows.Err()
}

// keptSlugs are the addresses of a source that stay, those that spell a pseudonym
// without an owner.
func (r *rekeying) keptSlugs(ctx context.Context, of *Load) ([]entity, error) {
	rows, err := r.Conn.Query(ctx, `SELECT entity, slug, key FROM {database:Identifier}.slugs FINAL
WHERE source = {source:String} ORDER BY entity, slug`, of.parameters()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all, kept []entity
	spelling := map[slugOf]bool{}
	for rows.Next() {
		var e entity
		if err := rows.Scan(&e.kind, &e.slug, &e.key); err != nil {
			return nil, err
		}
		if r.spellsPseudonym(of.publisher.Code, e) {
			// Where it leads on by an alias, two rows are about one address.
			spelling[slugOf{plainKind(e.kind), e.slug}] = true
		}
		all = append(all, e)
	}
	for _, e := range all {
		kind := plainKind(e.kind)
		if spelling[slugOf{kind, e.slug}] {
			if kind != e.kind {
				continue
			}
			e.key = ""
		}
		kept = append(kept, e)
	}
	return kept, rows.Err()
}

// plainKind is the kind of business that a row of the table slugs is about.
func plainKind(kind string) string {
	if kind == publishedKind {
		return platformKind
	}
	return kind
}

func (r *rekeying) spellsPseudonym(source string, e entity) bool {
	if key, _ := r.Party(source, e.key, ""); key != e.key {
		return true
	}
	at := business{source, plainKind(e.kind), e.key}
	return slices.ContainsFunc(r.hidden[at], func(spelled string) bool { return strings.HasPrefix(e.slug, spelled) })
}

func (r *rekeying) writeSlugs(ctx context.Context, source string, slugs []entity) error {
	if len(slugs) == 0 {
		return nil
	}
	batch, err := r.Conn.PrepareBatch(ctx, "INSERT INTO "+quoted(r.Database)+"."+quoted(r.beside("slugs"))+" (source, entity, slug, key)")
	if err != nil {
		return err
	}
	defer batch.Close()
	for _, e := range slugs {
		if err := batch.Append(source, e.kind, e.slug, e.key); err != nil {
			return err
		}
	}
	return batch.Send()
}

// writeEntities writes the businesses of the load's source into a release.
func (l *Load) writeEntities(ctx context.Context, release string, entities []entity) error {
	if len(entities) == 0 {
		return nil
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
