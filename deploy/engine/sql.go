package engine

import (
	"regexp"
	"strings"
)

var (
	outputFormat = regexp.MustCompile(`(?is)\sFORMAT\s+(\w+)\s*(?:SETTINGS\s.*)?;?\s*$`)
	insertWord   = regexp.MustCompile(`(?i)\bINSERT\b`)
)

// firstWord returns the first word of a query in upper case, behind comments
// and opening parentheses.
func firstWord(query string) string {
	for {
		query = strings.TrimLeft(query, " \t\r\n\f\v(;\ufeff")
		switch {
		case strings.HasPrefix(query, "--"), strings.HasPrefix(query, "#!"), strings.HasPrefix(query, "# "):
			_, rest, ok := strings.Cut(query, "\n")
			if !ok {
				return ""
			}
			query = rest
		case strings.HasPrefix(query, "/*"):
			_, rest, ok := strings.Cut(query, "*/")
			if !ok {
				return ""
			}
			query = rest
		default:
			end := strings.IndexFunc(query, func(r rune) bool {
				return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_')
			})
			if end < 0 {
				end = len(query)
			}
			return strings.ToUpper(query[:end])
		}
	}
}

// isRead reports whether running the query twice is the same as running it
// once. It errs towards no: a read that it does not recognise is reported as
// lost instead of being repeated.
func isRead(query string) bool {
	switch firstWord(query) {
	case "SELECT", "SHOW", "DESCRIBE", "DESC", "EXISTS":
		return true
	case "EXPLAIN", "WITH":
		return !insertWord.MatchString(query)
	}
	return false
}
