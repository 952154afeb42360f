package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func writeText(t testing.TB, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A mistake is named by file, line and key; all of them at once.
func TestConfigurationMistakes(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "redress.yaml")
	f := func(text string, says ...string) {
		t.Helper()
		writeText(t, path, text)
		o := redress(t, "check", "--data", filepath.Join(folder, "data"), "--config", path)
		serve := redress(t, "serve", "--data", filepath.Join(folder, "data"), "--config", path)
		if o.code != 1 || serve.code != 2 {
			t.Errorf("configuration %q: check exits %d and serve %d, want 1 and 2", text, o.code, serve.code)
		}
		for _, want := range says {
			if !strings.Contains(serve.stderr, want) || !strings.Contains(o.stdout, want) {
				t.Errorf("configuration %q: serve says %q, check %q, want %q in both", text, serve.stderr, o.stdout, want)
			}
		}
	}
	source := "sources:\n  - publisher: demo\n    places: [x.csv]\n"
	f("default_sauce: demo\n", path+`:1: unknown field "default_sauce"`)
	f("default_source: nobody\n", path+":1: default_source: nobody is not a source")
	f("floors:\n  rank_rated: 5\n", path+":2: floors.rank_rated: is below rate, which is 10: write 10 or more")
	f("floors:\n  rank_closed: 5\n  rate: 31\n", path+":3: floors.rate: is above rank_rated, which is 30")
	f("floors:\n  rank_closed: -1\n  rate: ten\n", path+":2: floors.rank_closed: write a number of complaints such as 30",
		path+":3: floors.rate: write a number of complaints such as 30")
	f("floors: {rate: 1.5}\n", path+":1: floors.rate: write a number of complaints such as 30")
	f("floors: {rate: [1]}\n", path+":1: floors.rate: write a number of complaints such as 30")
	f("floors: 5\n", path+":1: floors: write keys and their values below it")
	f("sources: 5\n", path+":1: sources: write a list")
	f("sources: [\n", path+":1: ")
	f(source+"    paths: [y.csv]\n", path+`:4: unknown field "paths"`)
	f("sources:\n  - publisher: demo\n    schedule: \"0 4 * * *\"\n", path+":2: sources[0]: name at least one of places")
	f("sources:\n  - places: [x.csv]\n", path+":2: sources[0]: name either a publisher or a declaration")
	f(source+"    schedule: \"0 0 31 2 *\"\n", path+":4: sources[0].schedule: ", "no such day")
	f("sources:\n  - publisher: nobody\n    places: [x.csv]\n", path+":2: sources[0].publisher: ", "nobody")
	f(source+"    zone: Mars\n", path+`:4: sources[0].zone: no time zone is called "Mars"`)
	f(source+"    jitter: -5m\n", path+":4: sources[0].jitter: write a length of time")
	f(source+"    timeout: soon\n", path+":4: sources[0].timeout: write a length of time such as 90m")
	f(source+"    download: {size: many}\n    unpack: {size: 0}\n", path+":4: sources[0].download.size: write a number of bytes", path+":5: sources[0].unpack.size: ")
	f(source+"    download: {timeout: soon, retries: -1}\n    unpack: {files: -1, members: [a.csv, \"[\"]}\n", path+":4: sources[0].download.timeout: write a length of time",
		path+":4: sources[0].download.retries: must not be negative", path+":5: sources[0].unpack.files: ", path+":5: sources[0].unpack.members[1]: ")
	f(source+"    catch_up: twice\n", path+`:4: sources[0].catch_up: is once or each, not "twice"`)
	f(source+"    limits:\n      rejects: 1.5\n      unmapped: {issue: -1}\n", path+":5: sources[0].limits.rejects: a limit is a share",
		path+":6: sources[0].limits.unmapped.issue: a limit is a share")
	f(source+"    limits: {reject: 0.1}\n", path+`:4: unknown field "reject"`)
	f("sources:\n  - publisher: demo\n    places:\n      - a.csv\n      - \"{slot:2006}.csv\"\n", path+":5: sources[0].places[1]: {slot:2006} needs a schedule")
	f("sources:\n  - publisher: demo\n    schedule: \"@daily\"\n    places: [\"{slot:YYYY-MM}.csv\"]\n", path+":4: sources[0].places[0]: {slot:YYYY-MM} writes no date")
	f("sources:\n  - publisher: demo\n    schedule: \"@daily\"\n    places: [\"{slot}.csv\"]\n", path+":4: sources[0].places[0]: write a slot as {slot:2006-01}")
	f(source+"  - publisher: demo\n    places: [y.csv]\n", path+":4: sources[1]: demo stands in sources[0] already")
	for _, keep := range []string{"long", "30", "30days", "d", "-30d", "1e9w", "30d-5m", "[30d]", "{days: 30}", "30d 30"} {
		f(source+"    keep: "+keep+"\n", path+":4: sources[0].keep: write a length of time such as 90m, 12h, 30d or 2w")
	}
	f(source+"    limits:\n      rejects: many\n", path+":5: sources[0].limits.rejects: write a number such as 0.05")
	f(source+"    allow_private: maybe\n", path+":4: sources[0].allow_private: write true or false")
	f(source+"    settled: -1s\n", path+":4: sources[0].settled: write a length of time")
	f(source+"    s3: {access_key_env: KEY}\n", path+":4: sources[0].s3: access_key_env and secret_key_env belong together")
	f(source+"    s3: {access_key: 123}\n", path+`:4: unknown field "access_key"`)
	f(source+"    zone: Mars\n    jitter: -5m\n", "sources[0].zone", "sources[0].jitter")
	f("sources:\n  - declaration: mine.yaml\n    places: [x.csv]\n", path+":2: sources[0].declaration: ", "mine.yaml")
}

