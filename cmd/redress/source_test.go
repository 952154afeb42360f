package main_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"redress/deploy/engine"
)

// An edition is what a publisher's server holds at a time.
type edition struct {
	export   string // whose tables it gives: first, longer or amended
	name     string
	content  []byte
	tag      string // its ETag; empty: the server tells editions apart by their time only
	modified time.Time
}

// An answer is how the server answers one request.
type answer struct {
	edition
	cut    int  // the connection breaks after so many bytes of the body; below 0: it does not
	whole  bool // the server knows no ranges, and sends the file from its beginning
	rude   bool // the server sends the rest of whatever it holds, and does not look at If-Range
	status int  // it sends no file; with 503 it asks to be left alone for hours
}

func (a answer) breaking(at int) answer { a.cut = at; return a }

func (a answer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case a.status == http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "7200")
		fallthrough
	case a.status != 0:
		w.WriteHeader(a.status)
		return
	case a.whole:
		r.Header.Del("Range")
	case a.rude:
		r.Header.Del("If-Range")
	}
	if a.tag != "" {
		w.Header().Set("ETag", a.tag)
	}
	w.Header().Set("Content-Disposition", "attachment; filename="+a.name)
	if a.cut >= 0 {
		w = &breakingAnswer{w, a.cut}
	}
	http.ServeContent(w, r, "", a.modified, bytes.NewReader(a.content))
}

// A breakingAnswer ends its connection after some bytes of the body.
type breakingAnswer struct {
	http.ResponseWriter
	left int
}

