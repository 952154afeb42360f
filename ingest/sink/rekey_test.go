package sink_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"redress/deploy/engine"
	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/anonymise"
	"redress/ingest/complaint"
	"redress/ingest/register"
	"redress/ingest/sink"
)

func madeKey(t *testing.T) anonymise.Key {
	t.Helper()
	key, err := anonymise.NewKey(bytes.Repeat([]byte{7}, anonymise.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rotated(t *testing.T, key anonymise.Key, n byte) anonymise.Key {
	t.Helper()
	after, err := key.Rotate(append(bytes.Repeat([]byte{9}, anonymise.KeySize-1), n))
	if err != nil {
		t.Fatal(err)
	}
	return after
}

// carrying is what Rekey asks for, by a key with all its rotations.
func carrying(key anonymise.Key) func(string) (sink.Carry, error) {
	return func(fingerprint string) (sink.Carry, error) {
		r, err := key.Rekeyer(fingerprint)
		if err != nil {
			return sink.Carry{}, err
		}
		return sink.Carry{To: key.Fingerprint(), ID: r.ID, Party: r.Party}, nil
	}
}

// people are complaints about businesses, people and sole traders, by ids and
// pseudonyms of a key. Their file is of a period; rows from first on.
func people(t *testing.T, code string, key anonymise.Key, period uint32, outcome complaint.Outcome, first, rows int) complaints {
	t.Helper()
	amount := decimal.RequireFromString("12.5")
	opened := onDay(t, "2018-10-01")
	party := func(i int) (string, complaint.Name) {
		n := fmt.Sprint(i % 15)
		switch i % 5 {
		case 0:
			name, k := key.Pseudonym(anonymise.SoleTrader(), code, "owner"+n)
			return k, complaint.Name{Text: name, Kind: complaint.NamePseudonym}
		case 1:
			name, k := key.Pseudonym(anonymise.NaturalPerson(), code, n)
			return k, complaint.Name{Text: name, Kind: complaint.NamePseudonym}
		case 2:
			k := "cnpj:" + n
			name, _ := key.Pseudonym(anonymise.SoleTrader(), code, k)
			return k, complaint.Name{Text: name, Kind: complaint.NamePseudonym}
		default:
			return "name:shop-" + n, complaint.Name{Text: "Shop " + n, Kind: complaint.NameTrade}
		}
	}
	return complaints{code: code, replace: ingest.Replace{Kind: ingest.Snapshot}, files: []madeFile{{rows, func(at int) complaint.Complaint {
		i := first + at
		c := made(code, i, opened.Add(i%200), outcome)
		c.ID, c.Period = key.ID(code, fmt.Sprint(i)), period
		c.Platform, c.PlatformName = party(i)
		if i%2 == 0 {
			c.Seller, c.SellerName = party(i + 1)
		}
		c.OpenedAt, c.AmountClaimed, c.Narrative = time.UnixMilli(1538352000123).UTC(), &amount, "text"
		c.Stages = []complaint.Stage{{Stage: complaint.StageNames[0], EnteredOn: opened, Result: complaint.Unresolved}, {Stage: complaint.StageNames[1]}}
		c.Actions = []complaint.Action{{Action: complaint.ActionNames[0]}}
		c.Remedies, c.Evidence, c.Associations = complaint.Remedies[:2], complaint.EvidenceKinds[:1], []string{"One"}
		c.Category, c.Issue, c.Subissue, c.IssueSource, c.Region = "goods", complaint.Quality, "quality/x", "words", "SP"
		c.RespondedOn, c.RespondedAt, c.ClosedAt = opened.Add(1), time.UnixMilli(1538352000456).UTC(), time.UnixMilli(1538352000789).UTC()
		c.AmountRecovered, c.Currency = &amount, "BRL"
		c.Represented, c.AgeBand, c.Sex = complaint.No, "20-30", complaint.Female
		if i%3 == 0 {
			c.Rating, c.Timely, c.Disputed, c.Channel = 4, complaint.Yes, complaint.No, complaint.Channels[0]
		}
		return c
	}}}}
}

// lives loads three files of two sources: complaints come, change, go, and are
// confirmed.
func lives(t *testing.T, db *engine.DB, lock string, key anonymise.Key) {
	t.Helper()
	if err := sink.BindKey(t.Context(), db, db.Database, key.Fingerprint(), time.Now); err != nil {
		t.Fatal(err)
	}
	load(t, db, lock, people(t, "a", key, 20180000, complaint.Unresolved, 0, 80))
	load(t, db, lock, people(t, "a", key, 20190000, complaint.Resolved, 20, 90))
	load(t, db, lock, people(t, "a", key, 20200000, complaint.Resolved, 20, 90))
	load(t, db, lock, people(t, "b", key, 20190000, complaint.Resolved, 0, 40))
}

// keeps is everything an installation says, but the fingerprint's day.
func keeps(t *testing.T, db *engine.DB) map[string]string {
	t.Helper()
	release := schema.ReleaseDatabase(db.Database, currentOf(t, db))
	all := map[string]string{}
	for name, query := range map[string]string{
		"complaints":    "SELECT * EXCEPT (version) FROM " + release + ".complaints",
		"history":       "SELECT * FROM " + db.Database + ".history",
		"confirmations": "SELECT * FROM " + db.Database + ".confirmations FINAL",
		"removals":      "SELECT * FROM " + db.Database + ".removals",
		"entities":      "SELECT * FROM " + release + ".entities",
		"sources":       "SELECT * EXCEPT (loaded_at) REPLACE (mapSort(title) AS title) FROM " + release + ".sources",
		"policies":      "SELECT * EXCEPT (load_id) REPLACE (mapSort(title) AS title, mapSort(effect) AS effect) FROM " + release + ".policies",
		"addresses":     "SELECT * FROM " + db.Database + ".slugs FINAL WHERE key != ''",
		"key":           "SELECT key_fingerprint FROM " + db.Database + ".installation",
	} {
		var sum, rows uint64
		err := db.QueryRow(t.Context(), "SELECT groupBitXor(sipHash64(toString(tuple(*)))), count() FROM ("+query+")").Scan(&sum, &rows)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = fmt.Sprintf("%016x over %d", sum, rows)
	}
	return all
}

func currentOf(t *testing.T, db *engine.DB) (number uint32) {
	t.Helper()
	if err := db.QueryRow(t.Context(), "SELECT max(number) FROM "+db.Database+".releases").Scan(&number); err != nil {
		t.Fatal(err)
	}
	return number
}

// An installation whose key was changed keeps what one keeps that was loaded with
// that key from the beginning, and takes the publisher's next file like it.
func TestRekey(t *testing.T) {
	t.Parallel()
	old := madeKey(t)
	key := rotated(t, rotated(t, old, 1), 2)
	undisturbed := schematest.Open(t)
	lives(t, undisturbed, lockFile(t), key)
	want := keeps(t, undisturbed)
	for _, rows := range []uint64{1 << 20, 25} {
		db, lock := schematest.Open(t), lockFile(t)
		lives(t, db, lock, old)
		before := pairs(t, db, "SELECT concat(source, entity, slug), key FROM "+db.Database+".slugs FINAL")
		release, err := sink.RekeyBy(t.Context(), config(db, lock), carrying(key), rows)
		if err != nil || release != 4 {
			t.Fatalf("Rekey = %d, %v, want release 4", release, err)
		}
		if diff := cmp.Diff(want, keeps(t, db)); diff != "" {
			t.Errorf("by %d: what is kept (-with the key from the beginning +changed):\n%s", rows, diff)
		}
		after := pairs(t, db, "SELECT concat(source, entity, slug), key FROM "+db.Database+".slugs FINAL")
		for slug, key := range before {
			public := strings.HasPrefix(key, "name:")
			if owner, kept := after[slug]; !kept || public != (owner == key) || !public && owner != "" {
				t.Errorf("%s led to %s and leads to %q (%v), want the same for shops and nobody for people", slug, key, owner, kept)
			}
		}
		tidy(t, db, "rekeyed")
		again := load(t, db, lock, people(t, "a", key, 20200000, complaint.Resolved, 20, 90))
		if again.Unchanged != 90 || again.New+again.Replaced+again.Removed != 0 || again.Release != 4 {
			t.Errorf("the same file again: %+v, want it unchanged", again)
		}
		late := load(t, db, lock, people(t, "a", key, 20170000, complaint.Unresolved, 0, 30))
		if late.Outdated != 30 || late.Release != 4 {
			t.Errorf("an older file: %+v, want that it says nothing", late)
		}
		if release, err := sink.Rekey(t.Context(), config(db, lock), carrying(key)); err != nil || release != 4 {
			t.Errorf("again: %d, %v, want nothing done", release, err)
		}
	}
}

// What cannot be carried along stops the change before anything is written.
func TestRekeyRefused(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	old := madeKey(t)
	key := rotated(t, old, 1)
	lives(t, db, lock, old)
	source := people(t, "a", old, 20210000, complaint.Resolved, 100, 10)
	source.limits = &ingest.Limits{Rejects: 0.1, Shrink: 0.1, Future: -1, Vanished: -1}
	held := heldLoad(t, db, lock, source)
	if _, err := sink.Rekey(t.Context(), config(db, lock), carrying(key)); err == nil || !strings.Contains(err.Error(), "held back") {
		t.Errorf("with a held load: %v, want it refused", err)
	}
	if err := sink.Discard(t.Context(), config(db, lock), held.LoadID); err != nil {
		t.Fatal(err)
	}
	if _, err := sink.Rekey(t.Context(), config(db, lock), carrying(rotatedFromOther(t))); err == nil {
		t.Error("with the key of another installation: no error")
	}
	late := config(db, lock)
	late.Key = key.Fingerprint()
	if _, err := sink.Begin(t.Context(), late, source.Publisher()); err == nil || !strings.Contains(err.Error(), "key was changed") {
		t.Errorf("a load with another key = %v, want it refused", err)
	}
	if _, err := sink.Rekey(t.Context(), config(db, lock), carrying(key)); err != nil {
		t.Errorf("Rekey: %v", err)
	}
	l, err := sink.Begin(t.Context(), late, source.Publisher())
	if err != nil {
		t.Fatalf("a load with the new key: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

func rotatedFromOther(t *testing.T) anonymise.Key {
	t.Helper()
	key, err := anonymise.NewKey(bytes.Repeat([]byte{8}, anonymise.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// A database without complaints has nothing to carry.
func TestRekeyEmpty(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	old := madeKey(t)
	key := rotated(t, old, 1)
	if err := sink.BindKey(t.Context(), db, db.Database, old.Fingerprint(), time.Now); err != nil {
		t.Fatal(err)
	}
	if release, err := sink.Rekey(t.Context(), config(db, lock), carrying(key)); err != nil || release != 0 {
		t.Fatalf("Rekey = %d, %v, want no release", release, err)
	}
	if known, err := sink.Fingerprint(t.Context(), db, db.Database); err != nil || known != key.Fingerprint() {
		t.Errorf("fingerprint %s, %v, want %s", known, err, key.Fingerprint())
	}
	load(t, db, lock, people(t, "a", key, 20180000, complaint.Resolved, 0, 10))
	tidy(t, db, "rekeyed")
}

// A connection that dies for good at a statement, as by kill -9.
type dying struct {
	driver.Conn
	at   string
	dead bool
}

func (d *dying) Exec(ctx context.Context, statement string, args ...any) error {
	if d.dead = d.dead || strings.Contains(statement, d.at); d.dead {
		return errInjected
	}
	return d.Conn.Exec(ctx, statement, args...)
}

// A death between the pointer and the tables is made good by whatever loads
// next, also after a migration moved their columns; releases of the old key go
// as soon as nobody reads them.
func TestRekeyDeathAfterThePointer(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	old := madeKey(t)
	key := rotated(t, old, 1)
	lives(t, db, lock, old)
	c := config(db, lock)
	c.Conn = &dying{Conn: db, at: "REPLACE PARTITION tuple() FROM `" + db.Database + "`.`rekeyed_removals"}
	if _, err := sink.Rekey(t.Context(), c, carrying(key)); !errors.Is(err, errInjected) {
		t.Fatalf("Rekey = %v, want the injected fault", err)
	}
	for _, table := range []string{"removals", "slugs"} {
		err := db.Exec(t.Context(), `ALTER TABLE {database:Identifier}.{table:Identifier} ADD COLUMN later String`,
			clickhouse.Named("database", db.Database), clickhouse.Named("table", table))
		if err != nil {
			t.Fatal(err)
		}
	}
	again, err := loadWith(t, later(config(db, lock), time.Hour), people(t, "a", key, 20200000, complaint.Resolved, 20, 90))
	if err != nil || again.Unchanged != 90 || again.Release != 4 {
		t.Fatalf("the same file again: %+v, %v, want it unchanged", again, err)
	}
	if known, err := sink.Fingerprint(t.Context(), db, db.Database); err != nil || known != key.Fingerprint() {
		t.Errorf("fingerprint %s, %v, want %s", known, err, key.Fingerprint())
	}
	var attached uint64
	err = db.QueryRow(t.Context(), `SELECT count() FROM system.databases WHERE startsWith(name, {database:String} || '_r0')`,
		clickhouse.Named("database", db.Database)).Scan(&attached)
	if err != nil || attached != 1 {
		t.Errorf("%d releases are attached (%v), want the one of the new key", attached, err)
	}
	tidy(t, db, "made good")
}

// Aliases hold over a change of the key, also between businesses that are shown
// under pseudonyms of their numbers; a register that names a pseudonym itself
// stops it.
func TestRekeyWithAliases(t *testing.T) {
	t.Parallel()
	old := madeKey(t)
	key := rotated(t, old, 1)
	const head = "kind,source,platform,canonical\n"
	const links = head + "alias,a,cnpj:12,name:shop-3\nalias,a,name:shop-4,cnpj:2\n"
	made, db, lock := schematest.Open(t), schematest.Open(t), lockFile(t)
	lives(t, made, lockFile(t), key)
	lives(t, db, lock, old)
	_, person := old.Pseudonym(anonymise.NaturalPerson(), "a", "1")
	publishRegister(t, db, lock, register.Platforms, "local", head+"alias,a,"+person+",name:shop-3\n")
	if _, err := sink.Rekey(t.Context(), config(db, lock), carrying(key)); err == nil || !strings.Contains(err.Error(), "names a business by a pseudonym") {
		t.Errorf("with a register that names a pseudonym: %v, want it refused", err)
	}
	publishRegister(t, made, lockFile(t), register.Platforms, "local", links)
	publishRegister(t, db, lock, register.Platforms, "local", links)
	if _, err := sink.Rekey(t.Context(), config(db, lock), carrying(key)); err != nil {
		t.Fatal(err)
	}
	compare := func(step string) {
		t.Helper()
		for _, source := range []string{"a", "b"} {
			if diff := cmp.Diff(businesses(t, made, source), businesses(t, db, source)); diff != "" {
				t.Errorf("%s: businesses of %s (-with the key from the beginning +changed):\n%s", step, source, diff)
			}
		}
		if want, got := says(t, made), says(t, db); got != want {
			t.Errorf("%s: the release says %s, want %s", step, got, want)
		}
	}
	compare("aliases")
	for _, d := range []*engine.DB{made, db} {
		publishRegister(t, d, lockFile(t), register.Platforms, "local", head+"alias,a,Nobody,Unseen\n")
	}
	compare("aliases taken out")
	tidy(t, db, "rekeyed")
}
