package mapping

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"redress/ingest/complaint"
)

func reader(t testing.TB, zone string, layouts ...string) dateReader {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	r := dateReader{zone: location, written: location}
	for _, source := range layouts {
		l, err := compileLayout(source)
		if err != nil {
			t.Fatal(err)
		}
		r.layouts = append(r.layouts, l)
	}
	return r
}

func TestDateReader(t *testing.T) {
	f := func(zone, layouts, value, day, at string) {
		t.Helper()
		r := reader(t, zone, strings.Split(layouts, "|")...)
		gotDay, gotAt, ok := r.read(value)
		instant := ""
		if !gotAt.IsZero() {
			instant = gotAt.UTC().Format(time.RFC3339Nano)
		}
		if !ok || gotDay.String() != day || instant != at {
			t.Errorf("%q in %q = %s, %q, %v, want %s, %q", value, layouts, gotDay, instant, ok, day, at)
		}
	}
	f("UTC", "YYYY-MM-DD", "2024-02-29", "2024-02-29", "")
	f("UTC", "YYYY-MM-DD|DD/MM/YYYY", "29/02/2024", "2024-02-29", "")
	f("UTC", "M/D/YY", "9/4/19", "2019-09-04", "")
	f("UTC", "M/D/YY", "12/31/70", "1970-12-31", "")
	f("UTC", "MM/DD/YYYY", "09/24/2019", "2019-09-24", "")
	f("UTC", "YYYY年M月D日", "2025年7月13日", "2025-07-13", "")
	f("UTC", "YYYYMMDD", "20250713", "2025-07-13", "")
	f("UTC", "DD MMM YYYY", "07 Jul. 2025", "2025-07-07", "")
	f("UTC", "D 'de' MMM 'de' YYYY", "7 de março de 2025", "2025-03-07", "")
	f("UTC", "WWW, D MMM YYYY", "miércoles, 5 Diciembre 2018", "2018-12-05", "")
	f("UTC", "D-MMM-YY", "1-sept-19", "2019-09-01", "")
	f("UTC", "YYYY年M月D日", "２０２５年７月１３日", "2025-07-13", "")
	f("UTC", "YYYY/M/D H:mm", "2025/7/13 9:05", "2025-07-13", "2025-07-13T09:05:00Z")
	f("UTC", "MM/DD/YYYY hh:mm:ss AM", "12/31/2024 12:00:00 AM", "2024-12-31", "2024-12-31T00:00:00Z")
	f("UTC", "MM/DD/YYYY hh:mm:ss AM", "12/31/2024 12:30:00 p.m.", "2024-12-31", "2024-12-31T12:30:00Z")
	f("Asia/Shanghai", "YYYY-MM-DD AMH:mm", "2024-12-31 下午1:05", "2024-12-31", "2024-12-31T05:05:00Z")
	f("Asia/Shanghai", "epoch", "1735660800", "2025-01-01", "2024-12-31T16:00:00Z")
	f("UTC", "epoch_ms", "1735660800123.0", "2024-12-31", "2024-12-31T16:00:00.123Z")
	f("America/New_York", "YYYY-MM-DDThh:mm:ssZ", "2024-01-02T03:00:00+08", "2024-01-01", "2024-01-01T19:00:00Z")
	f("America/New_York", "YYYY-MM-DD hh:mm Z", "2024-01-02 03:00 UTC", "2024-01-01", "2024-01-02T03:00:00Z")
	// The local day stays, whatever day it is in UTC.
	f("America/Sao_Paulo", "YYYY-MM-DD hh:mm:ss.fff", "2018-06-20 22:45:37.000", "2018-06-20", "2018-06-21T01:45:37Z")
	f("America/Sao_Paulo", "YYYY-MM-DD hh:mm:ss.fff", "2018-06-20 09:45:37.123456", "2018-06-20", "2018-06-20T12:45:37.123456Z")
	// An offset says which instant it was; the day is the publisher's.
	f("America/New_York", "YYYY-MM-DDThh:mm:ssZ", "2024-01-02T03:00:00Z", "2024-01-01", "2024-01-02T03:00:00Z")
	f("America/New_York", "YYYY-MM-DDThh:mm:ssZ", "2024-01-02T03:00:00-05:00", "2024-01-02", "2024-01-02T08:00:00Z")
	// In the hour that summer time skips, the day stays: this one has no half
	// past midnight.
	f("America/Sao_Paulo", "YYYY-MM-DD hh:mm", "2018-11-04 00:30", "2018-11-04", "2018-11-04T02:30:00Z")
}

