package mapping

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

func (w *draftWriter) identity() {
	w.line("")
	if id := w.roles.of(idRole); id >= 0 {
		if w.file.columns[id].unique() {
			w.line("id: %s # no two rows have the same", w.names[id])
			return
		}
		w.line("# Some numbers stand in several rows: of such rows the last counts. Decide: are they one complaint?")
		w.line("id: %s", w.names[id])
		return
	}
	w.line("# No column is a number of its own for each row. Decide: what tells complaints apart?")
	w.line("# The outcome and whatever changes later is not part of it.")
	w.line("identical_rows: ordinal # rows of one identity are different complaints; or last")
	var names []string
	for _, col := range w.identifying() {
		names = append(names, w.names[col])
	}
	w.line("identity: [%s]", strings.Join(names, ", "))
}

func (w *draftWriter) parties() {
	list := func(key string, cols []int) {
		if len(cols) == 0 {
			return
		}
		var names []string
		for _, col := range cols {
			names = append(names, w.names[col])
		}
		w.line("    %s: [%s]", key, strings.Join(names, ", "))
	}
	if len(w.roles.trade)+len(w.roles.legal) == 0 {
		w.line("  platform: {parameter: company} # given as --set company=… or in redress.yaml")
	} else {
		w.line("  platform:")
		w.line("    # decide: a stable number makes a better key: key: {scheme: cnpj, column: …}")
		list("trade", w.roles.trade)
		list("legal", w.roles.legal)
		if w.isChinese() {
			w.line("    sole_traders: zh # persons that are typed there are pseudonyms")
		} else {
			w.line("    # sole_traders: en # decide: en, pt or zh, where owners trade under their own names")
		}
	}
	seller := w.roles.of("seller")
	switch {
	case seller < 0:
	case w.isChinese():
		w.line("  seller: {trade: [%s], sole_traders: zh}", w.names[seller])
	default:
		w.line("  seller: {trade: [%s]}", w.names[seller])
	}
}

// isChinese reports whether the file is taken for one of China, where anybody may
// be typed in as a seller.
func (w *draftWriter) isChinese() bool {
	country, _ := w.place()
	return country == "CN"
}

func (w *draftWriter) days() {
	for _, field := range []role{"opened_on", "responded_on", "closed_on"} {
		col := w.roles.of(field)
		switch {
		case col < 0 && field == "opened_on":
			w.missing = append(w.missing, "opened_on: no column holds days; a complaint needs the day it was opened")
			w.line("  # decide: opened_on: {column: …, layouts: [YYYY-MM-DD]}")
			w.line("  # No column of the file holds days. A declaration without opened_on is refused.")
		case col < 0 || field == "closed_on" && col == w.roles.of("opened_on"):
		default:
			found := w.roles.dates[col]
			comment := ""
			switch {
			case found.ambiguous:
				comment = " # decide: each value is a date with day and month swapped too"
			case field == "opened_on" && col == w.roles.of("closed_on"):
				comment = " # decide: no opening day was found; this one stands in"
			case roleIs(w.file.columns[col].header, field):
			default:
				comment = " # guessed: decide"
			}
			if field == "opened_on" {
				w.parts()
			}
			w.line("  %s: {column: %s, layouts: [%s]}%s", field, w.names[col], strings.Join(scalars(found.layouts), ", "), comment)
		}
	}
}

// parts hints at columns that hold a day in parts.
func (w *draftWriter) parts() {
	at := map[string]string{}
	for i, p := range w.file.columns {
		for part, names := range map[string][]string{"year": {"year", "ano", "年"}, "month": {"month", "mes", "月"}, "day": {"day", "dia", "日"}} {
			if slices.Contains(names, strings.Join(headerParts(p.header), " ")) && p.cells > 0 {
				at[part] = w.names[i]
			}
		}
	}
	if len(at) == 3 {
		w.line("  # The file has days in parts too. Where day and month may be swapped, declare those columns and say")
		w.line("  # agrees: {year: %s, month: %s, day: %s}", at["year"], at["month"], at["day"])
	}
}

func roleIs(header string, want role) bool {
	said, _ := roleOf(header)
	return said == want
}

