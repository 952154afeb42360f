package dashboard

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"redress/analytics"
)

// parameters are the parsed query string of an address.
type parameters struct {
	query analytics.Query
	lang  string // as given; empty where the address does not say
	excel bool   // CSV for spreadsheets: BOM and formula guard
	cols  string // colsAll: CSV with every column; empty: those of the contract
}

const (
	listSeparator = "~"
	negation      = "not_"
	// colsAll is the value of cols that adds the columns JSON always has.
	colsAll = "all"
	// maxQuery is the longest query string that is one view's address.
	maxQuery = 2000
	maxLimit = 1_000_000
	// wholeAddress stands for a parameter where no single one is at fault.
	wholeAddress = "address"
)

var noSort = analytics.Sort{}

// errTooLong is a query string over maxQuery.
var errTooLong = &analytics.InvalidError{Parameter: wholeAddress, Reason: analytics.TooLong}

// parse reads a query string for a view. A parameter the view does not know, a
// value that cannot be, and a parameter given twice are errors that name it;
// an empty value is the same as none.
func parse(raw string, v view, f format) (parameters, error) {
	if len(raw) > maxQuery {
		return parameters{}, errTooLong
	}
	given, err := url.ParseQuery(raw)
	if err != nil {
		return parameters{}, &analytics.InvalidError{Parameter: wholeAddress, Reason: reasonMalformed}
	}
	p := parameters{query: analytics.Query{Filters: map[analytics.Dimension]analytics.Filter{}}}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		read := reader(name, v, f)
		if read == nil {
			return p, &analytics.InvalidError{Parameter: name, Reason: analytics.UnknownParameter}
		}
		values := slices.DeleteFunc(given[name], func(s string) bool { return s == "" })
		if len(values) == 0 {
			continue
		}
		if err := read(&p, values); err != nil {
			return p, err
		}
	}
	return p, reversed(p.query)
}

// A read sets one parameter from its values, of which there is at least one.
type read func(p *parameters, values []string) error

// reader finds how a parameter is read; nil when the view has no such parameter.
func reader(name string, v view, f format) read {
	switch {
	case name == "lang":
		return single(name, readLang)
	case name == "excel" && f == asCSV:
		return single(name, readExcel)
	case name == "cols" && f == asCSV && v.accepts.cols:
		return single(name, readCols)
	case name == "by" && v.accepts.by:
		return single(name, readBy)
	case name == "age" && v.accepts.by:
		return single(name, readAge)
	case name == "compare" && v.accepts.compare:
		return single(name, readCompare)
	case name == "def" && v.accepts.def:
		return single(name, readDef)
	case name == "sort" && v.accepts.order:
		return single(name, readSort)
	case name == "limit" && v.accepts.order:
		return single(name, readLimit)
	case !v.accepts.filters:
		return nil
	case name == "source":
		return single(name, readSource)
	case name == "from":
		return single(name, readFrom)
	case name == "to":
		return single(name, readTo)
	}
	dimension := analytics.Dimension(strings.TrimPrefix(name, negation))
	if !slices.Contains(analytics.Dimensions, dimension) {
		return nil
	}
	return readFilter(name, dimension)
}

// single refuses a second value.
func single(name string, read func(p *parameters, value string) bool) read {
	return func(p *parameters, values []string) error {
		if len(values) > 1 {
			return &analytics.InvalidError{Parameter: name, Reason: analytics.Repeated}
		}
		if !read(p, values[0]) {
			reason := analytics.UnknownValue
			if name == "from" || name == "to" {
				reason = analytics.BadDate
			}
			return &analytics.InvalidError{Parameter: name, Value: values[0], Reason: reason}
		}
		return nil
	}
}

func readLang(p *parameters, value string) bool {
	p.lang = value
	return slices.Contains(languageCodes(), value)
}

func readExcel(p *parameters, value string) bool {
	p.excel = value == "1"
	return p.excel || value == "0"
}

func readCols(p *parameters, value string) bool {
	p.cols = value
	return value == colsAll
}

func readBy(p *parameters, value string) bool {
	p.query.By = analytics.Grain(value)
	return slices.Contains(analytics.Grains, p.query.By)
}

func readAge(p *parameters, value string) bool {
	age, err := strconv.Atoi(value)
	p.query.Age = age
	return err == nil && slices.Contains(analytics.Ages, age) && strconv.Itoa(age) == value
}

func readCompare(p *parameters, value string) bool {
	p.query.Compare = analytics.Compare(value)
	return slices.Contains(analytics.Compares, p.query.Compare)
}

func readDef(p *parameters, value string) bool {
	p.query.Def = analytics.Definition(value)
	return slices.Contains(analytics.Definitions, p.query.Def)
}

func readSort(p *parameters, value string) bool {
	column, descending := strings.CutPrefix(value, "-")
	p.query.Sort = analytics.Sort{Column: analytics.SortColumn(column), Descending: descending}
	return slices.Contains(analytics.SortColumns, p.query.Sort.Column)
}

func readLimit(p *parameters, value string) bool {
	n, err := strconv.Atoi(value)
	p.query.Limit = n
	return err == nil && n > 0 && n <= maxLimit
}

func readSource(p *parameters, value string) bool {
	p.query.Source = value
	return true // the service knows which sources there are
}

// readFilter reads a list joined by ~. A list may also come as several
// parameters of one name, as a form's checkboxes send it.
func readFilter(name string, d analytics.Dimension) read {
	return func(p *parameters, values []string) error {
		if _, given := p.query.Filters[d]; given {
			return &analytics.InvalidError{Parameter: name, Reason: reasonContradiction}
		}
		var all []string
		for _, value := range values {
			all = append(all, strings.Split(value, listSeparator)...)
		}
		all = slices.DeleteFunc(all, func(s string) bool { return s == "" })
		slices.Sort(all)
		if all = slices.Compact(all); len(all) > 0 {
			p.query.Filters[d] = analytics.Filter{Values: all, Not: strings.HasPrefix(name, negation)}
		}
		return nil
	}
}

// values are the parameters in their canonical form: defaults left out, lists
// sorted. url.Values.Encode sorts the keys, so one view has one address.
func (p parameters) values(a accepts) url.Values {
	out := url.Values{}
	set := func(name, value string, wanted bool) {
		if wanted && value != "" {
			out.Set(name, value)
		}
	}
	q := p.query
	set("lang", p.lang, true)
	set("excel", "1", p.excel)
	set("cols", p.cols, a.cols)
	set("by", string(q.By), a.by && q.By != analytics.Grains[0])
	set("age", strconv.Itoa(q.Age), a.by && q.Age != 0 && q.Age != analytics.DefaultAge)
	set("compare", string(q.Compare), a.compare)
	set("def", string(q.Def), a.def && q.Def != analytics.Definitions[0])
	set("sort", sortValue(q.Sort), a.order)
	set("limit", strconv.Itoa(q.Limit), a.order && q.Limit > 0)
	if !a.filters {
		return out
	}
	set("source", q.Source, true)
	set("from", q.From.String(), true)
	set("to", q.To.Add(-1).String(), true)
	for dimension, filter := range q.Filters {
		set(filterName(dimension, filter), strings.Join(filter.Values, listSeparator), true)
	}
	return out
}

func filterName(d analytics.Dimension, f analytics.Filter) string {
	if f.Not {
		return negation + string(d)
	}
	return string(d)
}

func sortValue(s analytics.Sort) string {
	if s.Descending {
		return "-" + string(s.Column)
	}
	return string(s.Column)
}
