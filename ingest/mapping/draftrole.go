package mapping

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// draftRoles say which column is for what; -1: none.
type draftRoles struct {
	field    map[role]int
	dates    map[int]*foundDate // of the columns that hold dates
	amounts  map[int]byte       // the sign before cents of the columns that hold sums
	trade    []int
	legal    []int
	personal []int
}

// of is the column of a field, -1 for none.
func (r *draftRoles) of(field role) int {
	if col, ok := r.field[field]; ok {
		return col
	}
	return -1
}

// has reports whether a column fills a field.
func (r *draftRoles) has(col int) bool {
	for _, used := range r.field {
		if used == col {
			return true
		}
	}
	return slices.Contains(r.trade, col) || slices.Contains(r.legal, col)
}

const (
	// fewValues is how many different values a column of codes has at most.
	fewValues = 60
	// issueValues likewise, of issues.
	issueValues = 400
)

// assign finds a column for each field: by the words of headers, judged by
// what the cells are.
func (f *draftFile) assign() *draftRoles {
	r := &draftRoles{field: map[role]int{}, dates: map[int]*foundDate{}, amounts: map[int]byte{}}
	best := map[role]float64{}
	for i, p := range f.columns {
		if found := findDates(p); found != nil {
			r.dates[i] = found
		}
		said, words := roleOf(p.header)
		if said == personalRole || said == noRole || p.cells == 0 {
			continue
		}
		score := words + f.fits(r, i, said) + float64(p.cells)/float64(f.rows)
		if _, taken := best[said]; (!taken || score > best[said]) && score > 0 {
			best[said], r.field[said] = score, i
		}
	}
	f.findOutcome(r)
	f.findParties(r)
	f.findOpened(r)
	f.findPersonal(r)
	f.findID(r)
	return r
}

// fits says how well the cells of a column fit a role its header tells:
// hopeless below zero, whatever the header.
func (f *draftFile) fits(r *draftRoles, i int, said role) float64 {
	p, never := f.columns[i], float64(-10)
	coded := slices.ContainsFunc(headerParts(p.header), func(word string) bool {
		return slices.Contains([]string{"codigo", "code", "cod", "代码", "编码"}, word)
	})
	numbers := p.share(func(cell string) bool { return onlyDigits(cell) == cell }) > 0.9
	switch said {
	case "opened_on", "responded_on", "closed_on":
		if r.dates[i] == nil {
			return never
		}
		return r.dates[i].share
	case idRole:
		if p.more || len(p.distinct)*10 < p.cells*9 || p.cells*100 < f.rows*95 || p.meanLength() > 64 {
			return never
		}
	case "amount_claimed", "amount_recovered":
		point, share := amountPoint(p)
		if share < 0.9 {
			return never
		}
		r.amounts[i] = point
	case "rating":
		if p.share(func(cell string) bool { return len(cell) == 1 && "1" <= cell && cell <= "5" }) < 0.95 {
			return never
		}
	case "timely", "sex", "channel", "age_band", "outcome":
		if len(p.distinct) > fewValues {
			return never
		}
	case "issue":
		if r.dates[i] != nil || p.meanLength() > 200 {
			return never
		}
	case "narrative":
		least := 40
		if isHan(p.header) { // a character is most of a word
			least = 12
		}
		if p.meanLength() < least && p.lines == 0 {
			return never
		}
	}
	if (coded || numbers) && said != idRole && said != "amount_claimed" && said != "amount_recovered" && said != "rating" {
		return -0.9 // a code stands in only where nothing else does
	}
	return 0.5
}

// amountPoint is the sign before cents with which more cells are sums of money.
func amountPoint(p *profile) (point byte, share float64) {
	reads := func(point byte) float64 {
		return p.share(func(cell string) bool { _, ok := parseAmount(cell, point, true); return ok && !isPersonalNumber(cell) })
	}
	if byPoint, byComma := reads('.'), reads(','); byComma > byPoint {
		return ',', byComma
	} else {
		return '.', byPoint
	}
}

// findOutcome takes the column of few values of which most say how a complaint
// ended, though another header may sound more like it.
func (f *draftFile) findOutcome(r *draftRoles) {
	best, at := 0.0, -1
	for i, p := range f.columns {
		said, words := roleOf(p.header)
		if len(p.distinct) > fewValues || p.cells == 0 || said == "timely" || said == "sex" || r.dates[i] != nil {
			continue
		}
		score := 2 * p.share(func(cell string) bool { return guessOutcome(p.header, cell) != "" })
		if said == "outcome" {
			score += words + float64(p.cells)/float64(f.rows)
		}
		if score > best && (said == "outcome" || score > 1) {
			best, at = score, i
		}
	}
	if at >= 0 {
		for field, col := range r.field {
			if col == at {
				delete(r.field, field)
			}
		}
		r.field["outcome"] = at
	}
}

