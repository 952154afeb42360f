package analytics

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// A bazaar is a Store with the counts of sellers of invented platforms.
type bazaar struct {
	table
	platforms []EntityTally
	counts    []SellerCount
}

func (m bazaar) Sources(context.Context, Release) ([]Source, error) {
	return []Source{{Code: "s", Fields: []string{"seller"}, Complaints: 1}}, nil
}

func (m bazaar) Total(context.Context, Release, Selection) (Tally, error) { return Tally{}, nil }

func (m bazaar) Tallies(context.Context, Release, Entity, Selection) ([]EntityTally, error) {
	return m.platforms, nil
}

func (m bazaar) SellerCounts(context.Context, Release, Selection) ([]SellerCount, error) {
	return m.counts, nil
}

// A merchant is a seller of a bazaar: how many complaints on the platform a and
// elsewhere (b), and the probabilities that they end well.
type merchant struct {
	a, b   int64
	pa, pb float64
}

// draw makes a bazaar of merchants, each complaint judged; d decides how each ends.
func draw(d *rand.Rand, merchants []merchant, unnamed merchant) bazaar {
	ends := func(n int64, p float64) JudgedCount {
		c := JudgedCount{Complaints: n, Rated: n}
		for range n {
			if d.Float64() < p {
				c.Resolved++
			}
		}
		return c
	}
	var m bazaar
	all := map[string]JudgedCount{}
	add := func(key string, c JudgedCount) {
		t := all[key]
		all[key] = JudgedCount{t.Complaints + c.Complaints, t.Rated + c.Rated, t.Resolved + c.Resolved}
	}
	for _, one := range merchants {
		a, b := ends(one.a, one.pa), ends(one.b, one.pb)
		both := JudgedCount{a.Complaints + b.Complaints, a.Rated + b.Rated, a.Resolved + b.Resolved}
		for key, c := range map[string]JudgedCount{"a": a, "b": b} {
			if c.Complaints > 0 {
				m.counts = append(m.counts, SellerCount{Platform: key, Named: true, Here: c, All: both, Sellers: 1})
				add(key, c)
			}
		}
		m.counts = append(m.counts, SellerCount{Named: true, Here: both, All: both, Sellers: 1})
	}
	for key, c := range map[string]JudgedCount{"a": ends(unnamed.a, unnamed.pa), "b": ends(unnamed.b, unnamed.pb)} {
		m.counts = append(m.counts, SellerCount{Platform: key, Here: c, Sellers: 1})
		add(key, c)
	}
	for _, key := range []string{"a", "b"} {
		c := all[key]
		m.platforms = append(m.platforms, EntityTally{Named: Named{Key: key, Name: key, Slug: key},
			Tally: Tally{Complaints: c.Complaints, Resolved: c.Resolved, Unresolved: c.Rated - c.Resolved}})
	}
	return m
}

