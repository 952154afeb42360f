package mapping

import "strings"

// isSpreadsheetError reports whether a cell is what a spreadsheet shows where a
// formula failed or a column was too narrow, in the languages it is written in
// here: no publisher's value, and absent in every source.
func isSpreadsheetError(s string) bool {
	if len(s) < 3 || s[0] != '#' {
		return false
	}
	switch strings.ToUpper(s) {
	case "#N/A", "#N/A!", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!",
		"#UNKNOWN!", "#BUSY!", "#GETTING_DATA", "#ERROR!", // English and Chinese
		"#N/D", "#VALOR!", "#NOME?", "#NULO!", "#NÚM!", "#DESPEJAR!", // Portuguese
		"#¡REF!", "#¡VALOR!", "#¡DIV/0!", "#¿NOMBRE?", "#¡NULO!", "#¡NUM!": // Spanish
		return true
	}
	return strings.Trim(s, "#") == ""
}
