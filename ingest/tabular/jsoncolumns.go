package tabular

// Bounds on what the keys of a file may cost, whatever the file says.
const (
	mostColumns   = 1 << 14 // as many as a sheet of a workbook can have
	mostKeys      = 1 << 15 // in one record
	mostNodeBytes = 4 << 20 // of paths that are remembered
	mostUnseen    = 1000    // paths that are counted one by one
	longestUnseen = 256     // bytes of such a path
)

// otherKeys is what Unseen counts the keys under that are too many to be
// counted one by one.
const otherKeys = "(other keys)"

// A keyNode is a key at its place in the objects of a file.
type keyNode struct {
	name, path string
	column     int    // -1: not known to be one
	strange    bool   // it is no other spelling of an expected column
	record     uint64 // the last record that had the key
	order      int    // among the children of its parent
	children   []*keyNode
	index      map[string]*keyNode
	next       int // the child that is likely to come next
}

// A keyTree remembers the keys of a file and which of them are columns. A key
// is found by the order of the last object first, since objects of one file
// have their keys in the same order.
type keyTree struct {
	root     keyNode
	columns  []string
	byPath   map[string]int
	fold     func(string) string // nil: names are compared as written
	expected map[string]int      // column by folded name
	unseen   map[string]int
	learning bool // a key that is not a column becomes one
	bytes    int  // of paths
}

// columnOf returns the column of a path, made now where the tree is learning;
// -1 where there is none.
func (t *keyTree) columnOf(path string) int {
	if at, ok := t.byPath[path]; ok {
		return at
	}
	if !t.learning || len(t.columns) == mostColumns {
		return -1
	}
	t.byPath[path] = len(t.columns)
	t.columns = append(t.columns, path)
	return len(t.columns) - 1
}

// expect makes the columns so far those that a key may spell in another way.
func (t *keyTree) expect(fold func(string) string) {
	if fold == nil || len(t.columns) == 0 {
		return
	}
	t.fold, t.expected = fold, map[string]int{}
	for at, name := range t.columns {
		if _, twice := t.expected[fold(name)]; !twice {
			t.expected[fold(name)] = at
		}
	}
}

// spelled returns the expected column that the key at n is in another spelling;
// -1 where there is none.
func (t *keyTree) spelled(n *keyNode) int {
	if t.fold == nil || n.strange {
		return -1
	}
	if _, exact := t.byPath[n.path]; !exact {
		if at, ok := t.expected[t.fold(n.path)]; ok {
			return at
		}
	}
	n.strange = true
	return -1
}

// child returns the node of a key in an object at n. A node beyond the bound is
// made for the moment only; kept is false then.
func (t *keyTree) child(n *keyNode, key []byte) (found *keyNode, kept bool) {
	if n.next < len(n.children) && n.children[n.next].name == string(key) {
		found = n.children[n.next]
		n.next++
		return found, true
	}
	if found = n.index[string(key)]; found != nil {
		n.next = found.order + 1
		return found, true
	}
	path := string(key)
	if n != &t.root {
		path = n.path + "." + path
	}
	found = &keyNode{name: path[len(path)-len(key):], path: path, column: -1, order: len(n.children)}
	cost := len(path) + 100
	if t.bytes+cost > mostNodeBytes {
		return found, false
	}
	t.bytes += cost
	if n.index == nil {
		n.index = map[string]*keyNode{}
	}
	n.index[found.name] = found
	n.children = append(n.children, found)
	n.next = len(n.children)
	return found, true
}

// miss counts a value whose key is no column.
func (t *keyTree) miss(path string) {
	if _, ok := t.unseen[path]; !ok && (len(t.unseen) >= mostUnseen || len(path) > longestUnseen) {
		path = otherKeys
	}
	if t.unseen == nil {
		t.unseen = map[string]int{}
	}
	t.unseen[path]++
}
