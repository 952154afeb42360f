package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"redress/deploy/engine"
)

// secrets are invented personal data of every kind that a declaration says is
// personal or that the redaction promises to find. None may leave the file.
var secrets = map[string]string{
	"name of a natural person":    "Quitéria Xavantina Brandolim",
	"her taxpayer number":         "52998224725",
	"name of a sole trader":       "Waldemir Jutaporã Quixotesco",
	"his number":                  "11144477735",
	"postcode":                    "04538133",
	"complaint number":            "D29990101-777777",
	"resident id":                 "11010519491231002X",
	"mobile":                      "13912345678",
	"e-mail":                      "zhaowuming@example.net",
	"bank card":                   "6222021234567890128",
	"e-mail in a day":             "dia-errado@example.org",
	"phone in a value":            "11987654321",
	"e-mail in a reason":          "motivo@example.org",
	"e-mail in a broken record":   "quebrado@example.org",
	"e-mail behind a lone quote":  "aspas@example.org",
	"e-mail in a wrong header":    "cabecalho@example.org",
	"e-mail in a wrong parameter": "parametro@example.org",
}

// TestNothingPersonalIsWritten plants personal data where files have it and
// where broken files push it, and searches everything the program writes:
//
//   - stdout, stderr and exit of loads that succeed, fail, are repeated, fetched
//     and replayed, of sources try, query, loads and check
//   - progress lines, the log of a site that loads by its timetable, and the
//     engine's log
//   - every page and table of the site, with /data and the pages of errors
//   - rejects, books, history and every other table; the engine has no log of
//     queries
//   - every file of the data folder byte by byte, with what is kept of fetches
//   - crash dumps: of a load that is aborted or hit by a fault of memory, and of
//     its engine
//
// Names of files are searched for in TestLoadsNameNobody.
func TestNothingPersonalIsWritten(t *testing.T) {
	t.Parallel()
	data, folder := t.TempDir(), t.TempDir()
	written := map[string]string{}
	note := func(what string, o outcome) { written[what+" stdout"], written[what+" stderr"] = o.stdout, o.stderr }

	procon, header := plantedProcon(t, folder), wrongHeader(t, folder)
	invented := plantedDemo(t, folder)
	planted := contents(t, "", procon) + contents(t, "", header) + contents(t, "", invented) + secrets["e-mail in a wrong parameter"]
	for kind, secret := range secrets {
		if !strings.Contains(planted, secret) {
			t.Fatalf("no file holds the %s: the search for it would prove nothing", kind)
		}
	}
	note("ingest procon", redress(t, "ingest", "--data", data, "procon-cnrf", procon))
	note("ingest procon again", redress(t, "ingest", "--data", data, "--json", "procon-cnrf", procon))
	note("ingest demo", redress(t, "ingest", "--data", data, "--json", "demo", invented))
	note("try", redress(t, "sources", "try", filepath.Join("..", "..", "ingest", "publisher", "procon-cnrf.yaml"), procon))
	note("wrong header", redress(t, "ingest", "--data", data, "procon-cnrf", header))
	for what, o := range fetched(t, data, invented) {
		note(what, o)
	}
	for _, view := range []string{"platforms", "trends"} {
		note("query "+view, redress(t, "query", view, "--data", data, "--source", "procon-cnrf", "--format", "json"))
	}
	written["log of a timetable"] = scheduled(t, folder, procon)
	for _, dump := range []struct {
		signal syscall.Signal
		engine bool // that the signal goes to
	}{{syscall.SIGQUIT, false}, {syscall.SIGSEGV, false}, {syscall.SIGSEGV, true}, {syscall.SIGABRT, true}} {
		written[fmt.Sprintf("crash by %v, of the engine %v", dump.signal, dump.engine)] = crashed(t, data, invented, dump.signal, dump.engine)
	}
	note("loads", redress(t, "loads", "--data", data, "--format", "json"))
	note("check", redress(t, "check", "--data", data))
	for what, text := range sitePages(t, data) {
		written[what] = text
	}
	for table, text := range tables(t, data) {
		written["table "+table] = text
	}
	if !strings.Contains(written["table redress.rejects"], "bad_value") {
		t.Fatalf("rejects say %.300s, want the broken rows", written["table redress.rejects"])
	}
	if !strings.Contains(written["ingest demo stdout"], `"accepted":3`) {
		t.Fatalf("the planted demo rows were not accepted: %s %s", written["ingest demo stdout"], written["ingest demo stderr"])
	}
	maps.Copy(written, files(t, data))

	for what, text := range written {
		for kind, secret := range secrets {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("%s holds a %s: …%.160q", what, kind, text[max(0, at-80):])
			}
		}
	}
}

// fetched loads the planted file from an address, where it is kept, and replays
// it.
func fetched(t *testing.T, data, path string) map[string]outcome {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, path) }))
	defer server.Close()
	fetch := redress(t, "ingest", "--data", data, "--json", "--allow-private", "demo", server.URL+"/demo.csv")
	if fetch.code != 0 {
		t.Fatalf("fetch: exit %d: %s", fetch.code, fetch.stderr)
	}
	replay := redress(t, "ingest", "--data", data, "--json", "--replay", fmt.Sprint(report(t, fetch.stdout).LoadID), "demo")
	if replay.code != 0 {
		t.Fatalf("replay: exit %d: %s", replay.code, replay.stderr)
	}
	return map[string]outcome{"fetch": fetch, "replay": replay}
}

