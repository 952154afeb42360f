// Package sink keeps loads in ClickHouse: it stages a load's complaints, judges
// them against the release that is served, and builds and publishes the next
// release beside it.
//
// Its one rule: nothing a load writes can be seen before one row is inserted
// into the table releases. A reader has the old release or the new one, and a
// load that ends anywhere before that row, by an error or by kill -9, leaves
// the old one as it was.
package sink

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/deploy/schema"
	"redress/ingest"
	"redress/ingest/register"
)

// A Config is what a load needs of the installation.
type Config struct {
	Conn     driver.Conn
	Database string
	Lock     string // path of the lock file that lets one load run at a time
	// Shared says that other machines may load into the same database, where
	// the lock file does not reach: a lease in the database decides then.
	Shared bool
	// Holder names whoever runs the load to those who wait for it; empty: a name
	// is made up.
	Holder string
	// Poll is how often a load that waits for another machine's asks again; zero:
	// twice a second.
	Poll time.Duration
	// Due is the instant of the timetable the load is for; zero for a load that
	// somebody asked for.
	Due time.Time
	// Key is the fingerprint of the key that the load's ids are made with. It is
	// compared with that of the database once it is the load's turn, as the key
	// may have changed while the load waited. Empty: it brings no ids.
	Key string
	Now func() time.Time
	Log *slog.Logger
}

// A Load is one load being written. It implements ingest.Sink.
type Load struct {
	Config
	publisher ingest.Publisher
	unlock    func() error
	lease     *lease // nil where the lock file is enough
	id        uint32
	current   uint32 // the release compared with; 0 when there is none
	next      uint32 // the release the load would make
	startedAt time.Time
	state     string        // while it is not ended: running, or held while it is being released
	heldAs    ingest.Report // the books a load was held with that is being released
	progress  progress

	file     uint16 // number of the open file, from 1
	line     uint32 // of the file's last complaint
	fresh    int64  // complaints that the judged files bring
	moved    int64  // complaints that they replace by some that cannot be the same
	staging  *stager
	staged   string // the table of the rows that are judged
	rejects  []reject
	booked   bool // the books of the files are written
	building bool // the database of the next release is being made
	worked   bool // net and gone hold what the load changes
	ended    bool // the load's last state is recorded

	// A load of a side register has one, and no complaints.
	register *register.Register
	renamed  []string                     // sources whose businesses must be named again
	names    map[string]map[string]string // by source and key: what renames say
	aliases  map[string]map[string]string // by source and published key: the canonical one
}

var _ ingest.Sink = (*Load)(nil)

// Begin opens a load of a publisher. It waits for a load that runs elsewhere,
// then clears what interrupted loads left behind. Close must be called whatever
// happens.
func Begin(ctx context.Context, config Config, publisher ingest.Publisher) (*Load, error) {
	l, err := enter(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("begin load of %s: %w", publisher.Code, err)
	}
	l.publisher = publisher
	if err = l.rightKey(ctx); err == nil {
		err = l.prepare(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("begin load of %s: %w", publisher.Code, err), l.Close())
	}
	return l, nil
}

