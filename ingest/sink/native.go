package sink

import (
	"encoding/binary"
	"unsafe"
)

// The columns below hold values as ClickHouse's Native format writes them, so
// that a complaint is turned into bytes once, when it is added, and a block is
// sent without being copied again. They are written here and not by the driver
// because its LowCardinality takes every value in an interface and looks it up in
// a map of interfaces, which cost more than everything else in the write path.
//
// Each column is reused from block to block and keeps its memory.

// fixed is a column of values of a fixed size, little end first: FixedString,
// UInt16, UInt32, UInt64, Date.
type fixed struct{ data []byte }

func (f *fixed) bytes(v []byte)  { f.data = append(f.data, v...) }
func (f *fixed) uint16(v uint16) { f.data = binary.LittleEndian.AppendUint16(f.data, v) }
func (f *fixed) uint32(v uint32) { f.data = binary.LittleEndian.AppendUint32(f.data, v) }
func (f *fixed) uint64(v uint64) { f.data = binary.LittleEndian.AppendUint64(f.data, v) }

func (f *fixed) reset()                       { f.data = f.data[:0] }
func (f *fixed) parts(into [][]byte) [][]byte { return append(into, f.data) }

// nullable is a column of values that may be unknown: a byte each that says so,
// then the values, with zeros where there is none.
type nullable struct {
	nulls []byte
	fixed
}

func (n *nullable) known() { n.nulls = append(n.nulls, 0) }

// unknown adds a NULL of a type of size bytes.
func (n *nullable) unknown(size int) {
	n.nulls = append(n.nulls, 1)
	n.data = append(n.data, zeros[:size]...)
}

var zeros [8]byte

func (n *nullable) reset()                       { n.nulls, n.data = n.nulls[:0], n.data[:0] }
func (n *nullable) parts(into [][]byte) [][]byte { return append(into, n.nulls, n.data) }

// texts is a Nullable(String) column.
type textColumn struct{ nullable }

// add appends a text; empty is unknown.
func (t *textColumn) add(s string) {
	if s == "" {
		t.nulls = append(t.nulls, 1)
	} else {
		t.known()
	}
	t.data = binary.AppendUvarint(t.data, uint64(len(s)))
	t.data = append(t.data, s...)
}

// The parts of a LowCardinality column in Native: how its keys are kept, then
// the dictionary, then a key for each row.
const (
	sharedDictionaries = 1 // the version of the serialisation
	additionalKeys     = 1 << 9
	updateDictionary   = 1 << 10
	keysUint16         = 1
)

// maxWords is how many different words a block can hold in one column: the keys
// are 16 bits wide, and the first two stand for NULL and the empty word.
const maxWords = 1<<16 - 2

// words is a LowCardinality(String) or LowCardinality(Nullable(String)) column:
// each distinct word once and a key for each row.
type words struct {
	nullable bool
	index    map[string]uint16
	words    []byte // the dictionary as it is sent
	count    int    // of its entries
	keys     fixed
	rows     int
	// recent finds a word again by where its text lies: the mapping gives the
	// same text for the same word most of the time.
	recent [64]struct {
		at  *byte
		len int
		key uint16
	}
	head, tail []byte
}

func newWords(canBeNull bool) words {
	w := words{nullable: canBeNull, index: map[string]uint16{}}
	w.reset()
	return w
}

func (w *words) reset() {
	clear(w.index)
	w.words = append(w.words[:0], 0) // the default, the empty word
	w.count = 1
	if w.nullable { // where NULL comes before it
		w.words = append(w.words, 0)
		w.count = 2
	}
	w.keys.reset()
	w.rows = 0
	clear(w.recent[:])
}

// add appends a word. Empty is unknown: NULL where the column can hold it.
func (w *words) add(s string) {
	w.rows++
	if s == "" {
		w.keys.uint16(0)
		return
	}
	at := unsafe.StringData(s)
	// Texts are at least 16 bytes apart in memory, or lie in one row.
	slot := &w.recent[uintptr(unsafe.Pointer(at))>>4%uintptr(len(w.recent))]
	if slot.at == at && slot.len == len(s) {
		w.keys.uint16(slot.key)
		return
	}
	key, known := w.index[s]
	if !known {
		key = uint16(w.count)
		w.index[s] = key
		w.count++
		w.words = binary.AppendUvarint(w.words, uint64(len(s)))
		w.words = append(w.words, s...)
	}
	slot.at, slot.len, slot.key = at, len(s), key
	w.keys.uint16(key)
}

// prefix is what comes before everything else of the column, also before the
// offsets of an array around it.
func (w *words) prefix(into [][]byte) [][]byte { return append(into, dictionaryVersion[:]) }

var dictionaryVersion = [8]byte{sharedDictionaries}

// body is the column without its prefix. A column without rows has none.
func (w *words) body(into [][]byte) [][]byte {
	if w.rows == 0 {
		return into
	}
	w.head = binary.LittleEndian.AppendUint64(w.head[:0], keysUint16|additionalKeys|updateDictionary)
	w.head = binary.LittleEndian.AppendUint64(w.head, uint64(w.count))
	w.tail = binary.LittleEndian.AppendUint64(w.tail[:0], uint64(w.rows))
	return append(into, w.head, w.words, w.tail, w.keys.data)
}

func (w *words) parts(into [][]byte) [][]byte { return w.body(w.prefix(into)) }

// wordLists is an Array(LowCardinality(String)) column.
type wordLists struct {
	ends  fixed // where each row's list ends
	words words
}

func newWordLists() wordLists { return wordLists{words: newWords(false)} }

// end closes the list of the row.
func (l *wordLists) end() { l.ends.uint64(uint64(l.words.rows)) }

func (l *wordLists) reset() { l.ends.reset(); l.words.reset() }

func (l *wordLists) parts(into [][]byte) [][]byte {
	return l.words.body(append(l.words.prefix(into), l.ends.data))
}

// dayLists is an Array(Nullable(Date)) column.
type dayLists struct {
	ends fixed
	days nullable
}

func (l *dayLists) end() { l.ends.uint64(uint64(len(l.days.nulls))) }

func (l *dayLists) reset() { l.ends.reset(); l.days.reset() }

func (l *dayLists) parts(into [][]byte) [][]byte { return l.days.parts(append(into, l.ends.data)) }