func TestDateReaderRefuses(t *testing.T) {
	f := func(layout, value string) {
		t.Helper()
		r := reader(t, "UTC", layout)
		if day, _, ok := r.read(value); ok {
			t.Errorf("%q in %q = %s, want none", value, layout, day)
		}
	}
	f("YYYY-MM-DD", "2023-02-29")
	f("YYYY-MM-DD", "2023-2-9")
	f("YYYY-MM-DD", "2023-02-09 ")
	f("YYYY-MM-DD", "0000-00-00")
	f("YYYY-MM-DD", "1969-12-31")
	f("YYYY-MM-DD", "2200-01-01")
	f("YYYY-MM-DD", "")
	f("YYYY-MM-DD hh:mm:ss", "2023-02-09 24:00:00")
	f("YYYY-MM-DD hh:mm:ss", "2023-02-09 23:60:00")
	f("MM/DD/YYYY", "Cash Amount - AMT")
	f("D MMM YYYY", "7 ju 2025")
	f("D MMM YYYY", "7 ma 2025")
	f("D MMM YYYY", "7 jui 2025") // juin or juillet
	f("D MMM YYYY", "7 brumaire 2025")
	f("MM/DD/YYYY hh:mm AM", "12/31/2024 13:00 PM")
	f("MM/DD/YYYY hh:mm AM", "12/31/2024 00:00 AM")
	f("epoch", "2024-01-01")
	f("epoch", "99999999999999")
}

func TestCompileLayoutRefuses(t *testing.T) {
	for _, layout := range []string{"", "YYYY-MM", "MM/DD", "YYYY-MM-DD mm", "YYYY-MM-DD YYYY", "2006-01-02", "YYYY-MM-DD M", "YYYY-MM-DD AM", "YYYY-MM-DD hh H"} {
		if _, err := compileLayout(layout); err == nil || !strings.Contains(err.Error(), "layout") {
			t.Errorf("compileLayout(%q): %v, want an error about the layout", layout, err)
		}
	}
}

// format writes a moment in a layout, names of months by their first letters.
func (l *layout) format(m moment) string {
	var b strings.Builder
	hour := m.hour
	if l.half {
		if hour %= 12; hour == 0 {
			hour = 12
		}
	}
	months := []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
	for _, p := range l.parts {
		switch p.kind {
		case literalPart:
			b.WriteString(p.literal)
		case yearPart:
			fmt.Fprintf(&b, "%04d", m.year)
		case shortYearPart:
			fmt.Fprintf(&b, "%02d", m.year%100)
		case monthPart:
			fmt.Fprintf(&b, "%02d", m.month)
		case looseMonthPart:
			fmt.Fprint(&b, m.month)
		case monthNamePart:
			b.WriteString(months[m.month-1])
		case dayPart:
			fmt.Fprintf(&b, "%02d", m.day)
		case looseDayPart:
			fmt.Fprint(&b, m.day)
		case weekdayPart:
			b.WriteString("day")
		case hourPart:
			fmt.Fprintf(&b, "%02d", hour)
		case looseHourPart:
			fmt.Fprint(&b, hour)
		case minutePart:
			fmt.Fprintf(&b, "%02d", m.minute)
		case secondPart:
			fmt.Fprintf(&b, "%02d", m.second)
		case fractionPart:
			fmt.Fprintf(&b, "%09d", m.nano)
		case halfPart:
			b.WriteString(map[bool]string{false: "AM", true: "PM"}[m.afternoon])
		case zonePart:
			sign, offset := "+", m.offset
			if offset < 0 {
				sign, offset = "-", -offset
			}
			fmt.Fprintf(&b, "%s%02d:%02d", sign, offset/3600, offset/60%60)
		case epochPart, epochMillisPart:
			t := time.Date(m.year, time.Month(m.month), m.day, m.hour, m.minute, m.second, m.nano, time.UTC)
			if p.kind == epochPart {
				fmt.Fprint(&b, t.Unix())
			} else {
				fmt.Fprint(&b, t.UnixMilli())
			}
		}
	}
	return b.String()
}

