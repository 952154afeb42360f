package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// exportsOfTwoDays are two exports of one publisher: the newer one knows the
// ends of complaints that were open in the older one, and of the older one's 900
// complaints lacks the last 200.
func exportsOfTwoDays(t *testing.T) (older, newer string) {
	t.Helper()
	older = demoFile(t, "older.csv", 900, 1)
	newer = filepath.Join(filepath.Dir(older), "newer.csv")
	text, err := os.ReadFile(older)
	if err != nil {
		t.Fatal(err)
	}
	day := regexp.MustCompile(`(?m)^([^,"\r\n]+),2026-06-30,`)
	rows := day.FindAllIndex(text, -1)
	if len(rows) != 900 {
		t.Fatalf("%d of 900 rows begin with a number and the day of the export", len(rows))
	}
	write(t, newer, string(text[:rows[700][0]]))
	text = bytes.ReplaceAll(day.ReplaceAll(text, []byte("$1,2026-05-31,")), []byte("已解决"), []byte("未解决"))
	write(t, older, string(text))
	return older, newer
}

// An older file that is loaded after a newer one, killed at any instant and
// loaded again, brings back nothing: what is served is what the files give in
// the order of their days, and all tables are those of the same two loads
// undisturbed.
func TestOlderFileKilledAfterANewerOne(t *testing.T) {
	t.Parallel()
	older, newer := exportsOfTwoDays(t)
	folder := t.TempDir()
	inOrder, template := filepath.Join(folder, "in order"), filepath.Join(folder, "newer")
	ingested(t, template, "demo", newer)
	writeText(t, filepath.Join(inOrder, "key"), contents(t, template, "key")) // so that ids are the same
	ingested(t, inOrder, "demo", older)
	if last := ingested(t, inOrder, "demo", newer); last.Replaced == 0 || last.Unchanged == 0 {
		t.Fatalf("the newer file after the older one: %+v, want some replaced and some unchanged", last.fileBooks)
	}
	want := servedFacts(t, opened(t, inOrder))
	calm := copied(t, template)
	db := opened(t, calm)
	start := time.Now()
	if late := ingested(t, calm, "demo", older); late.New != 200 || late.Replaced != 0 {
		t.Fatalf("the older file after the newer one: %+v, want the 200 that the newer one lacks, and nothing replaced", late.fileBooks)
	}
	p := newPace(time.Since(start))
	undisturbed := checksumOf(t, db)
	if got := servedFacts(t, db); got != want {
		t.Fatalf("the older file after the newer one gives\n%swant what they give in their order\n%s", got, want)
	}
	for i := 0; p.more(i); i++ {
		at := p.instant(i)
		t.Run(fmt.Sprintf("%d after %v", i, at.Round(time.Millisecond)), func(t *testing.T) {
			data := copied(t, template)
			db := opened(t, data)
			command := exec.Command(program(t), "ingest", "--data", data, "demo", older)
			start, ended := time.Now(), make(chan time.Duration, 1)
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			go func() {
				_ = command.Wait()
				ended <- time.Since(start)
			}()
			time.Sleep(at) // the instant is what is tried
			_ = command.Process.Kill()
			took := <-ended
			if command.ProcessState.ExitCode() != 0 {
				p.hits++
			} else {
				p.whole = took
			}
			start = time.Now()
			if again := ingested(t, data, "demo", older); again.New > 0 {
				p.whole = time.Since(start)
			}
			if got := servedFacts(t, db); got != want {
				t.Errorf("the release's checksums are\n%swant those of the files in their order\n%s", got, want)
			}
			if got := checksumOf(t, db); got != undisturbed {
				t.Errorf("all tables' checksums are\n%swant those of the two loads undisturbed\n%s", got, undisturbed)
			}
		})
	}
	p.enough(t)
}
