package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"redress/ingest/complaint"
)

const (
	// shownNarrative is how many characters of a free text are shown.
	shownNarrative = 300
	// unsaid stands where a part of a field is unknown, or is left out.
	unsaid = "…"
	// fieldWidth is the length of the longest field's name.
	fieldWidth = len("amount_recovered")
)

// A triedField is a field of a complaint as a person checks it by eye. Unknown
// is no text and a nil value, and never 0.
type triedField struct {
	name  string
	value any    // as JSON has it
	text  string // the same, in one line
}

type triedComplaint []triedField

// triedFields are the fields of the record in the order of the design, those
// that are unknown too.
func triedFields(c *complaint.Complaint) triedComplaint {
	fields := triedComplaint{
		word("source", c.Source), word("id", hex.EncodeToString(c.ID[:])), word("period", periodText(c.Period)),
		word("platform", c.Platform), word("platform_name", c.PlatformName.Text), word("seller", c.Seller), word("seller_name", c.SellerName.Text),
		word("category", c.Category), word("issue", c.Issue), word("subissue", c.Subissue), word("issue_source", c.IssueSource),
		word("region", c.Region), word("channel", c.Channel),
		word("opened_on", c.OpenedOn.String()), word("responded_on", c.RespondedOn.String()), word("closed_on", c.ClosedOn.String()),
		instant("opened_at", c.OpenedAt), instant("responded_at", c.RespondedAt), instant("closed_at", c.ClosedAt), word("zone", c.Zone),
		word("status", c.Status), word("outcome_basis", c.OutcomeBasis), word("outcome", orUnsaid(c.Outcome)),
		set("remedies", c.Remedies), sum("amount_claimed", c.AmountClaimed, c.Currency), sum("amount_recovered", c.AmountRecovered, c.Currency),
		word("currency", c.Currency), stages(c.Stages), actions(c.Actions), set("evidence", c.Evidence), set("associations", c.Associations),
		word("represented", c.Represented), rating(c.Rating), word("timely", c.Timely), word("disputed", c.Disputed),
		word("age_band", c.AgeBand), word("sex", c.Sex), word("narrative", cutText(c.Narrative)),
	}
	last := &fields[len(fields)-1]
	last.text = strings.Join(strings.Fields(last.text), " ")
	return fields
}

// text is one line per field that is known, and one that names the others.
func (f triedComplaint) text(path string, line int) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s line %d\n", path, line)
	var unknown []string
	for _, field := range f {
		if field.value == nil {
			unknown = append(unknown, field.name)
			continue
		}
		fmt.Fprintf(&out, "  %-*s  %s\n", fieldWidth, field.name, field.text)
	}
	if len(unknown) > 0 {
		out.WriteString("  unknown: " + strings.Join(unknown, ", ") + "\n")
	}
	out.WriteString("\n")
	return out.String()
}

// json is the complaint as one object in one line, its keys in the order of the
// record.
func (f triedComplaint) json(path string, line int) (string, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for i, field := range append(triedComplaint{{name: "file", value: path}, {name: "line", value: line}}, f...) {
		out.WriteString(map[bool]string{true: "{", false: ","}[i == 0] + `"` + field.name + `":`)
		if err := encoder.Encode(field.value); err != nil {
			return "", fmt.Errorf("%s line %d, %s: %w", path, line, field.name, err)
		}
		out.Truncate(out.Len() - 1) // the encoder ends each value with a line end
	}
	out.WriteString("}\n")
	return out.String(), nil
}

func word[T ~string](name string, value T) triedField {
	if value == "" {
		return triedField{name: name}
	}
	return triedField{name, string(value), string(value)}
}

// orUnsaid is an outcome, empty where it is unknown.
func orUnsaid(o complaint.Outcome) complaint.Outcome {
	if o == complaint.OutcomeUnknown {
		return ""
	}
	return o
}

func instant(name string, at time.Time) triedField {
	if at.IsZero() {
		return triedField{name: name}
	}
	return word(name, at.Format(time.RFC3339Nano))
}

func rating(n int) triedField {
	if n == 0 {
		return triedField{name: "rating"}
	}
	return triedField{"rating", n, fmt.Sprint(n)}
}

// sum is an amount with the two decimals the tables keep.
func sum(name string, amount *decimal.Decimal, currency string) triedField {
	if amount == nil {
		return triedField{name: name}
	}
	text := amount.StringFixed(2)
	return triedField{name, json.Number(text), text + " " + currency}
}

func set[T ~string](name string, codes []T) triedField {
	if len(codes) == 0 {
		return triedField{name: name}
	}
	words := make([]string, 0, len(codes))
	for _, code := range codes {
		words = append(words, string(code))
	}
	return triedField{name, words, strings.Join(words, ", ")}
}

type triedStage struct {
	Stage     complaint.StageName `json:"stage"`
	EnteredOn *string             `json:"entered_on"`
	LeftOn    *string             `json:"left_on"`
	Result    *string             `json:"result"`
}

func stages(ladder []complaint.Stage) triedField {
	if len(ladder) == 0 {
		return triedField{name: "stages"}
	}
	var values []triedStage
	var texts []string
	for _, s := range ladder {
		values = append(values, triedStage{s.Stage, orNull(s.EnteredOn.String()), orNull(s.LeftOn.String()), orNull(string(orUnsaid(s.Result)))})
		text := string(s.Stage)
		if s.EnteredOn.Known() || s.LeftOn.Known() {
			text += " " + dayText(s.EnteredOn) + " → " + dayText(s.LeftOn)
		}
		if result := orUnsaid(s.Result); result != "" {
			text += ": " + string(result)
		}
		texts = append(texts, text)
	}
	return triedField{"stages", values, strings.Join(texts, "; ")}
}

type triedAction struct {
	Action complaint.ActionName `json:"action"`
	On     *string              `json:"on"`
}

func actions(steps []complaint.Action) triedField {
	if len(steps) == 0 {
		return triedField{name: "actions"}
	}
	var values []triedAction
	var texts []string
	for _, a := range steps {
		values = append(values, triedAction{a.Action, orNull(a.On.String())})
		texts = append(texts, strings.TrimSpace(string(a.Action)+" "+a.On.String()))
	}
	return triedField{"actions", values, strings.Join(texts, "; ")}
}

func dayText(d complaint.Day) string {
	if !d.Known() {
		return unsaid
	}
	return d.String()
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// periodText is a period yyyymmdd as far as it is known: a year, a month or a
// day.
func periodText(period uint32) string {
	year, month, day := period/10000, period/100%100, period%100
	switch {
	case period == 0:
		return ""
	case month == 0:
		return fmt.Sprintf("%04d", year)
	case day == 0:
		return fmt.Sprintf("%04d-%02d", year, month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

// cutText is the beginning of a text, and a sign where more of it follows.
func cutText(text string) string {
	if utf8.RuneCountInString(text) <= shownNarrative {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:shownNarrative])) + unsaid
}