// gapOf is the gap of the platform a.
func gapOf(t *testing.T, m bazaar) Gap {
	t.Helper()
	d, err := New(m, Config{Floors: DefaultFloors}).Decomposition(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range d.Platforms {
		if p.Key == "a" {
			if p.Gap == nil {
				t.Fatalf("Decomposition gives no gap of a: %q", p.GapNote)
			}
			return *p.Gap
		}
	}
	t.Fatal("Decomposition has no platform a")
	return Gap{}
}

// traders are merchants on both sides; on a each ends better by lift than elsewhere.
func traders(d *rand.Rand, n int, lift float64) []merchant {
	var out []merchant
	for range n {
		p := .3 + .3*d.Float64()
		out = append(out, merchant{a: 4 + d.Int64N(20), b: 4 + d.Int64N(20), pa: p + lift + .06*(d.Float64()-.5), pb: p})
	}
	return out
}

// What is planted as handling is found as handling, what is planted as sellers as mix,
// and the parts add up to the gap.
func TestGapFindsItsCause(t *testing.T) {
	d := rand.New(rand.NewPCG(1, 2))
	handling := gapOf(t, draw(d, traders(d, 80, .2), merchant{100, 100, .45, .45}))
	if !handling.Handling.Detectable() || handling.Handling.Value < .1 || handling.Mix.Detectable() {
		t.Errorf("sellers alike, handled better by 0.2: mix %+v, handling %+v", handling.Mix, handling.Handling)
	}
	// The same sellers, resolved alike on both sides: a has mostly the bad ones.
	var sellers []merchant
	for i := range 80 {
		bad := merchant{a: 18, b: 3, pa: .25, pb: .25}
		if i%2 == 0 {
			bad = merchant{a: 3, b: 18, pa: .75, pb: .75}
		}
		sellers = append(sellers, bad)
	}
	mix := gapOf(t, draw(d, sellers, merchant{}))
	if !mix.Mix.Detectable() || mix.Mix.Value > -.2 || mix.Handling.Detectable() {
		t.Errorf("bad sellers, handled alike: mix %+v, handling %+v", mix.Mix, mix.Handling)
	}
	// Bad sellers that are on a only: nobody can say whether they are bad or a is.
	var apart []merchant
	for range 60 {
		apart = append(apart, merchant{a: 12, pa: .25}, merchant{b: 12, pb: .6})
	}
	undecided := gapOf(t, draw(d, append(apart, traders(d, 40, 0)...), merchant{}))
	if !undecided.Undecided.Detectable() || undecided.Undecided.Value > -.1 || undecided.Handling.Detectable() {
		t.Errorf("bad sellers on a only: undecided %+v, handling %+v", undecided.Undecided, undecided.Handling)
	}
	for _, g := range []Gap{handling, mix, undecided} {
		if sum := g.Mix.Value + g.Handling.Value + g.Undecided.Value; math.Abs(sum-g.All.Value) > 1e-12 || math.Abs(g.Own-g.Others-g.All.Value) > 1e-12 {
			t.Errorf("the parts of %+v sum to %g", g, sum)
		}
	}
}

// With nothing planted, few of the parts are called detectable; with something, the
// interval holds it about as often as it says.
func TestGapIntervals(t *testing.T) {
	const runs = 400
	d := rand.New(rand.NewPCG(3, 4))
	false_, missed := map[string]int{}, 0
	for range runs {
		merchants := traders(d, 60, 0)
		for range 60 {
			merchants = append(merchants, merchant{a: 1 + d.Int64N(9), pa: .45}, merchant{b: 1 + d.Int64N(9), pb: .45})
		}
		g := gapOf(t, draw(d, merchants, merchant{60, 80, .45, .45}))
		for name, part := range map[string]GapPart{"mix": g.Mix, "handling": g.Handling, "undecided": g.Undecided, "all": g.All} {
			if part.Detectable() {
				false_[name]++
			}
		}
		lifted := gapOf(t, draw(d, traders(d, 60, .1), merchant{}))
		if lifted.Handling.Low > .1 || lifted.Handling.High < .1 { // every complaint is about a shared seller
			missed++
		}
	}
	for name, n := range false_ {
		if n > runs*8/100 {
			t.Errorf("nothing is planted and %s is detectable in %d of %d", name, n, runs)
		}
	}
	if missed > runs*8/100 {
		t.Errorf("the interval of handling misses what is planted in %d of %d", missed, runs)
	}
}

// The parts move with the weight of a seller as their derivatives say.
func TestGapDerivatives(t *testing.T) {
	d := rand.New(rand.NewPCG(5, 6))
	merchants := append(traders(d, 15, .1), merchant{a: 30, pa: .3}, merchant{a: 12, pa: .9}, merchant{b: 25, pb: .5}, merchant{b: 150, pb: .6})
	m := draw(d, merchants, merchant{50, 60, .4, .5})
	everywhere, own := m.moments(), m.own("a")
	base, _, err := everywhere.gap(own, 30)
	if err != nil {
		t.Fatal(err)
	}
	// Twice the weight of everybody changes no part, and halves the variance.
	twice := m
	twice.counts = nil
	for _, c := range m.counts {
		if c.Named {
			c.Sellers *= 2
		} else {
			c.Here = JudgedCount{2 * c.Here.Complaints, 2 * c.Here.Rated, 2 * c.Here.Resolved}
		}
		twice.counts = append(twice.counts, c)
	}
	double, _, err := twice.moments().gap(twice.own("a"), 30)
	if err != nil {
		t.Fatal(err)
	}
	few := func(n float64) float64 { return n / (n - 1) }
	want := math.Sqrt(2 * few(17) / few(34))
	for name, parts := range map[string][2]GapPart{"mix": {base.Mix, double.Mix}, "handling": {base.Handling, double.Handling}, "undecided": {base.Undecided, double.Undecided}, "all": {base.All, double.All}} {
		if math.Abs(parts[0].Value-parts[1].Value) > 1e-12 {
			t.Errorf("%s = %g, twice over %g", name, parts[0].Value, parts[1].Value)
		}
		if got := (parts[0].High - parts[0].Low) / (parts[1].High - parts[1].Low); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: interval %g times as wide as twice over, want %g", name, got, want)
		}
	}
}

func (m bazaar) own(key string) (own []SellerCount) {
	for _, c := range m.counts {
		if c.Platform == key {
			own = append(own, c)
		}
	}
	return own
}

