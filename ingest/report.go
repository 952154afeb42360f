package ingest

import (
	"fmt"
	"time"
)

// Counts are the books of a file or a load, in rows; Removed in complaints.
//
// Read = Accepted + Duplicate + Σ Rejected and
// Accepted = New + Replaced + Unchanged + Outdated.
type Counts struct {
	Read      int64 `json:"read"`
	Accepted  int64 `json:"accepted"`
	Duplicate int64 `json:"duplicate"` // the same complaint again in the same file; the last row wins
	New       int64 `json:"new"`       // complaints the source did not hold before
	Replaced  int64 `json:"replaced"`  // complaints whose newer state differs
	Unchanged int64 `json:"unchanged"` // complaints that say what is known
	// Outdated counts complaints of which something newer was known already, as of
	// an older file that is loaded after a newer one. They change nothing, whatever
	// they say.
	Outdated int64 `json:"outdated"`
	// Removed counts complaints that the source does not hold any more. It is no
	// part of Read: complaints afterwards = before + New - Removed.
	Removed  int64            `json:"removed"`
	Rejected map[Reason]int64 `json:"rejected"`
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
	if got := c.New + c.Replaced + c.Unchanged + c.Outdated; got != c.Accepted {
		return fmt.Errorf("books do not balance: accepted %d, but new + replaced + unchanged + outdated = %d", c.Accepted, got)
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
	c.Outdated += d.Outdated
	c.Removed += d.Removed
	for reason, rows := range d.Rejected {
		c.Rejected[reason] += rows
	}
}

// Recount makes the load's counts the sum of its files'.
func (r *Report) Recount() {
	r.Counts = emptyCounts()
	for i := range r.Files {
		r.add(r.Files[i].Counts)
	}
}

// A FileReport is the books of one file.
type FileReport struct {
	Path   string `json:"path"`   // as given, with "!member" for archives
	SHA256 string `json:"sha256"` // hex, of the file as given
	// LostCharacters were not in the file's encoding and stand as � in texts: a
	// sign that another encoding is meant.
	LostCharacters int64 `json:"lost_characters,omitempty"`
	// UnreadSheets are the visible sheets of a workbook that were not read.
	UnreadSheets []string `json:"unread_sheets,omitempty"`
	// ReadSheets are the sheets that were read, where they are several.
	ReadSheets []string `json:"read_sheets,omitempty"`
	// LeftOut are the members of the file's archive that were not read, because
	// they are no tables or nobody asks for them. They stand with the first member
	// read behind them.
	LeftOut []string `json:"left_out,omitempty"`
	// SkippedRows are rows above the header, and BlankRows rows without a value in
	// any cell: neither count as read.
	SkippedRows int64 `json:"skipped_rows,omitempty"`
	BlankRows   int64 `json:"blank_rows,omitempty"`
	lost        []LostField
	Counts
}

// A Report is what a load did: its books, and every value it could not map.
type Report struct {
	LoadID    uint32 `json:"load_id"`
	Source    string `json:"source"`
	Release   uint32 `json:"release"`   // the release that holds the load; the current one when nothing changed
	Published bool   `json:"published"` // false: nothing of the load is visible
	// Held is true where the load waits for somebody to look at Breaches and to
	// release or discard it.
	Held     bool     `json:"held"`
	Breaches []Breach `json:"breaches,omitempty"`
	// Released is true where somebody has looked at Breaches and let it pass.
	Released bool `json:"released,omitempty"`
	// NotModified is true where nothing was read, as nothing has changed since
	// the last load.
	NotModified bool `json:"not_modified,omitempty"`
	// Slot is the instant of the timetable the load was due at; zero for a load
	// that somebody asked for.
	Slot    time.Time    `json:"slot,omitzero"`
	Problem string       `json:"problem,omitempty"`
	Files   []FileReport `json:"files"`
	Counts
	// Unmapped counts, per field, the most frequent of the publisher's values
	// that the declaration does not map, after redaction.
	Unmapped map[string]map[string]int64 `json:"unmapped"`
	// Rejects are the first rejected rows of each reason, for people; all are
	// kept in the table rejects.
	Rejects map[Reason][]RowError `json:"-"`
}
