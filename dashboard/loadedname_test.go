package dashboard

import (
	"strings"
	"testing"

	"redress/analytics"
)

// Names of files that may be somebody's are withheld wherever a page shows a
// file; without a judge, all are.
func TestPrivateFileNamesAreWithheld(t *testing.T) {
	store := newFixture()
	const person = "张三"
	store.loads = []analytics.Load{
		{ID: 2, Source: "demo", State: analytics.LoadRunning, StartedAt: now, UpdatedAt: now,
			Progress: analytics.LoadProgress{Rows: 5, File: "/srv/2020.zip!" + person + "/投诉.csv", BytesDone: 1, BytesTotal: 2}},
		{ID: 1, Source: "demo", State: analytics.LoadPublished, Release: 7, Files: []analytics.LoadedFile{
			{Path: "/srv/" + person + "投诉_13800138000.xlsx", SHA256: strings.Repeat("ab", 32)},
			{Path: "https://files.example/a/%E5%BC%A0%E4%B8%89.csv"}, {Path: "2019.csv"}}},
	}
	s := newTestServer(t, store, "")
	s.config.PrivateName = func(name string) bool { return strings.Contains(name, person) }
	for _, address := range []string{"/data?lang=zh", "/data?lang=en", "/data.csv", "/data.json", "/data/running?lang=zh"} {
		body := get(t, s, address).Body.String()
		if strings.Contains(body, person) || strings.Contains(body, "138001") || strings.Contains(body, "%E5%BC%A0") {
			t.Errorf("%s names somebody", address)
		}
	}
	zh := get(t, s, "/data?lang=zh").Body.String()
	for _, want := range []string{"文件名不予显示（.xlsx）", "文件名不予显示（.csv）", "2019.csv", "2020.zip!文件名不予显示/投诉.csv", strings.Repeat("ab", 32)} {
		if !strings.Contains(zh, want) {
			t.Errorf("/data does not show %q", want)
		}
	}
	s.config.PrivateName = nil
	if page := get(t, s, "/data?lang=en").Body.String(); strings.Contains(page, "2019.csv") || !strings.Contains(page, "name not shown (.csv)") {
		t.Error("without a judge of names /data shows names")
	}
}
