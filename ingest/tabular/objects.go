package tabular

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// What decides on the header of JSON and NDJSON: the first objects, up to
// either bound, the first one whatever its size.
const (
	learnObjects = 1000
	learnBytes   = 1 << 20
)

// A pieceState says how far a piece goes.
type pieceState int

const (
	whole    pieceState = iota // a record, good or bad, from start to end
	over                       // no further record
	cut                        // the file ends inside the record
	long                       // it goes on beyond the limit
	unclosed                   // a quote is missing: where it ends cannot be told
)

// A piece is where the next record lies behind the reader's place.
type piece struct {
	start, end int
	state      pieceState
}

// An objectTable reads the records of JSON and NDJSON. They differ in how the
// next record is found and in what to do where it cannot be.
type objectTable struct {
	r    *Reader
	flat *flattener
	// peek finds the record at the given distance or behind and consumes nothing.
	peek func(from int) (piece, error)
	// pass is called where no whole record is in front.
	pass func(piece) (Record, error)
	// doubt is called before the header is given; nil: nothing to doubt.
	doubt func() error
	// between are the bytes that may stand between records.
	between string
	ahead   bool   // the header has been given
	counts  bool   // a line may hold several records, so they are numbered
	number  int    // of the record given last
	margin  []byte // what stands in front on the same line, see longestMargin
}

// longestMargin is how much of a line is remembered: enough for any indent.
const longestMargin = 64

// next returns the header, then the records.
func (t *objectTable) next() (Record, error) {
	if !t.ahead {
		t.ahead = true
		if !t.r.see(0) {
			return Record{}, t.r.endOfStream()
		}
		if err := t.learn(); err != nil {
			return Record{}, err
		}
		if t.doubt != nil {
			if err := t.doubt(); err != nil {
				return Record{}, err
			}
		}
		return Record{Fields: append([]string(nil), t.flat.columns...)}, nil
	}
	record, err := t.record()
	var bad *SyntaxError
	switch faulty := errors.As(err, &bad); {
	case !t.counts || err != nil && !faulty:
	case faulty:
		t.number++
		bad.Number = t.number
	default:
		t.number++
		record.Number = t.number
	}
	return record, err
}

// record returns the next record behind the header.
func (t *objectTable) record() (Record, error) {
	if err := t.skipBetween(); err != nil {
		return Record{}, err
	}
	p, err := t.peek(0)
	if err != nil {
		return Record{}, err
	}
	if p.state != whole {
		return t.pass(p)
	}
	t.step(p.start)
	return t.object(p.end - p.start)
}

// step moves past size bytes, counting lines.
func (t *objectTable) step(size int) {
	text := t.r.window.view()[:size]
	if i := bytes.LastIndexByte(text, '\n'); i >= 0 {
		t.margin, text = t.margin[:0], text[i+1:]
	}
	if room := longestMargin - len(t.margin); room > 0 {
		t.margin = append(t.margin, text[:min(len(text), room)]...)
	}
	t.r.consume(size, bytes.Count(t.r.window.view()[:size], []byte{'\n'}))
}

// skipBetween moves past what stands between records, however long it is.
func (t *objectTable) skipBetween() error {
	r := t.r
	for {
		view := r.window.view()
		n := 0
		for n < len(view) && strings.IndexByte(t.between, view[n]) >= 0 {
			n++
		}
		t.step(n)
		if n < len(view) {
			return nil
		}
		if !r.window.more() {
			if r.window.err != io.EOF {
				return r.readError()
			}
			return nil
		}
	}
}

// object reads the record in front.
func (t *objectTable) object(size int) (Record, error) {
	r := t.r
	content := r.window.view()[:size]
	bad, faulty := r.fault(content, size)
	if !faulty {
		bad = t.flat.read(content)
		r.replaced += t.flat.replaced
	}
	if bad != "" {
		return Record{}, t.reject(bad, size)
	}
	record := Record{Line: r.line, Fields: t.flat.cut()}
	t.step(size)
	return record, nil
}

// reject moves past size bad bytes and reports them. Several elements of JSON
// may stand on one line.
func (t *objectTable) reject(fault Fault, size int) error {
	bad := &SyntaxError{Line: t.r.line, Lines: max(1, countLines(t.r.window.view()[:size])), Kind: fault}
	t.step(size)
	return bad
}

// learn makes the header of the first objects. Faults of the stream and of the
// document are left to the reading.
func (t *objectTable) learn() error {
	from := 0
	for n := 0; n < learnObjects && from < learnBytes; n++ {
		p, err := t.peek(from)
		if err != nil && n == 0 {
			return err
		}
		if err != nil || p.state != whole {
			break
		}
		t.flat.learn(t.r.window.view()[p.start:p.end])
		from = p.end
	}
	return nil
}

// endOfStream is io.EOF, or the fault that ended the stream.
func (r *Reader) endOfStream() error {
	if r.window.err != io.EOF {
		return r.readError()
	}
	return io.EOF
}

// Unseen counts the values of JSON and NDJSON that are in no record because
// their key came up only behind the objects that made the header, by path.
// Beyond a thousand paths they are counted together.
func (r *Reader) Unseen() map[string]int {
	if r.objects == nil {
		return nil
	}
	return r.objects.flat.unseen
}
