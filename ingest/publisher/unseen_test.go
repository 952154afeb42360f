package publisher_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/traditionalchinese"

	"redress/ingest/complaint"
	"redress/ingest/publisher"
)

// An unseen is a publisher nobody here has seen: an invented agency with its own
// names, dates and encoding, and a declaration somebody would write for it.
type unseen struct {
	name        string
	declaration string
	encoding    encoding.Encoding
	file        string
	want        string // the complaints by the columns of shownLines
	unmapped    map[string]map[string]int
}

// TestUnseenPublisherNeedsADeclarationOnly loads files of invented agencies.
func TestUnseenPublisherNeedsADeclarationOnly(t *testing.T) {
	for _, u := range []unseen{polishTown(), japaneseTown(), taiwaneseCounty()} {
		t.Run(u.name, func(t *testing.T) {
			dir := t.TempDir()
			declaration, file := filepath.Join(dir, u.name+".yaml"), filepath.Join(dir, u.name+".csv")
			if err := os.WriteFile(declaration, []byte(u.declaration), 0o600); err != nil {
				t.Fatal(err)
			}
			content, err := u.encoding.NewEncoder().String(u.file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			decl, err := publisher.LoadFile(declaration)
			if err != nil {
				t.Fatal(err)
			}
			got := loadWith(t, decl, publisher.Options{LoadDay: day(t, 2026, 1, 1)}, file)[0]
			if diff := cmp.Diff(u.want, shownLines(got.complaints)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
			if len(got.rejects) > 0 {
				t.Errorf("rejected %v, want nothing", got.rejects)
			}
			if diff := cmp.Diff(u.unmapped, got.unmapped); diff != "" {
				t.Errorf("unmapped (-want +got):\n%s", diff)
			}
		})
	}
}

// shownLines is what the declarations of this file fill, a complaint a line.
func shownLines(complaints []complaint.Complaint) string {
	var out strings.Builder
	for _, c := range complaints {
		amount := "?"
		for _, a := range []*decimal.Decimal{c.AmountClaimed, c.AmountRecovered} {
			if a != nil {
				amount = a.String()
			}
		}
		closed := "?"
		if c.ClosedOn.Known() {
			closed = c.ClosedOn.String()
		}
		fmt.Fprintf(&out, "%s | %s | %s..%s | %s %s | %s %s\n", c.PlatformName.Text, c.Issue, c.OpenedOn, closed, c.Status, c.Outcome, amount, c.Currency)
	}
	return out.String()
}

// polishTown is semicolons, Windows-1250, a decimal comma and two title rows.
func polishTown() unseen {
	return unseen{name: "rzecznik", encoding: charmap.Windows1250, declaration: `
code: rzecznik
title: {en: Invented ombudsman of a Polish town}
country: PL
licence: Invented
zone: Europe/Warsaw
outcome_basis: authority
file: {encodings: [utf-8, windows-1250], delimiter: ";", quoting: quoted, skip_lines: 2, nulls: [brak]}
columns:
  sign: {header: Sygnatura sprawy, required: true}
  firm: {header: Przedsiębiorca, required: true}
  what: {header: Przedmiot sporu, required: true}
  came: {header: Data wpływu, required: true}
  done: Data zakończenia
  how: {header: Sposób zakończenia, required: true}
  sum: Kwota odzyskana
id: sign
record:
  platform: firm
  opened_on: {column: came, layouts: [DD.MM.YYYY]}
  closed_on: {column: done, layouts: [DD.MM.YYYY]}
  issue:
    column: what
    else: other
    patterns:
      - {match: "reklamacj", to: after_sales}
      - {match: "opłat|cen", to: price}
  outcome:
    column: how
    table: {pomyślnie: resolved, bezskutecznie: unresolved, w toku: open}
  amount_recovered: {column: sum, decimal: ","}
  currency: {value: PLN}
`, file: "Rejestr spraw;;;;;;\r\nstan na 1.12.2025;;;;;;\r\n" +
		"Sygnatura sprawy;Przedsiębiorca;Przedmiot sporu;Data wpływu;Data zakończenia;Sposób zakończenia;Kwota odzyskana\r\n" +
		"RK/1/2025;\"Świt Żłóbek; sp. z o.o.\";Odrzucona reklamacja;03.02.2025;17.02.2025;Pomyślnie;\"1 234,50 zł\"\r\n" +
		"RK/2/2025;Zorza;Opłata za przesyłkę;12.11.2025;brak;w toku;brak\r\n" +
		"RK/3/2025;Zorza;Inna sprawa;13.11.2025;14.11.2025;bezskutecznie;0,00\r\n",
		want: "Świt Żłóbek; sp. z o.o. | after_sales | 2025-02-03..2025-02-17 | closed resolved | 1234.5 PLN\n" +
			"Zorza | price | 2025-11-12..? | open unknown | ? \n" +
			"Zorza | other | 2025-11-13..2025-11-14 | closed unresolved | 0 PLN\n",
		unmapped: map[string]map[string]int{"issue": {"Inna sprawa": 1}}}
}

// japaneseTown is commas, Shift_JIS and days in characters; the state of the file
// stands in every row.
func japaneseTown() unseen {
	return unseen{name: "shohisha", encoding: japanese.ShiftJIS, declaration: `
code: shohisha
title: {en: Invented consumer office of a Japanese town}
country: JP
licence: Invented
zone: Asia/Tokyo
outcome_basis: consumer
period: {column: as_of, layouts: [YYYY/MM/DD]}
file: {encodings: [utf-8, shift_jis], delimiter: ",", quoting: quoted}
columns:
  number: {header: 受付番号, required: true}
  as_of: {header: 基準日, required: true}
  firm: {header: 事業者名, required: true}
  kind: {header: 相談内容, required: true}
  came: {header: 受付日, required: true}
  how: {header: 結果, required: true}
  sum: 契約金額
id: number
record:
  platform: firm
  opened_on: {column: came, layouts: [YYYY年M月D日]}
  issue: {column: kind, table: {品質: quality, 解約: contract}}
  outcome: {column: how, table: {解決: resolved, 不調: unresolved, 継続中: open}}
  amount_claimed: {column: sum, decimal: "."}
  currency: {value: JPY}
`, file: "受付番号,基準日,事業者名,相談内容,受付日,結果,契約金額\r\n" +
		"7-001,2025/12/01,極光商店,品質,2025年3月9日,解決,\"12,800円\"\r\n" +
		"7-002,2025/12/01,極光商店,解約,2025年12月1日,継続中,\r\n",
		want: "極光商店 | quality | 2025-03-09..? | closed resolved | 12800 JPY\n" +
			"極光商店 | contract | 2025-12-01..? | open unknown | ? \n",
		unmapped: map[string]map[string]int{}}
}

// taiwaneseCounty is tabs, Big5 and a day with the year in two digits.
func taiwaneseCounty() unseen {
	return unseen{name: "baohu", encoding: traditionalchinese.Big5, declaration: `
code: baohu
title: {en: Invented consumer office of a Taiwanese county}
country: TW
licence: Invented
zone: Asia/Taipei
outcome_basis: authority
identical_rows: ordinal
file: {encodings: [utf-8, big5], delimiter: tab, quoting: unquoted}
columns:
  firm: {header: 企業經營者, required: true}
  kind: {header: 爭議類型, required: true}
  came: {header: 申訴日期, required: true}
  how: {header: 處理情形, required: true}
identity: [firm, kind, came, how]
record:
  platform: firm
  opened_on: {column: came, layouts: [M/D/YY]}
  issue: {column: kind, table: {廣告不實: false_advertising, 瑕疵: quality}}
  outcome: {column: how, table: {達成協議: resolved, 未達成協議: unresolved}}
`, file: "企業經營者\t爭議類型\t申訴日期\t處理情形\n" +
		"極光商行\t廣告不實\t7/13/25\t達成協議\n" +
		"極光商行\t廣告不實\t7/13/25\t達成協議\n" +
		"\"晨星\"屋\t瑕疵\t12/1/25\t未達成協議\n",
		want: "極光商行 | false_advertising | 2025-07-13..? | closed resolved | ? \n" +
			"極光商行 | false_advertising | 2025-07-13..? | closed resolved | ? \n" +
			"\"晨星\"屋 | quality | 2025-12-01..? | closed unresolved | ? \n",
		unmapped: map[string]map[string]int{}}
}
