package dashboard

import (
	"context"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"redress/analytics"
)

func TestDataShowsWhatRunsAndWhatIsHeld(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	f := func(address string, want ...string) {
		t.Helper()
		page := get(t, s, address)
		body := textOfNode(elements(t, page.Body.String(), "main", "")[0])
		for _, sentence := range want {
			if !strings.Contains(body, sentence) {
				t.Errorf("%s does not say %q:\n%.1500s", address, sentence, body)
			}
		}
		if strings.Contains(body, "/srv/") {
			t.Errorf("%s names a folder of the server", address)
		}
	}
	f("/data?lang=en", "Load 5 · Demonstration agency since 4 March 2020, 05:04 UTC", "25.0% of the file", "41,984 rows read · 419 rows a second",
		"2020-01.zip!"+hostileNames[0]+".csv",
		"Held back: over a limit, not published.", "Due 4 March 2020, 04:36 UTC.", "100 rows were rejected (25.0% of all rows; 1.0% allowed).",
		"The source would lose 5,000 complaints (50.0% of those it has; 20.0% allowed).",
		"300 rows have a value in the field issue that no rule maps (75.0% of all rows; 50.0% allowed).",
		"1 row lies in the future (0.2% of all rows; 0.1% allowed).",
		"Platforms that had 1,200 complaints in the last year are missing (30.0% of the source’s complaints; 5.0% allowed):",
		hostileNames[0]+": 800 complaints", "云锦商城: 400 complaints",
		"Next load 5 March 2020, 05:06 UTC", "Next load 4 March 2020, 03:06 UTC overdue", "A third agency 4 March 2020, 06:06 UTC", "Cases since 2018 only")
	f("/data?lang=zh", "正在载入", "已读文件的 25.0%", "已读 41,984 行 · 每秒 419 行", "暂缓发布：超出限值。", "100 行被拒绝（占全部行的 25.0%，上限 1.0%）。", "已逾期", "国家 巴西", "第三机构", "失败，未发布任何内容；原因见运行日志。", "此前已读 1,234 行。",
		"40 行中有 12 行被拒绝（占 30.0%，上限 5.0%）。", "未填写 605", "不予显示：可能涉及个人信息 2", "较旧 10", "有 3 个字符无法识别", "未读取的工作表：“说明”、“封面”", "压缩包中未读取的非表格文件：“leaflet.pdf”", "仅含 2018 年以来的案件")

	page := get(t, s, "/data?lang=en").Body.String()
	if n := len(elements(t, page, "article", "running")); n != 1 {
		t.Errorf("/data shows %d running loads, want 1", n)
	}
	rows := readCSV(t, get(t, s, "/data.csv").Body.String())
	line := strings.Join(rows[2], "|")
	for _, want := range []string{"|held|", "rejects=0.25;shrink=0.5;unmapped issue=0.75;future=0.002;vanished=0.3;", "|2020-03-04T04:36:00Z|"} {
		if !strings.Contains(line, want) {
			t.Errorf("the held load's row is %s, want %s in it", line, want)
		}
	}
}

func TestRunningFragment(t *testing.T) {
	store := newFixture()
	s := newTestServer(t, store, "")
	w := get(t, s, "/data/running?lang=zh")
	if body := w.Body.String(); w.Code != 200 || !strings.HasPrefix(body, `<div id="running"`) || !strings.Contains(body, "data-live") ||
		!strings.Contains(body, "已读 41,984 行") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("status %d, %v:\n%s", w.Code, w.Header(), body)
	}
	store.loads = store.loads[1:]
	if body := get(t, s, "/data/running?lang=en").Body.String(); strings.Contains(body, "data-live") || !strings.Contains(body, "No load is running any more.") {
		t.Errorf("with nothing running:\n%s", body)
	}
	if page := get(t, s, "/data").Body.String(); strings.Contains(page, `id="running"`) || strings.Contains(page, "live.") {
		t.Error("/data speaks of running loads where there are none")
	}
}

