package main_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
)

// ownTable is a table of one complaint, in the state of an edition.
func ownTable(outcome string) string {
	return "投诉编号,平台,投诉性质,投诉日期,处理结果\nA-1,雪松商城,拒绝退货退款,2026-01-05," + outcome + "\n"
}

// Rows that do not say of which day they are take the day of their slot, and in
// a replay that of the load: older files never come over newer ones.
func TestOlderFilesAreOfTheirDay(t *testing.T) {
	folder := t.TempDir()
	settings := filepath.Join(folder, "redress.yaml")
	platforms := func(data string) string {
		return must(t, "query", "platforms", "--data", data, "--source", "cn-generic", "--format", "csv")
	}
	t.Run("backfill", func(t *testing.T) {
		data := filepath.Join(folder, "backfill")
		writeText(t, settings, "sources:\n  - publisher: cn-generic\n    places: [\"{slot:2006-01}.csv\"]\n    schedule: \"0 6 3 * *\"\n    zone: Asia/Shanghai\n")
		writeText(t, filepath.Join(folder, "2026-02.csv"), ownTable("未解决"))
		writeText(t, filepath.Join(folder, "2026-03.csv"), ownTable("已解决"))
		load := func(month string) {
			t.Helper()
			must(t, "ingest", "--data", data, "--config", settings, "cn-generic", "--from", month, "--to", month)
		}
		load("2026-03")
		newest := platforms(data)
		load("2026-02")
		if got := platforms(data); got != newest {
			t.Errorf("after the slot before, platforms are\n%swant\n%s", got, newest)
		}
	})
	t.Run("replay", func(t *testing.T) {
		data := filepath.Join(folder, "replay")
		var content atomic.Value
		content.Store(ownTable("未解决"))
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(content.Load().(string))) }))
		defer server.Close()
		load := func(day string) books {
			t.Helper()
			return report(t, must(t, "ingest", "--data", data, "--json", "--allow-private", "--file-date", day, "cn-generic", server.URL+"/a.csv"))
		}
		first := load("2026-02-03")
		content.Store(ownTable("已解决"))
		load("2026-03-03")
		newest := platforms(data)
		for range 2 {
			first = report(t, must(t, "ingest", "--data", data, "--json", "--replay", fmt.Sprint(first.LoadID), "cn-generic"))
			if got := platforms(data); got != newest || first.Read != 1 {
				t.Errorf("after a replay of %d rows, platforms are\n%swant\n%s", first.Read, got, newest)
			}
		}
	})
}
