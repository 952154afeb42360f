package dashboard

import (
	"bytes"
	"strings"
)

const (
	byteOrderMark = "\ufeff"
	crlf          = "\r\n"
)

// formulaStarts are the first characters a spreadsheet may take for a formula,
// with the full-width forms some of them accept.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// csvOf writes a table per RFC 4180. For a spreadsheet it begins with a byte
// order mark, and text that could be a formula is prefixed with '; numbers
// never are. encoding/csv is not used because its writer rewrites line breaks
// inside a value, and files hold what the publisher wrote.
func csvOf(t table, spreadsheet bool) []byte {
	var out bytes.Buffer
	if spreadsheet {
		out.WriteString(byteOrderMark)
	}
	for i, c := range t.columns {
		writeField(&out, i, c.name)
	}
	out.WriteString(crlf)
	for _, row := range t.rows {
		for i, c := range row {
			value := c.file()
			if spreadsheet && c.kind == textCell {
				value = guarded(value)
			}
			writeField(&out, i, value)
		}
		out.WriteString(crlf)
	}
	return out.Bytes()
}

func writeField(out *bytes.Buffer, position int, value string) {
	if position > 0 {
		out.WriteByte(',')
	}
	if !strings.ContainsAny(value, ",\"\r\n") && strings.TrimSpace(value) == value {
		out.WriteString(value)
		return
	}
	out.WriteByte('"')
	out.WriteString(strings.ReplaceAll(value, `"`, `""`))
	out.WriteByte('"')
}

func guarded(value string) string {
	if value != "" && strings.ContainsRune(formulaStarts, []rune(value)[0]) {
		return "'" + value
	}
	return value
}
