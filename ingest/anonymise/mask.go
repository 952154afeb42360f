package anonymise

// masked cuts a number of which some digits in the middle are signs
// (138****8000, 110101********1234, 6222 **** **** 1234) from group g on, and
// returns its end; 0 if there is none. Five digits of it are enough to find a
// person by together with the rest of a complaint.
func (s *scanner) masked(g group) int {
	hidden, end := 0, g.end
	sign := byte(0)
	for j := g.end; j < len(s.view); j++ {
		c := s.view[j]
		switch {
		case (c == ' ' || c == '-') && j > end-1 && isMask(s.byteAt(j+1)):
			continue
		case !isMask(c) || sign != 0 && c != sign:
			j = len(s.view)
			continue
		}
		sign = c
		hidden++
		end = j + 1
	}
	if hidden < 3 {
		return 0
	}
	tail := end
	if c := s.byteAt(tail); c == ' ' || c == '-' {
		tail++
	}
	shown := g.end - g.start
	if last := s.digitsEnd(tail); last > tail && last-tail <= 6 {
		shown += last - tail
		end = last
		if x := s.checkX(end); x > 0 {
			end = x
		}
	} else if sign != '*' || hidden < 4 {
		return 0 // 12XXX is how a postcode is published
	}
	all := shown + hidden
	if shown < 5 || all < 7 {
		return 0
	}
	found := labelCard
	switch {
	case g.end-g.start == 3 && s.view[g.start] == '1' && all <= 12:
		found = labelPhone
	case all < 12:
		found = labelNumber
	case all == 18 || all == 15:
		found = labelID
	}
	return s.cut(g.start, end, found)
}

func isMask(c byte) bool { return c == '*' || c == 'X' || c == 'x' }

// stars handles a * at i: a CPF published with its ends hidden,
// ***.456.789-**, or the last digits of an SSN, ***-**-6789.
func (s *scanner) stars(i int) int {
	if s.before(i) == '*' {
		return i + 1
	}
	if end := s.form(i, "***.ddd.ddd-**"); end > 0 {
		return s.cut(i, end, labelTaxID)
	}
	if end := s.form(i, "***.ddd.ddd-dd"); end > 0 {
		return s.cut(i, end, labelTaxID)
	}
	if end := s.form(i, "***-**-dddd"); end > 0 {
		return s.cut(i, end, labelTaxID)
	}
	for i < len(s.view) && s.view[i] == '*' {
		i++
	}
	return i
}

// form is the end of what stands at i in a form in which d is a digit and
// everything else itself; 0 if something else stands there.
func (s *scanner) form(i int, form string) int {
	if i+len(form) > len(s.view) {
		return 0
	}
	for j := range len(form) {
		if c := s.view[i+j]; form[j] == 'd' && !isDigit(c) || form[j] != 'd' && c != form[j] {
			return 0
		}
	}
	if isDigit(s.byteAt(i + len(form))) {
		return 0
	}
	return i + len(form)
}
