package anonymise

import (
	"strings"
	"unicode"
)

// BusinessName returns what of a business name may be shown and made a key:
// the name without e-mail addresses, addresses of pages that carry data and
// numbers that could be a person's. Nothing is put in their place: a label
// would be one name for many businesses. An @ with a word behind it is part of
// a name and stays.
//
// text is empty where that takes every letter away. owner is true where the
// name carries a person's number; text is then the owner's name, for comparing,
// and must not be shown. See CleanName.
func BusinessName(name string) (text string, owner bool) {
	// Addresses go first: the digits in one are no number of their own.
	rest := cutOut(name, addresses)
	text, owner = CleanName(rest)
	if owner {
		return text, true
	}
	text = cutOut(text, inName)
	if text != strings.TrimSpace(name) && !strings.ContainsFunc(text, unicode.IsLetter) {
		return "", false
	}
	return text, false
}

// cutOut takes the pieces of a scope out of a name, with the parentheses they
// stand in alone.
func cutOut(name string, where scope) string {
	var r Redactor
	before := name
	name = r.replace(name, where)
	if name == before {
		return name
	}
	name = strings.Join(strings.Fields(name), " ")
	return tidy(strings.NewReplacer("( )", " ", "()", " ", "[ ]", " ", "[]", " ", "<>", " ", "< >", " ").Replace(name))
}
