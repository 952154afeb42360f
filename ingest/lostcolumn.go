package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A LostField is a field of which a file lacks every column: it is unknown in all
// complaints of the file.
type LostField struct {
	Field   string   // of the record: category
	Columns []string // the publisher's headers, the best of each column
}

// Filled says of how many complaints that the source holds now a field is known.
type Filled struct {
	Complaints int64            // those of the newest load that changed any, and those the load speaks of
	Known      map[string]int64 // by field; a field that is not listed in none
}

// lostFields are the fields that every file of the load lacks, as the first of
// them says it.
func lostFields(files []FileReport) []LostField {
	if len(files) == 0 {
		return nil
	}
	var lost []LostField
	for _, l := range files[0].lost {
		everywhere := !slices.ContainsFunc(files[1:], func(f FileReport) bool {
			return !slices.ContainsFunc(f.lost, func(other LostField) bool { return other.Field == l.Field })
		})
		if everywhere {
			lost = append(lost, l)
		}
	}
	return lost
}

// lostColumns are the breaches of a load whose files lack columns that were filled
// before: what they said would be unknown from now on, or be erased.
func lostColumns(ctx context.Context, allowed float64, sink Sink, files []FileReport) ([]Breach, error) {
	lost := lostFields(files)
	if allowed < 0 || len(lost) == 0 || sink.Current() == 0 {
		return nil, nil
	}
	var fields []string
	for _, l := range lost {
		fields = append(fields, l.Field)
	}
	filled, err := sink.Filled(ctx, fields)
	if err != nil {
		return nil, fmt.Errorf("compare with the columns of earlier loads: %w", err)
	}
	var out []Breach
	for _, l := range lost {
		rows := filled.Known[l.Field]
		if rows == 0 || float64(rows)/float64(filled.Complaints) <= allowed {
			continue
		}
		b := Breach{Gate: GateColumns, Subject: strings.Join(l.Columns, ", "), Measured: float64(rows) / float64(filled.Complaints), Allowed: allowed, Rows: rows}
		at := slices.IndexFunc(out, func(other Breach) bool { return other.Subject == b.Subject })
		switch {
		case at < 0:
			out = append(out, b)
		case out[at].Rows < b.Rows: // a column may fill several fields
			out[at] = b
		}
	}
	return out, nil
}