func (b *breakingAnswer) Write(p []byte) (int, error) {
	n := min(len(p), b.left)
	written, err := b.ResponseWriter.Write(p[:n])
	if b.left -= written; err == nil && b.left == 0 {
		b.ResponseWriter.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	return written, err
}

// A line is a source that lies at an address, with the data folder it is loaded
// into.
type line struct {
	data, settings, url string
	db                  *engine.DB
	dice                *rand.Rand
	tables              map[string]string // the release's checksum by what was loaded
	steps               []http.Handler    // what came to the tables since the folder was new

	mutex    sync.Mutex
	editions int            // how many there were
	answers  []http.Handler // to the next requests; the last stays
	asked    int
}

// onLine starts a server, and a data folder whose engine stays up. declare
// changes the declaration of the demo, a load of which is the whole source.
func onLine(t *testing.T, declare func(text, url string) string) *line {
	t.Helper()
	folder := t.TempDir()
	l := &line{data: filepath.Join(folder, "data"), settings: folder, tables: map[string]string{},
		dice: rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mutex.Lock()
		next := l.answers[min(l.asked, len(l.answers)-1)]
		l.asked++
		l.mutex.Unlock()
		next.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	l.url = server.URL + "/export"
	text, err := os.ReadFile(filepath.Join(root, "ingest", "publisher", "demo.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	declaration := strings.Replace(string(text), "code: demo", "code: far", 1)
	declaration = strings.Replace(declaration, "\nfile:\n", "\nreplace: snapshot\n\nfile:\n", 1)
	writeText(t, filepath.Join(folder, "declarations", "far.yaml"), declare(declaration, l.url))
	l.configure(t, "")
	return l
}

func asItIs(text, _ string) string { return text }

func (l *line) configure(t *testing.T, rest string) {
	t.Helper()
	writeText(t, filepath.Join(l.settings, "redress.yaml"), "sources:\n  - publisher: far\n    places: [\""+l.url+
		"?key=secret\"]\n    allow_private: true\n    limits: {shrink: 1, vanished: 1}\n    "+rest+"\n")
}

// load loads the source while the server answers so. The last answer stays.
func (l *line) load(t *testing.T, answers ...http.Handler) outcome {
	t.Helper()
	l.mutex.Lock()
	l.answers, l.asked = answers, 0
	l.mutex.Unlock()
	return redress(t, "ingest", "--data", l.data, "--config", l.settings, "--json", "far")
}

// requests is how often the server was asked since the load began.
func (l *line) requests() int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.asked
}

// fresh is a file as the server's next edition: with another ETag than those
// before, and changed later.
func (l *line) fresh(a answer) answer {
	l.editions++
	a.tag, a.modified = fmt.Sprintf(`"%d"`, l.editions), a.modified.Add(time.Duration(l.editions)*time.Minute)
	return a
}

// loaded is load of what must come to the tables of an undisturbed load.
func (l *line) loaded(t *testing.T, about, export string, answers ...http.Handler) books {
	t.Helper()
	o := l.load(t, answers...)
	if o.code != 0 {
		t.Fatalf("%s: exit %d: %s", about, o.code, o.stderr)
	}
	if l.requests() < len(answers) {
		t.Errorf("%s: the server was asked %d times, want %d: nothing was disturbed", about, l.requests(), len(answers))
	}
	l.holds(t, about, export)
	l.steps = append(l.steps, answers[len(answers)-1])
	return report(t, o.stdout)
}

// holds compares the release with that of undisturbed loads, and says whose it
// is.
func (l *line) holds(t *testing.T, about string, exports ...string) string {
	t.Helper()
	got := releaseChecksum(t, l.db)
	for _, export := range exports {
		if got == l.tables[export] {
			return export
		}
	}
	t.Errorf("%s: the release's checksums are\n%swant those of %v in %v", about, got, exports, l.tables)
	return ""
}

// likeUndisturbed compares all tables, with their history and books, with those
// of a folder that came to the same without a disturbance.
func (l *line) likeUndisturbed(t *testing.T) {
	t.Helper()
	disturbed, calm := l.data, filepath.Join(t.TempDir(), "calm")
	writeText(t, filepath.Join(calm, "key"), contents(t, disturbed, "key")) // so that ids are the same
	want := opened(t, calm)
	l.data = calm
	defer func() { l.data = disturbed }()
	for i, step := range l.steps {
		if o := l.load(t, step); o.code != 0 {
			t.Fatalf("step %d undisturbed: exit %d: %s", i, o.code, o.stderr)
		}
	}
	if got, want := checksumOf(t, l.db), checksumOf(t, want); got != want {
		t.Errorf("after %d steps all tables' checksums are\n%swant those of a folder that was not disturbed\n%s", len(l.steps), got, want)
	}
}

// failed is load of what must fail in one sentence and leave the tables alone.
func (l *line) failed(t *testing.T, about, held string, answers ...http.Handler) {
	t.Helper()
	release := currentRelease(t, l.db)
	o := l.load(t, answers...)
	if o.code != 1 || strings.Count(o.stderr, "redress: ") != 1 || !strings.HasPrefix(lastLine(o.stderr), "redress: ") || strings.Contains(o.stderr, "secret") {
		t.Errorf("%s: exit %d, %q, want 1 and one sentence", about, o.code, o.stderr)
	}
	l.holds(t, about, held)
	if now := currentRelease(t, l.db); now != release {
		t.Errorf("%s: release %d, want %d as before", about, now, release)
	}
}

// calmly loads everything once undisturbed, and remembers what the tables say.
func (l *line) calmly(t *testing.T, undisturbed map[string]http.Handler) {
	t.Helper()
	seen := map[string]bool{}
	for _, export := range slices.Sorted(maps.Keys(undisturbed)) {
		o := l.load(t, undisturbed[export])
		if o.code != 0 {
			t.Fatalf("undisturbed %s: exit %d: %s", export, o.code, o.stderr)
		}
		if l.db == nil {
			l.db = opened(t, l.data)
		}
		l.tables[export] = releaseChecksum(t, l.db)
		l.steps = append(l.steps, undisturbed[export])
		seen[l.tables[export]] = true
	}
	if len(seen) != len(undisturbed) {
		t.Fatalf("the exports give the tables %v: this test would prove nothing", l.tables)
	}
}

// exports are editions of an invented export, plain and zipped: the longer one
// adds and corrects, the amended and the reversed one have its length.
func exports(t *testing.T) (plain, zipped map[string]answer) {
	t.Helper()
	read := func(n int) []byte {
		text, err := os.ReadFile(demoFile(t, "export.csv", n, 1))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	longer, days := read(600), time.Now().Add(-72*time.Hour)
	plain, zipped = map[string]answer{}, map[string]answer{}
	for export, text := range map[string][]byte{"first": read(500), "longer": longer,
		"amended":  bytes.ReplaceAll(longer, []byte("未解决"), []byte("已解决")),
		"reversed": bytes.ReplaceAll(longer, []byte("已解决"), []byte("未解决"))} {
		e := edition{export: export, name: "export.csv", content: text, tag: `"` + export + `"`, modified: days}
		plain[export] = answer{edition: e, cut: -1}
		packed := new(bytes.Buffer)
		archive := zip.NewWriter(packed)
		member, err := archive.Create("export.csv")
		if err == nil {
			_, err = member.Write(text)
		}
		if err == nil {
			err = archive.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		e.name, e.content, e.tag = "export.zip", packed.Bytes(), `"`+export+` zipped"`
		zipped[export] = answer{edition: e, cut: -1}
	}
	if len(plain["amended"].content) != len(longer) || len(plain["reversed"].content) != len(longer) {
		t.Fatal("the amended exports have another length: no mixture would go unnoticed, and this test would prove less")
	}
	return plain, zipped
}

func undisturbedly(answers map[string]answer, names ...string) map[string]http.Handler {
	handlers := map[string]http.Handler{}
	for _, export := range names {
		handlers[export] = answers[export]
	}
	return handlers
}

// cut is an edition of one of the exports that breaks off at any byte, plain or
// zipped. In three rounds each export comes once.
func (l *line) cut(i int, plain, zipped map[string]answer) (about string, now answer, broken http.Handler) {
	now = l.fresh([]map[string]answer{plain, zipped}[i%2][[]string{"first", "amended", "longer"}[i%3]])
	at := 1 + l.dice.IntN(len(now.content)-1)
	return fmt.Sprintf("%d: %s %s cut after %d of %d bytes", i, now.export, now.name, at, len(now.content)), now, now.breaking(at)
}

// A source that breaks off at any byte, for good, fails the load and changes
// nothing. One that sends the rest comes to the tables of an undisturbed load,
// also right after it failed.
func TestSourceThatBreaksOff(t *testing.T) {
	t.Parallel()
	l := onLine(t, asItIs)
	plain, zipped := exports(t)
	l.calmly(t, undisturbedly(plain, "first", "amended", "longer"))
	held := "longer"
	for i := range disturbances {
		about, now, broken := l.cut(i, plain, zipped)
		answers := []http.Handler{broken, answer{status: http.StatusNotFound}}
		switch i % 4 {
		case 1:
			answers = []http.Handler{broken, answer{status: http.StatusServiceUnavailable}}
		case 3: // each answer breaks off, until the load has no more time
			again := broken.(answer)
			again.whole = true // else the rest of a file could be shorter than what comes before the break
			answers = []http.Handler{again}
			l.configure(t, "timeout: 800ms")
		}
		l.failed(t, about+", for ever", held, answers...)
		if i%4 == 3 {
			l.configure(t, "")
		}
		about, now, broken = l.cut(i, plain, zipped)
		l.loaded(t, about+", the rest is sent", now.export, broken, now)
		held = now.export
	}
	l.loaded(t, "undisturbed again", "longer", l.fresh(plain["longer"]))
	l.likeUndisturbed(t)
}

// A source that breaks off at any byte and knows no ranges is fetched from its
// beginning.
func TestSourceWithoutRanges(t *testing.T) {
	t.Parallel()
	l := onLine(t, asItIs)
	plain, zipped := exports(t)
	l.calmly(t, undisturbedly(plain, "first", "amended", "longer"))
	for i := range disturbances {
		about, now, broken := l.cut(i, plain, zipped)
		now.whole = true
		l.loaded(t, about+", no ranges", now.export, broken, now)
	}
}

// A file that is replaced between two range requests is loaded as it was or as
// it is, never as a mixture, also where the server overlooks that it was asked
// for the rest of the old one.
func TestSourceThatChangesBetweenRanges(t *testing.T) {
	t.Parallel()
	l := onLine(t, asItIs)
	plain, zipped := exports(t)
	l.calmly(t, undisturbedly(plain, "reversed", "amended", "longer"))
	turn := []string{"reversed", "longer", "amended"} // what is held, the old edition, the new one
	for i := range disturbances {
		if l.dice.IntN(2) == 0 {
			turn[1], turn[2] = turn[2], turn[1]
		}
		files := []map[string]answer{plain, plain, zipped}[l.dice.IntN(3)]
		before, after := l.fresh(files[turn[1]]), l.fresh(files[turn[2]])
		if i%2 == 1 { // only the time of the last change tells them apart
			before.tag, after.tag = "", ""
		}
		after.rude = i%4 >= 2
		at := 1 + l.dice.IntN(len(before.content)-1)
		answers := []http.Handler{before.breaking(at), after}
		if i%5 == 4 { // and it breaks off once more
			answers = []http.Handler{before.breaking(at), after.breaking(1 + l.dice.IntN(len(after.content)-1)), after}
		}
		about := fmt.Sprintf("%d: %s %s with the ETag %s, replaced by %s after %d of %d bytes", i, before.export, before.name, before.tag,
			after.export, at, len(before.content))
		if o := l.load(t, answers...); o.code != 0 || l.requests() < 2 {
			t.Errorf("%s: exit %d after %d requests: %s", about, o.code, l.requests(), o.stderr)
		}
		if held := l.holds(t, about, before.export, after.export); held == before.export {
			l.steps = append(l.steps, before)
		} else {
			l.steps = append(l.steps, after)
		}
		l.loaded(t, about+", and loaded again", after.export, after)
		turn[0], turn[2] = turn[2], turn[0]
	}
	l.likeUndisturbed(t)
}

// A pagedAnswer answers like a search API: so many records a page, and where the
// next page begins.
type pagedAnswer struct {
	records []map[string]string
	fail    func(page int, w http.ResponseWriter, answer []byte) bool // true: it has answered
}

func (p pagedAnswer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	from, _ := strconv.Atoi(r.URL.Query().Get("from"))
	size, err := strconv.Atoi(r.URL.Query().Get("size"))
	if err != nil || from > len(p.records) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	to := min(from+size, len(p.records))
	page := map[string]any{"timed_out": false, "total": len(p.records), "records": p.records[from:to]}
	if to < len(p.records) {
		page["next"] = to
	}
	text, err := json.Marshal(page)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	if p.fail == nil || !p.fail(from/size, w, text) {
		_, _ = w.Write(text)
	}
}

// recordsOf are the rows of an export by column.
func recordsOf(t *testing.T, content []byte) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var records []map[string]string
	for _, row := range rows[1:] {
		record := map[string]string{}
		for i, name := range rows[0] {
			record[name] = row[i]
		}
		records = append(records, record)
	}
	return records
}

// A paged API that fails at any page comes to the same tables if the page can be
// had the next time, and to a failed load that changes nothing if it cannot.
func TestPagesThatBreakOff(t *testing.T) {
	t.Parallel()
	const size, tries = 100, 10
	l := onLine(t, func(text, url string) string {
		return strings.Replace(text, "\nfile:\n", "\nfetch:\n  url: "+url+`?sort=date
  every: day
  api: {records: records, cursor: {from: next, to: from}, size: {parameter: size, value: `+strconv.Itoa(size)+`}, total: total}

file:
`, 1)
	})
	plain, _ := exports(t)
	all, undisturbed := map[string][]map[string]string{}, map[string]http.Handler{}
	for _, export := range []string{"first", "amended", "longer"} {
		all[export] = recordsOf(t, plain[export].content)
		undisturbed[export] = pagedAnswer{records: all[export]}
	}
	l.calmly(t, undisturbed)
	held := "longer"
	for i := range tries {
		export := []string{"first", "amended", "longer"}[i%3]
		at, failures := l.dice.IntN(len(all[export])/size), 0
		way := []string{"cut", "500", "no whole JSON", "partial", "gone"}[i%5]
		fail := func(page int, w http.ResponseWriter, text []byte) bool {
			if page != at || failures > 0 && way != "gone" {
				return false
			}
			failures++
			switch way {
			case "cut":
				_, _ = (&breakingAnswer{w, 1 + len(text)/3}).Write(text)
			case "500":
				w.WriteHeader(http.StatusInternalServerError)
			case "no whole JSON":
				_, _ = w.Write(text[:len(text)*2/3])
			case "partial":
				_, _ = w.Write(bytes.Replace(text, []byte(`"timed_out":false`), []byte(`"timed_out":true`), 1))
			case "gone":
				w.WriteHeader(http.StatusNotFound)
			}
			return true
		}
		about := fmt.Sprintf("%d: page %d of %s, %s", i, at, export, way)
		broken := pagedAnswer{all[export], fail}
		if way == "gone" {
			l.failed(t, about, held, broken)
			l.loaded(t, about+", and loaded again", export, undisturbed[export])
		} else {
			l.loaded(t, about, export, broken)
		}
		if failures == 0 {
			t.Errorf("%s: nothing was disturbed", about)
		}
		held = export
	}
}

// What was fetched is asked for again only when it has changed, lies on disk
// encrypted, and gives the same tables when it is replayed, also into a new
// database.
func TestWhatIsKept(t *testing.T) {
	t.Parallel()
	l := onLine(t, asItIs)
	plain, _ := exports(t)
	l.calmly(t, undisturbedly(plain, "first", "amended", "longer")) // loads 1 to 3, in the order of their names
	again := l.loaded(t, "unchanged", "longer", plain["longer"])
	if again.Read != 0 || l.requests() != 1 {
		t.Errorf("unchanged: %+v after %d requests, want nothing read and 1", again, l.requests())
	}
	if rows := tableRows(t, must(t, "loads", "--data", l.data, "--format", "csv")); len(rows) != 4 || rows[0]["state"] != "unchanged" {
		t.Errorf("the books of the unchanged load: %v, want that it is unchanged", rows[0])
	}

	replay := func(data string, db *engine.DB, load, export string) {
		t.Helper()
		must(t, "ingest", "--data", data, "--config", l.settings, "--json", "--replay", load, "far")
		if db == nil {
			db = opened(t, data)
		}
		if got := releaseChecksum(t, db); got != l.tables[export] {
			t.Errorf("load %s replayed: the release's checksums are\n%swant of %s\n%s", load, got, export, l.tables[export])
		}
	}
	release := currentRelease(t, l.db)
	replay(l.data, l.db, "3", "longer")
	if now := currentRelease(t, l.db); now != release {
		t.Errorf("the replay of what is served makes release %d of %d, want none", now, release)
	}
	replay(l.data, l.db, "2", "first")
	fresh := filepath.Join(t.TempDir(), "data")
	writeText(t, filepath.Join(fresh, "key"), contents(t, l.data, "key"))
	if err := os.CopyFS(filepath.Join(fresh, "keep"), os.DirFS(filepath.Join(l.data, "keep"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(fresh, "keep", "far", "keep.key"), 0o600); err != nil {
		t.Fatal(err)
	}
	replay(fresh, nil, "1", "amended")
	if l.requests() != 1 {
		t.Errorf("the replays asked the server: %d requests since the last load, want the 1 of that load", l.requests())
	}
	l.loaded(t, "unchanged at its address, but another load came over it", "longer", plain["longer"])

	planted, copies := recordsOf(t, plain["longer"].content)[7]["投诉编号"], 0
	err := fs.WalkDir(os.DirFS(l.data), "keep", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text := contents(t, l.data, path)
		if strings.Contains(text, planted) || strings.Contains(text, "投诉") || strings.Contains(text, "secret") {
			t.Errorf("%s stands open", path)
		}
		if strings.HasSuffix(path, ".age") {
			copies++
		}
		return nil
	})
	if err != nil || copies != 4 {
		t.Errorf("%d encrypted copies, %v, want one of each fetched file: 4", copies, err)
	}
}
