package dashboard

import (
	"regexp"
	"strconv"
)

// A refusal is a sentence in which the books say why a load was refused, and
// the message that says it to readers; its groups are the placeholders.
type refusal struct {
	message string
	books   *regexp.Regexp
}

// refusals are all sentences; a test compares them with those of the write
// path.
func refusals() []refusal {
	var all []refusal
	for message, books := range map[string]string{
		"data.refused.discarded":       `^discarded by hand`,
		"data.refused.replaced":        `^replaced by load (?P<Load>\d+)`,
		"data.refused.no_rows":         `^the load holds no rows`,
		"data.refused.all_rejected":    `^all of the (?P<Count>\d+) rows were rejected`,
		"data.refused.files_unchanged": `^some files of the load have not changed`,
		"data.refused.no_entries":      `^the register holds no entries`,
		"data.refused.rejects":         `^(?P<Count>\d+) of (?P<All>\d+) rows were rejected \((?P<Measured>[\d.]+) %\), more than the (?P<Allowed>[\d.]+) % allowed`,
		"data.refused.vanish":          `^(?P<Count>\d+) of (?P<All>\d+) entries would vanish \((?P<Measured>[\d.]+) %\), more than the (?P<Allowed>[\d.]+) % allowed`,
		"data.refused.periods":         `^file (?P<File>\d+) of the load has rows of (?P<Count>\d+) periods`,
		"data.refused.circle":          `^the platforms of kind (?P<Kind>\w+) lead in a circle`,
	} {
		all = append(all, refusal{message, regexp.MustCompile(books)})
	}
	return all
}

// refused says in the reader's language why a load was refused. A sentence that
// no program of this version writes is shown as it stands.
func (l *locale) refused(problem string) string {
	for _, r := range refusals() {
		groups := r.books.FindStringSubmatch(problem)
		if groups == nil {
			continue
		}
		var pairs []any
		for i, name := range r.books.SubexpNames() {
			if name == "" {
				continue
			}
			pairs = append(pairs, name)
			switch n, err := strconv.ParseInt(groups[i], 10, 64); {
			case err == nil && name != "Measured" && name != "Allowed":
				pairs = append(pairs, n)
			case name == "Kind":
				pairs = append(pairs, l.linkKind(groups[i]))
			default:
				pairs = append(pairs, groups[i])
			}
		}
		return l.text(r.message, pairs...)
	}
	return problem
}
