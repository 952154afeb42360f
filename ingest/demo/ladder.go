package demo

import "redress/ingest/complaint"

// A rung is one stage of the ladder as drawn. left is -1 while it lasts.
type rung struct {
	stage         complaint.StageName
	entered, left int64
	result        complaint.Outcome
}

// Of the complaints that an association has and nobody takes back, these shares go
// on to mediation, to a regulator, and through mediation to a court; on the way to a
// court some come past legal aid. Whether a complaint will be resolved makes no
// difference to them.
const (
	mediatedShare  = 0.18
	regulatedShare = 0.06
	litigatedShare = 0.04
	aidedShare     = 0.45
)

// A rung lasts patience days in the median, times a pace: quicker where the complaint
// comes to nothing, slower where it will not be resolved.
const (
	rungSpread     = 0.65 // standard deviation of the logarithm
	droppedPace    = 0.5
	unresolvedPace = 1.35
)

// patience is how long a rung usually takes: median days.
func patience(stage complaint.StageName) float64 {
	switch stage {
	case complaint.AtSeller:
		return 4
	case complaint.AtPlatform:
		return 6
	case complaint.AtAssociation:
		return 12
	case complaint.AtRegulator:
		return 18
	case complaint.AtMediation:
		return 14
	case complaint.AtLegalAid:
		return 25
	case complaint.AtCourt:
		return 80
	}
	return 9 // the media
}

// drawLadder draws the rungs, their lengths, and with them the closing.
func (m *market) drawLadder(d dice, c *draft) {
	c.ladder = c.ladder[:0]
	if c.seller != nil && !d.chance(0.06) {
		c.climb(complaint.AtSeller)
	}
	switch c.fate {
	case complaint.Withdrawn, complaint.Invalid:
		if len(c.ladder) == 0 || d.chance(0.4) {
			c.climb(complaint.AtPlatform)
		}
		if c.assisted {
			c.climb(complaint.AtAssociation)
		}
	case complaint.Referred:
		if c.assisted {
			c.climb(complaint.AtAssociation)
		} else {
			c.climb(complaint.AtPlatform)
		}
	default:
		c.climbOn(d)
	}
	m.timeLadder(d, c)
}

func (c *draft) climb(stage complaint.StageName) { c.ladder = append(c.ladder, rung{stage: stage}) }

// climbOn draws where a judged complaint ends. The resolved end early; of the
// others some are given up early and some go all the way.
func (c *draft) climbOn(d dice) {
	u := d.Float64()
	if c.assisted {
		if len(c.ladder) == 0 || d.chance(0.6) {
			c.climb(complaint.AtPlatform)
		}
		c.climb(complaint.AtAssociation)
		settled := 0.70
		if !c.resolved {
			settled = 0.50
		}
		switch {
		case u < settled:
		case u < settled+mediatedShare:
			c.climb(complaint.AtMediation)
		case u < settled+(mediatedShare+regulatedShare):
			c.climb(complaint.AtRegulator)
		case u < settled+(mediatedShare+regulatedShare+litigatedShare):
			c.climb(complaint.AtMediation)
			c.toCourt(d)
		}
		return
	}
	seller, platform, regulator, court := 0.47, 0.41, 0.085, 0.015
	if !c.resolved {
		seller, platform, regulator, court = 0.29, 0.49, 0.14, 0.04
	}
	if len(c.ladder) > 0 && u < seller {
		return
	}
	c.climb(complaint.AtPlatform)
	switch {
	case u < seller+platform:
	case u < seller+platform+regulator:
		c.climb(complaint.AtRegulator)
	case u < seller+platform+regulator+court:
		if d.chance(0.5) {
			c.climb(complaint.AtRegulator)
		}
		c.toCourt(d)
	default:
		c.climb(complaint.AtMedia)
	}
}

func (c *draft) toCourt(d dice) {
	if d.chance(aidedShare) {
		c.climb(complaint.AtLegalAid)
	}
	c.climb(complaint.AtCourt)
}

// timeLadder draws how long each rung takes. A rung that ends without the end
// of the complaint ended unresolved, or nobody would have climbed on.
func (m *market) timeLadder(d dice, c *draft) {
	at := c.opened
	pace := 1.0
	switch {
	case c.fate == complaint.Withdrawn || c.fate == complaint.Invalid || c.fate == complaint.Referred:
		pace = droppedPace
	case !c.resolved:
		pace = unresolvedPace
	}
	for i := range c.ladder {
		r := &c.ladder[i]
		r.entered = at
		days := pace * d.skewed(patience(r.stage), rungSpread)
		if r.stage == complaint.AtSeller || r.stage == complaint.AtPlatform {
			days *= c.platform.pace
		}
		at = atWork(d, at+3600+int64(days*secondsPerDay))
		r.left = at
		r.result = complaint.Unresolved
	}
	c.ladder[len(c.ladder)-1].result = c.fate
	c.closed = at
	drawRating(d, c)
}

// drawResponse draws the answer of the business and whether it came in the
// three days the publisher allows.
func (m *market) drawResponse(d dice, c *draft) {
	const deadline = 3 * secondsPerDay
	answers := c.platform.answers
	if c.resolved {
		answers = 0.5 + 0.5*answers // hardly anything is resolved in silence
	}
	c.responded = -1
	if d.chance(answers) {
		lag := int64(d.skewed(c.platform.answerDays, 0.8) * secondsPerDay)
		c.responded = atWork(d, c.opened+600+lag)
		c.responded = min(c.responded, c.closed) // the answer was the settlement
	}
	seen := m.calendar.end()
	answered := c.responded >= 0 && c.responded < seen
	switch {
	case d.chance(0.05):
		c.timely = complaint.AnswerUnknown
	case answered && c.responded-c.opened <= deadline:
		c.timely = complaint.Yes
	case answered || min(c.closed, seen)-c.opened > deadline:
		c.timely = complaint.No
	case c.closed < seen:
		c.timely = complaint.No
	default:
		c.timely = complaint.AnswerUnknown // there is still time
	}
}

// censor takes away what lies after the end of the window: the file is what is
// known that evening.
func (m *market) censor(c *draft) {
	end := m.calendar.end()
	if c.responded >= end {
		c.responded = -1
	}
	for i := range c.ladder {
		r := &c.ladder[i]
		if r.entered >= end {
			c.ladder = c.ladder[:i]
			break
		}
		if r.left >= end {
			r.left, r.result = -1, complaint.OutcomeUnknown
		}
	}
	if !c.helped() {
		c.helperN = 0 // the association has not got it yet
	}
	if c.closed < end {
		return
	}
	c.closed, c.rating, c.recovered = -1, 0, -1
	c.fate, c.resolved = complaint.OutcomeUnknown, false
	c.remedies = c.remedies[:0]
}

// helped reports whether an association has the complaint.
func (c *draft) helped() bool {
	for _, r := range c.ladder {
		if r.stage == complaint.AtAssociation {
			return true
		}
	}
	return false
}