// written reports whether a layout leaves only one way to write a date.
func (l *layout) written() bool {
	return !slices.ContainsFunc(l.parts, func(p layoutPart) bool {
		return slices.Contains([]partKind{looseMonthPart, looseDayPart, looseHourPart, monthNamePart, weekdayPart, fractionPart, halfPart, zonePart,
			epochPart, epochMillisPart}, p.kind)
	})
}

// FuzzDates: a date is read with its instant or not at all, and formats back to
// itself.
func FuzzDates(f *testing.F) {
	for _, layout := range []string{"YYYY-MM-DD hh:mm:ss.fff", "M/D/YY", "YYYY年M月D日", "DD.MM.YYYY hh:mmZ", "WWW, D MMM YYYY H:mm AM", "epoch_ms", "D 'de' MMM 'de' YYYY"} {
		for _, value := range []string{"2018-06-20 09:45:37.000", "9/4/19", "2025年7月13日", "01.02.2024 10:00+02:00", "Tue, 2 Jan. 2024 1:05 PM", "1735660800123",
			"7 de março de 2025", "２０２５年７月１３日"} {
			f.Add(layout, value)
		}
	}
	f.Fuzz(func(t *testing.T, source, value string) {
		l, err := compileLayout(source)
		if err != nil {
			return
		}
		r := dateReader{layouts: []layout{l}, zone: time.UTC, written: time.UTC}
		day, at, ok := r.read(value)
		switch {
		case !ok && (day.Known() || !at.IsZero()):
			t.Errorf("%q in %q: refused, but %s, %s", value, source, day, at)
		case ok && !day.Known():
			t.Errorf("%q in %q: read, but the day is unknown", value, source)
		case ok && l.hasTime == at.IsZero():
			t.Errorf("%q in %q: instant %s, want one only with a time of day", value, source, at)
		}
		if !ok {
			return
		}
		if same, _ := complaint.DayOf(at); !at.IsZero() && same != day {
			t.Errorf("%q in %q: day %s, but the instant lies on %s", value, source, day, same)
		}
		m, _ := l.parse(narrowDigits(value))
		text := l.format(m)
		if again, fits := l.parse(text); !fits || again != m {
			t.Errorf("%q in %q is %+v, written %q, and that is %+v, %v", value, source, m, text, again, fits)
		}
		if l.written() && text != narrowDigits(value) {
			t.Errorf("%q in %q formats back to %q", value, source, text)
		}
	})
}

func TestParseAmount(t *testing.T) {
	f := func(value, point, want string) {
		t.Helper()
		got, ok := parseAmount(value, point[0], true)
		if !ok || got.amount.String() != want {
			t.Errorf("parseAmount(%q, %q) = %s, %v, want %s", value, point, got.amount, ok, want)
		}
	}
	f("1.2w", ".", "12000")
	f("￥ 1.2 W 元", ".", "12000")
	f("707.00", ".", "707")
	f("0.00", ".", "0")
	f("1,234.50", ".", "1234.5")
	f("￥1,234.50", ".", "1234.5")
	f("R$ 1.234.567,89", ",", "1234567.89")
	f("1 234,5", ",", "1234.5")
	f("99", ",", "99")
	f("-12.5", ".", "-12.5")
	f("100 USD", ".", "100")
	f("１，２３４．５０元", ".", "1234.5")
	f("1.2万", ".", "12000")
	f("￥ 1.2 万元", ".", "12000")
	f("0.00012亿", ".", "12000")
	f("US$ 5", ".", "5")
	f("12,5 kr", ",", "12.5")
	f("人民币 300元整", ".", "300")
}