// findParties takes trade names and registered names apart where there are
// several columns of businesses.
func (f *draftFile) findParties(r *draftRoles) {
	platform := r.of("platform")
	if platform < 0 && r.of("seller") >= 0 {
		platform = r.of("seller") // a merchant without a platform is who is complained about
		delete(r.field, "seller")
	}
	delete(r.field, "platform")
	if platform < 0 {
		return
	}
	for i, p := range f.columns {
		said, _ := roleOf(p.header)
		if said != "platform" && i != platform || p.cells == 0 || f.fits(r, i, "platform") < 0 || r.has(i) {
			continue
		}
		name := " " + strings.Join(headerParts(p.header), " ") + " "
		switch {
		case strings.Contains(name, " razao ") || strings.Contains(name, " legal ") || strings.Contains(name, " razon ") || strings.Contains(name, "registered"):
			r.legal = append(r.legal, i)
		case i == platform || strings.Contains(name, "fantasia") || strings.Contains(name, "trade name"):
			r.trade = append(r.trade, i)
		}
	}
}

// findOpened falls back to another date where no header speaks of an opening
// day.
func (f *draftFile) findOpened(r *draftRoles) {
	for _, field := range []role{"opened_on", "responded_on", "closed_on"} {
		if col := r.of(field); col >= 0 && r.dates[col] == nil {
			delete(r.field, field)
		}
	}
	if r.of("opened_on") >= 0 {
		return
	}
	for i := range f.columns {
		if said, _ := roleOf(f.columns[i].header); r.dates[i] != nil && said != personalRole && !r.has(i) {
			r.field["opened_on"] = i
			return
		}
	}
	if closed := r.of("closed_on"); closed >= 0 {
		r.field["opened_on"] = closed
	}
}

// findPersonal lists the columns that look personal, of those that fill no
// field but a text.
func (f *draftFile) findPersonal(r *draftRoles) {
	free := []int{r.of(idRole), r.of("narrative")}
	free = append(append(free, r.trade...), r.legal...)
	for i, p := range f.columns {
		if r.dates[i] != nil || r.amounts[i] != 0 || slices.Contains(free, i) {
			continue
		}
		if p.nameless {
			continue
		}
		said, _ := roleOf(p.header)
		kind, _ := p.personal(f.lexicons)
		if said != personalRole && kind == "" {
			continue
		}
		r.personal = append(r.personal, i)
		for field, col := range r.field {
			if col == i {
				delete(r.field, field)
			}
		}
	}
}

// leastUnique is how many rows have to differ before a column that differs in
// all of them is likely to be a number of theirs.
const leastUnique = 20

// findID takes the first column of codes that no two rows share, where no header
// speaks of a number. The numbers of rows are none of complaints: the next file
// counts from one again.
func (f *draftFile) findID(r *draftRoles) {
	if said := r.of(idRole); said >= 0 && f.columns[said].countsRows() {
		delete(r.field, idRole)
	}
	if r.of(idRole) >= 0 || f.rows < leastUnique {
		return
	}
	isCode := regexp.MustCompile(`^[\w./-]*\d[\w./-]*$`).MatchString
	for i, p := range f.columns {
		if r.dates[i] != nil || r.has(i) || slices.Contains(r.personal, i) || p.cells != f.rows || !p.unique() || p.meanLength() > 40 || p.countsRows() {
			continue
		}
		if p.share(isCode) == 1 {
			r.field[idRole] = i
			return
		}
	}
}

// leastCounted is how many numbers in a row are no accident.
const leastCounted = 3

// countsRows reports whether the column counts the file's rows: its header says
// so (序号, No.), or its cells are 1, 2, 3 …, from 0 or 1 on.
func (p *profile) countsRows() bool {
	switch strings.Join(headerParts(p.header), " ") {
	case "序号", "序", "行号", "項次", "项次", "no", "nr", "n", "sn", "s n", "serial", "serial no", "serial number", "sl no", "sr no", "row", "row no",
		"row number", "line", "line no", "line number", "linha", "fila", "item", "seq", "seq no", "index", "unnamed 0", "numero de ordem", "n de ordem":
		return true
	}
	if len(p.sample) < leastCounted {
		return false
	}
	before, counts := -1, true
	for i, cell := range p.sample {
		cell, _ = strings.CutSuffix(narrowDigits(cell), ".0")
		n, err := strconv.Atoi(cell)
		counts = counts && err == nil && (i == 0 && (n == 0 || n == 1) || i > 0 && n == before+1)
		before = n
	}
	return counts
}
