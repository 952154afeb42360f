package anonymise

import "strings"

// schemeStart is where the scheme of the address with "://" at i begins.
func (s *scanner) schemeStart(i int) int {
	for i > s.done && (isWordByte(s.view[i-1]) || s.view[i-1] == '+') {
		i--
	}
	return i
}

// page handles a page's address whose host begins at host. One with nothing but
// a host stays; with a path, a query or a user it can name a person's order,
// account or profile. In text the host is kept, unless a user's name stands in
// front of it or it is a number.
func (s *scanner) page(start, host int) int {
	end := s.pageEnd(host)
	rest := s.view[host:end]
	for i := range len(rest) {
		c := rest[i]
		if c != '@' && (c != '/' && c != '?' && c != '#' || i+1 == len(rest)) {
			continue
		}
		if i+1 < len(rest) && c == '/' && rest[i+1:] == "/" {
			continue
		}
		if c == '@' || s.where != inText || strings.IndexByte(rest, '@') >= 0 || !isHostName(rest[:i]) {
			return s.cut(start, end, labelURL)
		}
		if c == '/' {
			i++
		}
		if host > start && s.view[start] != 'w' && s.view[start] != 'W' {
			// The scheme goes too: what is left is no address to follow.
			s.cut(start, host, labelDrop)
		}
		return s.cut(host+i, end, labelURL)
	}
	return host + 1
}

// pageEnd is where the address ends whose host begins at host.
func (s *scanner) pageEnd(host int) int {
	end := host
	for end < len(s.view) && s.view[end] > ' ' && s.view[end] < 0x80 && strings.IndexByte("\"'<>)]}[", s.view[end]) < 0 {
		end++
	}
	for end > host && strings.IndexByte(".,;!?:", s.view[end-1]) >= 0 {
		end--
	}
	return end
}

// isHostName reports whether host is a name, with a point in it and no longer
// run of digits that might be somebody's.
func isHostName(host string) bool {
	digits, point, letters := 0, false, false
	for i := range len(host) {
		switch c := host[i]; {
		case isDigit(c):
			if digits++; digits > 4 {
				return false
			}
		case c == '.' && i > 0:
			point = true
		case isASCIILetter(c):
			letters = true
		case c != '-' && c != ':':
			return false
		}
	}
	return point && letters
}

// bareDomain handles a / at i: behind the name of a host it begins a path,
// t.example/x1.
func (s *scanner) bareDomain(i int) int {
	start := i
	for start > s.done && (isASCIILetter(s.view[start-1]) || isDigit(s.view[start-1]) || strings.IndexByte(".-", s.view[start-1]) >= 0) {
		start--
	}
	host := s.view[start:i]
	dot := strings.LastIndexByte(host, '.')
	if dot <= 0 || !isTopDomain(host[dot+1:]) || s.before(start) == '/' || i+1 >= len(s.view) {
		return i + 1
	}
	end := s.pageEnd(i + 1)
	if end == i+1 {
		return end
	}
	if !isHostName(host) {
		return s.cut(start, end, labelURL)
	}
	return s.cut(i+1, end, labelURL)
}

// ipv4 is the end of an IPv4 address in four groups of digits joined by points,
// 0 if it is something else. A version has the same form: one of four single
// digits is taken for that, and so is what stands behind a word for versions.
func (s *scanner) ipv4(groups []group) int {
	if len(groups) < 4 {
		return 0
	}
	single := true
	for n, g := range groups[:4] {
		size := g.end - g.start
		if size > 3 || n < 3 && g.sep != "." || size > 1 && s.view[g.start] == '0' || size == 3 && s.view[g.start:g.end] > "255" {
			return 0
		}
		single = single && size == 1
	}
	end := groups[3].end
	if single || groups[3].sep == "." || isWordByte(s.byteAt(end)) || s.wordBefore(groups[0].start) {
		return 0
	}
	return end
}

// ipv6 handles a : at i that may stand in an IPv6 address or the address of a
// network card: four groups or more of hexadecimal digits. It stands on the
// first : of it.
func (s *scanner) ipv6(i int) int {
	start := i
	for start > s.done && isHexDigit(s.view[start-1]) {
		start--
	}
	if s.wordBefore(start) || i-start > 4 || i+1 >= len(s.view) || start == i && s.view[i+1] != ':' {
		return i + 1
	}
	colons, letters, group, double := 0, false, i-start, false
	end := i
	for j := start; j < min(len(s.view), start+48); j++ {
		c := s.view[j]
		switch {
		case isHexDigit(c):
			if j >= i {
				group++
			}
			letters = letters || isASCIILetter(c)
			if group > 4 {
				return i + 1
			}
		case c == ':':
			if group == 0 {
				double = true
			}
			group = 0
			colons++
		case isWordByte(c):
			return i + 1
		default:
			j = len(s.view)
			continue
		}
		end = j + 1
	}
	if colons >= 4 && (letters || colons == 7 || double) || colons >= 2 && double && letters {
		if s.view[end-1] == ':' && !double {
			end--
		}
		return s.cut(start, end, labelIP)
	}
	return i + 1
}

func isHexDigit(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
