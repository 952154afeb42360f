package mapping_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest"
	"redress/ingest/anonymise"
	"redress/ingest/complaint"
	"redress/ingest/mapping"
)

func testKey(t testing.TB) anonymise.Key {
	t.Helper()
	key, err := anonymise.NewKey([]byte(strings.Repeat("k", anonymise.KeySize)))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// read maps a file of the declaration and returns what came of each row, a
// reject as "line 3: reason column".
func read(t testing.TB, d *mapping.Declaration, file string) (complaints []complaint.Complaint, rejects []string, unmapped map[string]map[string]int) {
	t.Helper()
	m := mapping.NewMapper(d, testKey(t), mapping.File{Path: "file.csv"})
	for c, err := range m.Complaints(t.Context(), strings.NewReader(file)) {
		var reject *ingest.RowError
		switch {
		case err == nil:
			complaints = append(complaints, mapping.Clone(c))
		case errors.As(err, &reject):
			rejects = append(rejects, strings.TrimSpace(fmt.Sprintf("line %d: %s %s", reject.Line, reject.Reason, reject.Column)))
		default:
			t.Fatal(err)
		}
	}
	return complaints, rejects, m.Unmapped()
}

// one maps a row of named cells with the small declaration.
func one(t testing.TB, cells ...string) (c complaint.Complaint, reject string, unmapped map[string]map[string]int) {
	t.Helper()
	return oneBy(t, small, cells...)
}

// strict is a declaration that rejects what it cannot read.
func strict(source string) string { return "unreadable: reject\n" + source }

// oneBy maps a row of named cells with a declaration.
func oneBy(t testing.TB, source string, cells ...string) (c complaint.Complaint, reject string, unmapped map[string]map[string]int) {
	t.Helper()
	names, values := []string{"Number", "Opened", "Platform"}, []string{"1", "2024-01-02", "Aurora"}
	for i := 0; i < len(cells); i += 2 {
		at := slices.Index(names, cells[i])
		if at < 0 {
			names, values = append(names, cells[i]), append(values, "")
			at = len(names) - 1
		}
		values[at] = cells[i+1]
	}
	for i, v := range values {
		values[i] = `"` + v + `"`
	}
	complaints, rejects, unmapped := read(t, parse(t, source), strings.Join(names, ",")+"\n"+strings.Join(values, ",")+"\n")
	if len(complaints)+len(rejects) != 1 {
		t.Fatalf("one row gave %d complaints and %d rejects", len(complaints), len(rejects))
	}
	if len(rejects) == 1 {
		return complaint.Complaint{}, rejects[0], unmapped
	}
	return complaints[0], "", unmapped
}

func TestMapEveryField(t *testing.T) {
	c, reject, unmapped := one(t, "Opened", "2024-01-02 23:30", "Responded", "2024-01-05", "Closed", "2024-02-01", "Platform", "Aurora Ltd.",
		"Seller", "Brilho Store", "Seller kind", "company", "Goods", " Móveis\t", "Issue", "LÁTE ", "Result", "Solved",
		"Remedies", "both;money、words; new one", "Claim", "1.234,50", "Recovered", "0", "Currency", "cny",
		"Ladder", "seller@2024-01-02/2024-01-10=unresolved;platform@2024-01-10", "Measures", "warning@2024-01-12;ban", "Proof", "photo;order;photo",
		"Helpers", "East、West;East", "Represented", "Y", "Stars", "4", "Timely", "n", "Disputed", "y", "Age", "41-50", "Sex", "f", "Place", "上海", "How", "电话",
		"Text", "line one\nana@mail.example", "Zip", "12345")
	if reject != "" || len(unmapped) != 0 {
		t.Fatalf("rejected: %q, unmapped: %v", reject, unmapped)
	}
	got := fmt.Sprintf("%s %q %s|%s %q|%s|%s %s %q|%s %s|%s %s %s|%s|%s %s %s|%v|%s %s %s|%v|%v|%v|%v %s|%d %s %s|%s %s|%q",
		c.Platform, c.PlatformName.Text, c.PlatformName.Kind, c.Seller, c.SellerName.Text, c.Category, c.Issue, c.Subissue, c.IssueSource,
		c.Region, c.Channel, c.OpenedOn, c.RespondedOn, c.ClosedOn, c.OpenedAt.UTC().Format("01-02T15:04"), c.Status, c.OutcomeBasis, c.Outcome,
		c.Remedies, c.AmountClaimed, c.AmountRecovered, c.Currency, c.Stages, c.Actions, c.Evidence, c.Associations, c.Represented, c.Rating,
		c.Timely, c.Disputed, c.AgeBand, c.Sex, c.Narrative)
	want := `name:aurora "Aurora Ltd." trade|name:brilho-store "Brilho Store"|Móveis|delivery delivery/late "LÁTE"|上海 phone|` +
		`2024-01-02 2024-01-05 2024-02-01|01-02T15:30|closed consumer resolved|[refund apology replacement]|1234.5 0 CNY|` +
		`[{seller 2024-01-02 2024-01-10 unresolved} {platform 2024-01-10  unknown}]|[{warning 2024-01-12} {ban }]|[photo_video order_number]|` +
		`[East West] yes|4 no yes|41-50 F|"line one\n［邮箱］"`
	if got != want {
		t.Errorf("complaint:\n got %s\nwant %s", got, want)
	}
}

func TestMapUnknown(t *testing.T) {
	c, reject, unmapped := one(t, "Age", "Not said", "Claim", "NULL", "Stars", "", "Result", "")
	if reject != "" {
		t.Fatalf("rejected: %q", reject)
	}
	if c.AgeBand != "" || c.AmountClaimed != nil || c.Currency != "" || c.Rating != 0 || c.Seller != "" || c.SellerName.Text != "" ||
		c.ClosedOn.Known() || !c.OpenedAt.IsZero() || c.Channel != "" || c.Sex != "" || c.Timely != "" || c.Disputed != "" || len(c.Remedies) != 0 ||
		c.Issue != complaint.Other || c.Outcome != complaint.OutcomeUnknown || c.Status != complaint.Open {
		t.Errorf("complaint of which little is known = %+v", c)
	}
	want := map[string]map[string]int{"issue": {"(absent)": 1}, "outcome": {"(absent)": 1}, "channel": {"(absent)": 1}, "sex": {"(absent)": 1}, "timely": {"(absent)": 1},
		"disputed":    {"(absent)": 1},
		"represented": {"(absent)": 1}}
	if diff := cmp.Diff(want, unmapped); diff != "" {
		t.Errorf("unmapped (-want +got):\n%s", diff)
	}
}

func TestMapStatus(t *testing.T) {
	f := func(result, closed string, status complaint.Status, outcome complaint.Outcome) {
		t.Helper()
		c, reject, _ := one(t, "Result", result, "Closed", closed)
		if reject != "" || c.Status != status || c.Outcome != outcome {
			t.Errorf("result %q, closed %q: %s %s %q, want %s %s", result, closed, c.Status, c.Outcome, reject, status, outcome)
		}
	}
	f("Pending", "", complaint.Open, complaint.OutcomeUnknown)
	f("Solved", "", complaint.Closed, complaint.Resolved)
	f("", "2024-02-01", complaint.Closed, complaint.OutcomeUnknown)
	f("", "", complaint.Open, complaint.OutcomeUnknown)
	f("null", "", complaint.Open, complaint.OutcomeUnknown)
	f("Who knows", "", complaint.Closed, complaint.OutcomeUnknown)
	f("A new word", "", complaint.Closed, complaint.OutcomeUnknown)
	f("A new word", "2024-02-01", complaint.Closed, complaint.OutcomeUnknown)
	never := strings.Replace(small, "column: result\n    table:", "value: unknown\n    table:", 1)
	if c, _, _ := read(t, parse(t, never), "Number,Opened,Platform\n1,2024-01-02,Aurora\n"); c[0].Status != complaint.Open {
		t.Errorf("a publisher that never says the outcome: %s without a closing day, want open", c[0].Status)
	}
	if _, _, unmapped := one(t, "Result", "A new word"); unmapped["outcome"]["A new word"] != 1 {
		t.Errorf("unmapped outcomes %v, want the new word among them", unmapped["outcome"])
	}
}

func TestMapRejects(t *testing.T) {
	f := func(want string, cells ...string) {
		t.Helper()
		if _, got, _ := oneBy(t, strict(small), cells...); got != want {
			t.Errorf("%q: rejected %q, want %q", cells, got, want)
		}
	}
	f("line 2: no_opened_at Opened", "Opened", "null")
	f("line 2: bad_value Opened", "Opened", "02/01/2024")
	f("line 2: bad_value Closed", "Closed", "2024-02-30")
	f("line 2: no_platform Platform", "Platform", "***")
	f("line 2: no_platform Platform", "Platform", "\u200b\u202e")
	f("line 2: no_id Number", "Number", " ")
	f("line 2: bad_value Seller kind", "Seller kind", "robot")
	f("line 2: bad_value Claim", "Claim", "a lot", "Currency", "CNY")
	f("line 2: bad_value Currency", "Claim", "5", "Currency", "money")
	f("line 2: bad_value Currency", "Claim", "5")
	f("line 2: bad_value Stars", "Stars", "6")
	f("line 2: bad_value Ladder", "Ladder", "seller@soon")
	f("line 2: bad_value Measures", "Measures", "ban@2024-13-01")
}

func TestUnmappedValues(t *testing.T) {
	_, reject, unmapped := one(t, "Issue", "new, see 529.982.247-25", "Remedies", "money;a smile", "Ladder", "ombudsman@2024-01-03", "How", "Owl",
		"Sex", "f", "Timely", "y", "Disputed", "n", "Represented", "n", "Result", "Solved")
	want := map[string]map[string]int{"issue": {mapping.Withheld: 1}, "remedies": {"a smile": 1}, "stages": {"ombudsman": 1},
		"channel": {"Owl": 1}}
	if diff := cmp.Diff(want, unmapped); diff != "" || reject != "" {
		t.Errorf("rejected %q, unmapped (-want +got):\n%s", reject, diff)
	}
}

func TestUnmappedValuesAreBounded(t *testing.T) {
	var file strings.Builder
	file.WriteString("Number,Opened,Platform,Issue,Result,Timely,How,Sex,Represented\n")
	for row := range 3000 { // each value twice
		i := row / 2
		fmt.Fprintf(&file, "a%d,2024-01-02,Aurora,word %c%c%c,Solved,y,Site,f,y\n", row, 'a'+rune(i/400), 'a'+rune(i/20%20), 'a'+rune(i%20))
	}
	for i := range 30 { // what comes last and most often, and no value at all
		fmt.Fprintf(&file, "%d,2024-01-02,Aurora,zebra,Solved,y,Site,f,y\n%d,2024-01-02,Aurora,,Solved,y,Site,f,y\n", 5000+i, 6000+i)
	}
	_, _, unmapped := read(t, parse(t, small), file.String())
	issue := unmapped["issue"]
	if n, rest := len(issue), issue[mapping.OtherValues]; n != 1002 || rest != 1002 || issue["zebra"] != 30 || issue["(absent)"] != 30 {
		t.Errorf("1,501 different values and none: %d counted, %d of them together, %d zebra, %d absent, want 1,002, 1,002, 30 and 30",
			n, rest, issue["zebra"], issue["(absent)"])
	}
}

func TestSellers(t *testing.T) {
	f := func(wantKey, wantText string, cells ...string) {
		t.Helper()
		c, reject, _ := one(t, cells...)
		text := c.SellerName.Text
		if c.SellerName.Kind == complaint.NamePseudonym {
			text = text[:len(text)-4] + "…"
		}
		if reject != "" || !strings.HasPrefix(c.Seller, wantKey) || text != wantText {
			t.Errorf("%q: seller %q %q, rejected %q, want %q %q", cells, c.Seller, c.SellerName.Text, reject, wantKey, wantText)
		}
	}
	f("", "")
	f("name:brilho", "Brilho", "Seller", "Brilho")
	f("name:brilho", "Brilho Ltda", "Seller legal name", "Brilho Ltda")
	f("person:", "Natural person …", "Seller", "Brilho", "Seller kind", "person")
	f("person:", "Natural person …", "Seller number", "12345678901", "Seller kind", "person")
	f("", "", "Seller kind", "person") // nothing to tell persons apart by
	f("name:brilho", "Brilho", "Seller", "Brilho", "Seller legal name", "ANA PRADO LIMA 12345678901")
	f("trader:", "Sole trader …", "Seller legal name", "ANA PRADO LIMA 12345678901")
	f("trader:", "Sole trader …", "Seller", "Ana Lima", "Seller legal name", "ANA PRADO LIMA 12345678901")
	f("trader:", "Sole trader …", "Seller legal name", "ANA PRADO LIMA ME")
	f("name:ana-prado-lima", "Ana Prado Lima", "Seller", "Ana Prado Lima", "Seller legal name", "ANA PRADO LIMA COMERCIO LTDA")
	f("name:fogo-alto", "FOGO ALTO", "Seller", "FOGO ALTO", "Seller legal name", "FOGO ALTO - ANA PRADO ME")
	f("name:fogo-games", "FOGO GAMES", "Seller", "FOGO GAMES", "Seller legal name", "FOGO GAMES - ANA PRADO")
	f("name:qwert-asdfg-colchoes", "QWERT ASDFG COLCHOES", "Seller", "QWERT ASDFG COLCHOES", "Seller legal name", "QWERT ASDFG COLCHOES - ME")
	f("trader:", "Sole trader …", "Seller", "Ana Prado", "Seller legal name", "FOGO ALTO - ANA PRADO ME")
	f("name:brilho", "Brilho", "Seller", "Brilho (ana@mail.example)")
	f("name:home", "@Home", "Seller", "@Home")
	f("name:sum-1", "@SUM(1)", "Seller", "@SUM(1)")
	f("name:fogo-ltda-brilho", "Fogo Ltda @brilho", "Seller", "Fogo Ltda @brilho")
	f("name:brilho", "Brilho", "Seller", "info@loja.example", "Seller legal name", "Brilho")
	f("trader:", "Sole trader …", "Seller", "info@loja.example")
	f("trader:", "Sole trader …", "Seller", "12345678901")
	f("trader:", "Sole trader …", "Seller", "(11) 98765-4321 / ana@mail.example")
	f("name:360", "360", "Seller", "360")
	f("name:u-1f984", "🦄", "Seller", "🦄")
	f("name:brilho", "Brilho", "Seller", "🦄", "Seller legal name", "Brilho")
	f("", "", "Seller", "***")
	f("", "", "Seller", "\u200d\ufe0f\u3164")
	f("name:brilho", "Brilho", "Seller", "\u202eBri\u2066l\u200eho\u2069")
}

func TestOnePersonOnePseudonym(t *testing.T) {
	a, _, _ := one(t, "Seller", "Ana Prado", "Seller number", "01234567890", "Seller kind", "person")
	b, _, _ := one(t, "Seller", "A. Prado", "Seller number", "1234567890", "Seller kind", "person")
	c, _, _ := one(t, "Seller", "Ana Prado", "Seller number", "11234567890", "Seller kind", "person")
	if a.Seller != b.Seller || a.Seller == c.Seller {
		t.Errorf("sellers %s, %s and %s: want the first two the same, by their number", a.Seller, b.Seller, c.Seller)
	}
}

func TestTruncatedAndBadRows(t *testing.T) {
	_, rejects, _ := read(t, parse(t, small), "Number,Opened,Platform\n1,2024-01-02,\"Au\"rora\n2,2024-01-02,Aur\xffora\n3,2024-01-02,\"Aurora\n")
	want := []string{"line 2: bad_quoting", "line 3: bad_encoding", "line 4: truncated"}
	if diff := cmp.Diff(want, rejects); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

func TestPeriod(t *testing.T) {
	f := func(period, opened string, want uint32, reject string) {
		t.Helper()
		d := parse(t, strings.Replace(small, "period: file_date", "period: "+period, 1))
		date, _ := complaint.NewDay(2024, 5, 6)
		m := mapping.NewMapper(d, testKey(t), mapping.File{Path: "f", Date: date})
		for c, err := range m.Complaints(t.Context(), strings.NewReader("Number,Opened,Platform,Age\n1,2024-01-02,Aurora,"+opened+"\n")) {
			if err != nil && !strings.Contains(err.Error(), reject) || err == nil && (c.Period != want || reject != "") {
				t.Errorf("period %q of %q: %v, %v, want %d %s", period, opened, c, err, want, reject)
			}
		}
	}
	f("file_date", "", 20240506, "")
	f("{column: age}", "2018", 20180000, "")
	f("{column: age}", "201806", 20180600, "")
	f("{column: age}", "20180615", 20180615, "")
	f("{column: age}", "18", 0, "bad_value")
	f("{column: age}", "", 0, "bad_value")
	f("{column: age, layouts: [DD/MM/YYYY]}", "15/06/2018", 20180615, "")
	f("{column: age, layouts: [DD/MM/YYYY]}", "2018", 0, "bad_value")
}

func TestComplaintsStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m := mapping.NewMapper(parse(t, small), testKey(t), mapping.File{Path: "f"})
	rows := "Number,Opened,Platform\n" + strings.Repeat("1,2024-01-02,Aurora\n", 5000)
	n := 0
	var last error
	for _, err := range m.Complaints(ctx, strings.NewReader(rows)) {
		if n++; n == 10 {
			cancel()
		}
		last = err
	}
	if n >= 5000 || !errors.Is(last, context.Canceled) {
		t.Errorf("cancelled after 10 rows: %d rows and %v, want an early end by context.Canceled", n, last)
	}
	n = 0
	for range mapping.NewMapper(parse(t, small), testKey(t), mapping.File{Path: "f"}).Complaints(t.Context(), strings.NewReader(rows)) {
		if n++; n == 3 {
			break
		}
	}
}

func TestTry(t *testing.T) {
	file := "Number,Opened,Platform,Closed,Issue,Secret\n1,2024-01-02,Aurora,2024-01-01,Fake,x\n2,2024-01-02,Aurora,,Odd,x\n" +
		"3,,Aurora,,Fake,x\n4,2024-01-02,Aurora,,Fake,x\n"
	s, err := mapping.Try(t.Context(), parse(t, small), strings.NewReader(file), mapping.File{Path: "f"}, mapping.TryOptions{Complaints: 1})
	if err != nil {
		t.Fatal(err)
	}
	if s.Read != 4 || len(s.Complaints) != 1 || s.Complaints[0].Line != 3 || s.Unmapped["issue"]["Odd"] != 1 || !slices.Contains(s.Absent, "Seller") ||
		!slices.Equal(s.Undeclared, []mapping.FileColumn{{Position: 6, Header: "Secret"}}) {
		t.Errorf("Try = %+v", s)
	}
	if diff := cmp.Diff(map[ingest.Reason]int{ingest.ClosedBeforeOpened: 1, ingest.NoOpenedAt: 1}, s.Rejected); diff != "" || len(s.Rejects) != 2 {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
	if _, err := mapping.Try(t.Context(), parse(t, small), strings.NewReader(""), mapping.File{Path: "f"}, mapping.TryOptions{Complaints: 1}); err == nil {
		t.Errorf("Try of an empty file: no error")
	}
}