// enter waits until no other load runs, and clears up after those before. The
// load it returns has no number yet.
func enter(ctx context.Context, config Config) (*Load, error) {
	l := &Load{Config: config, startedAt: config.Now(), state: stateRunning}
	var err error
	if l.unlock, err = lock(ctx, config.Lock, config.Log); err != nil {
		return nil, err
	}
	if l.Shared {
		if l.lease, err = takeLease(ctx, config); err != nil {
			return nil, errors.Join(err, l.Close())
		}
		l.Holder = l.lease.holder
	}
	if err := l.clear(ctx); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// clear finds out where the database stands and clears what interrupted loads
// left behind.
func (l *Load) clear(ctx context.Context) error {
	var err error
	if l.current, err = l.currentRelease(ctx); err != nil {
		return err
	}
	l.next = l.current + 1
	if l.Shared {
		// Whoever was thought dead may still be writing into the database of
		// the release it builds: that number is not used again.
		releases, err := l.releases(ctx)
		if err != nil {
			return err
		}
		for _, number := range releases {
			l.next = max(l.next, number+1)
		}
	}
	if err := l.recover(ctx); err != nil {
		return fmt.Errorf("clear an interrupted load: %w", err)
	}
	return nil
}

func (l *Load) prepare(ctx context.Context) error {
	next, err := l.nextID(ctx)
	if err != nil {
		return err
	}
	// Who slept since the number was read finds the table of whoever has it now,
	// or that it is no longer its turn; until then nothing is its own to drop.
	table := stagingTable(next)
	if err := l.exec(ctx, createRowsTable, clickhouse.Named("table", table)); err != nil {
		return fmt.Errorf("create %s: %w", table, err)
	}
	if err := l.lease.held(ctx); err != nil {
		return err
	}
	l.id, l.staged = next, table
	if err := l.record(ctx, stateRunning, &ingest.Report{}); err != nil {
		return err
	}
	l.progress.begin(l)
	l.staging = newStager(l.Conn, l.lease, l.Database, l.staged)
	return l.createWorkTables(ctx)
}

// createWorkTables makes the tables in which the staged rows are judged.
func (l *Load) createWorkTables(ctx context.Context) error {
	for _, t := range [...]struct{ name, statement string }{{l.changesTable(), createChangesTable}, {l.netTable(), createNetTable},
		{l.goneTable(), createGoneTable}, {l.verdictsTable(), createVerdictsTable}, {l.replacedTable(), createReplacedTable}} {
		if err := l.exec(ctx, t.statement, clickhouse.Named("table", t.name)); err != nil {
			return fmt.Errorf("create %s: %w", t.name, err)
		}
	}
	if !l.replaces() {
		return nil
	}
	if err := l.exec(ctx, replacedBeforeSQL); err != nil {
		return fmt.Errorf("read what was replaced before: %w", err)
	}
	return nil
}

// The tables of one load. Judging a file reads its own rows, and of the others'
// the words on its complaints: only what was staged is a partition a file, the
// rest stays in few parts however many files there are. What the rows say stands
// in the staging table alone, in the order it came: the others point there, by
// file and line.
const (
	createRowsTable = `CREATE TABLE {database:Identifier}.{table:Identifier}
ENGINE = MergeTree PARTITION BY file ORDER BY tuple()
EMPTY AS SELECT * FROM {database:Identifier}.history`

	createChangesTable = `CREATE TABLE {database:Identifier}.{table:Identifier}
(file UInt16, id FixedString(16), line UInt32, version UInt64, digest UInt64, opened_on Date, says Bool)
ENGINE = MergeTree ORDER BY id SETTINGS index_granularity = 512`

	createNetTable = `CREATE TABLE {database:Identifier}.{table:Identifier}
(file UInt16, id FixedString(16), line UInt32, version UInt64, digest UInt64, opened_on Date)
ENGINE = MergeTree ORDER BY id`

	createVerdictsTable = `CREATE TABLE {database:Identifier}.{table:Identifier}
(file UInt16, id FixedString(16), line UInt32, version UInt64, digest UInt64, opened_on Date, slice UInt32,
verdict LowCardinality(String))
ENGINE = MergeTree ORDER BY (file, id) SETTINGS index_granularity = 512`

	createReplacedTable = `CREATE TABLE {database:Identifier}.{table:Identifier}
(slice UInt32, version UInt64, file UInt16)
ENGINE = ReplacingMergeTree(version) ORDER BY slice`

	createGoneTable = `CREATE TABLE {database:Identifier}.{table:Identifier}
(id FixedString(16), version UInt64, file UInt16, known Bool, counted Bool)
ENGINE = MergeTree ORDER BY id`
)

// LoadID is the number of the load.
func (l *Load) LoadID() uint32 { return l.id }

// Slot is the instant of the timetable the load was due at; zero for none.
func (l *Load) Slot() time.Time { return l.Due }

// Current is the release the load is compared with; 0 when there is none.
func (l *Load) Current() uint32 { return l.current }

// Close lets the next load begin. A load that was neither published nor held nor
// abandoned, because of a panic or an error at its start, is dropped first.
func (l *Load) Close() error {
	var dropped error
	// The load's own context is gone or the reason it ended.
	ctx := context.Background()
	if l.id != 0 && !l.ended {
		dropped = l.drop(ctx, stateInterrupted, &ingest.Report{Problem: "the load ended before its time"})
	}
	l.progress.stop()
	return errors.Join(dropped, l.lease.release(ctx), l.unlock())
}

func stagingTable(id uint32) string { return fmt.Sprintf("staging_%d", id) }

func (l *Load) stagingTable() string  { return stagingTable(l.id) }
func (l *Load) restagedTable() string { return fmt.Sprintf("restaged_%d", l.id) }
func (l *Load) changesTable() string  { return fmt.Sprintf("changes_%d", l.id) }
func (l *Load) netTable() string      { return fmt.Sprintf("net_%d", l.id) }
func (l *Load) goneTable() string     { return fmt.Sprintf("gone_%d", l.id) }
func (l *Load) replacedTable() string { return fmt.Sprintf("replaced_%d", l.id) }
func (l *Load) verdictsTable() string { return fmt.Sprintf("verdicts_%d", l.id) }

// base is the table a load is compared with. Before the first release it is
// the history, which is empty then.
func (l *Load) base() (database, table string) {
	if l.current == 0 {
		return l.Database, "history"
	}
	return schema.ReleaseDatabase(l.Database, l.current), "complaints"
}

// exec runs a statement with the load's own parameters and the given ones.
func (l *Load) exec(ctx context.Context, statement string, parameters ...any) error {
	err := l.Conn.Exec(ctx, statement, append(l.parameters(), parameters...)...)
	return l.lease.explain(ctx, err)
}

// ask runs a query of one row with the load's own parameters and the given ones.
func (l *Load) ask(ctx context.Context, query string, into []any, parameters ...any) error {
	err := l.Conn.QueryRow(ctx, query, append(l.parameters(), parameters...)...).Scan(into...)
	return l.lease.explain(ctx, err)
}

func (l *Load) parameters() []any {
	base, table := l.base()
	sliceBy, sliceDay := slicing(l.publisher.Replace)
	return []any{
		clickhouse.Named("database", l.Database),
		clickhouse.Named("staging", l.staged),
		clickhouse.Named("changes", l.changesTable()),
		clickhouse.Named("net", l.netTable()),
		clickhouse.Named("gone", l.goneTable()),
		clickhouse.Named("replaced", l.replacedTable()),
		clickhouse.Named("verdicts", l.verdictsTable()),
		clickhouse.Named("base", base),
		clickhouse.Named("base_table", table),
		clickhouse.Named("source", l.publisher.Code),
		clickhouse.Named("load_id", l.id),
		clickhouse.Named("slice_by", sliceBy),
		clickhouse.Named("slice_day", sliceDay),
	}
}

func (l *Load) currentRelease(ctx context.Context) (uint32, error) {
	var number uint32
	err := l.Conn.QueryRow(ctx, `SELECT max(number) FROM {database:Identifier}.releases`,
		clickhouse.Named("database", l.Database)).Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("read the release pointer: %w", err)
	}
	return number, nil
}

func (l *Load) nextID(ctx context.Context) (uint32, error) {
	var last uint32
	err := l.Conn.QueryRow(ctx, `SELECT max(load_id) FROM {database:Identifier}.loads`,
		clickhouse.Named("database", l.Database)).Scan(&last)
	if err == nil && last >= maxLoad {
		err = fmt.Errorf("load numbers are used up at %d", maxLoad)
	}
	return last + 1, err
}