// scheduled is the log of a site that loads the planted file by itself.
func scheduled(t *testing.T, folder, path string) (log string) {
	t.Helper()
	settings := writeText(t, filepath.Join(folder, "redress.yaml"),
		"sources:\n  - publisher: procon-cnrf\n    places: ["+filepath.Base(path)+"]\n    schedule: \"30 4 1 1 *\"\n")
	s := serving(t, "serve", "--data", filepath.Join(folder, "data"), "--config", settings, "--addr", "127.0.0.1:0")
	eventually(t, "a load", s, func() bool { return strings.Contains(s.stderr.String(), "load finished") })
	return s.stderr.String()
}

// plantedProcon is an unquoted file of the publisher's with personal data in its
// own places and in wrong ones.
func plantedProcon(t *testing.T, folder string) string {
	t.Helper()
	header := "AnoCalendario;DataArquivamento;DataAbertura;CodigoRegiao;Regiao;UF;strRazaoSocial;strNomeFantasia;Tipo;NumeroCNPJ;" +
		"RadicalCNPJ;RazaoSocialRFB;NomeFantasiaRFB;CNAEPrincipal;DescCNAEPrincipal;Atendida;CodigoAssunto;DescricaoAssunto;" +
		"CodigoProblema;DescricaoProblema;SexoConsumidor;FaixaEtariaConsumidor;CEPConsumidor"
	row := func(change ...string) string {
		cells := map[string]string{"AnoCalendario": "2018", "DataArquivamento": "2018-07-20 09:45:37.000", "DataAbertura": "2018-06-20 09:45:37.000",
			"CodigoRegiao": "3", "Regiao": "Sudeste", "UF": "SP", "strRazaoSocial": "Lojas Aurora Ltda", "strNomeFantasia": "Aurora", "Tipo": "1",
			"NumeroCNPJ": "12345678000195", "RadicalCNPJ": "12345678", "RazaoSocialRFB": "NULL", "NomeFantasiaRFB": "NULL", "CNAEPrincipal": "NULL",
			"DescCNAEPrincipal": "NULL", "Atendida": "S", "CodigoAssunto": "1", "DescricaoAssunto": "Móveis", "CodigoProblema": "2",
			"DescricaoProblema": "Produto com vício", "SexoConsumidor": "F", "FaixaEtariaConsumidor": "entre 31 a 40 anos", "CEPConsumidor": secrets["postcode"]}
		for i := 0; i < len(change); i += 2 {
			cells[change[i]] = change[i+1]
		}
		var out []string
		for name := range strings.SplitSeq(header, ";") {
			out = append(out, cells[name])
		}
		return strings.Join(out, ";")
	}
	lines := []string{header}
	for i := range 400 { // below max_reject_share, so that it is published
		lines = append(lines, row("CodigoAssunto", fmt.Sprint(i)))
	}
	person, trader := secrets["name of a natural person"], secrets["name of a sole trader"]
	lines = append(lines,
		row("Tipo", "0", "strRazaoSocial", person, "strNomeFantasia", person, "NumeroCNPJ", secrets["her taxpayer number"], "RadicalCNPJ", "NULL"),
		row("strRazaoSocial", trader+" "+secrets["his number"], "strNomeFantasia", "NULL", "RazaoSocialRFB", trader+" "+secrets["his number"]),
		row("DescricaoProblema", "Ligar "+secrets["phone in a value"]+" ou "+secrets["e-mail in a reason"]),
		row("DataAbertura", secrets["e-mail in a day"]),                          // bad_value
		row("CodigoAssunto", "1;"+secrets["e-mail in a broken record"]),          // ragged
		row("DescricaoAssunto", `"Móveis`+secrets["e-mail behind a lone quote"])) // text here
	path := filepath.Join(folder, "procon.csv")
	write(t, path, strings.Join(lines, "\r\n")+"\r\n")
	return path
}

// plantedDemo is an export whose narratives tell everything.
func plantedDemo(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(folder, "demo.csv")
	writeDemoFile(t, path, 2, 1)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	story := "本人姓名王小明，身份证" + secrets["resident id"] + "，电话" + secrets["mobile"] + "，邮箱" + secrets["e-mail"] + "，卡号" + secrets["bank card"] + "。"
	row := secrets["complaint number"] + `,2026-06-30,葭灯 Jiadeng,` + `,自然人,` + secrets["name of a natural person"] +
		`,食品,拒绝退货退款,辽宁,网页,2026-06-01 11:41:36,,,处理中,,,,,,,,,,,,,,"` + story + "\"\r\n"
	write(t, path, string(content)+row)
	return path
}

