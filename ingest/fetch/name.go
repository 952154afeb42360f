package fetch

import (
	"fmt"
	"net/url"
	"strings"

	"redress/ingest/fetch/web"
)

// A namer calls files as Options.Shown says, and tells those apart that would be
// called alike: a report names files by their paths. A nil namer shows names as
// they are.
type namer struct {
	shown  func(string) string
	own    map[string]string // by what is shown: the file's own path
	called map[string]string // by the file's own path: what is shown
}

func newNamer(shown func(string) string) *namer {
	if shown == nil {
		return nil
	}
	return &namer{shown: shown, own: map[string]string{}, called: map[string]string{}}
}

// text is a path, a part of one or a sentence as it is shown.
func (n *namer) text(text string) string {
	if n == nil {
		return text
	}
	return n.shown(text)
}

// call returns what a file of that path is called, the same each time.
func (n *namer) call(own string) string {
	if n == nil {
		return own
	}
	return n.settle(own, n.shown(own))
}

// member is call for a member of a blob.
func (n *namer) member(of *Blob, name string) string {
	if n == nil {
		return of.Path + "!" + name
	}
	return n.settle(of.Name+"!"+name, of.Path+"!"+n.shown(name))
}

func (n *namer) settle(own, shown string) string {
	if known, ok := n.called[own]; ok {
		return known
	}
	if shown != own {
		first := shown
		for i := 2; ; i++ {
			if other, taken := n.own[shown]; !taken || other == own {
				break
			}
			shown = numbered(first, i)
		}
		n.own[shown] = own
	}
	n.called[own] = shown
	return shown
}

// numbered is a path with a number before the endings of its last part.
func numbered(path string, n int) string {
	at := strings.LastIndexAny(path, `/\!`) + 1
	dot := strings.IndexByte(path[at:], '.')
	if dot < 0 {
		dot = len(path) - at
	}
	return fmt.Sprintf("%s (%d)%s", path[:at+dot], n, path[at+dot:])
}

// address is how errors and descriptions call an address; empty where that is
// web.Show's word.
func (n *namer) address(u *url.URL) string {
	if own := web.Show(u); n.text(own) != own {
		return n.text(own)
	}
	return ""
}
