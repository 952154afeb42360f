package demo

import (
	"math"

	"redress/ingest/complaint"
)

// A draft is one complaint as it is drawn, before it is written. Instants are
// seconds since the window's first midnight in local time; -1 is none. A draft
// is reused from row to row.
type draft struct {
	day      int
	number   int // within the day
	opened   int64
	platform *platform
	listing  *listing // nil: no seller
	seller   *seller  // nil: no seller
	goods    *category
	product  string
	kind     *issueKind
	word     int // index into wordings
	region   int
	channel  *channel
	band     *ageBand
	sex      complaint.Sex

	evidence uint8 // bit i: complaint.EvidenceKinds[i]
	assisted bool  // an association helps
	helpers  [2]*association
	helperN  int

	fate     complaint.Outcome // what the record will say once closed
	resolved bool              // what happened, also where nobody rates it

	ladder    []rung
	responded int64
	closed    int64
	timely    complaint.Answer
	represent complaint.Answer
	disputed  complaint.Answer
	rating    int

	claimed, recovered float64 // CNY; -1 unknown
	remedies           []complaint.Remedy
	actions            []acted
}

// isOpen reports whether the complaint is still open at the window's end.
func (c *draft) isOpen() bool { return c.closed < 0 }

// draw draws a complaint opened on a day. The order of the draws is the order
// in which things are decided: who and what, what is shown and who helps, how
// it ends, how long that takes, and last what of it lies before the end of the
// window.
func (m *market) draw(d dice, c *draft, day, number int) {
	c.day, c.number = day, number
	c.opened = int64(day)*secondsPerDay + int64(m.hour.draw(d))*3600 + d.Int64N(3600)
	m.drawParties(d, c)
	m.drawConsumer(d, c)
	m.drawHelp(d, c)
	m.drawClaim(d, c)
	m.drawEvidence(d, c)
	m.drawFate(d, c)
	m.drawLadder(d, c)
	m.drawResponse(d, c)
	m.drawActions(d, c)
	m.drawSettlement(d, c)
	m.censor(c)
}

// drawParties draws who is complained about, and for what.
func (m *market) drawParties(d dice, c *draft) {
	p := m.platforms.draw(d)
	c.platform = &m.world.platforms[p]
	c.listing, c.seller = nil, nil
	if s := c.platform.sellers.draw(d); s < len(c.platform.listings) {
		c.listing = &c.platform.listings[s]
		c.seller = &m.sellers[c.listing.seller]
	}
	goods := 0
	if c.seller != nil && d.chance(0.88) {
		goods = c.seller.category
	} else {
		goods = m.trade[p].draw(d)
	}
	c.goods = &m.goods[goods]
	c.product = c.goods.products[d.IntN(len(c.goods.products))]
	kind := c.platform.issues[goods].draw(d)
	c.kind = &m.kinds[kind]
	c.word = m.wordIndex[kind][m.wordings[kind].draw(d)]
}

// drawConsumer draws who complains.
func (m *market) drawConsumer(d dice, c *draft) {
	c.region = m.region.draw(d)
	c.band = &m.bands[m.age.draw(d)]
	c.sex = complaint.SexUnknown
	switch u := d.Float64(); {
	case u < 0.49:
		c.sex = complaint.Female
	case u < 0.88:
		c.sex = complaint.Male
	case u < 0.94:
		c.sex = complaint.NoneStated
	}
}

// drawHelp decides who helps and how the complaint is filed.
func (m *market) drawHelp(d dice, c *draft) {
	helped := 0.13
	if c.band.older {
		helped = 0.24
	}
	c.assisted = d.chance(helped)
	c.helperN = 0
	c.represent = complaint.No
	switch {
	case c.assisted:
		c.helpers[0] = &m.associations[m.local[c.region]]
		c.helperN = 1
		national := &m.associations[len(m.associations)-1]
		switch u := d.Float64(); {
		case u < 0.15:
			c.helpers[0] = national
		case u < 0.20:
			c.helpers[1] = national
			c.helperN = 2
		}
		if d.chance(0.7) {
			c.represent = complaint.Yes
		}
		c.channel = &m.channels[m.assisted.draw(d)]
	case c.band.older:
		c.channel = &m.channels[m.older.draw(d)]
	default:
		c.channel = &m.channels[m.younger.draw(d)]
	}
	if !c.assisted && d.chance(0.15) {
		c.represent = complaint.AnswerUnknown
	}
}

// drawClaim draws the sum at stake.
func (m *market) drawClaim(d dice, c *draft) {
	c.claimed = yuan(d, d.skewed(c.goods.claimed, c.goods.sigma))
	if d.chance(0.08) {
		c.claimed = -1
	}
}

// yuan rounds an amount the way prices are: often to whole yuan.
func yuan(d dice, amount float64) float64 {
	if d.chance(0.45) {
		return math.Max(1, math.Round(amount))
	}
	return math.Max(1, math.Round(amount*100)/100)
}

// drawEvidence draws what the consumer can show at filing: careful people have
// more of everything.
func (m *market) drawEvidence(d dice, c *draft) {
	care := d.between(0.45, 1.35)
	c.evidence = 0
	for i, p := range [...]float64{0.72, 0.55, 0.47, 0.42, 0.25, 0.03, 0.17} {
		if complaint.EvidenceKinds[i] == complaint.InspectionReport {
			switch c.kind.issue {
			case complaint.Quality, complaint.Counterfeit, complaint.Safety:
				p = 0.11
			}
		}
		if d.chance(p * care) {
			c.evidence |= 1 << i
		}
	}
}
