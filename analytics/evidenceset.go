package analytics

import (
	"math/bits"
	"slices"

	"redress/ingest/complaint"
)

// An EvidenceSet is a set of kinds of evidence: bit i is complaint.EvidenceKinds[i].
// 0 is none.
type EvidenceSet uint64

// EvidenceSetOf makes a set of kinds.
func EvidenceSetOf(kinds ...complaint.Evidence) EvidenceSet {
	var set EvidenceSet
	for _, kind := range kinds {
		if i := slices.Index(complaint.EvidenceKinds, kind); i >= 0 {
			set |= 1 << i
		}
	}
	return set
}

// Kinds lists what is in the set, in the order of complaint.EvidenceKinds.
func (s EvidenceSet) Kinds() []complaint.Evidence {
	var kinds []complaint.Evidence
	for i, kind := range complaint.EvidenceKinds {
		if s&(1<<i) != 0 {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// Holds reports whether everything in other is in the set.
func (s EvidenceSet) Holds(other EvidenceSet) bool { return s&other == other }

func (s EvidenceSet) size() int { return bits.OnesCount64(uint64(s)) }

// An EvidenceSetCount counts the complaints that come with exactly one set.
type EvidenceSetCount struct {
	Set        EvidenceSet
	Complaints int64
}

// An EvidenceStratum counts the judged complaints of one kind: an issue, a platform
// and a band of the amount claimed. With… tell those with all of the i-th set asked
// for, and perhaps more.
type EvidenceStratum struct {
	Issue                   string
	Platform                string // "" for all small ones together
	Band                    string // currency and lowest amount of the band; "" where nobody says the amount
	Rated, Resolved         int64
	WithRated, WithResolved []int64
}

// An EvidenceDay counts the complaints closed so many days after they were opened,
// and those open for so long at the data cut. With… are as in EvidenceStratum.
type EvidenceDay struct {
	Days                 *int // nil: closed on a day nobody says
	Closed, Open         int64
	ClosedWith, OpenWith []int64
}

// maxBundles is how many sets of two or more kinds are looked at: the most frequent
// ones. Every further one weakens what can be said of the others.
const maxBundles = 5

// leastBundle is how many complaints come with exactly a set that is looked at as a
// bundle.
const leastBundle = 30

// evidenceTests are the sets whose effect is asked for: every kind, in the order of
// the vocabulary, then the most frequent sets of two or more.
func evidenceTests(counts []EvidenceSetCount) []EvidenceSet {
	tests := make([]EvidenceSet, 0, len(complaint.EvidenceKinds)+maxBundles)
	for _, kind := range complaint.EvidenceKinds {
		tests = append(tests, EvidenceSetOf(kind))
	}
	for _, c := range counts {
		if len(tests) == cap(tests) {
			break
		}
		if c.Set.size() > 1 && c.Complaints >= leastBundle {
			tests = append(tests, c.Set)
		}
	}
	return tests
}
