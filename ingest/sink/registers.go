package sink

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/ingest/register"
)

//go:embed register_columns.sql
var registerColumnsSQL string

// A heldRegister is what one origin says in one register of the current release.
type heldRegister struct{ code, origin string }

// sideRegisters brings the side registers into a release that is being built:
// those of the current release, the load's own in place of what its origin said
// before, and those that ship with the program where they have changed. What
// they say of platforms is then applied to the complaints.
func (l *Load) sideRegisters(ctx context.Context, release string) error {
	held, err := l.heldRegisters(ctx)
	if err != nil {
		return err
	}
	fresh, err := l.freshRegisters(held)
	if err != nil {
		return err
	}
	written := map[heldRegister]bool{}
	for _, r := range fresh {
		written[heldRegister{r.Code, r.Origin}] = true
	}
	before, links, err := l.links(ctx, held, written)
	if err != nil {
		return err
	}
	if err := l.carryRegisters(ctx, release, held, written, links); err != nil {
		return fmt.Errorf("carry over registers: %w", err)
	}
	for _, r := range fresh {
		if err := l.writeRegister(ctx, release, r, links); err != nil {
			return err
		}
	}
	if err := l.linkPlatforms(ctx, release, before, links); err != nil {
		return fmt.Errorf("apply platform links: %w", err)
	}
	return nil
}

// heldRegisters are the registers of the current release with their digests;
// none before the first release, or where a program without registers made it.
func (l *Load) heldRegisters(ctx context.Context) (map[heldRegister]string, error) {
	held := map[heldRegister]string{}
	if l.current == 0 {
		return held, nil
	}
	var tables uint64
	err := l.Conn.QueryRow(ctx, `SELECT count() FROM system.tables WHERE database = {base:String} AND name = 'registers'`,
		l.parameters()...).Scan(&tables)
	if err != nil || tables == 0 {
		return held, err
	}
	rows, err := l.Conn.Query(ctx, `SELECT register, origin, digest FROM {base:Identifier}.registers ORDER BY register, origin`, l.parameters()...)
	if err != nil {
		return nil, fmt.Errorf("read registers: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var h heldRegister
		var digest string
		if err := rows.Scan(&h.code, &h.origin, &digest); err != nil {
			return nil, err
		}
		held[h] = digest
	}
	return held, rows.Err()
}

// freshRegisters are what the release must be given anew: the load's register,
// and those of the program that the current release does not hold as they are.
func (l *Load) freshRegisters(held map[heldRegister]string) (fresh []*register.Register, err error) {
	if l.register != nil {
		fresh = append(fresh, l.register)
	}
	shipped, err := register.Builtin()
	if err != nil {
		return nil, err
	}
	for _, r := range shipped {
		own := l.register != nil && l.register.Code == r.Code && l.register.Origin == r.Origin
		if !own && held[heldRegister{r.Code, r.Origin}] != r.Digest() {
			fresh = append(fresh, r)
		}
	}
	return fresh, nil
}

// carryRegisters copies what the load does not replace, by name of column: a
// register is small, and its table may have moved since the last release.
func (l *Load) carryRegisters(ctx context.Context, release string, held map[heldRegister]string, written map[heldRegister]bool, links *register.Links) error {
	carried := map[string][]string{} // by register: the origins that stay
	for _, h := range slices.SortedFunc(maps.Keys(held), func(a, b heldRegister) int { return strings.Compare(a.origin, b.origin) }) {
		if !written[h] {
			carried[h.code] = append(carried[h.code], h.origin)
		}
	}
	if len(carried) == 0 {
		return nil
	}
	shared, err := l.sharedColumns(ctx, release)
	if err != nil {
		return err
	}
	aliases := links.Aliases(register.AnySource)
	from, to := slices.Sorted(maps.Keys(aliases)), []string{}
	for _, key := range from {
		to = append(to, aliases[key])
	}
	for _, t := range registerTables() {
		origins := carried[t.code]
		if len(origins) == 0 {
			continue
		}
		selected := slices.Clone(shared[t.name])
		for i, column := range selected {
			if column == "`platform`" && slices.Contains(t.columns, "platform_given") {
				selected[i] = "transform(toString(platform_given), {from:Array(String)}, {to:Array(String)}, toString(platform_given))"
			}
		}
		// A list of columns takes no parameter.
		err := l.exec(ctx, "INSERT INTO "+quoted(release)+"."+quoted(t.name)+" ("+strings.Join(shared[t.name], ", ")+") SELECT "+
			strings.Join(selected, ", ")+" FROM {base:Identifier}."+quoted(t.name)+" WHERE origin IN {origins:Array(String)}",
			clickhouse.Named("origins", origins), clickhouse.Named("from", from), clickhouse.Named("to", to))
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		err = l.exec(ctx, `INSERT INTO {release:Identifier}.registers (register, origin, digest, rows, load_id, loaded_at)
SELECT register, origin, digest, rows, load_id, loaded_at FROM {base:Identifier}.registers
WHERE register = {register:String} AND origin IN {origins:Array(String)}`, clickhouse.Named("release", release),
			clickhouse.Named("register", t.code), clickhouse.Named("origins", origins))
		if err != nil {
			return fmt.Errorf("registers: %w", err)
		}
	}
	return nil
}

// sharedColumns are, by table, the quoted columns that the registers of the
// current and the new release have in common.
func (l *Load) sharedColumns(ctx context.Context, release string) (map[string][]string, error) {
	rows, err := l.Conn.Query(ctx, registerColumnsSQL, append(l.parameters(), clickhouse.Named("release", release))...)
	if err != nil {
		return nil, fmt.Errorf("compare columns: %w", err)
	}
	defer rows.Close()
	shared := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return nil, err
		}
		shared[table] = append(shared[table], quoted(column))
	}
	return shared, rows.Err()
}
