package analytics

import "strings"

// NaturalPerson reports whether a key is the pseudonym of a natural person, or of a
// sole trader whose business has no other name than its owner's.
func NaturalPerson(key string) bool {
	return strings.HasPrefix(key, "trader:") || strings.HasPrefix(key, "person:")
}

// WarnPerson warns that the subject is a natural person: of such a one nothing is shown
// but the row of the league table, since what happened when, and about what, would
// describe one person's affairs.
const WarnPerson = "natural_person"
