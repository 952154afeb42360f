package demo

import (
	"math"
	"math/bits"

	"redress/ingest/complaint"
)

// What moves the log odds of a complaint being resolved, beside its platform,
// seller and issue.
const (
	baseEffect     = 0.30  // an equal platform, after sales apart
	trendEffect    = 0.20  // of the whole window: things get a little better
	pieceEffect    = 0.16  // of each piece of evidence
	bundleEffect   = 0.45  // of order number, payment record and chat log together
	reportEffect   = 0.55  // of an inspection report
	assistedEffect = 0.25  // of an association's help
	amountEffect   = -0.12 // of each standard deviation of the claim within its category
)

// usualPieces is the mean number of pieces of evidence; from there the effect
// of evidence counts.
const usualPieces = 2.4

// bundle is the bits of the evidence that decides most disputes.
func bundle() uint8 { return 1<<0 | 1<<1 | 1<<2 }

const reportBit = 1 << 5

// logOdds of being resolved.
func (m *market) logOdds(c *draft) float64 {
	x := baseEffect + c.kind.effect + trendEffect*(m.calendar.progress(c.day)-0.5)
	x += c.platform.effect(c.day, m.change, len(m.calendar.days)-1)
	if c.listing != nil {
		x += c.listing.effect
	}
	x += pieceEffect * (float64(bits.OnesCount8(c.evidence)) - usualPieces)
	if c.evidence&bundle() == bundle() {
		x += bundleEffect
	}
	if c.evidence&reportBit != 0 {
		x += reportEffect
	}
	if c.assisted {
		x += assistedEffect
		helper := c.helpers[0]
		if c.day < m.change {
			x += helper.before
		} else {
			x += helper.after
		}
	}
	if c.claimed > 0 {
		x += amountEffect * math.Log(c.claimed/c.goods.claimed) / c.goods.sigma
	}
	return x
}

// The shares of complaints that end without anybody's judgement on them, and
// how the happy rate less often than the unhappy.
const (
	withdrawnShare = 0.034
	invalidShare   = 0.024
	referredShare  = 0.018
	lostShare      = 0.006 // closed, and the export does not say how
	happyRate      = 0.90
)

// drawFate decides how the complaint ends, whenever that is. The rating comes
// with it: nobody rates an open complaint, so censor takes it back.
func (m *market) drawFate(d dice, c *draft) {
	c.resolved = d.chance(share(m.logOdds(c)))
	c.rating = 0
	rated := c.platform.rated
	if c.resolved {
		rated *= happyRate
	}
	judged := d.chance(rated)
	switch u := d.Float64(); {
	case u < withdrawnShare:
		c.fate, c.resolved = complaint.Withdrawn, false
	case u < withdrawnShare+invalidShare:
		c.fate, c.resolved = complaint.Invalid, false
	case u < withdrawnShare+invalidShare+referredShare:
		c.fate, c.resolved = complaint.Referred, false
	case u < withdrawnShare+invalidShare+referredShare+lostShare:
		c.fate = complaint.OutcomeUnknown
	case !judged:
		c.fate = complaint.Unrated
	case c.resolved:
		c.fate = complaint.Resolved
	default:
		c.fate = complaint.Unresolved
	}
}

// drawRating draws the stars of a rated complaint: what came of it counts most,
// then how long it took.
func drawRating(d dice, c *draft) {
	if c.fate != complaint.Resolved && c.fate != complaint.Unresolved || d.chance(0.12) {
		return
	}
	stars := 1.5 + 0.75*d.NormFloat64()
	if c.resolved {
		days := float64(c.closed-c.opened) / secondsPerDay
		stars = 4.9 - 0.35*math.Log1p(days/5) + 0.8*d.NormFloat64()
	}
	c.rating = min(max(int(math.Round(stars)), 1), 5)
}

// drawDispute draws whether the consumer disputed the answer of the business:
// most who got nothing do, hardly anyone whose complaint was resolved. Its dice
// are of their own, so that the other columns are what they were without it.
func drawDispute(d dice, c *draft) {
	asked, u := d.chance(0.86), d.Float64()
	share := 0.25 // nobody has judged yet, or ever will
	switch {
	case c.isOpen():
	case c.fate == complaint.Resolved:
		share = 0.05
	case c.fate == complaint.Unresolved:
		share = 0.65
	}
	switch {
	case c.responded < 0 || !asked:
		c.disputed = complaint.AnswerUnknown
	case u < share:
		c.disputed = complaint.Yes
	default:
		c.disputed = complaint.No
	}
}
