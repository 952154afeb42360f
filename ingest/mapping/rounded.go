package mapping

import "slices"

// isRounded reports whether a value is what a spreadsheet makes of a long
// number: 1.23457E+17, with a comma where the country has one. The digits it
// has dropped are lost.
func isRounded(s string) bool {
	rest := dropDigits(s)
	if len(rest) == len(s) {
		return false
	}
	if rest != "" && (rest[0] == '.' || rest[0] == ',') {
		fraction := rest[1:]
		if rest = dropDigits(fraction); len(rest) == len(fraction) {
			return false
		}
	}
	if len(rest) < 3 || rest[0]|0x20 != 'e' || rest[1] != '+' && rest[1] != '-' {
		return false
	}
	return dropDigits(rest[2:]) == ""
}

// isRoundedCell reports whether the row's cell of a column is a number of a workbook
// with more digits than a spreadsheet keeps: the last ones became zeros.
func (m *Mapper) isRoundedCell(col int) bool {
	return len(m.row.Rounded) > 0 && slices.Contains(m.row.Rounded, m.binding.at[col])
}

// dropDigits takes leading digits off.
func dropDigits(s string) string {
	for s != "" && '0' <= s[0] && s[0] <= '9' {
		s = s[1:]
	}
	return s
}