func (m bazaar) moments() sellerMoments {
	moments := newSellerMoments(m.own(""))
	moments.unnamed = unnamedOf(m.own("a")).plus(unnamedOf(m.own("b")))
	return moments
}

// The variance is that of a bootstrap over sellers.
func TestGapBootstrap(t *testing.T) {
	d := rand.New(rand.NewPCG(7, 8))
	merchants := append(traders(d, 60, .1), traders(d, 40, 0)...)
	for range 80 {
		merchants = append(merchants, merchant{a: 1 + d.Int64N(30), pa: .4}, merchant{b: 1 + d.Int64N(30), pb: .5})
	}
	m := draw(d, merchants, merchant{})
	base, _, err := m.moments().gap(m.own("a"), 30)
	if err != nil {
		t.Fatal(err)
	}
	bySeller := map[int][]SellerCount{}
	at := -1
	for _, c := range m.counts { // the rows of one seller stand together, the one of everywhere last
		if !c.Named {
			continue
		}
		if len(bySeller[at]) == 0 || bySeller[at][len(bySeller[at])-1].Platform == "" {
			at++
		}
		bySeller[at] = append(bySeller[at], c)
	}
	const draws = 600
	var values [3][]float64
	for range draws {
		again := bazaar{}
		for range len(bySeller) {
			again.counts = append(again.counts, bySeller[d.IntN(len(bySeller))]...)
		}
		g, note, err := again.moments().gap(again.own("a"), 30)
		if err != nil || g == nil {
			t.Fatalf("a draw gives %q, %v", note, err)
		}
		for i, v := range []float64{g.Mix.Value, g.Handling.Value, g.Undecided.Value} {
			values[i] = append(values[i], v)
		}
	}
	for i, part := range []GapPart{base.Mix, base.Handling, base.Undecided} {
		var sum, squares float64
		for _, v := range values[i] {
			sum, squares = sum+v, squares+v*v
		}
		mean := sum / draws
		sd := math.Sqrt(squares/draws - mean*mean)
		if got := (part.High - part.Low) / 2 / 1.96; got < .87*sd || got > 1.15*sd {
			t.Errorf("part %d has standard error %.4f, a bootstrap %.4f", i, got, sd)
		}
	}
}

// Where the publisher names no sellers, or too few, nothing is said.
func TestDecompositionWithout(t *testing.T) {
	d, err := New(service(table{}).store, Config{Floors: DefaultFloors}).Decomposition(t.Context(), Query{})
	if err != nil || d.Told || len(d.Platforms) > 0 || len(d.Warnings) == 0 {
		t.Errorf("Decomposition without sellers = %+v, %v, want a warning", d.Platforms, err)
	}
	r := rand.New(rand.NewPCG(9, 10))
	for name, c := range map[string]struct {
		m    bazaar
		want Note
	}{
		"mostly unnamed": {draw(r, traders(r, 20, 0), merchant{2000, 10, .5, .5}), TooFewNamed},
		"few shared":     {draw(r, append(traders(r, 5, 0), merchant{a: 300, pa: .5}, merchant{b: 300, pb: .5}), merchant{}), TooFewShared},
		"one of weight":  {draw(r, append(traders(r, 12, 0), merchant{a: 9000, b: 9000, pa: .5, pb: .5}), merchant{}), TooFewShared},
		"nobody else":    {draw(r, []merchant{{a: 40, pa: .5}}, merchant{}), NoOthers},
	} {
		d, err := New(c.m, Config{Floors: DefaultFloors}).Decomposition(t.Context(), Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range d.Platforms {
			if p.Key == "a" && (p.Gap != nil || p.GapNote != c.want) {
				t.Errorf("%s: gap %+v, note %q, want %q", name, p.Gap, p.GapNote, c.want)
			}
		}
	}
}

// Concentration counts what a reader can count.
func TestSellerShares(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	m := draw(r, []merchant{{a: 50}, {a: 30}, {a: 10}, {a: 5}, {a: 3}, {a: 2}}, merchant{a: 25})
	d, err := New(m, Config{Floors: DefaultFloors}).Decomposition(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	p := d.Platforms[0]
	if p.Key != "a" || p.Complaints != 125 || p.Naming != 100 || p.Sellers != 6 || *p.UnnamedShare() != .2 || p.Shares == nil {
		t.Fatalf("Decomposition = %+v", p)
	}
	if s := *p.Shares; math.Abs(*s.Top1-.5) > 1e-12 || math.Abs(*s.Top5-.98) > 1e-12 || s.Top10 != nil || math.Abs(s.HHI-.3538) > 1e-12 {
		t.Errorf("shares = %+v, top 5 %v", s, *s.Top5)
	}
}
