package demo

import "redress/ingest/complaint"

// A world is everything that is planted: who there is and how they behave. It
// depends on the seed alone.
type world struct {
	goods        []category
	kinds        []issueKind
	words        []wording
	platforms    []platform
	sellers      []seller
	regions      []province
	associations []association
	local        []int // the association of each region
}

func newWorld(seed uint64) *world {
	d := newDice(seed, streamWorld)
	w := &world{goods: categories(), kinds: issueKinds(), words: wordings(), regions: provinces(), associations: associations()}
	w.platforms = newPlatforms(d, w.goods, w.kinds)
	w.sellers = newSellers(d, w.goods)
	list(d, w.platforms, w.sellers)
	w.local = make([]int, len(w.regions))
	for r := range w.regions {
		w.local[r] = r % (len(w.associations) - 1) // the last one is nobody's own
	}
	return w
}

// A market draws whom a complaint is about on a given day.
type market struct {
	*world
	calendar  calendar
	change    int // day of the rule change
	platforms wheel

	hour, region, age        lottery
	younger, older, assisted lottery // channels
	bands                    []ageBand
	channels                 []channel
	wordings                 []lottery // by issue kind
	wordIndex                [][]int   // by issue kind: what its lottery draws
	trade                    []lottery // categories by platform
}

func newMarket(w *world, c calendar) *market {
	m := &market{world: w, calendar: c, change: c.changeDay(), platforms: make(wheel, len(w.platforms)),
		hour: newLottery(hours()), bands: ageBands(), channels: channels()}
	m.region = newLottery(each(w.regions, func(p province) float64 { return p.people }))
	m.age = newLottery(each(m.bands, func(b ageBand) float64 { return b.weight }))
	m.younger = newLottery(each(m.channels, func(c channel) float64 { return c.younger }))
	m.older = newLottery(each(m.channels, func(c channel) float64 { return c.older }))
	m.assisted = newLottery(each(m.channels, func(c channel) float64 { return c.assists }))
	m.wordIndex = wordingsOf(w.kinds, w.words)
	for _, indexes := range m.wordIndex {
		m.wordings = append(m.wordings, newLottery(each(indexes, func(i int) float64 { return w.words[i].weight })))
	}
	for _, p := range w.platforms {
		m.trade = append(m.trade, newLottery(p.categories))
	}
	return m
}

func each[T any](values []T, weight func(T) float64) []float64 {
	weights := make([]float64, len(values))
	for i, v := range values {
		weights[i] = weight(v)
	}
	return weights
}

// ownAccount is the weight of "no seller" beside a platform's sellers: goods
// the platform sells itself, or its own service.
const ownAccount = 0.06

// open sets the wheels to a day.
func (m *market) open(day int) {
	progress, toEnd := m.calendar.progress(day), m.calendar.beforeEnd(day)
	total := 0.0
	for i := range m.world.platforms {
		p := &m.world.platforms[i]
		total += p.weightAt(progress)
		m.platforms[i] = total
		sellers, usual := 0.0, 0.0
		for j := range p.listings {
			l := &p.listings[j]
			usual += l.weight
			sellers += l.weight * l.frequency(toEnd)
			p.sellers[j] = sellers
		}
		if usual == 0 {
			usual = 1
		}
		p.sellers[len(p.listings)] = sellers + usual*ownAccount
	}
}

// unmappedShare is the planted share of complaints whose issue no declaration
// maps, on a platform with the ordinary mix.
func (w *world) unmappedShare() float64 {
	total := 0.0
	for _, k := range w.kinds {
		if k.issue != complaint.Other {
			continue
		}
		for _, word := range w.words {
			if word.issue == complaint.Other && !word.mapped {
				total += k.share * word.weight
			}
		}
	}
	return total
}
