package dashboard

import "redress/analytics"

// evidence says in words which limits a load was over. A platform that has
// vanished stands under the line that sums all of them up.
func evidence(l *locale, breaches []analytics.Breach) (lines []evidenceLine) {
	for _, b := range breaches {
		if b.Gate == gateVanished && b.Subject != "" && len(lines) > 0 {
			last := &lines[len(lines)-1]
			last.Details = append(last.Details, l.text("data.breach.vanished_platform", "Platform", l.platformName(b.Subject), "Count", b.Rows))
			continue
		}
		lines = append(lines, evidenceLine{Text: l.text("data.breach."+b.Gate, "Count", b.Rows, "Field", l.limitedField(b.Subject),
			"Measured", l.share(b.Measured), "Allowed", l.share(b.Allowed))})
	}
	return lines
}

// An evidenceLine is one limit, with what it is made of.
type evidenceLine struct {
	Text    string
	Details []string
}

// gateVanished is the limit that lists platforms.
const gateVanished = "vanished"