func TestRunningRow(t *testing.T) {
	all, err := loadLocales()
	if err != nil {
		t.Fatal(err)
	}
	started := analytics.Load{State: analytics.LoadRunning, StartedAt: now, UpdatedAt: now}
	if row := newRunningRow(all.find("en"), started, "A", fileNamer{}, now); !row.Waiting || row.Rate != "" || row.PercentText != "" {
		t.Errorf("a load that just began: %+v, want no figures", row)
	}
	started.Progress = analytics.LoadProgress{Rows: 8192, BytesDone: 7, BytesTotal: 5} // a file that grows
	if row := newRunningRow(all.find("en"), started, "A", fileNamer{}, now.Add(2*time.Second)); row.Waiting || row.Rate != "4,096 rows a second" || row.Percent != 100 {
		t.Errorf("a file that grows: %+v, want 4,096 rows a second and 100 %%", row)
	}
	if row := newRunningRow(all.find("en"), started, "A", fileNamer{}, now.Add(time.Minute)); row.Silent != "4 March 2020, 05:06 UTC" {
		t.Errorf("a load not heard of for a minute: %+v, want since when", row)
	}
}

// The page renews the running load by itself, and says when it has ended.
func checkLiveLoads(t *testing.T, site *site) {
	store := &changing{fixture: newFixture()}
	server := httptest.NewServer(newTestServer(t, store, ""))
	defer server.Close()
	browser := site.tab(t)
	browser.open(t, server.URL+"/data?lang=en", chromedp.EmulateViewport(1280, 900))
	text := func() string { return eval[string](t, browser, `document.getElementById('running').textContent`) }
	if got := text(); !strings.Contains(got, "41,984 rows read") {
		t.Fatalf("the page shows %q", got)
	}
	until := func(want string) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); !strings.Contains(text(), want); time.Sleep(100 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("the page still shows %q, want %q", text(), want)
			}
		}
	}
	store.set(90_000)
	until("90,000 rows read")
	store.set(0)
	until("No load is running any more.")
	if n := eval[int](t, browser, `performance.getEntriesByType('navigation').length`); n != 1 {
		t.Errorf("the page was loaded %d times, want once", n)
	}
	browser.check(t, "/data with a running load")
}

// A changing store is a fixture whose first load changes while a page shows it.
type changing struct {
	*fixture
	mu sync.Mutex
}

// set makes the first load have read some rows; none of it runs when there are
// none.
func (c *changing) set(rows int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.loads = slices.Clone(c.loads)
	c.loads[0].Progress.Rows = rows
	if rows == 0 {
		c.loads[0].State = analytics.LoadUnchanged
	}
}

// Loads lists the loads as they stand.
func (c *changing) Loads(ctx context.Context, limit int) ([]analytics.Load, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fixture.Loads(ctx, limit)
}

// A first load that runs or is held back is shown before there is a release.
func TestDataBeforeTheFirstRelease(t *testing.T) {
	store := newFixture()
	store.err, store.sources, store.releases, store.loads = analytics.ErrNoRelease, nil, nil, store.loads[:2]
	s := newTestServer(t, store, "")
	w := get(t, s, "/data?lang=en")
	for _, want := range []string{"Running now", "41,984 rows read", "Held back: over a limit, not published.", "Planned first loads"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("/data does not say %q", want)
		}
	}
	if w.Code != 200 || w.Header().Get("X-Redress-Release") != "" {
		t.Errorf("status %d, release %q, want 200 and none", w.Code, w.Header().Get("X-Redress-Release"))
	}
	if rows := readCSV(t, get(t, s, "/data.csv").Body.String()); len(rows) != 3 {
		t.Errorf("/data.csv has %d rows, want two loads and a header", len(rows))
	}
	store.loads = nil
	if body := get(t, s, "/data?lang=en").Body.String(); strings.Contains(body, "Running now") || !strings.Contains(body, "redress ingest") {
		t.Error("with no load at all /data does not say how to begin")
	}
	if w := get(t, s, "/data/running?lang=en"); w.Code != 200 || !strings.Contains(w.Body.String(), "No load is running") {
		t.Errorf("the fragment with no load at all: status %d, %s", w.Code, w.Body)
	}
}

// What a report could not map is public only where it is a word of the
// publisher's: frequent, and of a load that is published.
func TestRareUnmappedValuesAreNotPublic(t *testing.T) {
	l := analytics.Load{State: analytics.LoadPublished, Unmapped: map[string]map[string]int64{"issue": {"outros": 5, "Maria Aparecida": 4}}}
	if got := publicValues(l, l.Unmapped["issue"]); len(got) != 1 || got["outros"] != 5 {
		t.Errorf("publicValues of a published load = %v, want outros alone", got)
	}
	l.State = analytics.LoadHeld
	if got := publicValues(l, l.Unmapped["issue"]); len(got) != 0 {
		t.Errorf("publicValues of a held load = %v, want none", got)
	}
}
