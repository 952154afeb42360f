package tabular

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// FuzzXLSX checks that no sheet, shared strings or styles stop the reader other
// than by an error that says so, and that what it reads depends on nothing but
// them.
func FuzzXLSX(f *testing.F) {
	for _, sheet := range []string{
		"", `<row r="1"><c r="A1"><v>1</v></c></row>`, `<row/><row r="3"><c r="B3" t="s"><v>0</v></c><c t="inlineStr"><is><t>x</t></is></c></row>`,
		`<row r="1"><c r="A1" s="1"><v>45851.5</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2025-07-13</v></c></row>`,
		`<row r="2"><c r="XFD2" t="str"><f>A1</f><v>&#x4e00;&amp;_x000D_</v></c></row><row r="1"><c><v>1.5E10</v></c></row>`, `<row><c><v>`,
		`<row><c r="A1"/><!-- --><![CDATA[x]]></row>`, "<row><c t='str'><v>\xff</v></c></row>", `<row a="b`, `<c/><v/></row>`,
	} {
		f.Add(sheet, `<sst><si><t>a</t></si><si><r><t>b</t></r><rPh><t>c</t></rPh></si></sst>`,
			`<a><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;x&quot;[h]"/></numFmts><cellXfs><xf/><xf numFmtId="164"/><xf numFmtId="22"/></cellXfs></a>`, true)
	}
	f.Fuzz(func(t *testing.T, sheet, shared, styles string, from1904 bool) {
		book := map[string]string{"xl/sharedStrings.xml": shared, "xl/styles.xml": styles}
		if from1904 {
			book["xl/workbook.xml"] = `<workbook><workbookPr date1904="1"/><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>`
		}
		input := rawBook(sheet, book)
		format := Format{MaxRecordBytes: 1 << 16}
		all, err := text(input, format)
		if err != nil && !errors.Is(err, ErrNotText) {
			t.Fatalf("Next: %v", err)
		}
		line, width := 0, 0
		for i, one := range all {
			if one.Line <= line {
				t.Fatalf("Next: row %d after row %d", one.Line, line)
			}
			line = one.Line
			if width == 0 {
				width = len(one.Fields)
			}
			if one.Kind == "" && (len(one.Fields) < width || len(one.Fields) > mostColumns) {
				t.Fatalf("Next at row %d: %d fields, want %d or more", one.Line, len(one.Fields), width)
			}
			for _, field := range one.Fields {
				if !utf8.ValidString(field) || strings.Contains(field, "\x00") {
					t.Fatalf("Next at row %d (record %d): a field is no text", one.Line, i)
				}
			}
		}
		slow, slowErr := drip(input, format)
		if diff := cmp.Diff(all, slow); diff != "" || (err == nil) != (slowErr == nil) {
			t.Fatalf("Next byte by byte: %v, %v (-at once +byte by byte):\n%s", err, slowErr, diff)
		}
	})
}

// FuzzWorkbook damages a whole workbook.
func FuzzWorkbook(f *testing.F) {
	whole := rawBook(`<row r="1"><c r="A1" t="s"><v>0</v></c><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>`,
		map[string]string{"xl/sharedStrings.xml": `<sst><si><t>a</t></si></sst>`})
	f.Add([]byte(whole), "")
	f.Add([]byte(whole[:len(whole)/2]), "One")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		_, err := text(string(data), Format{Kind: XLSX, Sheet: name, MaxRecordBytes: 1 << 16})
		if err != nil && !errors.Is(err, ErrNotText) && !errors.Is(err, ErrNoTable) {
			t.Fatalf("Next: %v", err)
		}
	})
}

// FuzzNumber checks that a number keeps its value and loses its exponent.
func FuzzNumber(f *testing.F) {
	for _, seed := range []string{"1", "-1.5", "1E10", "1.1000000000000001", "123456789012345678901", "1e-300", "0.00012345678901234567890e5", ".5", "5.", "-", "1e", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, number string) {
		text := string(appendNumber(nil, []byte(number)))
		want, ok := float(number)
		if !ok {
			if text != number {
				t.Fatalf("appendNumber(%q) = %q, want it as it is", number, text)
			}
			return
		}
		if have, ok := float(text); !ok || have != want {
			t.Fatalf("appendNumber(%q) = %q, another number", number, text)
		}
		if strings.ContainsAny(text, "eE") {
			t.Fatalf("appendNumber(%q) = %q, with an exponent", number, text)
		}
	})
}
