package sink

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"redress/ingest/register"
)

// A registerTable is one register's table in a release. Every one begins with
// the columns of registerColumns.
type registerTable struct {
	code, name string
	columns    []string
	values     func(record any, links *register.Links) []any
}

// registerColumns are what every register's table has of a row.
const registerColumns = "origin, load_id, file, line, identity, digest"

func registerTables() []registerTable {
	return []registerTable{
		{register.Policies, "policies", []string{"id", "jurisdiction", "kind", "series_break", "title", "body",
			"in_force_first", "in_force_last", "in_force_precision", "announced_first", "announced_last", "announced_precision",
			"effect", "issues", "all_issues", "subissues", "scope", "mark", "src", "url"}, policyValues},
		{register.LegalBases, "legal_basis", []string{"issue", "subissue", "ref", "law", "law_name", "law_version",
			"law_in_force_first", "law_in_force_last", "law_in_force_precision", "text", "binds", "mark", "src", "url"}, legalBasisValues},
		{register.Coverages, "coverage", []string{"platform", "platform_given", "day", "outlet", "title", "url",
			"issues", "all_issues", "subissues"}, coverageValues},
		{register.Campaigns, "campaigns", []string{"association", "title", "first_day", "last_day", "first_precision", "last_precision",
			"region", "issues", "all_issues", "subissues", "url"}, campaignValues},
		{register.Exposures, "exposure", []string{"platform", "platform_given", "first_day", "last_day", "measure", "value", "currency",
			"src", "url"}, exposureValues},
		{register.Platforms, "platform_links", []string{"kind", "source", "platform", "canonical", "group_key", "name", "from_day"}, linkValues},
	}
}

func policyValues(record any, _ *register.Links) []any {
	p, _ := record.(register.Policy)
	values := []any{p.ID, p.Jurisdiction, string(p.Kind), p.SeriesBreak(), byLanguage(p.Title), orNull(p.Body)}
	values = append(append(values, span(p.InForce)...), span(p.Announced)...)
	values = append(append(values, byLanguage(p.Effect)), issueValues(p.Issues)...)
	return append(values, orNull(p.Scope), orNull(string(p.Mark)), orNull(p.Src), orNull(p.URL))
}

func legalBasisValues(record any, _ *register.Links) []any {
	b, _ := record.(register.LegalBasis)
	issue, subissue := "all", ""
	if !b.Issues.All {
		issue, subissue = string(b.Issues.Codes[0]), strings.Join(b.Issues.Finer, "")
	}
	values := []any{issue, orNull(subissue), b.Ref, b.Law, byLanguage(b.LawName), orNull(b.Version)}
	values = append(values, span(b.InForce)...)
	return append(values, byLanguage(b.Text), textsOf(b.Binds), orNull(string(b.Mark)), orNull(b.Src), orNull(b.URL))
}

func coverageValues(record any, links *register.Links) []any {
	c, _ := record.(register.Coverage)
	values := []any{links.Canonical(register.AnySource, c.Platform), c.Platform, c.Day.First.Time(), c.Outlet, c.Title, orNull(c.URL)}
	return append(values, issueValues(c.Issues)...)
}

func campaignValues(record any, _ *register.Links) []any {
	c, _ := record.(register.Campaign)
	values := []any{c.Association, byLanguage(c.Title), c.From.First.Time(), c.To.Last.Time(), string(c.From.Precision()),
		string(c.To.Precision()), orNull(c.Region)}
	return append(append(values, issueValues(c.Issues)...), orNull(c.URL))
}

func exposureValues(record any, links *register.Links) []any {
	e, _ := record.(register.Exposure)
	return []any{links.Canonical(register.AnySource, e.Platform), e.Platform, e.From.First.Time(), e.To.Last.Time(), string(e.Measure),
		e.Value, orNull(e.Currency), orNull(e.Src), orNull(e.URL)}
}

func linkValues(record any, _ *register.Links) []any {
	k, _ := record.(register.Link)
	return []any{string(k.Kind), k.Source, k.Platform, orNull(k.Canonical), orNull(k.Group), orNull(k.Name), dayOrNull(k.From)}
}

func issueValues(i register.Issues) []any {
	return []any{textsOf(i.Codes), i.All, textsOf(i.Finer)}
}

func textsOf[T ~string](list []T) []string {
	out := make([]string, 0, len(list))
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

func byLanguage(t register.Text) map[string]string {
	out := map[string]string{}
	for language, text := range map[string]string{"zh": t.ZH, "en": t.EN} {
		if text != "" {
			out[language] = text
		}
	}
	return out
}

// orNull is NULL for what is not known.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func dayOrNull(d register.Date) *time.Time {
	if !d.Known() {
		return nil
	}
	day := d.First.Time()
	return &day
}

// span is a date's first day, last day and precision.
func span(d register.Date) []any {
	first := dayOrNull(d)
	if first == nil {
		return []any{first, first, string(d.Precision())}
	}
	last := d.Last.Time()
	return []any{first, &last, string(d.Precision())}
}

// writeRegister writes what one origin says into the release's table.
func (l *Load) writeRegister(ctx context.Context, release string, r *register.Register, links *register.Links) error {
	at := slices.IndexFunc(registerTables(), func(t registerTable) bool { return t.code == r.Code })
	if at < 0 {
		return fmt.Errorf("register %s has no table", r.Code)
	}
	t := registerTables()[at]
	batch, err := l.Conn.PrepareBatch(ctx, "INSERT INTO "+quoted(release)+"."+quoted(t.name)+
		" ("+registerColumns+", "+strings.Join(t.columns, ", ")+")")
	if err != nil {
		return fmt.Errorf("write register %s: %w", r.Code, err)
	}
	defer batch.Close()
	for _, row := range r.Rows {
		values := append([]any{r.Origin, l.id, uint16(row.File), uint32(row.Line), row.Identity, row.Digest}, t.values(row.Record, links)...)
		if err := batch.Append(values...); err != nil {
			return fmt.Errorf("write register %s: %w", r.Code, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("write register %s: %w", r.Code, err)
	}
	batch, err = l.Conn.PrepareBatch(ctx, "INSERT INTO "+quoted(release)+".registers (register, origin, digest, rows, load_id, loaded_at)")
	if err != nil {
		return fmt.Errorf("record register %s: %w", r.Code, err)
	}
	defer batch.Close()
	if err := batch.Append(r.Code, r.Origin, r.Digest(), uint64(len(r.Rows)), l.id, l.Now().UTC()); err != nil {
		return fmt.Errorf("record register %s: %w", r.Code, err)
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("record register %s: %w", r.Code, err)
	}
	return nil
}