func TestParseAmountRefuses(t *testing.T) {
	f := func(value, point string) {
		t.Helper()
		if got, ok := parseAmount(value, point[0], false); ok {
			t.Errorf("parseAmount(%q, %q) = %s, want none", value, point, got.amount)
		}
	}
	f("1.2w", ".") // ten thousand in China only
	f("100 kg", ".")
	f("100 pcs", ".")
	f("x 100", ".")
	f("R$ 100 USD", ".")
	f("", ".")
	f("none", ".")
	f("1,5", ".") // a decimal comma where a point is declared
	f("1.5", ",")
	f("1.234.5", ".")
	f("1,23,456", ".")
	f("12-5", ".")
	f("1e9", ".")
	f("5.", ".")
	f(".5", ".")
	f("1234567890123456", ".")
	f("1.123456789", ".")
	f("5k", ".")
	f("3千", ".")
	f("2 mil", ",")
	f("about 5", ".")
	f("Cash 5 AMT", ".")
	f("99999999999999万", ".")
	f("AMT", ".")
}

func FuzzAmount(f *testing.F) {
	for _, s := range []string{"1,234.50", "R$ 1.234,5", "-0", "1 234", "￥12", "..", "1'234"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, comma bool) {
		point := byte('.')
		if comma {
			point = ','
		}
		read, ok := parseAmount(s, point, true)
		if !ok {
			return
		}
		amount := read.amount
		if amount.Abs().GreaterThanOrEqual(decimal.New(1, maxAmountDigits)) || amount.Exponent() < -8 {
			t.Errorf("parseAmount(%q) = %s, over the limits", s, amount)
		}
		// What was read is read again as the same, written plainly.
		again, ok := parseAmount(strings.ReplaceAll(amount.String(), ".", string(point)), point, false)
		if !ok || !again.amount.Equal(amount) {
			t.Errorf("parseAmount(%q) = %s, and that again = %s, %v", s, amount, again.amount, ok)
		}
	})
}

func TestLadderCells(t *testing.T) {
	l := ladderSpec{dates: reader(t, "UTC", "YYYY-MM-DD")}
	f := func(cell, want, unknown string, ok bool) {
		t.Helper()
		s, gotUnknown, gotOK := l.stage(cell)
		got := string(s.Stage) + " " + s.EnteredOn.String() + " " + s.LeftOn.String() + " " + string(s.Result)
		if gotUnknown != unknown || gotOK != ok || unknown == "" && ok && got != want {
			t.Errorf("stage(%q) = %q, %q, %v, want %q, %q, %v", cell, got, gotUnknown, gotOK, want, unknown, ok)
		}
	}
	f("seller@2024-01-03/2024-01-10=unresolved", "seller 2024-01-03 2024-01-10 unresolved", "", true)
	f(" platform @ 2024-01-10 ", "platform 2024-01-10  unknown", "", true)
	f("court", "court   unknown", "", true)
	f("court@/2024-01-10", "court  2024-01-10 unknown", "", true)
	f("seller=resolved", "seller   resolved", "", true)
	f("ombudsman@2024-01-10", "", "ombudsman", true)
	f("@2024-01-10", "", "(absent)", true)
	f("seller@2024-01-10=happy", "", "happy", true)
	f("seller@2024-02-30", "", "", false)
	f("seller@2024-01-10/2024-01-03", "", "", false)
	if a, unknown, ok := l.action("warning@2024-02-01"); a.Action != complaint.Warning || a.On.String() != "2024-02-01" || unknown != "" || !ok {
		t.Errorf("action(warning@2024-02-01) = %v, %q, %v", a, unknown, ok)
	}
	if _, unknown, ok := l.action("frown@2024-02-01"); unknown != "frown" || !ok {
		t.Errorf("action(frown@2024-02-01): unknown %q, ok %v, want an unknown name only", unknown, ok)
	}
	if _, _, ok := l.action("warning@soon"); ok {
		t.Errorf("action(warning@soon) is read, want none")
	}
}

func TestCleanText(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		if got := cleanText(text); got != want {
			t.Errorf("cleanText(%q) = %q, want %q", text, got, want)
		}
	}
	f("a b", "a b")
	f(" a  b ", "a b")
	f("a\x1ab\r\n", "a b")
	f("a\u00a0b\u0085", "a b")
	f("Ação", "Ação")
	f("　家具　用品", "家具 用品")
	f("", "")
	f("\x1a", "")
}
