package tabular

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// rawBook makes a workbook of parts: sheet is the inside of sheetData. Parts
// given by name replace those it would have.
func rawBook(sheet string, parts map[string]string) string {
	all := map[string]string{
		"_rels/.rels": `<Relationships><Relationship Id="rId1" Type="http://x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<?xml version="1.0"?><workbook xmlns:r="r"><workbookPr/><sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets>` +
			`</workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml"/>` +
			`<Relationship Id="rId3" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": `<?xml version="1.0" encoding="UTF-8"?><worksheet><dimension ref="A1"/><sheetData>` + sheet +
			`</sheetData></worksheet>`,
	}
	for name, content := range parts {
		all[name] = content
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range all {
		part := must(w.Create(name))
		must(part.Write([]byte(content)))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// sheetOf reads a workbook whose rows are the records.
func sheetOf(t *testing.T, input string, format Format, want ...got) {
	t.Helper()
	r := NewReader(strings.NewReader(input), format)
	have, err := collect(r)
	slow, slowErr := drip(input, format)
	if err != nil || slowErr != nil || r.Kind() != XLSX {
		t.Errorf("Next: %v, byte by byte %v, kind %s", err, slowErr, r.Kind())
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("Next (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(have, slow); diff != "" {
		t.Errorf("Next (-at once +byte by byte):\n%s", diff)
	}
}

// made makes a workbook with excelize.
func made(t *testing.T, fill func(f *excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestXLSX(t *testing.T) {
	day := time.Date(2025, 7, 13, 0, 0, 0, 0, time.UTC)
	input := made(t, func(f *excelize.File) {
		check(t, f.SetSheetRow("Sheet1", "A1", &[]any{"投诉编号", "投诉时间", "金额", "内容", "办结"}))
		check(t, f.SetSheetRow("Sheet1", "A2", &[]any{13812345678, day.Add(9*time.Hour + 45*time.Minute + 37*time.Second), 1.1, "a & <b>\n\"c\"", true}))
		check(t, f.SetSheetRow("Sheet1", "A5", &[]any{"123456789012345678", day, 0.3, "", false}))
		check(t, f.SetCellRichText("Sheet1", "D5", []excelize.RichTextRun{{Text: "ri", Font: &excelize.Font{Bold: true}}, {Text: "ch"}}))
		check(t, f.SetSheetRow("Sheet1", "A6", &[]any{"x"}))
		check(t, f.SetSheetRow("Sheet1", "A7", &[]any{"y", nil, nil, nil, nil, nil, "beyond"}))
		code := `yyyy"年"m"月"d"日";@`
		style := must(f.NewStyle(&excelize.Style{CustomNumFmt: &code}))
		check(t, f.SetCellStyle("Sheet1", "B5", "B5", style))
		plain := must(f.NewStyle(&excelize.Style{NumFmt: 22}))
		check(t, f.SetCellStyle("Sheet1", "B2", "B2", plain))
	})
	sheetOf(t, input, Format{},
		good(1, "投诉编号", "投诉时间", "金额", "内容", "办结"),
		good(2, "13812345678", "2025-07-13 09:45:37", "1.1", "a & <b>\n\"c\"", "TRUE"),
		good(5, "123456789012345678", "2025-07-13", "0.3", "rich", "FALSE"),
		good(6, "x", "", "", "", ""),
		good(7, "y", "", "", "", "", "", "beyond"))
}

func TestXLSXSheets(t *testing.T) {
	input := made(t, func(f *excelize.File) {
		check(t, f.SetSheetRow("Sheet1", "A1", &[]any{"hidden sheet"}))
		must(f.NewSheet("说明"))
		must(f.NewSheet("Data & more"))
		check(t, f.SetSheetRow("说明", "A1", &[]any{"notes"}))
		check(t, f.SetSheetRow("Data & more", "A1", &[]any{"2025年投诉"}))
		check(t, f.MergeCell("Data & more", "A1", "C1"))
		check(t, f.SetSheetRow("Data & more", "A2", &[]any{"a", "b", "c"}))
		check(t, f.SetSheetRow("Data & more", "A3", &[]any{1, 2}))
		f.SetActiveSheet(1)
		check(t, f.SetSheetVisible("Sheet1", false))
	})
	sheetOf(t, input, Format{}, good(1, "notes"))
	sheetOf(t, input, Format{Sheet: "Sheet1"}, good(1, "hidden sheet"))
	sheetOf(t, input, Format{Sheet: "data & MORE ", SkipLines: 1, Kind: XLSX}, good(2, "a", "b", "c"), good(3, "1", "2", ""))
	for sheet, want := range map[string][]string{"": {"Data & more"}, "Sheet1": {"说明", "Data & more"}, "说明": {"Data & more"}} {
		r := NewReader(strings.NewReader(input), Format{Sheet: sheet})
		if _, err := collect(r); err != nil || !slices.Equal(r.Unread(), want) {
			t.Errorf("Unread of sheet %q = %q, %v, want %q", sheet, r.Unread(), err, want)
		}
	}
	_, err := text(input, Format{Sheet: "missing"})
	if want := `the workbook has no sheet "missing", which file: sheet names; it has "Sheet1", "说明", "Data & more"`; !errors.Is(err, ErrNoTable) ||
		!strings.Contains(err.Error(), want) {
		t.Errorf("Next = %v, want %s", err, want)
	}
	all := rawBook("", map[string]string{"xl/workbook.xml": `<workbook><sheets><sheet name="A" state="veryHidden" r:id="rId1"/></sheets></workbook>`})
	if _, err := text(all, Format{}); !errors.Is(err, ErrNoTable) || !strings.Contains(err.Error(), "hidden") {
		t.Errorf("Next = %v, want that all are hidden", err)
	}
	sheetOf(t, all, Format{Sheet: "A"})
}

// TestXLSXRaw reads what programs other than Excel write, and what is rare.
func TestXLSXRaw(t *testing.T) {
	f := func(sheet string, parts map[string]string, want ...got) {
		t.Helper()
		sheetOf(t, rawBook(sheet, parts), Format{}, want...)
	}
	f("", nil)
	f(`<row/><row r="3"><c r="B3"><v> 7 </v></c></row><row><c><v>8</v></c><c t="inlineStr"><is><t>x</t></is></c></row>`, nil,
		good(3, "", "7"), good(4, "8", "x"))
	f(`<x:row r="1"><x:c r="A1" t="str"><x:f>1&gt;0</x:f><x:v>a&#x4e00;&amp;&unknown;</x:v></x:c></x:row>`, nil, good(1, "a一&&unknown;"))
	f(`<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="b"><v>0</v></c><c r="E1" s="9"/></row>`, nil,
		good(1, "#N/A", "", "TRUE", "FALSE"))
	f(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v></v></c></row>`,
		map[string]string{"xl/sharedStrings.xml": `<sst><si><t xml:space="preserve"> a </t></si><si><r><t>東</t></r><r><rPr><b/></rPr><t>京</t></r>` +
			`<rPh sb="0" eb="1"><t>トウ</t></rPh><phoneticPr/></si><si><t>x_x000D_` + "\r\n" + `y_x005F_x0041_<![CDATA[<&amp;]]></t></si></sst>`},
		good(1, " a ", "東京", "x\r\ny_x0041_<&amp;"))
	f(`<row r="1"><c><v>123456789012345678</v></c><c><v>1.3812345678E10</v></c><c><v>1.1000000000000001</v></c><c><v>1E-7</v></c><c><v>-0.5</v></c>`+
		`<c><v>12345678901234567.25</v></c><c><v>1.2345678901234567890E+5</v></c><c><v>1e400</v></c><c><v>abc</v></c></row>`, nil,
		good(1, "123456789012345678", "13812345678", "1.1", "0.0000001", "-0.5", "12345678901234567.25", "123456.78901234567890"[:len("123456.7890123456789")], "1e400", "abc"))
	f(`<row r="1"><c t="d" s="1"><v>2025-07-13T00:00:00</v></c><c t="d"><v>2025-07-13T09:45:37Z</v></c><c t="d"><v>soon</v></c></row>`,
		map[string]string{"xl/styles.xml": `<styleSheet><cellStyleXfs><xf numFmtId="22"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>`},
		good(1, "2025-07-13", "2025-07-13 09:45:37", "soon"))
	f("<row r=\"1\"><c t=\"str\"><v>a\xff</v></c></row><row r=\"2\"><c t=\"str\"><v>&#0;</v></c></row><row r=\"3\"><c><v>1</v></c></row>", nil,
		bad(1, BadEncoding, 1), bad(2, BadEncoding, 1), good(3, "1"))
	f("<!-- <row> --><row r=\"1\" x='>'><c\n r = 'B1'\tt=\"str\"\n><v>a\r\nb\rc</v></c></row>", nil, good(1, "", "a\nb\nc"))
	wide := `<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData><row><c t="str"><v>投诉</v></c></row></sheetData></worksheet>`
	f("", map[string]string{"xl/worksheets/sheet1.xml": "\xff\xfe" + in(t, utf16le(), wide)}, good(1, "投诉"))
	f("", map[string]string{"xl/worksheets/sheet1.xml": in(t, utf16le(), wide)}, good(1, "投诉"))
	long := `<row r="1"><c><v>1</v></c></row><row r="2"><c t="str"><v>` + strings.Repeat("x", 200) + `</v></c></row><row r="3"><c><v>3</v></c></row>`
	sheetOf(t, rawBook(long, nil), Format{MaxRecordBytes: 100}, good(1, "1"), bad(2, TooLong, 1), good(3, "3"))
}

// TestXLSXDates checks that serial numbers become what Excel shows.
func TestXLSXDates(t *testing.T) {
	f := func(code, serial string, from1904 bool, want string) {
		t.Helper()
		styles := `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="` + code + `"/></cellXfs></styleSheet>`
		if strings.Trim(code, "0123456789") != "" {
			escaped := strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;").Replace(code)
			styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="` + escaped + `"/></numFmts><cellXfs><xf numFmtId="0"/>` +
				`<xf numFmtId="164"/></cellXfs></styleSheet>`
		}
		parts := map[string]string{"xl/styles.xml": styles, "xl/workbook.xml": fmt.Sprintf(
			`<workbook><workbookPr date1904="%t"/><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>`, from1904)}
		all, err := text(rawBook(`<row r="1"><c r="A1" s="1"><v>`+serial+`</v></c></row>`, parts), Format{})
		if err != nil || len(all) != 1 || all[0].Fields[0] != want {
			t.Errorf("serial %s as %s = %v, %v, want %s", serial, code, all, err, want)
		}
	}
	f("14", "45851", false, "2025-07-13")
	f("14", "45851.9", false, "2025-07-13")
	f("22", "45851.406678240739", false, "2025-07-13 09:45:37")
	f("22", "45851", false, "2025-07-13 00:00:00")
	f("22", "45850.999999999", false, "2025-07-13 00:00:00")
	f("20", "0.40625", false, "09:45:00")
	f("21", "45851.5", false, "12:00:00")
	f("45", "3.4722222222222224E-4", false, "00:00:30")
	f("46", "1.5", false, "36:00:00")
	f("47", "5.787037037037037E-6", false, "00:00:00.500")
	f("31", "45851", false, "2025-07-13")
	f("33", "0.5", false, "12:00:00")
	f("55", "45851", false, "2025-07-13")
	f("55", "0.5", false, "12:00:00")
	f("57", "45851", false, "2025-07-13")
	f("14", "1", false, "1900-01-01")
	f("14", "59", false, "1900-02-28")
	f("14", "60", false, "1900-02-29")
	f("14", "61", false, "1900-03-01")
	f("14", "0", false, "0")
	f("14", "-1", false, "-1")
	f("14", "2958465", false, "9999-12-31")
	f("14", "2958466", false, "2958466")
	f("14", "0", true, "1904-01-01")
	f("14", "44389", true, "2025-07-13")
	f("22", "44389.25", true, "2025-07-13 06:00:00")
	for code, want := range map[string]string{
		`yyyy"年"m"月"d"日"`: "2025-07-13", "[$-804]yyyy年m月d日": "2025-07-13", "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"": "2025-07-13",
		"yyyy-mm-dd hh:mm:ss": "2025-07-13 12:00:00", "[$-F800]dddd, mmmm dd, yyyy": "2025-07-13", "h:mm AM/PM": "12:00:00",
		"yyyy/m/d h:mm AM/PM;@": "2025-07-13 12:00:00", "上午/下午h\"时\"mm\"分\"": "12:00:00", "mmm-yy": "2025-07-13", "mmmm": "2025-07-13",
		"[$-411]ggge\"年\"m\"月\"d\"日\"": "2025-07-13", "[h]:mm": "1100436:00:00", "[Red]dd/mm/yyyy": "2025-07-13", "dd\\/mm\\/yyyy": "2025-07-13",
		"yyyy-mm-dd hh:mm:ss.000": "2025-07-13 12:00:00", "DD.MM.YYYY": "2025-07-13", "[$-zh-CN]h:mm;@": "12:00:00", "aaaa": "2025-07-13",
		"General": "45851.5", "0.00": "45851.5", "#,##0.00": "45851.5", `0"d"`: "45851.5", `#,##0 "dias"`: "45851.5", `0\d`: "45851.5",
		"0.00E+00": "45851.5", "[$R$-416] #,##0.00": "45851.5", "[Red]0;[Blue]-0": "45851.5", `_-"R$"* #,##0.00_-`: "45851.5", "@": "45851.5",
		"0%": "45851.5", "# ?/?": "45851.5", `"y"`: "45851.5", "0;yyyy": "45851.5", "": "45851.5", "[$￥-804]#,##0.00": "45851.5", "[": "45851.5",
		`"open`: "45851.5", "000-00-0000": "45851.5", "_d0": "45851.5",
	} {
		f(code, "45851.5", false, want)
	}
}

