package anonymise

import "strings"

// A group is a run of digits and the signs behind it.
type group struct {
	start, end int
	sep        string // between this group and the next, three signs at most
}

// groups reads groups of digits joined by at most three signs out of " .-/()_".
func (s *scanner) groups(groups []group, i int) []group {
	v := s.view
	for i < len(v) && (v[i] == '+' || v[i] == '(') {
		i++
	}
	for i < len(v) && isDigit(v[i]) {
		g := group{start: i, end: s.digitsEnd(i)}
		i = g.end
		j := i
		for j < len(v) && j < i+3 && isSeparator(v[j]) {
			j++
		}
		if j > i && j < len(v) && isDigit(v[j]) && (len(groups) == 0 || strings.IndexByte(v[i:j], '(') < 0) {
			g.sep = v[i:j]
			i = j
		}
		groups = append(groups, g)
		if g.sep == "" {
			break
		}
	}
	return groups
}

func isSeparator(c byte) bool { return strings.IndexByte(" .-/()_", c) >= 0 }

// dayGroups is how many of the groups are a day, year first or last, with a space
// behind: what follows is a number of its own. 0 for none.
func (s *scanner) dayGroups(groups []group) int {
	if len(groups) < 4 || len(groups[0].sep) != 1 || groups[0].sep != groups[1].sep || groups[2].sep == groups[0].sep ||
		strings.IndexByte("-/.", groups[0].sep[0]) < 0 {
		return 0
	}
	var d [8]byte
	n := 0
	for _, g := range groups[:3] {
		size := g.end - g.start
		if size != 4 && size > 2 {
			return 0
		}
		if size == 1 {
			d[min(n, 7)] = '0'
			n++
		}
		if n+size > len(d) {
			return 0
		}
		n += copy(d[n:], s.view[g.start:g.end])
	}
	if n != len(d) || groups[1].end-groups[1].start == 4 || !isDate(d[:]) {
		return 0
	}
	return 3
}

// spelledFrom is where behind from the first group stands from which on digits
// are written one by one; the number of groups if none does.
func spelledFrom(groups []group, from int) int {
	for i := from + 1; i < min(len(groups), from+maxGroups); i++ {
		if groups[i].end-groups[i].start == 1 && spelled(groups[i:]) > 0 {
			return i
		}
	}
	return len(groups)
}

// lastWithin is the last of the groups that begins before end.
func (s *scanner) lastWithin(groups []group, from, end int) int {
	for from+1 < len(groups) && groups[from+1].start < end {
		from++
	}
	return from
}

// spelled is how many groups from the first on are single digits with one and
// the same sign between them, 0 for too few.
func spelled(groups []group) int {
	n := 0
	for n < len(groups) && groups[n].end-groups[n].start == 1 {
		n++
		if groups[n-1].sep != groups[0].sep {
			break
		}
	}
	if n < minSpelled || groups[0].sep == "/" {
		return 0
	}
	return n
}

// counts reports whether single digits count up, 1 2 3 4 5 6 7 8 9.
func (s *scanner) counts(groups []group) bool {
	for i, g := range groups[1:] {
		if s.view[g.start] != s.view[groups[i].start]+1 {
			return false
		}
	}
	return true
}
