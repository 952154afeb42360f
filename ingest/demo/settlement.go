package demo

import (
	"math"

	"redress/ingest/complaint"
)

// acted is what a platform did to a seller, on a day of the window.
type acted struct {
	action complaint.ActionName
	day    int
}

// drawActions writes down what the platform did to the seller because of the
// complaint: the steps of an episode that come after it, or now and then a
// warning of its own.
func (m *market) drawActions(d dice, c *draft) {
	c.actions = c.actions[:0]
	reached, at := c.reached(complaint.AtPlatform)
	if !reached || c.listing == nil {
		return
	}
	const memory = 60 // days in which a complaint still counts towards a step
	for _, e := range c.listing.episodes {
		if m.calendar.beforeEnd(e.from) > c.day {
			continue
		}
		for _, a := range e.actions {
			day := m.calendar.beforeEnd(a.daysToEnd)
			if day >= int(at/secondsPerDay) && day <= c.day+memory && day < len(m.calendar.days) && d.chance(0.8) {
				c.actions = append(c.actions, acted{a.action, day})
			}
		}
	}
	day := int(at/secondsPerDay) + 2 + d.IntN(5)
	if len(c.actions) == 0 && day < len(m.calendar.days) && d.chance(0.05) {
		c.actions = append(c.actions, acted{complaint.Warning, day})
	}
}

// reached reports whether the complaint came to a rung, and when.
func (c *draft) reached(stage complaint.StageName) (bool, int64) {
	for _, r := range c.ladder {
		if r.stage == stage {
			return true, r.entered
		}
	}
	return false, 0
}

// drawSettlement draws remedies and the amount recovered.
func (m *market) drawSettlement(d dice, c *draft) {
	c.remedies = c.remedies[:0]
	c.recovered = -1
	switch {
	case c.resolved && (c.fate != complaint.Unrated || d.chance(0.8)):
		c.remedies = append(c.remedies, firstRemedy(d, c.kind.issue))
		if d.chance(0.10) {
			c.addRemedy(complaint.Apology)
		}
		if d.chance(0.05) {
			c.addRemedy(complaint.Compensation)
		}
		c.recovered = recovered(d, c)
	case c.fate == complaint.Unresolved && d.chance(0.07): // an offer that was not enough
		c.remedies = append(c.remedies, [...]complaint.Remedy{complaint.StoreCredit, complaint.Apology,
			complaint.PriceDifference}[d.IntN(3)])
		if c.remedies[0] != complaint.Apology && c.claimed > 0 {
			c.recovered = yuan(d, c.claimed*d.between(0.05, 0.3))
		}
	case c.fate == complaint.Unresolved && d.chance(0.5):
		c.recovered = 0 // the publisher says so; the others leave the cell blank
	}
}

func (c *draft) addRemedy(r complaint.Remedy) {
	for _, has := range c.remedies {
		if has == r {
			return
		}
	}
	c.remedies = append(c.remedies, r)
}

// firstRemedy is what an issue mostly ends with.
func firstRemedy(d dice, issue complaint.Issue) complaint.Remedy {
	u := d.Float64()
	switch issue {
	case complaint.Price:
		if u < 0.55 {
			return complaint.PriceDifference
		}
	case complaint.Counterfeit, complaint.Safety, complaint.FalseAdvertising:
		if u < 0.22 {
			return complaint.MultipleCompensation
		}
	case complaint.Delivery:
		if u < 0.45 {
			return complaint.ServiceDelivered
		}
	case complaint.Contract:
		if u < 0.45 {
			return complaint.ContractCancelled
		}
	case complaint.Privacy, complaint.Dignity:
		if u < 0.60 {
			return complaint.Apology
		}
	case complaint.Quality, complaint.AfterSales:
		switch {
		case u < 0.16:
			return complaint.Replacement
		case u < 0.30:
			return complaint.Repair
		}
	}
	switch u := d.Float64(); {
	case u < 0.74:
		return complaint.Refund
	case u < 0.84:
		return complaint.Replacement
	case u < 0.92:
		return complaint.Compensation
	}
	return complaint.StoreCredit
}

// recovered is the amount that came with the remedies; -1 where none of them
// is money or nobody wrote the claim down. Only multiple compensation exceeds
// the claim.
func recovered(d dice, c *draft) float64 {
	best := -1.0
	for _, r := range c.remedies {
		part := -1.0
		switch r {
		case complaint.Refund:
			part = 1
			if d.chance(0.25) {
				part = d.between(0.4, 1)
			}
		case complaint.MultipleCompensation:
			part = d.between(2, 4)
		case complaint.PriceDifference, complaint.Compensation, complaint.StoreCredit:
			part = d.between(0.1, 0.6)
		case complaint.ContractCancelled:
			part = d.between(0.6, 1)
		}
		best = math.Max(best, part)
	}
	if best < 0 || c.claimed < 0 {
		return -1
	}
	return math.Max(0.01, math.Round(c.claimed*best*100)/100)
}
