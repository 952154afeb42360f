package dashboard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// A document is a view as JSON.
type document struct {
	Release       uint32            `json:"release"`
	PublishedAt   time.Time         `json:"published_at"`
	View          string            `json:"view"`
	Query         map[string]string `json:"query"`
	MethodVersion string            `json:"method_version"`
	Columns       []documentColumn  `json:"columns"`
	Rows          []documentRow     `json:"rows"`
	Warnings      []string          `json:"warnings"`
}

type documentColumn struct {
	Name        string `json:"name"`
	Unit        string `json:"unit"`
	Description string `json:"description"`
}

// A documentRow is an object whose members stand in the order of the columns.
type documentRow struct {
	columns []heading
	cells   []cell
}

// MarshalJSON writes the members in column order.
func (r documentRow) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, c := range r.cells {
		if i > 0 {
			out.WriteByte(',')
		}
		value, err := c.MarshalJSON()
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", r.columns[i].name, err)
		}
		fmt.Fprintf(&out, "%q:%s", r.columns[i].name, value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// jsonOf writes the same table as csvOf, with what it needs to be understood
// alone.
func jsonOf(r request, a reply) ([]byte, error) {
	d := document{
		Release: a.view.Release.Number, PublishedAt: a.view.Release.PublishedAt.UTC(), View: r.view.name,
		Query: map[string]string{}, MethodVersion: a.view.MethodVersion,
		Columns: []documentColumn{}, Rows: []documentRow{}, Warnings: []string{},
	}
	p := r.parameters
	p.query.Source = a.view.Source.Code
	for name, values := range p.values(r.view.accepts) {
		d.Query[name] = values[0]
	}
	for _, c := range a.table.columns {
		d.Columns = append(d.Columns, documentColumn{c.name, c.unit, r.locale.text("column." + c.name + ".about")})
	}
	for _, cells := range a.table.rows {
		d.Rows = append(d.Rows, documentRow{a.table.columns, cells})
	}
	d.Warnings = append(d.Warnings, a.view.Warnings...)
	body, err := json.MarshalIndent(d, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write %s as JSON: %w", r.view.name, err)
	}
	return append(body, '\n'), nil
}
