package mapping_test

import (
	"strings"
	"testing"

	"redress/ingest/mapping"
)

// A file whose name is withheld has the period of its name all the same, and its
// rejected rows are named as the file is called.
func TestPeriodOfAWithheldName(t *testing.T) {
	source := strings.Replace(strings.Replace(small, "period: file_date", `period: {file_name: '(\d{4})-(\d{2})'}`, 1), "limits: {rejects: 0.1}\n", "", 1)
	m := mapping.NewMapper(parse(t, source), testKey(t), mapping.File{Path: "(withheld).csv", Name: "王小明_2025-03.csv"})
	rows := 0
	for c, err := range m.Complaints(t.Context(), strings.NewReader("Number,Opened,Platform\n1,2024-01-02,Aurora\n2,never,Aurora\n")) {
		rows++
		if err == nil && c.Period != 20250300 {
			t.Errorf("period = %d, want 20250300", c.Period)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "(withheld).csv line 3") {
			t.Errorf("rejected: %v, want (withheld).csv line 3", err)
		}
	}
	if rows != 2 {
		t.Errorf("%d rows, want 2", rows)
	}
}
