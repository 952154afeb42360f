package analytics

import (
	"context"

	"redress/ingest/complaint"
)

// documented is what a table knows of evidence and of the sizes of platforms.
type documented struct {
	sets      []EvidenceSetCount
	judged    []EvidenceStratum
	closed    []EvidenceDay
	exposures []Exposure
	exposed   map[string]int64
}

func (s table) EvidenceSets(context.Context, Release, Selection) ([]EvidenceSetCount, error) {
	return s.sets, nil
}

func (s table) EvidenceStrata(context.Context, Release, Selection, []EvidenceSet, int64) ([]EvidenceStratum, error) {
	return s.judged, nil
}

func (s table) EvidenceDays(context.Context, Release, Selection, []EvidenceSet, complaint.Day) ([]EvidenceDay, error) {
	return s.closed, nil
}

func (s table) Exposures(context.Context, Release, string) ([]Exposure, error) {
	return s.exposures, nil
}

func (s table) Exposed(context.Context, Release, Selection, []PlatformDays) (map[string]int64, error) {
	return s.exposed, nil
}
