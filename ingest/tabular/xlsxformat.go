package tabular

import "strings"

// A moment says what of a point in time a number format shows. The zero value
// shows none: the cell is a number.
type moment struct {
	date, clock bool
	elapsed     bool // hours go on behind 24
	fraction    bool // of a second
	unsure      bool // a day in Japan, a clock in China
}

// isMoment reports whether the format shows any of a point in time.
func (m moment) isMoment() bool { return m.date || m.clock }

// builtinFormat returns what the formats show that have a number but, mostly,
// no code in the file. 27 to 36 and 50 to 58 are those of Chinese, Japanese and
// Korean Excel.
func builtinFormat(id int) moment {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return moment{date: true}
	case id >= 18 && id <= 21, id == 32, id == 33, id == 45:
		return moment{clock: true}
	case id == 34, id == 35, id == 55, id == 56:
		return moment{clock: true, unsure: true}
	case id == 22:
		return moment{date: true, clock: true}
	case id == 46:
		return moment{clock: true, elapsed: true}
	case id == 47:
		return moment{clock: true, fraction: true}
	}
	return moment{}
}

// parseFormat returns what a format code shows: only what stands outside
// quotes, escapes and brackets counts, and only the part for positive numbers.
func parseFormat(code string) moment {
	signs, m := formatSigns(code)
	if strings.Contains(signs, "general") {
		return m
	}
	number := strings.ContainsAny(signs, "#?") || strings.Contains(signs, "0e+") || strings.Contains(signs, "0e-") ||
		strings.Contains(signs, "0%")
	if number && !m.elapsed {
		return moment{}
	}
	m.clock = m.clock || strings.ContainsAny(signs, "hs") || strings.Contains(signs, "am/pm") || strings.Contains(signs, "a/p")
	m.date = strings.ContainsAny(signs, "ydg") || strings.Contains(signs, "aaa") || strings.Contains(signs, "bb") ||
		strings.Contains(signs, "e") || strings.Contains(signs, "m") && !m.clock
	if strings.Contains(signs, "a/p") || strings.Contains(signs, "am/pm") {
		rest := strings.NewReplacer("am/pm", "", "a/p", "").Replace(signs)
		m.date = strings.ContainsAny(rest, "ydge")
	}
	m.fraction = m.clock && (strings.Contains(signs, "s.0") || m.elapsed && strings.Contains(signs, ".0"))
	return m
}

// formatSigns returns the signs of the code's first part that mean something,
// in lower case, and what its brackets say: hours, minutes or seconds in them
// go on behind the day; everything else there is colour, condition or language.
func formatSigns(code string) (string, moment) {
	m := moment{}
	var signs strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return strings.ToLower(signs.String()), m
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return strings.ToLower(signs.String()), m
			}
			inside := strings.ToLower(code[i+1 : i+end])
			if inside != "" && (strings.Trim(inside, "h") == "" || strings.Trim(inside, "m") == "" || strings.Trim(inside, "s") == "") {
				m.clock, m.elapsed = true, true
				signs.WriteString(inside[:1])
			}
			i += end
		case ';':
			return strings.ToLower(signs.String()), m
		default:
			signs.WriteByte(c)
		}
	}
	return strings.ToLower(signs.String()), m
}