// TestXLSXRefused checks that a workbook that cannot be read is one sentence.
func TestXLSXRefused(t *testing.T) {
	whole := rawBook(`<row r="1"><c t="str"><v>hidden</v></c></row>`+strings.Repeat(`<row><c><v>1</v></c></row>`, 1000), nil)
	f := func(name, input string, format Format, want string) {
		t.Helper()
		_, err := text(input, format)
		if !errors.Is(err, ErrNotText) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: Next = %v, want ErrNotText about %s", name, err, want)
		}
	}
	f("cut", whole[:len(whole)-50], Format{}, "damaged or cut")
	f("cut in the middle", whole[:len(whole)/2], Format{}, "damaged or cut")
	f("text", "a;b\n", Format{Kind: XLSX}, "correct file: kind")
	f("zip", zipOf(t, map[string]string{"a.csv": "hidden"}), Format{}, "no workbook")
	f("ods", zipOf(t, map[string]string{"mimetype": "application/vnd.oasis", "content.xml": "hidden"}), Format{}, "OpenDocument")
	f("xlsb", zipOf(t, map[string]string{"_rels/.rels": `<a><Relationship Type="/officeDocument" Target="xl/workbook.bin"/></a>`, "xl/workbook.bin": ""}),
		Format{}, "xlsb")
	f("xls or password", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1hidden", Format{Kind: XLSX}, "password")
	f("missing sheet", rawBook("", map[string]string{"xl/_rels/workbook.xml.rels": `<a><Relationship Id="rId1" Type="/worksheet" Target="gone.xml"/></a>`}),
		Format{}, "missing")
	f("no strings", rawBook(`<row r="1"><c t="s"><v>3</v></c></row>`, nil), Format{}, "shared string")
	f("cut xml", rawBook("", map[string]string{"xl/worksheets/sheet1.xml": `<sheetData><row r="1"><c><v>hidden`}), Format{}, "at row 1")
	f("doctype", rawBook("", map[string]string{"xl/worksheets/sheet1.xml": `<!DOCTYPE x [<!ENTITY a "hidden">]><sheetData/>`}), Format{}, "damaged")
	f("far column", rawBook(`<row r="1"><c r="ZZZZ1"><v>1</v></c></row>`, nil), Format{}, "damaged")
	broken := []byte(zipStored(t, whole))
	at := bytes.Index(broken, []byte("<row><c><v>1"))
	broken[at+11] = '2'
	f("checksum", string(broken), Format{}, "checksum")
	secret := made(t, func(f *excelize.File) { check(t, f.SetCellStr("Sheet1", "A1", "hidden")) })
	locked, err := excelize.Encrypt([]byte(secret), &excelize.Options{Password: "hidden"})
	check(t, err)
	f("encrypted", string(locked), Format{}, "password")
}

