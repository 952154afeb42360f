package dashboard

import (
	"fmt"
	"net/url"
	"strings"

	"redress/analytics"
	"redress/ingest/complaint"
)

// disposition names a file by view, days, filters and release, so that a file
// found on a disk years later says what it is:
// redress_<view>_<from>_<to>_<filterhash8>_r<release>.csv. A slug may hold any
// script: plain ASCII goes into filename, the name itself into the RFC 8187
// form.
func disposition(r request, v analytics.View) string {
	from, to := "start", "end"
	if r.query.From.Known() {
		from = r.query.From.String()
	}
	if r.query.To.Known() {
		to = r.query.To.Add(-1).String()
	}
	view := r.view.name
	if r.slug != "" {
		view += "-" + r.slug
	}
	name := fmt.Sprintf("redress_%s_%s_%s_%s_r%d.csv", view, from, to, filterHash(r, v), v.Release.Number)
	plain := strings.Map(plainASCII, name)
	if plain == name {
		return `attachment; filename="` + plain + `"`
	}
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + url.PathEscape(name)
}

// filterHash tells two files of one view and period apart by their filters.
func filterHash(r request, v analytics.View) string {
	p := r.parameters
	p.query.From, p.query.To = complaint.Day{}, complaint.Day{}
	p.lang, p.excel, p.cols = "", false, ""
	p.query.Source = v.Source.Code
	return digest(p.values(r.view.accepts).Encode())[:8]
}

func plainASCII(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
		return r
	}
	return '_'
}
