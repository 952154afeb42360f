package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// Page fetches one answer of at most limit bytes whole. check may refuse an
// answer, which is then asked for again: with a sentence's middle, such as "the
// server says that its answer is partial"; "" accepts it.
func (c *Client) Page(ctx context.Context, r Request, limit int64, check func([]byte) string) ([]byte, error) {
	for tries := 1; ; tries++ {
		page, err := c.page(ctx, r, limit)
		var broken *passing
		if err == nil {
			what := check(page)
			if what == "" {
				return page, nil
			}
			broken = &passing{what: what}
		} else if !errors.As(err, &broken) {
			return nil, err
		}
		if err := c.again(ctx, r, broken, tries); err != nil {
			return nil, err
		}
	}
}

func (c *Client) page(ctx context.Context, r Request, limit int64) ([]byte, error) {
	ctx, pulse, stop := c.watch(ctx)
	defer stop()
	request, err := c.build(ctx, r)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := c.do(r, request)
	if err != nil {
		return nil, c.explain(ctx, r, err)
	}
	defer response.Body.Close()
	if err := c.judgeStatus(r, response); err != nil {
		return nil, err
	}
	if response.StatusCode == http.StatusPartialContent {
		return nil, failf(r, "the server sends a part of the answer that nobody asked for; check the address")
	}
	if response.ContentLength > limit {
		return nil, longAnswer(r, limit)
	}
	pulse.answered()
	page, err := io.ReadAll(&livingReader{io.LimitReader(response.Body, limit+1), pulse})
	if err != nil {
		return nil, c.explain(ctx, r, err)
	}
	if int64(len(page)) > limit {
		return nil, longAnswer(r, limit)
	}
	return page, nil
}

func longAnswer(r Request, limit int64) error {
	return failf(r, "one answer is larger than the limit of %d bytes; ask for fewer records at a time", limit)
}

// A livingReader tells of each sign of life.
type livingReader struct {
	io.Reader
	pulse *pulse
}

func (l *livingReader) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if n > 0 {
		l.pulse.beat(n)
	}
	return n, err
}

// Deadline returns the context that bounds all requests of one fetch.
func (c *Client) Deadline(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, c.config.Timeout, errTotal)
}

// Wait waits, for instance for the next request that a rate allows.
func (c *Client) Wait(ctx context.Context, r Request, d time.Duration) error {
	if err := c.config.Sleep(ctx, d); err != nil {
		return c.explain(ctx, r, err)
	}
	return nil
}

// Now is the client's clock.
func (c *Client) Now() time.Time { return c.config.Now() }

// MaxBytes is the limit of one file.
func (c *Client) MaxBytes() int64 { return c.config.MaxBytes }
