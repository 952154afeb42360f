package tabular

import (
	"bytes"
	"strings"
)

// dialectBytes is how much of a file decides on its delimiter and quoting.
const dialectBytes = 64 << 10

// evenRecords is how many records of it decide on the delimiter.
const evenRecords = 50

// decideDialect settles the delimiter and the quoting.
func (r *Reader) decideDialect() error {
	r.delimiter, r.quoting = r.format.Delimiter, r.format.Quoting
	if r.quoting == "" {
		r.quoting = Detect
	}
	r.sepLine()
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
	best := try(sample, whole, candidates[0], r.quoting)
	for _, delimiter := range []byte(candidates[1:]) {
		if next := try(sample, whole, delimiter, r.quoting); next.better(best) {
			best = next
		}
	}
	r.delimiter, r.quoting = best.delimiter, best.quoting
	return nil
}

// sepLine takes the first line sep=; as Excel does: it names the delimiter and
// is no record. A delimiter that is declared stays.
func (r *Reader) sepLine() {
	for !bytes.Contains(r.window.view(), []byte{'\n'}) && len(r.window.view()) < 16 && r.window.more() {
		continue
	}
	line, _, _ := bytes.Cut(r.window.view(), []byte{'\n'})
	named := bytes.Trim(bytes.TrimSuffix(line, []byte{'\r'}), `"`)
	if len(named) != 5 || !bytes.EqualFold(named[:4], []byte("sep=")) {
		return
	}
	if (Format{Delimiter: named[4]}).Validate() != nil {
		return
	}
	if r.delimiter == 0 {
		r.delimiter = named[4]
	}
	r.consume(min(len(line)+1, len(r.window.view())), 1)
}

// A trial is what comes out of reading a sample one way.
type trial struct {
	delimiter byte
	quoting   Quoting
	width     int // the commonest number of fields above one
	even      int // how many records have it
	records   int // of how many, at least 1
}

// better reports whether t is more likely than u how the file was written.
// Even records count first. Between even readings, quotes that all stand where
// they should are no accident; then more columns win.
func (t trial) better(u trial) bool {
	ours, theirs := t.even*u.records, u.even*t.records
	switch {
	case ours != theirs:
		return ours > theirs
	case t.quoting != u.quoting:
		return t.quoting == Quoted
	}
	return t.width > u.width
}

// try reads the sample with the delimiter and settles the quoting for it.
func try(sample string, whole bool, delimiter byte, quoting Quoting) trial {
	if quoting != Unquoted {
		widths, quoted, clean := quotedWidths(sample, whole, delimiter)
		if quoting == Quoted || clean && quoted > 0 {
			return newTrial(delimiter, Quoted, widths)
		}
	}
	return newTrial(delimiter, Unquoted, plainWidths(sample, whole, delimiter))
}

// newTrial rates a reading by the field counts of its records.
func newTrial(delimiter byte, quoting Quoting, widths []int) trial {
	widths = widths[:min(len(widths), evenRecords)]
	t := trial{delimiter: delimiter, quoting: quoting, records: max(1, len(widths))}
	count := make(map[int]int)
	for _, width := range widths {
		if width < 2 {
			continue
		}
		count[width]++
		if n := count[width]; n > t.even || n == t.even && width > t.width {
			t.width, t.even = width, n
		}
	}
	return t
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
// field before any other was closed; a sample may end anywhere. A bad line
// counts as one without fields.
func quotedWidths(sample string, whole bool, delimiter byte) (widths []int, quoted int, clean bool) {
	clean = true
	for rest := sample; rest != ""; {
		record := scanSample(rest, delimiter)
		switch {
		case record.bad:
			clean = false
			widths = append(widths, 0)
			_, after, _ := strings.Cut(rest, "\n")
			rest = after
			continue
		case record.open:
			if whole && quoted+record.quoted == 0 {
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
