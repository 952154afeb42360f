package sink

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/ingest/complaint"
)

//go:embed rekey_installation.sql
var rekeyInstallationSQL string

//go:embed rekey_registers.sql
var rekeyRegistersSQL string

//go:embed rekey_ids.sql
var rekeyIDsSQL string

//go:embed rekey_count.sql
var rekeyCountSQL string

// rekeyed are the tables outside the releases whose contents change with the key.
// What stands last is put in place last.
func rekeyed() []string {
	return []string{"history", "confirmations", "removals", "slugs", "installation"}
}

// beside is the table that will take a table's place.
func (l *Load) beside(table string) string { return fmt.Sprintf("rekeyed_%s_%d", table, l.id) }

// idsTable holds old and new ids side by side, partiesTable by old id what the
// states of complaints about pseudonyms say from now on.
func (l *Load) idsTable() string     { return fmt.Sprintf("rekey_ids_%d", l.id) }
func (l *Load) partiesTable() string { return fmt.Sprintf("rekey_parties_%d", l.id) }

const (
	createIDsTable = `CREATE TABLE {database:Identifier}.{table:Identifier}
(old FixedString(16), carried FixedString(16)) ENGINE = MergeTree ORDER BY old`

	// platform is empty where the key stays.
	createPartiesTable = `CREATE TABLE {database:Identifier}.{table:Identifier}
(source String, old FixedString(16), version UInt64, platform String, platform_name String,
seller Nullable(String), seller_name Nullable(String), digest UInt64, changed UInt8 DEFAULT 1)
ENGINE = MergeTree ORDER BY (old, version)`
)

func (r *rekeying) createTables(ctx context.Context) error {
	for _, table := range rekeyed() {
		// AS takes no parameter.
		err := r.exec(ctx, "CREATE TABLE {database:Identifier}.{table:Identifier} AS "+quoted(r.Database)+"."+quoted(table),
			clickhouse.Named("table", r.beside(table)))
		if err != nil {
			return fmt.Errorf("create %s: %w", r.beside(table), err)
		}
	}
	for table, statement := range map[string]string{r.idsTable(): createIDsTable, r.partiesTable(): createPartiesTable} {
		if err := r.exec(ctx, statement, clickhouse.Named("table", table)); err != nil {
			return fmt.Errorf("create %s: %w", table, err)
		}
	}
	return nil
}

// A carriedTable is one whose rows get other ids.
type carriedTable struct {
	from, to [2]string // database and table
	columns  []string
	parties  bool // it says who is complained about
}

// carryRows writes every row with an id again, under its new id, a range of ids
// at a time.
func (r *rekeying) carryRows(ctx context.Context, release string) error {
	base, table := r.base()
	tables := []carriedTable{{from: [2]string{base, table}, to: [2]string{release, "complaints"}, parties: true}}
	for _, name := range []string{"history", "confirmations", "removals"} {
		tables = append(tables, carriedTable{from: [2]string{r.Database, name}, to: [2]string{r.Database, r.beside(name)}, parties: name == "history"})
	}
	var most uint64
	for i := range tables {
		t := &tables[i]
		var alike uint8
		err := r.Conn.QueryRow(ctx, columnsSQL, clickhouse.Named("base", t.from[0]), clickhouse.Named("base_table", t.from[1]),
			clickhouse.Named("other", t.to[0]), clickhouse.Named("other_table", t.to[1])).Scan(&t.columns, &alike)
		if err != nil {
			return fmt.Errorf("compare columns: %w", err)
		}
		rows, err := r.count(ctx, t.from)
		if err != nil {
			return err
		}
		most = max(most, rows)
	}
	for _, within := range ranges(most/r.rows + 1) {
		if err := r.carryRange(ctx, tables, within); err != nil {
			return err
		}
	}
	for _, t := range tables {
		before, err := r.count(ctx, t.from)
		if err != nil {
			return err
		}
		after, err := r.count(ctx, t.to)
		if err != nil {
			return err
		}
		if before != after {
			return fmt.Errorf("%d rows of %s became %d: a fault of the program", before, t.from[1], after)
		}
	}
	return nil
}

func (l *Load) count(ctx context.Context, table [2]string) (rows uint64, err error) {
	err = l.Conn.QueryRow(ctx, rekeyCountSQL, clickhouse.Named("of", table[0]), clickhouse.Named("table", table[1])).Scan(&rows)
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", table[1], err)
	}
	return rows, nil
}

// An idRange is a range of ids, by their first digits; without an end it goes on to
// the last.
type idRange struct{ first, end string }

// ranges cuts the ids into n ranges, or as many as their first four digits tell
// apart. Ids are hashes, so the ranges are of one size, about.
func ranges(n uint64) []idRange {
	const all = 1 << 16
	n = min(max(n, 1), all)
	out := make([]idRange, n)
	for i := range out {
		out[i].first = fmt.Sprintf("%04x", uint64(i)*all/n)
		if i > 0 {
			out[i-1].end = out[i].first
		}
	}
	return out
}

func (s idRange) named() []any {
	return []any{clickhouse.Named("first", s.first), clickhouse.Named("end", s.end)}
}

