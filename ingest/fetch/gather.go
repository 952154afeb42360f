package fetch

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"redress/ingest/fetch/bucket"
	"redress/ingest/fetch/web"
)

// gather returns what the places name, in order, ready to be listed: files on
// disk are opened in their turn, all others are here already.
func gather(ctx context.Context, places []place, given []string, o Options) ([]func() (*Blob, error), error) {
	brought := make([][]collected, len(places))
	if slices.ContainsFunc(places, func(p place) bool { return p.remote() || p.load != "" }) {
		c := &collector{options: o, network: o.Network, client: o.Network.client(), given: strings.Join(given, "\n")}
		defer c.client.Close()
		if err := c.collect(ctx, places, brought); err != nil {
			return nil, err
		}
	}
	tellApart(brought)
	var all []func() (*Blob, error)
	for i, p := range places {
		for _, path := range p.files {
			all = append(all, func() (*Blob, error) {
				called := o.names.call(path)
				h, err := diskFile(path, called)
				if err != nil {
					return nil, err
				}
				return &Blob{Path: called, Name: path, source: &wholeFile{h}, limits: o.Limits, total: h.size}, nil
			})
		}
		for _, one := range brought[i] {
			all = append(all, func() (*Blob, error) { return one.blob, nil })
		}
	}
	return all, nil
}

// tellApart makes paths differ: addresses may differ in their query only, which
// no path shows, and a report names files by their paths.
func tellApart(brought [][]collected) {
	seen := map[string]int{}
	for _, place := range brought {
		for _, one := range place {
			path := one.blob.Path
			if seen[path]++; seen[path] > 1 {
				one.blob.Path = fmt.Sprintf("%s (%d)", path, seen[path])
				one.blob.source.held().path = one.blob.Path
			}
		}
	}
}

// collect brings what is not on disk. Addresses that have not changed count
// only together: if one thing is read, all are, because a load is what all its
// places hold.
func (c *collector) collect(ctx context.Context, places []place, brought [][]collected) error {
	var unchanged []int
	for i, p := range places {
		found, err := c.bring(ctx, p, false)
		if err != nil {
			return err
		}
		brought[i] = found
		if len(found) == 1 && found[0].unchanged != nil {
			unchanged = append(unchanged, i)
		}
	}
	if len(unchanged) == len(places) {
		return NotModifiedError{URL: c.options.names.text(places[0].shown()), Since: brought[0][0].unchanged.At}
	}
	for _, i := range unchanged {
		found, err := c.bring(ctx, places[i], true)
		if err != nil {
			return err
		}
		brought[i] = found
	}
	return nil
}

// bring brings one place; anew even if it has not changed.
func (c *collector) bring(ctx context.Context, p place, anew bool) ([]collected, error) {
	switch {
	case p.load != "":
		return c.replay(p.load)
	case p.address != nil && c.options.API != nil:
		return only(c.pages(ctx, web.Request{URL: p.address, Shown: c.options.names.address(p.address)}))
	case p.address != nil:
		return only(c.fetch(ctx, whole(p.address), web.Request{URL: p.address, Shown: c.options.names.address(p.address)}, anew))
	case p.bucket != "":
		store, err := bucket.New(c.client, c.network.S3)
		if err != nil {
			return nil, err
		}
		if p.isPrefix() {
			return c.prefix(ctx, store, p, anew)
		}
		return only(c.fetch(ctx, p.shown(), c.request(store, p.bucket, p.key), anew))
	}
	return nil, nil
}

func only(one collected, err error) ([]collected, error) {
	if err != nil {
		return nil, err
	}
	return []collected{one}, nil
}
