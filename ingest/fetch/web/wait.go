package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter returns how long a server asks to be left alone, 0 where it does
// not say. More than the limit is an error: the next slot may try.
func (c *Client) retryAfter(r Request, response *http.Response) (time.Duration, error) {
	text := strings.TrimSpace(response.Header.Get("Retry-After"))
	var wait time.Duration
	if seconds, err := strconv.ParseInt(text, 10, 32); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if until, err := http.ParseTime(text); err == nil {
		wait = until.Sub(c.config.Now())
	}
	if wait > c.config.MaxWait {
		return 0, failf(r, "the server asks to wait %s, more than the limit of %s; load it later", wait.Round(time.Second),
			c.config.MaxWait)
	}
	return max(wait, 0), nil
}
