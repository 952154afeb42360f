package dashboard

import (
	"fmt"
	"strings"
	"testing"

	"redress/analytics"
	"redress/ingest/complaint"
)

// What a page leaves out it says, in both languages; files hold every load.
func TestWhatIsCutIsSaid(t *testing.T) {
	store := newFixture()
	for i := range 150 {
		store.loads = append(store.loads, analytics.Load{ID: uint32(1000 - i), Source: "demo", State: analytics.LoadUnchanged})
		store.releases = append(store.releases, analytics.Release{Number: uint32(1000 - i)})
		store.aliases = append(store.aliases, analytics.Alias{Name: fmt.Sprint("wording ", i), Kind: complaint.NameTrade, Complaints: 1})
	}
	s := newTestServer(t, store, "")
	f := func(address string, want ...string) {
		t.Helper()
		body := textOfNode(elements(t, get(t, s, address).Body.String(), "main", "")[0])
		for _, sentence := range want {
			if !strings.Contains(body, sentence) {
				t.Errorf("%s does not say %q", address, sentence)
			}
		}
	}
	f("/data?lang=en", "The newest 100 of more loads are shown; the files below hold them all.", "The newest 100 of more releases are shown.")
	f("/data?lang=zh", "此处只显示最新的 100 次载入，另有更早的记录；下方文件包含全部记录。", "此处只显示最新的 100 个版本")
	f("/platforms/platform-0?lang=en", "The 50 most frequent of more names are shown.")
	f("/platforms/platform-0?lang=zh", "此处只显示最常见的 50 种写法")
	f("/issues?lang=en", "The 12 most frequent of more values; name others in the address as “platform”.")
	f("/issues?lang=zh", "仅列出最常见的 12 项；其他取值可在网址中用“platform”指定。")

	page := get(t, s, "/data").Body.String()
	if n := len(elements(t, page, "article", "load")); n != 100 {
		t.Errorf("/data shows %d loads, want 100", n)
	}
	if rows := readCSV(t, get(t, s, "/data.csv").Body.String()); len(rows) != 156 {
		t.Errorf("/data.csv has %d rows, want 155 loads and a header", len(rows))
	}
	if n := strings.Count(get(t, s, "/data.json").Body.String(), `"load":`); n != 155 {
		t.Errorf("/data.json has %d loads, want 155", n)
	}
}

// A page that leaves nothing out does not say so.
func TestNothingCutNothingSaid(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	for _, address := range []string{"/data", "/platforms/platform-0"} {
		if notes := elements(t, get(t, s, address).Body.String(), "p", "shown"); len(notes) != 0 {
			t.Errorf("%s says %q and shows everything", address, textOfNode(notes[0]))
		}
	}
	for _, note := range elements(t, get(t, s, "/issues").Body.String(), "p", "facet-more") {
		if text := textOfNode(note); !strings.Contains(text, "“platform”") {
			t.Errorf("/issues says %q of a filter with few values", text)
		}
	}
}
