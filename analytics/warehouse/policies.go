package warehouse

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
)

//go:embed policies.sql
var policiesSQL string

type policyRow struct {
	Origin       string            `ch:"origin"`
	Identity     string            `ch:"identity"`
	ID           string            `ch:"id"`
	Jurisdiction string            `ch:"jurisdiction"`
	Kind         string            `ch:"kind"`
	SeriesBreak  bool              `ch:"series_break"`
	Title        map[string]string `ch:"title"`
	Body         string            `ch:"body"`
	FirstDay     *time.Time        `ch:"first_day"`
	LastDay      *time.Time        `ch:"last_day"`
	Effect       map[string]string `ch:"effect"`
	Issues       []string          `ch:"issues"`
	AllIssues    bool              `ch:"all_issues"`
	Subissues    []string          `ch:"subissues"`
	Scope        string            `ch:"scope"`
	URL          string            `ch:"url"`
}

// Policies lists the laws, rules and events of the register, newest first.
func (s *Store) Policies(ctx context.Context, r analytics.Release) ([]analytics.Event, error) {
	found, err := rows[policyRow](ctx, s, "list policies", policiesSQL, s.inRelease(r), clickhouse.Named("limit", uint32(analytics.MaxEvents)))
	if err != nil {
		return nil, err
	}
	out, seen := make([]analytics.Event, 0, len(found)), map[string]int{}
	for _, row := range found {
		e := analytics.Event{ID: policyID(row.ID, row.Identity), Register: analytics.Policies, Origin: row.Origin, Kind: row.Kind, Title: row.Title,
			Effect: row.Effect, By: row.Body, URL: row.URL, First: dayOf(row.FirstDay), Last: dayOf(row.LastDay), Jurisdiction: row.Jurisdiction,
			AllIssues: row.AllIssues, Issues: row.Issues, Subissues: row.Subissues, Scope: row.Scope, SeriesBreak: row.SeriesBreak}
		// Two origins may use one id.
		if seen[e.ID]++; seen[e.ID] > 1 {
			e.ID = fmt.Sprintf("%s-%d", e.ID, seen[e.ID])
		}
		out = append(out, e)
	}
	return out, nil
}

// policyID is the entry's own id where an address can hold it.
func policyID(id, identity string) string {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"
	if id == "" || len(id) > 64 || strings.Trim(id, plain) != "" {
		return "policy-" + identity
	}
	return id
}
