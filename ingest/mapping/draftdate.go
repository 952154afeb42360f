package mapping

import (
	"slices"
	"strings"
	"time"
)

// Years outside of these are no complaint's: eight digits that are a number
// are not taken for a day.
const (
	draftFirstYear = 1990
	draftLastYear  = 2100
)

// draftLayouts are the layouts a draft tries, strict ones before loose ones.
func draftLayouts() []string {
	days := []string{"YYYY-MM-DD", "YYYY/MM/DD", "YYYY.MM.DD", "DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "DD.MM.YYYY",
		"YYYY年MM月DD日", "YYYYMMDD", "DD/MM/YY", "MM/DD/YY", "DD MMM YYYY", "DD-MMM-YYYY", "DD-MMM-YY",
		"YYYY-M-D", "YYYY/M/D", "YYYY.M.D", "D/M/YYYY", "M/D/YYYY", "D-M-YYYY", "M-D-YYYY", "D.M.YYYY", "YYYY年M月D日", "D/M/YY", "M/D/YY",
		"D MMM YYYY", "D-MMM-YYYY", "D-MMM-YY", "MMM D, YYYY", "D 'de' MMM 'de' YYYY"}
	times := []string{"", "Thh:mm:ssZ", "Thh:mm:ss.fZ", "Thh:mm:ss", "Thh:mm:ss.f", " hh:mm:ss", " hh:mm:ss.f", " hh:mm", " hh:mm:ss AM", " hh:mm AM",
		" hh:mm:ssZ", " hh:mm:ss Z", " hh:mm:ss.f Z", " H:mm:ss", " H:mm", " H:mm:ss AM", " H:mm AM"}
	var all []string
	for _, clock := range times {
		for _, day := range days {
			all = append(all, day+clock)
		}
	}
	return all
}

// A foundDate is how the dates of a column are written.
type foundDate struct {
	layouts   []string
	share     float64 // of the cells that they read
	ambiguous bool    // every value is a date with day and month swapped too
}

// findDates finds the layouts of a column; nil where it holds no dates.
func findDates(p *profile) *foundDate {
	if len(p.sample) == 0 || !isDateLike(p.sample[0]) && p.share(isDateLike) < 0.5 {
		return nil
	}
	rest := slices.Clone(p.sample)
	found := &foundDate{}
	for len(rest) > 0 && len(found.layouts) < 4 {
		best, read := bestLayout(rest)
		if best.source == "" || len(read) == len(rest) {
			break
		}
		found.layouts = append(found.layouts, best.source)
		if len(found.layouts) == 1 {
			found.ambiguous = isAmbiguous(best, p.sample)
		}
		rest = read
	}
	if found.share = 1 - float64(len(rest))/float64(len(p.sample)); found.share < 0.8 {
		return nil
	}
	return found
}

// bestLayout is the layout that reads most cells, and the cells it does not
// read.
func bestLayout(cells []string) (best layout, unread []string) {
	unread = cells
	first := cells[:min(len(cells), 20)]
	for _, source := range draftLayouts() {
		l, err := compileLayout(source)
		if err != nil || len(leftOver(&l, first)) == len(first) {
			continue
		}
		if left := leftOver(&l, cells); len(left) < len(unread) {
			best, unread = l, left
		}
	}
	return best, unread
}

func leftOver(l *layout, cells []string) []string {
	var left []string
	for _, cell := range cells {
		if !readsDay(l, cell) {
			left = append(left, cell)
		}
	}
	return left
}

func readsDay(l *layout, cell string) bool {
	r := dateReader{layouts: []layout{*l}, zone: time.UTC, written: time.UTC}
	day, _, ok := r.read(cell)
	return ok && day.Time().Year() >= draftFirstYear && day.Time().Year() <= draftLastYear
}

// isAmbiguous reports whether each value is a date with day and month swapped
// too; a layout that begins with the year is taken at its word.
func isAmbiguous(l layout, cells []string) bool {
	if strings.HasPrefix(l.source, "YYYY") {
		return false
	}
	other, ok := (dateReader{layouts: []layout{l}, zone: time.UTC, written: time.UTC}).swapped()
	return ok && len(leftOver(&other.layouts[0], cells)) == 0
}

// isDateLike reports whether a cell can be a date at all: six digits or more of
// which some stand apart, or eight in a row.
func isDateLike(cell string) bool {
	if len(cell) < 6 || len(cell) > 40 {
		return false
	}
	digits := len(onlyDigits(narrowDigits(cell)))
	if digits == len(cell) {
		return digits == 8 && (strings.HasPrefix(cell, "19") || strings.HasPrefix(cell, "20"))
	}
	return digits >= 3 && strings.ContainsAny(cell, "-/.:年 ") && digits*2 >= len(cell)-12
}
