package dashboard

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"redress/analytics"
)

func canonical(t *testing.T, viewName, raw string) string {
	t.Helper()
	v := viewNamed(viewName)
	p, err := parse(raw, *v, asPage)
	if err != nil {
		t.Fatalf("parse(%q) = %v, want no error", raw, err)
	}
	return p.values(v.accepts).Encode()
}

func TestCanonicalAddress(t *testing.T) {
	f := func(view, raw, want string) {
		t.Helper()
		if got := canonical(t, view, raw); got != want {
			t.Errorf("canonical(%s?%s) = %q, want %q", view, raw, got, want)
		}
	}
	f("platforms", "", "")
	f("platforms", "source=&from=&issue=", "")
	f("platforms", "def=rated&limit=50", "limit=50")
	f("trends", "by=month&def=rated&age=30", "")
	f("trends", "by=year&age=90", "age=90&by=year")
	f("trends", "by=quarter&def=strict", "by=quarter&def=strict")
	f("platforms", "to=2018&from=2018", "from=2018-01-01&to=2018-12-31")
	f("platforms", "from=2018-02&to=2018-02", "from=2018-02-01&to=2018-02-28")
	f("platforms", "from=2020-02-29", "from=2020-02-29")
	f("platforms", "issue=quality~price~quality~", "issue=price~quality")
	f("platforms", "issue=quality&issue=price", "issue=price~quality")
	f("platforms", "not_region=SP~RJ", "not_region=RJ~SP")
	f("platforms", "sort=-complaints", "sort=-complaints")
	f("platforms", "sort=name&lang=zh&source=demo", "lang=zh&sort=name&source=demo")
	f("platforms", "platform=云锦商城", "platform=%E4%BA%91%E9%94%A6%E5%95%86%E5%9F%8E")
	f("data", "lang=en", "lang=en")
}

func TestRefusedAddress(t *testing.T) {
	f := func(view, raw, parameter, reason string) {
		t.Helper()
		_, err := parse(raw, *viewNamed(view), asPage)
		var invalid *analytics.InvalidError
		if !errors.As(err, &invalid) {
			t.Fatalf("parse(%s?%s) = %v, want an InvalidError", view, raw, err)
		}
		if invalid.Parameter != parameter || invalid.Reason != reason {
			t.Errorf("parse(%s?%s) = %s %s, want %s %s", view, raw, invalid.Parameter, invalid.Reason, parameter, reason)
		}
	}
	f("platforms", "colour=red", "colour", analytics.UnknownParameter)
	f("platforms", "colour=", "colour", analytics.UnknownParameter)
	f("platforms", "Source=demo", "Source", analytics.UnknownParameter)
	f("platforms", "not_source=demo", "not_source", analytics.UnknownParameter)
	f("platforms", "by=year", "by", analytics.UnknownParameter)
	f("platforms", "age=30", "age", analytics.UnknownParameter)
	f("trends", "age=31", "age", analytics.UnknownValue)
	f("trends", "age=030", "age", analytics.UnknownValue)
	f("trends", "limit=5", "limit", analytics.UnknownParameter)
	f("data", "source=demo", "source", analytics.UnknownParameter)
	f("platforms", "excel=1", "excel", analytics.UnknownParameter)
	f("platforms", "cols=all", "cols", analytics.UnknownParameter) // of files only
	for _, notYet := range []string{"cursor", "embed", "cols"} {
		f("trends", notYet+"=1", notYet, analytics.UnknownParameter)
	}
	f("trends", "compare=1", "compare", analytics.UnknownValue)
	f("platforms", "compare=year", "compare", analytics.UnknownParameter)
	f("platforms", "def=best", "def", analytics.UnknownValue)
	f("platforms", "limit=0", "limit", analytics.UnknownValue)
	f("platforms", "limit=-3", "limit", analytics.UnknownValue)
	f("platforms", "limit=1e3", "limit", analytics.UnknownValue)
	f("platforms", "sort=-", "sort", analytics.UnknownValue)
	f("platforms", "sort=colour", "sort", analytics.UnknownValue)
	f("platforms", "lang=fr", "lang", analytics.UnknownValue)
	f("trends", "by=decade", "by", analytics.UnknownValue)
	for _, notADate := range []string{"2018-13", "2018-02-30", "18", "2018-1", "2018/01/01", "yesterday", "2018-01-01-01", "1969", "20180101", "2018-%2B1"} {
		f("platforms", "from="+notADate, "from", analytics.BadDate)
	}
	f("platforms", "from=2019&to=2018", "from", analytics.ReversedRange)
	f("platforms", "source=a&source=b", "source", analytics.Repeated)
	f("platforms", "issue=price&not_issue=quality", "not_issue", reasonContradiction)
	f("platforms", "a=%zz", "address", reasonMalformed)
	f("platforms", "platform="+strings.Repeat("x", 2000), "address", analytics.TooLong)
}

// The canonical form is a fixed point: a redirect to it never redirects again.
func TestCanonicalIsAFixedPoint(t *testing.T) {
	text := rapid.StringMatching(`[a-z~ %&+'"=云é-]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		query := ""
		for _, name := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"issue", "not_region", "platform", "source", "from", "def", "sort", "limit"}),
			rapid.ID).Draw(t, "names") {
			value := text.Draw(t, name)
			switch name {
			case "from":
				value = rapid.SampledFrom([]string{"2018", "2018-06", "2018-06-30", ""}).Draw(t, "from")
			case "def":
				value = rapid.SampledFrom([]string{"rated", "strict", ""}).Draw(t, "def")
			case "sort":
				value = rapid.SampledFrom([]string{"-rate", "name", ""}).Draw(t, "sort")
			case "limit":
				value = rapid.SampledFrom([]string{"007", "12", ""}).Draw(t, "limit")
			}
			query += "&" + name + "=" + escapeSegment(value)
		}
		v := viewNamed("platforms")
		p, err := parse(query, *v, asPage)
		if err != nil {
			return
		}
		once := p.values(v.accepts).Encode()
		again, err := parse(once, *v, asPage)
		if err != nil {
			t.Fatalf("parse(%q) = %v after canonical form", once, err)
		}
		if twice := again.values(v.accepts).Encode(); twice != once {
			t.Fatalf("canonical(%q) = %q, want itself", once, twice)
		}
		if diff := cmp.Diff(p.query.Filters, again.query.Filters); diff != "" {
			t.Fatalf("filters changed on the way (-first +second):\n%s", diff)
		}
	})
}

func TestToIncludesItsDay(t *testing.T) {
	p, err := parse("from=2018-06-30&to=2018-06-30", *viewNamed("platforms"), asPage)
	if err != nil {
		t.Fatal(err)
	}
	if from, to := p.query.From.String(), p.query.To.String(); from != "2018-06-30" || to != "2018-07-01" {
		t.Errorf("parse = [%s, %s), want [2018-06-30, 2018-07-01)", from, to)
	}
}