func (r *rekeying) carryRange(ctx context.Context, tables []carriedTable, within idRange) error {
	if err := r.carryIDs(ctx, within); err != nil {
		return fmt.Errorf("carry ids: %w", err)
	}
	for _, t := range tables {
		if err := r.exec(ctx, r.carryStatement(t), within.named()...); err != nil {
			return fmt.Errorf("carry %s: %w", t.from[1], err)
		}
	}
	return r.exec(ctx, `TRUNCATE TABLE {database:Identifier}.{table:Identifier}`, clickhouse.Named("table", r.idsTable()))
}

// carryIDs writes down the new id of every id of a range.
func (r *rekeying) carryIDs(ctx context.Context, within idRange) error {
	rows, err := r.Conn.Query(ctx, rekeyIDsSQL, append(r.parameters(), within.named()...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var olds, news []string
	send := func() error {
		if len(olds) == 0 {
			return nil
		}
		batch, err := r.Conn.PrepareBatch(ctx, "INSERT INTO "+quoted(r.Database)+"."+quoted(r.idsTable())+" (old, carried)")
		if err != nil {
			return err
		}
		defer batch.Close()
		if err := errors.Join(batch.Column(0).Append(olds), batch.Column(1).Append(news)); err != nil {
			return err
		}
		olds, news = olds[:0], news[:0]
		return batch.Send()
	}
	for rows.Next() {
		var old string
		if err := rows.Scan(&old); err != nil {
			return err
		}
		carried := r.ID(complaint.ID([]byte(old)))
		olds, news = append(olds, old), append(news, string(carried[:]))
		if len(olds) < blockRows {
			continue
		}
		if err := send(); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), send())
}

// carryStatement writes the rows of a range of ids into the new table. Where a
// platform is an alias, a release has it under another key, which stays.
func (r *rekeying) carryStatement(t carriedTable) string {
	says := map[string]string{"id": "ids.carried"}
	if t.parties {
		says["platform"] = "if(party.platform != '', party.platform, toString(c.platform))"
		says["platform_name"] = "if(party.changed = 1, party.platform_name, toString(c.platform_name))"
		says["seller"] = "if(party.changed = 1, party.seller, CAST(c.seller, 'Nullable(String)'))"
		says["seller_name"] = "if(party.changed = 1, party.seller_name, CAST(c.seller_name, 'Nullable(String)'))"
		says["digest"] = "if(party.changed = 1, party.digest, c.digest)"
	}
	into, selected := make([]string, len(t.columns)), make([]string, len(t.columns))
	for i, column := range t.columns {
		into[i], selected[i] = quoted(column), "c."+quoted(column)
		if expression, ok := says[column]; ok {
			selected[i] = expression
		}
	}
	// A list of columns takes no parameter.
	const among = " >= toFixedString(unhex({first:String}), 16) AND ({end:String} = '' OR %[1]s < toFixedString(unhex({end:String}), 16))"
	in := func(column string) string { return column + fmt.Sprintf(among, column) }
	var s strings.Builder
	fmt.Fprintf(&s, "INSERT INTO %s.%s (%s) SELECT %s FROM %s.%s AS c\n", quoted(t.to[0]), quoted(t.to[1]), strings.Join(into, ", "),
		strings.Join(selected, ", "), quoted(t.from[0]), quoted(t.from[1]))
	fmt.Fprintf(&s, "INNER JOIN {database:Identifier}.%s AS ids ON ids.old = c.id\n", quoted(r.idsTable()))
	if t.parties {
		fmt.Fprintf(&s, "LEFT ANY JOIN (SELECT * FROM {database:Identifier}.%s WHERE %s) AS party\n", quoted(r.partiesTable()), in("old"))
		s.WriteString("ON party.old = c.id AND party.version = c.version AND party.source = toString(c.source)\n")
	}
	fmt.Fprintf(&s, "WHERE %s\nSETTINGS max_partitions_per_insert_block = 0, join_use_nulls = 0", in("c.id"))
	return s.String()
}

// copySmallTables copies what a release says beside its complaints and the names
// of businesses, by name of column.
func (r *rekeying) copySmallTables(ctx context.Context, release string) error {
	shared, err := r.sharedColumns(ctx, release)
	if err != nil {
		return err
	}
	base, _ := r.base()
	for table, columns := range shared {
		if table == "complaints" || table == "entities" {
			continue
		}
		list := strings.Join(columns, ", ")
		// A list of columns takes no parameter.
		if err := r.exec(ctx, "INSERT INTO "+quoted(release)+"."+quoted(table)+" ("+list+") SELECT "+list+" FROM "+
			quoted(base)+"."+quoted(table)); err != nil {
			return fmt.Errorf("copy %s: %w", table, err)
		}
	}
	return nil
}

// dropMappings drops what has old and new side by side.
func (r *rekeying) dropMappings(ctx context.Context) error {
	return r.dropTables(ctx, []string{r.idsTable(), r.partiesTable()})
}

// dropRekeyTables drops what a change of the key wrote that is not published.
func (l *Load) dropRekeyTables(ctx context.Context) error {
	tables := []string{l.idsTable(), l.partiesTable()}
	for _, table := range rekeyed() {
		tables = append(tables, l.beside(table))
	}
	return l.dropTables(ctx, tables)
}

func (l *Load) dropTables(ctx context.Context, tables []string) error {
	var err error
	for _, table := range tables {
		err = errors.Join(err, l.exec(ctx, `DROP TABLE IF EXISTS {database:Identifier}.{table:Identifier} SYNC`,
			clickhouse.Named("table", table)))
	}
	return err
}