func wrongHeader(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(folder, "header.csv")
	write(t, path, "nome;"+secrets["e-mail in a wrong header"]+"\n"+secrets["name of a natural person"]+";1\n")
	return path
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// sitePages is every kind of answer of a site, and what it logged.
func sitePages(t *testing.T, data string) map[string]string {
	t.Helper()
	written := map[string]string{}
	s := serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0", "--no-schedule")
	for _, source := range []string{"procon-cnrf", "demo"} {
		for _, path := range []string{"/", "/platforms", "/platforms.csv", "/platforms.json", "/issues.csv", "/trends.csv", "/data", "/methods",
			"/platforms?q=" + secrets["e-mail in a wrong parameter"]} {
			address := path + map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "source=" + source
			status, body := s.get(t, address)
			if strings.Contains(path, "q=") { // an address the reader made comes back to the reader alone
				body = ""
			} else if status >= 500 {
				t.Errorf("%s: status %d", path, status)
			}
			written["page "+address] = body
		}
	}
	written["log of serve"] = s.stderr.String()
	return written
}

// tables is everything the database holds but its engine's own tables.
func tables(t *testing.T, data string) map[string]string {
	t.Helper()
	db := opened(t, data)
	var logs []string // of queries, errors and crashes: the engine keeps none
	if err := db.QueryRow(t.Context(), "SELECT groupArray(name) FROM system.tables WHERE database = 'system' AND endsWith(name, '_log')").Scan(&logs); err != nil || len(logs) > 0 {
		t.Errorf("the engine has the logs %v, %v, want none", logs, err)
	}
	rows, err := db.Query(t.Context(), "SELECT database, name FROM system.tables WHERE startsWith(database, 'redress')")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	content := map[string]string{}
	for rows.Next() {
		var database, table string
		if err := rows.Scan(&database, &table); err != nil {
			t.Fatal(err)
		}
		content[database+"."+table] = dump(t, db, database, table)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return content
}

func dump(t *testing.T, db *engine.DB, database, table string) string {
	t.Helper()
	rows, err := db.Query(t.Context(), "SELECT toJSONString(tuple(*)) FROM `"+database+"`.`"+table+"`")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out strings.Builder
	for rows.Next() {
		var row string
		if err := rows.Scan(&row); err != nil {
			t.Fatal(err)
		}
		var plain any
		if err := json.Unmarshal([]byte(row), &plain); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&out, plain)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// files are the names of all files of a data folder, and what each holds.
func files(t *testing.T, data string) map[string]string {
	t.Helper()
	found, kept, said := map[string]string{}, 0, false
	err := filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			found["name of "+path] = path
			return err
		}
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // the engine has merged it
		}
		found["file "+path] = path + "\n" + string(text)
		if strings.HasSuffix(path, ".age") {
			kept++
		}
		said = said || filepath.Base(path) == "engine.log"
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if kept == 0 || !said {
		t.Errorf("%d kept files, an engine's log: %v, want both", kept, said)
	}
	return found
}

// crashed is what a load and its engine say when one of them crashes in the
// middle of the rows.
func crashed(t *testing.T, data, small string, signal syscall.Signal, engine bool) string {
	t.Helper()
	content, err := os.ReadFile(small)
	if err != nil {
		t.Fatal(err)
	}
	header, rows, _ := bytes.Cut(content, []byte("\r\n"))
	path := filepath.Join(t.TempDir(), "large.csv")
	write(t, path, string(header)+"\r\n"+strings.Repeat(string(rows), 60_000))
	command := exec.CommandContext(t.Context(), program(t), "ingest", "--data", data, "demo", path)
	command.Env = append(os.Environ(), "GOTRACEBACK=all")
	db := opened(t, data)
	stdout, stderr := new(lockedBuffer), new(lockedBuffer)
	command.Stdout, command.Stderr = stdout, stderr
	var before uint32
	if err := db.QueryRow(t.Context(), "SELECT max(load_id) FROM redress.loads").Scan(&before); err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		var rows uint64 // of the load that runs: it is somewhere in the file
		if err := db.QueryRow(t.Context(), "SELECT max(rows_so_far) FROM redress.loads FINAL WHERE state = 'running' AND load_id > "+fmt.Sprint(before)).Scan(&rows); err != nil {
			t.Fatal(err)
		}
		if rows > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the load does not come to its rows: %s", stderr)
		}
	}
	if engine {
		pid := enginePID(t, data)
		if err := syscall.Kill(pid, signal); pid == 0 || err != nil {
			t.Fatalf("the engine %d: %v", pid, err)
		}
		for deadline := time.Now().Add(time.Minute); enginePID(t, data) == pid; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("the engine outlives %v", signal)
			}
		}
		_ = command.Process.Kill() // an engine is started again under it: what follows is another test's
		_ = command.Wait()
		log := contents(t, data, "engine.log")
		if !strings.Contains(log, "goroutine ") {
			t.Fatalf("no crash dump of the engine: %.300s", log)
		}
		return stdout.String() + stderr.String() + log
	}
	if err := command.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err == nil {
		t.Fatal("the load ended before it could be aborted")
	}
	if !strings.Contains(stderr.String(), "goroutine ") {
		t.Fatalf("no crash dump: %.300s", stderr.String())
	}
	return stdout.String() + stderr.String()
}