func (w *draftWriter) texts() {
	for _, field := range []role{"category", "region", "age_band", "narrative", "rating", "associations"} {
		if col := w.roles.of(field); col >= 0 {
			if field == "associations" {
				w.line("  associations: {column: %s, split: \"；;、\"}", w.names[col])
				continue
			}
			w.line("  %s: %s", field, w.names[col])
		}
	}
}

func (w *draftWriter) outcome() {
	col := w.roles.of("outcome")
	if col < 0 {
		w.line("  outcome: {value: unknown} # decide: no column says how complaints ended")
		return
	}
	p := w.file.columns[col]
	w.line("  # resolved unresolved unrated withdrawn invalid referred unknown open")
	w.line("  outcome:")
	w.table(col, func(value string) string { return guessOutcome(p.header, value) }, "unknown")
}

func (w *draftWriter) issue() {
	col := w.roles.of("issue")
	if col < 0 {
		w.line("  issue: {value: other} # decide: no column says what complaints are about")
		return
	}
	w.line("  # after_sales contract quality false_advertising safety price counterfeit dignity privacy measurement delivery other")
	w.line("  issue:")
	w.table(col, guessIssue, "other")
}

// table writes the values of a column that are no person's and stand there often
// enough, most frequent first, each with the code it may mean, or with rest.
// Nothing catches the values that are not in it: they count as unmapped, and so
// are seen.
func (w *draftWriter) table(col int, code func(value string) string, rest string) {
	p := w.file.columns[col]
	w.line("    column: %s", w.names[col])
	values, left := w.showable(p)
	if len(values) == 0 {
		w.line("    # decide: the values and our codes; none stands there %d times or more. Until then", leastCount)
		w.line("    # each counts as unmapped: sources try shows them.")
		w.line("    table: {}")
		return
	}
	w.line("    table: # guessed: decide each; a value that is not here counts as unmapped")
	for _, value := range values {
		guessed, comment := code(value), ""
		if guessed == "" {
			guessed, comment = rest, "; decide: nothing was guessed"
		}
		w.line("      %s: %s # %d rows%s", scalar(value), scalar(guessed), p.distinct[value], comment)
	}
	if left > 0 {
		w.line("      # %d more, rare or like something of a person's, are not shown: sources try counts them", left)
	}
}

// showable are the values of a column that a draft may hold, and how many
// others there are.
func (w *draftWriter) showable(p *profile) (values []string, left int) {
	folded := map[string]bool{}
	for _, value := range slices.SortedFunc(maps.Keys(p.distinct), func(a, b string) int {
		return cmp.Or(cmp.Compare(p.distinct[b], p.distinct[a]), cmp.Compare(a, b))
	}) {
		plain := cleanText(value) == value && forReport(value, nil) == value && cellKind(value, w.file.lexicons) == ""
		if p.distinct[value] < leastCount || !plain || len(values) >= issueValues || folded[foldValue(value)] {
			left++
			continue
		}
		folded[foldValue(value)] = true
		values = append(values, value)
	}
	return values, left
}

// codes writes a field of few values if some of them are understood.
func (w *draftWriter) codes(field role, code func(value string) string, rest string) {
	col := w.roles.of(field)
	if col < 0 {
		return
	}
	values, _ := w.showable(w.file.columns[col])
	if !slices.ContainsFunc(values, func(value string) bool { return code(value) != "" }) {
		w.line("  # decide: %s: {column: %s, table: {…}}", field, w.names[col])
		return
	}
	w.line("  %s:", field)
	w.table(col, code, rest)
}

func (w *draftWriter) amounts() {
	any := false
	for _, field := range []role{"amount_claimed", "amount_recovered"} {
		col := w.roles.of(field)
		if col < 0 {
			continue
		}
		any = true
		w.line("  %s: {column: %s, decimal: %q}", field, w.names[col], string(rune(w.roles.amounts[col])))
	}
	if any {
		country, _ := w.place()
		currency := map[string]string{"CN": "CNY", "BR": "BRL", "US": "USD", "MX": "MXN", "GB": "GBP"}[country]
		w.line("  currency: {value: %s} # guessed: decide", cmp.Or(currency, "EUR"))
	}
}
