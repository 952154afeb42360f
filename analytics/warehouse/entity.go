package warehouse

import (
	"context"
	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
	"redress/ingest/complaint"
)

//go:embed lookup.sql
var lookupSQL string

//go:embed aliases.sql
var aliasesSQL string

type namedRow struct {
	Key  string `ch:"key"`
	Name string `ch:"name"`
	Slug string `ch:"slug"`
}

type aliasRow struct {
	Name       string `ch:"name"`
	Kind       string `ch:"kind"`
	Complaints uint64 `ch:"complaints"`
}

// Lookup finds a platform or seller by the slug it has, or had.
func (s *Store) Lookup(ctx context.Context, r analytics.Release, e analytics.Entity, source, slug string) (analytics.Named, error) {
	found, err := rows[namedRow](ctx, s, "find "+string(e), lookupSQL, s.inRelease(r), s.inDatabase(),
		clickhouse.Named("source", source), clickhouse.Named("entity", string(e)), clickhouse.Named("slug", slug))
	if err != nil {
		return analytics.Named{}, err
	}
	if len(found) == 0 {
		return analytics.Named{}, analytics.ErrNotFound
	}
	return analytics.Named(found[0]), nil
}

// Aliases lists the wordings under which a platform or seller appears.
func (s *Store) Aliases(ctx context.Context, r analytics.Release, e analytics.Entity, source, key string, limit int) ([]analytics.Alias, error) {
	found, err := rows[aliasRow](ctx, s, "list names", aliasesSQL, s.inRelease(r),
		clickhouse.Named("source", source), clickhouse.Named("entity", string(e)), clickhouse.Named("key", key), clickhouse.Named("limit", uint32(limit)))
	out := make([]analytics.Alias, 0, len(found))
	for _, row := range found {
		out = append(out, analytics.Alias{Name: row.Name, Kind: complaint.NameKind(row.Kind), Complaints: int64(row.Complaints)})
	}
	return out, err
}
