package tabular

// A flattener makes one record of each JSON object: a field for each column,
// named by the keys on the way to it with dots between them.
type flattener struct {
	keyTree
	jsonText
	record uint64
	keys   int      // of this record
	given  []uint64 // by column: the last record that has it
	spans  []span   // by column: where in joined its text is
	paths  []string // by column: the key that gave it last
	joined []byte
	name   []byte
	extra  map[extraKey]struct{} // keys of this record beyond what the tree remembers
	fields []string
}

// An extraKey is a key that the tree does not remember, in the object at parent.
type extraKey struct {
	parent *keyNode
	name   string
}

func newFlattener(format Format) *flattener {
	f := &flattener{keyTree: keyTree{byPath: map[string]int{}}}
	f.learning = true
	for _, name := range format.Expect {
		f.columnOf(name)
	}
	f.learning = false
	f.expect(format.Fold)
	return f
}

// learn makes columns of the keys of an object. What is wrong with it will be
// told when it is read.
func (f *flattener) learn(object []byte) {
	f.learning = true
	f.read(object)
	f.learning = false
}

// read takes the values of one object. The fault is empty for a good one.
func (f *flattener) read(object []byte) Fault {
	f.record++
	f.jsonText = jsonText{text: object}
	f.joined, f.keys = f.joined[:0], 0
	clear(f.extra)
	switch {
	case f.peek() != '{' || !f.object(&f.root, 1) || f.peek() != 0 || f.at < len(f.text):
		if f.keys > mostKeys {
			return TooLong
		}
		return Malformed
	case f.nul:
		return BadEncoding
	}
	return ""
}

// cut returns the fields of the object that was read last. They share one
// string.
func (f *flattener) cut() []string {
	shared := string(f.joined)
	f.fields = f.fields[:0]
	for at := range f.columns {
		text := ""
		if at < len(f.given) && f.given[at] == f.record {
			text = shared[f.spans[at].start:f.spans[at].end]
		}
		f.fields = append(f.fields, text)
	}
	return f.fields
}

// object reads the object at at, whose keys belong below n.
func (f *flattener) object(n *keyNode, depth int) bool {
	f.at++
	n.next = 0
	if depth > deepest {
		return false
	}
	if f.take('}') {
		return true
	}
	for {
		var ok bool
		if f.name, ok = f.str(f.name[:0]); !ok || !f.take(':') {
			return false
		}
		child, kept := f.child(n, f.name)
		f.keys++
		if f.keys > mostKeys || !f.first(n, child, kept) || !f.value(child, depth) {
			return false
		}
		if !f.take(',') {
			return f.take('}')
		}
	}
}

// first reports whether the record has not had the key before: which of two
// values is meant cannot be told.
func (f *flattener) first(parent, child *keyNode, kept bool) bool {
	if kept {
		again := child.record == f.record
		child.record = f.record
		return !again
	}
	if f.extra == nil {
		f.extra = map[extraKey]struct{}{}
	}
	key := extraKey{parent, child.name}
	_, again := f.extra[key]
	f.extra[key] = struct{}{}
	return !again
}

// value reads the value of the key at n.
func (f *flattener) value(n *keyNode, depth int) bool {
	c := f.peek()
	if c == '{' {
		keys := f.keys
		if !f.object(n, depth+1) {
			return false
		}
		// An object without keys says nothing, but its key is one.
		return f.keys > keys || f.put(n, len(f.joined))
	}
	start, ok := len(f.joined), true
	switch c {
	case '"':
		f.joined, ok = f.str(f.joined)
	case '[':
		ok = f.array(depth + 1)
	default:
		var word []byte
		if word, ok = f.word(); string(word) != "null" {
			f.joined = append(f.joined, word...)
		}
	}
	return ok && f.put(n, start)
}

// array appends the texts of an array of scalars with line ends between them,
// nulls passed over; of any other array it appends the JSON as it is written.
func (f *flattener) array(depth int) bool {
	begin, start := f.at, len(f.joined)
	f.at++
	if f.take(']') {
		return true
	}
	for empty := true; ; {
		before := len(f.joined)
		if !empty {
			f.joined = append(f.joined, '\n')
		}
		ok := false
		switch f.peek() {
		case '{', '[':
			f.at = begin
			if !f.skip(depth, f.name[:0]) {
				return false
			}
			f.joined = append(f.joined[:start], f.text[begin:f.at]...)
			return true
		case '"':
			f.joined, ok = f.str(f.joined)
			empty = false
		default:
			var word []byte
			if word, ok = f.word(); string(word) == "null" {
				f.joined = f.joined[:before]
			} else {
				f.joined = append(f.joined, word...)
				empty = false
			}
		}
		if !ok {
			return false
		}
		if !f.take(',') {
			return f.take(']')
		}
	}
}

// put notes that the key at n has the text behind start. It is false where
// another key of the record is the same column; while the header is made, two
// spellings of an expected column in one record are two columns, so that who
// reads the header can tell.
func (f *flattener) put(n *keyNode, start int) bool {
	if n.column < 0 {
		if n.column = f.spelled(n); n.column < 0 {
			n.column = f.columnOf(n.path)
		}
		if n.column < 0 {
			if len(f.joined) > start && !f.learning {
				f.miss(n.path)
			}
			f.joined = f.joined[:start]
			return true
		}
	}
	for len(f.given) <= n.column {
		f.given = append(f.given, 0)
		f.spans = append(f.spans, span{})
		f.paths = append(f.paths, "")
	}
	again := f.given[n.column] == f.record
	if again && f.learning && f.paths[n.column] != n.path && len(f.columns) < mostColumns {
		n.column = len(f.columns)
		f.columns = append(f.columns, n.path)
		return true
	}
	f.paths[n.column] = n.path
	f.given[n.column] = f.record
	f.spans[n.column] = span{start: start, end: len(f.joined)}
	return !again
}
