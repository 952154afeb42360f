package tabular

import "strings"

// dialectBytes is how much of a file decides on its delimiter and quoting.
const dialectBytes = 64 << 10

// evenRecords is how many records of it decide on the delimiter.
const evenRecords = 200

// decideDialect settles the delimiter and the quoting.
func (r *Reader) decideDialect() error {
	r.delimiter, r.quoting = r.format.Delimiter, r.format.Quoting
	if r.quoting == "" {
		r.quoting = Detect
	}
	if r.delimiter != 0 && r.quoting != Detect {
		return nil
	}
	for len(r.window.view()) < dialectBytes && r.window.more() {
		continue
	}
	view := r.window.view()
	sample := string(view[:min(len(view), dialectBytes)])
	whole := len(sample) == len(view) && r.window.err != nil
	candidates := ",;\t|"
	if r.delimiter != 0 {
		candidates = string(rune(r.delimiter))
	}
	best := trial{score: -1}
	for _, delimiter := range []byte(candidates) {
		if next := try(sample, whole, delimiter, r.quoting); next.score > best.score {
			best = next
		}
	}
	r.delimiter, r.quoting = best.delimiter, best.quoting
	return nil
}

// A trial is what comes out of reading a sample one way.
type trial struct {
	delimiter byte
	quoting   Quoting
	score     float64 // share of records of the commonest width, and that width for a tie; 0: one column
}

// try reads the sample with the delimiter and settles the quoting for it.
func try(sample string, whole bool, delimiter byte, quoting Quoting) trial {
	if quoting != Unquoted {
		widths, quoted, clean := quotedWidths(sample, whole, delimiter)
		if quoting == Quoted || clean && quoted > 0 {
			return trial{delimiter, Quoted, evenness(widths)}
		}
	}
	return trial{delimiter, Unquoted, evenness(plainWidths(sample, whole, delimiter))}
}

// evenness rates the field counts of records: the share of the commonest count
// above one, with the count itself, which is small beside a share, for a tie.
func evenness(widths []int) float64 {
	widths = widths[:min(len(widths), evenRecords)]
	count := make(map[int]int)
	best := 0.0
	for _, width := range widths {
		if width < 2 {
			continue
		}
		count[width]++
		best = max(best, float64(count[width])/float64(len(widths))+float64(min(width, 1000))*1e-6)
	}
	return best
}

// plainWidths counts the fields of each whole line of the sample. With whole,
// the last line counts too though nothing ends it.
func plainWidths(sample string, whole bool, delimiter byte) []int {
	var widths []int
	for line := range strings.Lines(sample) {
		if !whole && !strings.HasSuffix(line, "\n") {
			break
		}
		if strings.TrimRight(line, "\r\n") != "" {
			widths = append(widths, strings.Count(line, string(rune(delimiter)))+1)
		}
	}
	return widths
}

// quotedWidths counts the fields of each whole record of the sample read as
// RFC 4180, and the quoted fields among them. It is not clean where a quote
// stands at a place the RFC does not allow, or the file ends inside a quoted
// field before any other was closed; a sample may end anywhere. Bad lines
// are passed over.
func quotedWidths(sample string, whole bool, delimiter byte) (widths []int, quoted int, clean bool) {
	clean = true
	for rest := sample; rest != ""; {
		record := scanSample(rest, delimiter)
		switch {
		case record.bad:
			clean = false
			_, after, _ := strings.Cut(rest, "\n")
			rest = after
			continue
		case record.open:
			if whole && quoted == 0 {
				clean = false
			}
			return widths, quoted + record.quoted, clean
		case record.size == len(rest) && !whole && rest[len(rest)-1] != '\n':
			return widths, quoted + record.quoted, clean
		}
		if text := strings.TrimRight(rest[:record.size], "\r\n"); text != "" {
			widths = append(widths, record.fields)
		}
		quoted += record.quoted
		rest = rest[record.size:]
	}
	return widths, quoted, clean
}
