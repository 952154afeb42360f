package sink

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/ingest"
)

//go:embed filled.sql
var filledSQL string

// Filled says of how many complaints each of the fields is known, among those of
// the newest load that the release holds any of and those that this load speaks
// of. A field that a release of older columns lacks is known of none.
func (l *Load) Filled(ctx context.Context, fields []string) (ingest.Filled, error) {
	out := ingest.Filled{Known: map[string]int64{}}
	if err := l.work(ctx); err != nil {
		return out, err
	}
	base, table := l.base()
	var columns []string
	err := l.Conn.QueryRow(ctx, `SELECT groupArray(name) FROM system.columns WHERE database = {of:String} AND table = {at:String}`,
		clickhouse.Named("of", base), clickhouse.Named("at", table)).Scan(&columns)
	if err != nil {
		return out, fmt.Errorf("list the columns of the release: %w", err)
	}
	there := map[string]bool{}
	for _, name := range columns {
		there[name] = true
	}
	counts, asked := []string{"count()"}, []string{}
	for _, field := range fields {
		if column, known := knownWhere(field); there[column] {
			counts, asked = append(counts, "countIf("+known+")"), append(asked, field)
		}
	}
	numbers := make([]uint64, len(counts))
	into := make([]any, len(counts))
	for i := range numbers {
		into[i] = &numbers[i]
	}
	// What is counted takes no parameter.
	if err := l.ask(ctx, strings.Replace(filledSQL, "count()", strings.Join(counts, ", "), 1), into); err != nil {
		return out, fmt.Errorf("count what is known: %w", err)
	}
	out.Complaints = int64(numbers[0])
	for i, field := range asked {
		out.Known[field] = int64(numbers[i+1])
	}
	return out, nil
}

// knownWhere is the column that says whether a field is known, and the condition
// that it is.
func knownWhere(field string) (column, condition string) {
	switch field {
	case "outcome":
		return field, "outcome != 'unknown'"
	case "issue":
		return "issue_source", "isNotNull(issue_source)"
	case "stages":
		return "stage", "notEmpty(stage)"
	case "actions":
		return "action", "notEmpty(action)"
	case "remedies", "evidence", "associations":
		return field, "notEmpty(" + field + ")"
	case "seller", "subissue", "category", "region", "channel", "responded_on", "closed_on", "amount_claimed", "amount_recovered",
		"represented", "rating", "timely", "disputed", "age_band", "sex", "narrative":
		return field, "isNotNull(" + field + ")"
	}
	return "", ""
}