// A declaration beside the configuration is a source like a built-in one.
func TestDeclarationsOfOnesOwn(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	text, err := os.ReadFile(filepath.Join(root, "ingest", "publisher", "demo.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	mine := writeText(t, filepath.Join(folder, "declarations", "mine.yaml"), strings.Replace(string(text), "code: demo", "code: my-code", 1))
	file := demoFile(t, "mine.csv", 300, 1)
	// A folder with declarations is a configuration.
	if b := report(t, must(t, "ingest", "--data", data, "--config", folder, "--json", "my-code", file)); b.Source != "my-code" || b.Accepted == 0 {
		t.Errorf("loaded %+v, want complaints of my-code", b)
	}
	settings := writeText(t, filepath.Join(folder, "redress.yaml"), "default_source: my-code\nsources:\n  - publisher: my-code\n    places: [missing/*.csv, \""+file+"\"]\n")
	for _, path := range []string{folder, settings} {
		if o := redress(t, "ingest", "--data", data, "--config", path, "my-code"); o.code != 1 || !strings.Contains(o.stderr, filepath.Join(folder, "missing")) {
			t.Errorf("--config %s: exit %d, %q, want 1 and a word on the place that is missing", path, o.code, o.stderr)
		}
	}
	writeText(t, settings, "default_source: my-code\nsources:\n  - publisher: my-code\n    places: [\""+file+"\"]\n")
	if b := report(t, must(t, "ingest", "--data", data, "--config", folder, "--json", "my-code")); b.Read == 0 || b.New != 0 {
		t.Errorf("the configured place gives %+v, want the same complaints again", b.fileBooks)
	}

	refused := func(says string) {
		t.Helper()
		if o := redress(t, "ingest", "--data", data, "--config", folder, "my-code"); o.code != 2 || !strings.Contains(o.stderr, says) {
			t.Errorf("exit %d, %q, want 2 and %q", o.code, o.stderr, says)
		}
	}
	second := writeText(t, filepath.Join(folder, "declarations", "second.yaml"), strings.Replace(string(text), "code: demo", "code: my-code", 1))
	refused("second.yaml: the code my-code is declared by " + mine)
	writeText(t, second, string(text))
	refused("second.yaml: the code demo belongs to a built-in publisher")
	writeText(t, second, "code: other\nnonsense: true\n")
	refused("second.yaml")
	if err := os.Remove(second); err != nil {
		t.Fatal(err)
	}
	if o := redress(t, "ingest", "--data", data, "--config", folder, "nobody", file); o.code != 2 || !strings.Contains(o.stderr, "my-code") {
		t.Errorf("exit %d, %q, want 2 and a list of sources with my-code", o.code, o.stderr)
	}
	if o := redress(t, "ingest", "--data", data, "--config", t.TempDir(), "demo", file); o.code != 2 || !strings.Contains(o.stderr, "redress.yaml") {
		t.Errorf("an empty folder: exit %d, %q, want 2 and what is missing", o.code, o.stderr)
	}
}

// Lengths are written in days and weeks too, and an @every timetable.
func TestConfiguredLengths(t *testing.T) {
	folder := t.TempDir()
	file := demoFile(t, "x.csv", 10, 1)
	for _, keep := range []string{"30d", "12h", "2w", "1.5d", "1w2d12h", "720h", "0s", "0d"} {
		path := writeText(t, filepath.Join(folder, "redress.yaml"), "sources:\n  - publisher: demo\n    places: [\""+file+"\"]\n    keep: "+keep+
			"\n    timeout: 1d\n    schedule: \"@every 30d\"\n    download: {timeout: 1d}\n")
		if o := redress(t, "sources", "--config", path); o.code != 0 {
			t.Errorf("keep: %s: exit %d, %s", keep, o.code, o.stderr)
		}
	}
}