// zipOf makes an archive; zipStored the same one unpacked inside.
func zipOf(t *testing.T, parts map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range parts {
		must(must(w.Create(name)).Write([]byte(content)))
	}
	check(t, w.Close())
	return b.String()
}

func zipStored(t *testing.T, packed string) string {
	t.Helper()
	from := must(zip.NewReader(strings.NewReader(packed), int64(len(packed))))
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range from.File {
		content := must(part.Open())
		var whole bytes.Buffer
		must(whole.ReadFrom(content))
		check(t, content.Close())
		must(must(w.CreateHeader(&zip.FileHeader{Name: part.Name, Method: zip.Store})).Write(whole.Bytes()))
	}
	check(t, w.Close())
	return b.String()
}

// TestXLSXBomb checks that what unpacks without end is refused early and in
// little memory.
func TestXLSXBomb(t *testing.T) {
	f := func(name string, parts map[string]string) {
		t.Helper()
		bomb := rawBook("", parts)
		grown := heapGrowth(func() {
			_, err := text(bomb, Format{})
			if !errors.Is(err, errTooBig) || !errors.Is(err, ErrNotText) {
				t.Errorf("%s: Next = %v, want %v", name, err, errTooBig)
			}
		})
		if grown > 64<<20 {
			t.Errorf("%s: heap grew by %d MiB, want at most 64", name, grown>>20)
		}
	}
	zeros := strings.Repeat("<x></x>", 6<<20)
	f("sheet", map[string]string{"xl/worksheets/sheet1.xml": "<sheetData>" + zeros})
	f("strings", map[string]string{"xl/sharedStrings.xml": "<sst>" + zeros})
}
