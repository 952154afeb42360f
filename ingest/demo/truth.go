package demo

import "redress/ingest/complaint"

// Planted is what Write decided in advance: the answers a good statistic comes
// to. Effects are log odds of being resolved (to the consumer's satisfaction,
// rated or not), other things being equal.
type Planted struct {
	Platforms    []PlantedPlatform // largest first
	Sellers      []PlantedSeller   // those that differ or had an episode
	Associations []PlantedAssociation
	Issues       map[complaint.Issue]float64 // effect of the issue
	// RuleChangeMonths is how many months before the end of the window the
	// rule comes into force that makes one platform improve.
	RuleChangeMonths int
	Trend            float64 // effect of the last day against the first, for everybody
	Evidence         PlantedEvidence
	Assisted         float64 // effect of an association's help
	Unmapped         float64 // share of complaints with an issue no declaration maps
	Ladder           PlantedLadder
}

// PlantedLadder is where complaints go from the stages that no platform and no seller
// has a hand in, and how long they stay there.
type PlantedLadder struct {
	// Moves are the shares that go from a stage to a later one, of those that are
	// pursued: neither withdrawn, nor invalid, nor referred.
	Moves   map[complaint.StageName]map[complaint.StageName]float64
	Pursued float64                         // share of complaints that are pursued; none of the others gets beyond an association
	Days    map[complaint.StageName]float64 // median days of a stay at the ordinary pace
	Spread  float64                         // standard deviation of the logarithm of the days
	// Dropped and Unresolved are the pace of complaints that are not pursued, and of
	// those that will not be resolved: times as long.
	Dropped, Unresolved float64
}

// PlantedPlatform is what is planted about a platform.
type PlantedPlatform struct {
	Name  string
	Share float64 // expected share of all complaints
	Role  Role
	// Before and After are the effect before and long after the rule change;
	// they are the same but for Improves (at once) and Worsens (step by step,
	// After on the last day).
	Before, After float64
	// Mix is the kind of issues complained about. Another mix than "ordinary"
	// moves the crude rate of a platform that is Equal.
	Mix   string
	Rated float64 // share of unresolved closed complaints that are rated; of resolved ones nine tenths of it
	Size  PlantedSize
	// Pace is how many times as long as elsewhere a stay at the seller and the platform
	// takes, AnswerDays the median days until the business answers.
	Pace, AnswerDays float64
}

// PlantedSize is what the register exposure says of a platform.
type PlantedSize struct {
	Measure string // orders, active_users or revenue; empty: nobody knows its size
	// PerSize is the expected number of complaints per 100,000 of the measure (users: a
	// year), of revenue per 1,000,000, on the days the register knows.
	PerSize float64
	Known   float64 // share of the window the register knows
}

// PlantedSeller is what is planted about a seller on a platform. Shop is empty
// for sellers that appear under a pseudonym.
type PlantedSeller struct {
	Platform, Shop string
	Effect         float64
	Bad            bool // much worse than its neighbours
	Episodes       []PlantedEpisode
}

// PlantedEpisode is a spell of many complaints about a seller, in days before
// the last day of the window.
type PlantedEpisode struct {
	FromDaysBefore, ToDaysBefore int
	Times                        float64 // as many complaints as usual
	Actions                      []PlantedAction
	Afterwards                   float64 // times as many as usual, after the last action
}

// PlantedAction is what the platform did.
type PlantedAction struct {
	Action     complaint.ActionName
	DaysBefore int
}

// PlantedAssociation is the effect of an association beyond Assisted.
type PlantedAssociation struct {
	Name          string
	Before, After float64 // the rule change
}

// PlantedEvidence is the effect of evidence.
type PlantedEvidence struct {
	Piece  float64 // of each piece
	Bundle float64 // of order number, payment record and chat log together, beyond the pieces
	Report float64 // of an inspection report, beyond the piece
}

// Truth returns what is planted under a seed.
func Truth(seed uint64) Planted {
	w := newWorld(seed)
	t := Planted{Issues: map[complaint.Issue]float64{}, RuleChangeMonths: ruleChange, Trend: trendEffect,
		Evidence: PlantedEvidence{Piece: pieceEffect, Bundle: bundleEffect, Report: reportEffect},
		Assisted: assistedEffect, Unmapped: w.unmappedShare(), Ladder: plantedLadder()}
	for _, k := range w.kinds {
		t.Issues[k.issue] = k.effect
	}
	for _, a := range w.associations {
		t.Associations = append(t.Associations, PlantedAssociation{a.name, a.before, a.after})
	}
	sizes := sizings(seed, w.platforms)
	for i := range w.platforms {
		p := &w.platforms[i]
		t.Platforms = append(t.Platforms, PlantedPlatform{p.name, p.weight, p.role, p.before, p.after, string(p.mix), p.rated, sizes[i].planted(), p.pace, p.answerDays})
		for _, l := range p.listings {
			s := &w.sellers[l.seller]
			if !s.bad && len(l.episodes) == 0 {
				continue
			}
			planted := PlantedSeller{Platform: p.name, Effect: l.effect, Bad: s.bad}
			if s.kind != person {
				planted.Shop = s.name
			}
			for _, e := range l.episodes {
				planted.Episodes = append(planted.Episodes, e.planted())
			}
			t.Sellers = append(t.Sellers, planted)
		}
	}
	return t
}

func plantedLadder() PlantedLadder {
	const mediated = mediatedShare + litigatedShare
	l := PlantedLadder{Pursued: 1 - withdrawnShare - invalidShare - referredShare, Spread: rungSpread, Dropped: droppedPace, Unresolved: unresolvedPace,
		Days: map[complaint.StageName]float64{}, Moves: map[complaint.StageName]map[complaint.StageName]float64{
			complaint.AtAssociation: {complaint.AtMediation: mediated, complaint.AtRegulator: regulatedShare},
			complaint.AtMediation:   {complaint.AtLegalAid: litigatedShare * aidedShare / mediated, complaint.AtCourt: litigatedShare * (1 - aidedShare) / mediated},
			complaint.AtLegalAid:    {complaint.AtCourt: 1},
		}}
	for stage := range l.Moves {
		l.Days[stage] = patience(stage)
	}
	return l
}

func (e episode) planted() PlantedEpisode {
	p := PlantedEpisode{FromDaysBefore: e.from, ToDaysBefore: e.to, Times: e.times, Afterwards: e.calm}
	for _, a := range e.actions {
		p.Actions = append(p.Actions, PlantedAction{a.action, a.daysToEnd})
	}
	return p
}

func (z sizing) planted() PlantedSize {
	if z.measure == "" {
		return PlantedSize{}
	}
	return PlantedSize{Measure: z.measure, PerSize: z.perSize, Known: float64(z.known) / months}
}
