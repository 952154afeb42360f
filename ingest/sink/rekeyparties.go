package sink

import (
	"context"
	_ "embed"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/shopspring/decimal"

	"redress/ingest/complaint"
)

//go:embed rekey_pseudonyms.sql
var rekeyPseudonymsSQL string

// carryParties writes down what the states of complaints about pseudonyms say
// from now on. Their digests change too, or the publisher's next file would
// differ from what is known: so each state is read back whole.
func (r *rekeying) carryParties(ctx context.Context) error {
	rows, err := r.Conn.Query(ctx, rekeyPseudonymsSQL, clickhouse.Named("database", r.Database))
	if err != nil {
		return err
	}
	defer rows.Close()
	r.hidden = map[business][]string{}
	var digester digester
	var batch driver.Batch
	pending := 0
	for rows.Next() {
		c, version, err := readState(rows)
		if err != nil {
			return err
		}
		platform, seller := r.carryParty(c, platformKind, &c.Platform, &c.PlatformName), r.carryParty(c, sellerKind, &c.Seller, &c.SellerName)
		if platform == unchanged && seller == unchanged {
			continue
		}
		if batch == nil {
			if batch, err = r.Conn.PrepareBatch(ctx, "INSERT INTO "+quoted(r.Database)+"."+quoted(r.partiesTable())+
				" (source, old, version, platform, platform_name, seller, seller_name, digest)"); err != nil {
				return err
			}
		}
		moved := ""
		if platform == otherKey {
			moved = c.Platform
		}
		err = batch.Append(c.Source, string(c.ID[:]), version, moved, c.PlatformName.Text, orNull(c.Seller), orNull(c.SellerName.Text), digester.sum(c))
		if err != nil {
			return err
		}
		if pending++; pending < blockRows {
			continue
		}
		if err := batch.Send(); err != nil {
			return err
		}
		batch, pending = nil, 0
	}
	if batch != nil {
		if err := batch.Send(); err != nil {
			return err
		}
	}
	return rows.Err()
}

const sellerKind = "seller"

// What a change of the key does to a party.
type partyChange int

const (
	unchanged partyChange = iota
	otherName
	otherKey
)

// carryParty changes a party of a complaint where it is shown under a pseudonym,
// and remembers the one that a business with a number of its own had.
func (r *rekeying) carryParty(c *complaint.Complaint, kind string, key *string, name *complaint.Name) partyChange {
	if name.Kind != complaint.NamePseudonym {
		return unchanged
	}
	newKey, newName := r.Party(c.Source, *key, name.Text)
	switch {
	case newKey != *key:
		*key, name.Text = newKey, newName
		return otherKey
	case newName != name.Text:
		at := business{c.Source, kind, *key}
		if spelled := complaint.NormaliseName(name.Text); !slices.Contains(r.hidden[at], spelled) {
			r.hidden[at] = append(r.hidden[at], spelled)
		}
		name.Text = newName
		return otherName
	}
	return unchanged
}

// readState reads back one row of rekeyPseudonymsSQL: the complaint as it was
// when its digest was made, but for period, load and line.
func readState(rows driver.Rows) (c *complaint.Complaint, version uint64, err error) {
	c = &complaint.Complaint{}
	var id string
	var sellerName, sellerKind, seller, category, subissue, issueSource, region, channel, currency, represented, timely, disputed, ageBand, sex, narrative *string
	var platformKind, issue, status, basis, outcome string
	var opened time.Time
	var responded, closed, openedAt, respondedAt, closedAt *time.Time
	var rating *uint8
	var claimed, recovered *decimal.Decimal
	var remedies, evidence, stage, stageResult, action []string
	var entered, left, acted []*time.Time
	err = rows.Scan(&c.Source, &id, &version,
		&c.Platform, &c.PlatformName.Text, &platformKind, &seller, &sellerName, &sellerKind,
		&category, &issue, &subissue, &issueSource, &region, &channel, &c.Zone,
		&status, &basis, &outcome, &currency, &represented, &timely, &disputed, &ageBand, &sex, &narrative,
		&opened, &responded, &closed, &openedAt, &respondedAt, &closedAt,
		&rating, &claimed, &recovered,
		&remedies, &evidence, &c.Associations,
		&stage, &entered, &left, &stageResult,
		&action, &acted)
	if err != nil {
		return nil, 0, err
	}
	copy(c.ID[:], id)
	c.PlatformName.Kind, c.Issue, c.Status = complaint.NameKind(platformKind), complaint.Issue(issue), complaint.Status(status)
	c.OutcomeBasis, c.Outcome = complaint.OutcomeBasis(basis), complaint.Outcome(outcome)
	c.Seller, c.SellerName = text(seller), complaint.Name{Text: text(sellerName), Kind: complaint.NameKind(text(sellerKind))}
	c.Category, c.Subissue, c.IssueSource, c.Region = text(category), text(subissue), text(issueSource), text(region)
	c.Channel, c.Currency, c.Represented = complaint.Channel(text(channel)), text(currency), complaint.Answer(text(represented))
	c.Disputed = complaint.Answer(text(disputed))
	c.Timely, c.AgeBand, c.Sex, c.Narrative = complaint.Answer(text(timely)), text(ageBand), complaint.Sex(text(sex)), text(narrative)
	c.OpenedOn, c.RespondedOn, c.ClosedOn = dayOf(&opened), dayOf(responded), dayOf(closed)
	c.OpenedAt, c.RespondedAt, c.ClosedAt = known(openedAt), known(respondedAt), known(closedAt)
	if rating != nil {
		c.Rating = int(*rating)
	}
	c.AmountClaimed, c.AmountRecovered = claimed, recovered
	c.Remedies, c.Evidence = wordsAs[complaint.Remedy](remedies), wordsAs[complaint.Evidence](evidence)
	for i := range stage {
		c.Stages = append(c.Stages, complaint.Stage{Stage: complaint.StageName(stage[i]), EnteredOn: dayOf(entered[i]), LeftOn: dayOf(left[i]),
			Result: complaint.Outcome(stageResult[i])})
	}
	for i := range action {
		c.Actions = append(c.Actions, complaint.Action{Action: complaint.ActionName(action[i]), On: dayOf(acted[i])})
	}
	return c, version, nil
}

// text is a text, empty where it is unknown.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// dayOf is a day, unknown where there is none.
func dayOf(at *time.Time) complaint.Day {
	if at == nil {
		return complaint.Day{}
	}
	day, _ := complaint.DayOf(*at)
	return day
}

func wordsAs[T ~string](from []string) []T {
	var out []T
	for _, s := range from {
		out = append(out, T(s))
	}
	return out
}
