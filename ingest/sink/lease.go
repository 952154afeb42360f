package sink

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// On a server the lock file of one machine says nothing to another. There the
// right to load is a lease in the database.
//
// Terms count up for ever, one to a load. Who creates the table lease_<term> holds
// that term: creating a table that exists fails, and of two that try at once one
// fails, on a cluster too. The holder inserts a beat every ten seconds and a last
// word when it ends. Who finds the highest term ended, or silent for half a
// minute, creates the next. A holder that was only slow, not dead, is fenced: its
// release is published by a statement that does nothing once a higher term
// exists, it builds in a database no other term uses, and it clears nothing but
// its own tables.
//
// All instants are the server's: the clocks of the machines that load may differ.
const (
	leaseBeat   = 10 * time.Second
	leaseSilent = 30 * time.Second
	leasePoll   = 500 * time.Millisecond
)

// ErrFenced ends a load whose right to publish went to another program, because
// it was silent too long.
var ErrFenced = errors.New("the load was silent so long that another program took over; nothing of it was published, run it again")

// A lease is the right to load into a database.
type lease struct {
	conn     driver.Conn
	database string
	log      *slog.Logger
	holder   string
	term     uint64

	lost   atomic.Bool
	cancel context.CancelFunc
	beats  sync.WaitGroup
}

// A standing is the highest term as others see it.
type standing struct {
	term   uint64
	holder string
	taken  time.Time
	silent time.Duration
	ended  bool
	now    time.Time // by the server's clock
}

// takeLease waits until no load holds the database, then holds it.
func takeLease(ctx context.Context, c Config) (*lease, error) {
	l := &lease{conn: c.Conn, database: c.Database, log: c.Log, holder: c.Holder}
	if l.holder == "" {
		l.holder = strings.ToLower(rand.Text()[:8])
	}
	poll := cmp.Or(c.Poll, leasePoll)
	waiting := false
	for {
		at, err := l.standing(ctx)
		if err != nil {
			return nil, fmt.Errorf("look for running loads: %w", err)
		}
		if at.term == 0 || at.ended || at.silent > leaseSilent {
			taken, err := l.create(ctx, at)
			if err != nil {
				return nil, fmt.Errorf("take the lease: %w", err)
			}
			if taken {
				if at.term > 0 && !at.ended {
					l.log.LogAttrs(ctx, slog.LevelWarn, "a load elsewhere fell silent; taking over", slog.String("holder", at.holder))
				}
				return l, l.begin(ctx)
			}
			continue
		}
		if !waiting {
			waiting = true
			l.log.LogAttrs(ctx, slog.LevelInfo, "a load started elsewhere is running; waiting for it to end", slog.String("holder", at.holder))
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for the load of %s: %w", at.holder, ctx.Err())
		case <-time.After(poll):
		}
	}
}

// ClickHouse's codes.
const (
	tableExists     = 57
	unknownTable    = 60
	unknownDatabase = 81
	databaseExists  = 82
)

func isCode(err error, code int32) bool {
	var exception *clickhouse.Exception
	return errors.As(err, &exception) && exception.Code == code
}

// standing reads the highest term; a zero term when there is none.
func (l *lease) standing(ctx context.Context) (standing, error) {
	for {
		var at standing
		var comment string
		var now int64
		err := l.conn.QueryRow(ctx, `SELECT max((toUInt64OrZero(substring(name, 7)), comment)).1 AS term,
max((toUInt64OrZero(substring(name, 7)), comment)).2, toUnixTimestamp64Milli(now64(3)) FROM system.tables
WHERE database = {database:String} AND match(name, '^lease_[0-9]+$')`, clickhouse.Named("database", l.database)).Scan(&at.term, &comment, &now)
		at.now = time.UnixMilli(now)
		if err != nil || at.term == 0 {
			return at, err
		}
		at.holder, at.taken = heldBy(comment)
		var silent int64
		err = l.conn.QueryRow(ctx, `SELECT toUnixTimestamp64Milli(now64(3)) - greatest({taken:Int64}, max(toUnixTimestamp64Milli(at))), max(ended)
FROM {database:Identifier}.{lease:Identifier}`, clickhouse.Named("taken", at.taken.UnixMilli()),
			clickhouse.Named("database", l.database), clickhouse.Named("lease", leaseTable(at.term))).Scan(&silent, &at.ended)
		if isCode(err, unknownTable) {
			continue // the holder of a higher term has cleared it away
		}
		at.silent = time.Duration(silent) * time.Millisecond
		return at, err
	}
}

func leaseTable(term uint64) string { return fmt.Sprintf("lease_%d", term) }

