package ingest

import "fmt"

// Counts are the books of a file or a load, in rows.
//
// Read = Accepted + Duplicate + Σ Rejected and
// Accepted = New + Replaced + Unchanged.
type Counts struct {
	Read      int64            `json:"read"`
	Accepted  int64            `json:"accepted"`
	Duplicate int64            `json:"duplicate"` // the same complaint again in the same file; the last row wins
	New       int64            `json:"new"`       // complaints nobody had loaded before
	Replaced  int64            `json:"replaced"`  // complaints whose newer state differs
	Unchanged int64            `json:"unchanged"` // complaints that say nothing new, or something older
	Rejected  map[Reason]int64 `json:"rejected"`
}

// RejectedRows is Σ Rejected.
func (c Counts) RejectedRows() int64 {
	var n int64
	for _, rows := range c.Rejected {
		n += rows
	}
	return n
}

// Balance says whether the books balance. An error here is a fault of the
// program: rows were lost or counted twice.
func (c Counts) Balance() error {
	if got := c.Accepted + c.Duplicate + c.RejectedRows(); got != c.Read {
		return fmt.Errorf("books do not balance: read %d, but accepted + duplicate + rejected = %d", c.Read, got)
	}
	if got := c.New + c.Replaced + c.Unchanged; got != c.Accepted {
		return fmt.Errorf("books do not balance: accepted %d, but new + replaced + unchanged = %d", c.Accepted, got)
	}
	return nil
}

func (c *Counts) add(d Counts) {
	c.Read += d.Read
	c.Accepted += d.Accepted
	c.Duplicate += d.Duplicate
	c.New += d.New
	c.Replaced += d.Replaced
	c.Unchanged += d.Unchanged
	for reason, rows := range d.Rejected {
		c.Rejected[reason] += rows
	}
}

// A FileReport is the books of one file.
type FileReport struct {
	Path   string `json:"path"`   // as given, with "!member" for archives
	SHA256 string `json:"sha256"` // hex, of the file as given
	Counts
}

// A Report is what a load did: its books, and every value it could not map.
type Report struct {
	LoadID    uint32       `json:"load_id"`
	Source    string       `json:"source"`
	Release   uint32       `json:"release"`   // the release that holds the load; the current one when nothing changed
	Published bool         `json:"published"` // false: nothing of the load is visible
	Problem   string       `json:"problem,omitempty"`
	Files     []FileReport `json:"files"`
	Counts
	Removed int64 `json:"removed"` // complaints that vanished from a source that is replaced as a whole
	// Unmapped counts, per field, the most frequent of the publisher's values
	// that the declaration does not map, after redaction.
	Unmapped map[string]map[string]int64 `json:"unmapped"`
	// Rejects are the first rejected rows of each reason, for people; all are
	// kept in the table rejects.
	Rejects map[Reason][]RowError `json:"-"`
}
