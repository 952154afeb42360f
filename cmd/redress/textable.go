package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"
)

// absent stands in a table for what is not known.
const absent = "—"

// writeTable prints a CSV for the eye: under those columns that hold anything, as
// wide as a terminal shows their texts, fractions with four digits.
func writeTable(w io.Writer, body io.Reader) error {
	rows, err := csv.NewReader(body).ReadAll()
	if err != nil {
		return fmt.Errorf("read the view: %w", err)
	}
	if len(rows) == 0 {
		return nil
	}
	widths := make([]int, len(rows[0])) // 0: a column that holds nothing
	for _, row := range rows[1:] {
		for i, text := range row {
			if text != "" {
				row[i] = shortNumber(text)
				widths[i] = max(widths[i], uniseg.StringWidth(row[i]))
			}
		}
	}
	out := bufio.NewWriter(w)
	for n, row := range rows {
		padding := 0
		for i, text := range row {
			if widths[i] == 0 {
				continue
			}
			if n == 0 {
				widths[i] = max(widths[i], uniseg.StringWidth(text))
			}
			if text == "" {
				text = absent
			}
			_, _ = out.WriteString(strings.Repeat(" ", padding))
			_, _ = out.WriteString(text)
			padding = widths[i] - uniseg.StringWidth(text) + 2
		}
		_ = out.WriteByte('\n')
	}
	return out.Flush()
}

// shortNumber writes a fraction with four digits; everything else stays.
func shortNumber(text string) string {
	if !strings.ContainsAny(text, ".e") || strings.Trim(text, "0123456789.e+-") != "" {
		return text
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	return strconv.FormatFloat(f, 'f', 4, 64)
}