// heldBy reads a lease's comment: when it was taken, and by whom.
func heldBy(comment string) (holder string, taken time.Time) {
	at, holder, _ := strings.Cut(comment, " ")
	milliseconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return comment, time.UnixMilli(0)
	}
	return holder, time.UnixMilli(milliseconds)
}

// create takes the term after the highest; taken is false when somebody else was
// faster.
func (l *lease) create(ctx context.Context, highest standing) (taken bool, err error) {
	term := highest.term + 1
	comment := fmt.Sprintf("%d %s", highest.now.UnixMilli(), l.holder)
	// A comment takes no parameter.
	statement := `CREATE TABLE {database:Identifier}.{lease:Identifier} (at DateTime64(3, 'UTC'), ended Bool)
ENGINE = MergeTree ORDER BY at COMMENT '` + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(comment) + `'`
	err = l.conn.Exec(ctx, statement, clickhouse.Named("database", l.database), clickhouse.Named("lease", leaseTable(term)))
	if isCode(err, tableExists) {
		return false, nil
	}
	l.term = term
	return err == nil, err
}

// begin clears away the terms before and starts the beats.
func (l *lease) begin(ctx context.Context) error {
	rows, err := l.conn.Query(ctx, `SELECT name FROM system.tables
WHERE database = {database:String} AND match(name, '^lease_[0-9]+$')`, clickhouse.Named("database", l.database))
	if err != nil {
		return fmt.Errorf("list earlier leases: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		if term, err := strconv.ParseUint(strings.TrimPrefix(name, "lease_"), 10, 64); err != nil || term >= l.term {
			continue
		}
		err := l.conn.Exec(ctx, `DROP TABLE IF EXISTS {database:Identifier}.{lease:Identifier} SYNC`,
			clickhouse.Named("database", l.database), clickhouse.Named("lease", name))
		if err != nil {
			return fmt.Errorf("clear an earlier lease: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	beating, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l.cancel = cancel
	l.beats.Go(func() { l.keep(beating) })
	return nil
}

// keep beats until ctx is done, or the lease is lost.
func (l *lease) keep(ctx context.Context) {
	ticker := time.NewTicker(leaseBeat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := l.beat(ctx); err != nil && ctx.Err() == nil {
				l.log.LogAttrs(ctx, slog.LevelWarn, "renewing the lease of a running load", slog.Any("error", err))
			}
			if l.lost.Load() {
				return
			}
		}
	}
}

// beat says that the holder lives, and finds out whether anybody took over.
func (l *lease) beat(ctx context.Context) error {
	if err := l.say(ctx, false); err != nil {
		return err
	}
	return l.held(ctx)
}

func (l *lease) say(ctx context.Context, ended bool) error {
	err := l.conn.Exec(ctx, `INSERT INTO {database:Identifier}.{lease:Identifier} SELECT now64(3), {ended:Bool}`,
		clickhouse.Named("database", l.database), clickhouse.Named("lease", leaseTable(l.term)), clickhouse.Named("ended", ended))
	if isCode(err, unknownTable) {
		l.lost.Store(true)
		return ErrFenced
	}
	return err
}

// held returns ErrFenced once a higher term exists. It asks the database.
func (l *lease) held(ctx context.Context) error {
	if l == nil {
		return nil
	}
	at, err := l.standing(ctx)
	if err != nil {
		return fmt.Errorf("look for the lease: %w", err)
	}
	if at.term != l.term {
		l.lost.Store(true)
		return ErrFenced
	}
	return nil
}

// taken reports whether the lease is known to be another program's by now. It
// asks nobody.
func (l *lease) taken() bool { return l != nil && l.lost.Load() }

// explain turns the error of a statement whose table or release is gone into ErrFenced where
// another program took over: it has cleared them away.
func (l *lease) explain(ctx context.Context, err error) error {
	if l == nil || !isCode(err, unknownTable) && !isCode(err, unknownDatabase) {
		return err
	}
	if held := l.held(context.WithoutCancel(ctx)); errors.Is(held, ErrFenced) {
		return held
	}
	return err
}

// fence is the term that publishes; without a lease the highest there can be.
func (l *lease) fence() uint64 {
	if l == nil {
		return ^uint64(0)
	}
	return l.term
}

// release lets the next load begin.
func (l *lease) release(ctx context.Context) error {
	if l == nil {
		return nil
	}
	if l.cancel != nil {
		l.cancel()
		l.beats.Wait()
	}
	if l.lost.Load() {
		return nil
	}
	if err := l.say(ctx, true); err != nil && !errors.Is(err, ErrFenced) {
		return fmt.Errorf("end the lease: %w", err)
	}
	return nil
}
