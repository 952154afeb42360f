package demo

import (
	"fmt"
	"math"

	"redress/ingest/complaint"
)

const sellerCount = 600

// A sellerKind is what the publisher's column 商家类型 says.
type sellerKind string

const (
	company    sellerKind = "企业"
	soleTrader sellerKind = "个体工商户"
	person     sellerKind = "自然人"
)

// A seller is a merchant.
type seller struct {
	name     string     // the shop's name; empty where the business has none but its owner's
	owner    string     // whose business it is, as registered: the column 经营者
	kind     sellerKind //
	category int
	weight   float64
	effect   float64 // on the log odds, before listings are centred
	bad      bool    // planted: much worse than its neighbours
}

// A listing is a seller on a platform.
type listing struct {
	seller   int
	weight   float64
	effect   float64 // on the log odds, centred over the platform
	episodes []episode
}

// An episode is a spell in which a seller draws many more complaints, and what
// the platform did about it. Days are counted back from the end of the window,
// so that they do not depend on Until.
type episode struct {
	from, to int // from > to: days before the end
	times    float64
	actions  []episodeAction
	calm     float64 // times as many complaints as usual afterwards
}

type episodeAction struct {
	action    complaint.ActionName
	daysToEnd int
}

// frequency is how many times as many complaints as usual a listing draws on a
// day, counted back from the end.
func (l *listing) frequency(daysToEnd int) float64 {
	times := 1.0
	for _, e := range l.episodes {
		switch {
		case daysToEnd > e.from:
		case daysToEnd >= e.to:
			times *= e.times
		default:
			times *= e.calm
		}
	}
	return times
}

func newSellers(d dice, goods []category) []seller {
	names := sellerNames(d)
	weights := make([]float64, len(goods))
	for c, g := range goods {
		weights[c] = g.weight
	}
	trade := newLottery(weights)
	persons := personNames(d)
	sellers := make([]seller, sellerCount)
	for i := range sellers {
		s := seller{kind: company, category: trade.draw(d), weight: math.Pow(float64(i+3), -0.8), effect: 0.22 * d.NormFloat64()}
		shop := names[i] + goods[s.category].shop
		switch {
		case i%40 == 17: // no business at all: sells what it no longer needs
			s.kind, s.name, s.owner = person, persons[i], persons[i]
		case i%20 == 8: // the business is its owner
			s.kind, s.owner = soleTrader, registered(persons[i], i)
		case i%20 == 13: // a sole trader with a shop name
			s.kind, s.name, s.owner = soleTrader, shop+"小店", registered(persons[i], i)
		default:
			s.name = shop + [...]string{"旗舰店", "专营店", "专卖店", "店"}[i%4]
			s.owner = names[i] + "商贸有限公司"
		}
		if i >= 5 && i%25 == 5 {
			s.bad, s.effect = true, -1.1
		}
		sellers[i] = s
	}
	return sellers
}

// sellerNames are two rare characters, or three syllables that mean nothing.
func sellerNames(d dice) []string {
	first := "澜芫蕤筱珣昀霖璟苒旖溆弋鸢岑槐菡遥麓漪荻祁葳翊湜"
	second := "屿川渡坞陌栖樾岸泊壑巷崖庭径陂湄浦峤畈垄塬埂"
	var names []string
	for _, a := range first {
		for _, b := range second {
			names = append(names, string(a)+string(b))
		}
	}
	for _, a := range []string{"Vor", "Zul", "Quim", "Bren", "Thal", "Myr", "Ond", "Ixil"} {
		for _, b := range []string{"ara", "olo", "une", "evi", "iqua"} {
			for _, c := range []string{"dun", "merr", "wick", "plen", "sul"} {
				names = append(names, a+b+c+" ")
			}
		}
	}
	d.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names[:sellerCount]
}

// personNames say aloud that they are test data: a surname, 试 or 例, and a
// counting character.
func personNames(d dice) []string {
	var names []string
	for _, surname := range "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许" {
		for _, test := range []string{"试", "例", "样"} {
			for _, count := range "甲乙丙丁戊己庚辛壬癸" {
				names = append(names, fmt.Sprintf("%c%s%c", surname, test, count))
			}
		}
	}
	d.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names[:sellerCount]
}

// registered is a sole trader as registers write one: the owner's name and a
// number of the owner's. The declaration must let neither through.
func registered(owner string, number int) string { return fmt.Sprintf("%s %011d", owner, 1000+number) }

// list puts sellers on platforms: large platforms have many, and a third of
// the sellers are on more than one.
func list(d dice, platforms []platform, sellers []seller) {
	weights := make([]float64, len(platforms))
	for i, p := range platforms {
		weights[i] = math.Sqrt(p.weight)
	}
	choose := newLottery(weights)
	for s := range sellers {
		on := map[int]bool{}
		places := 1
		for places < 4 && d.chance(0.35) {
			places++
		}
		for range places {
			p := choose.draw(d)
			if on[p] {
				continue
			}
			on[p] = true
			platforms[p].listings = append(platforms[p].listings, listing{seller: s,
				weight: sellers[s].weight * d.skewed(1, 0.5), effect: sellers[s].effect + 0.12*d.NormFloat64()})
		}
	}
	for p := range platforms {
		platforms[p].centre()
		platforms[p].plantEpisodes(d)
		platforms[p].sellers = make(wheel, len(platforms[p].listings)+1)
	}
}

// centre takes the sellers' mean effect out, so that what is planted about the
// platform is what its complaints show.
func (p *platform) centre() {
	total, mean := 0.0, 0.0
	for _, l := range p.listings {
		total += l.weight
		mean += l.weight * l.effect
	}
	for i := range p.listings {
		p.listings[i].effect -= mean / total
	}
}

// plantEpisodes gives about one listing in six a spell of many complaints, and
// a few a second one after a mere warning.
func (p *platform) plantEpisodes(d dice) {
	for i := range p.listings {
		if !d.chance(0.16) {
			continue
		}
		e := p.newEpisode(d, 120+d.IntN(months*30-180))
		p.listings[i].episodes = append(p.listings[i].episodes, e)
		mild := len(e.actions) > 0 && e.actions[len(e.actions)-1].action == complaint.Warning
		if again := e.to - 60 - d.IntN(120); mild && again > 60 && d.chance(0.5) {
			p.listings[i].episodes = append(p.listings[i].episodes, p.newEpisode(d, again))
		}
	}
}

// newEpisode begins from days before the end. The platform acts some weeks
// into it, if it acts at all, and step by step.
func (p *platform) newEpisode(d dice, from int) episode {
	e := episode{from: from, times: d.between(4, 9), calm: 1}
	length := 30 + d.IntN(45)
	e.to = max(from-length, 0)
	if !d.chance(p.strict) {
		return e
	}
	steps := []struct {
		action complaint.ActionName
		calm   float64
	}{{complaint.Warning, 0.9}, {complaint.DepositDeduction, 0.65}, {complaint.Delisting, 0.35}, {complaint.Ban, 0.04}}
	at := from - 10 - d.IntN(10)
	for n, step := range steps {
		if n > 0 && !d.chance(0.55) || at < 0 {
			break
		}
		e.actions = append(e.actions, episodeAction{step.action, at})
		e.calm = step.calm
		at -= 7 + d.IntN(12)
	}
	if last := e.actions; len(last) > 0 && e.calm < 0.5 {
		e.to = max(last[len(last)-1].daysToEnd, 0) // taking goods down ends the spell
	}
	return e
}
