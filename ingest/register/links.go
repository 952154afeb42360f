package register

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"redress/ingest"
	"redress/ingest/complaint"
)

const groupScheme = "group:"

// groupKey is the key of a group's name.
func (j *judge) groupKey(name string) string {
	key := complaint.NameKey(name)
	if key == "" {
		j.fail("group", ingest.BadValue)
	}
	return groupScheme + key
}

// A PlacedLink is a link and where it was said: "aliases.csv line 7".
type PlacedLink struct {
	Link
	Place string
}

// A CycleError is a chain of links that comes back to where it began.
type CycleError struct {
	Kind   LinkKind
	Places []string // of the links in the chain
}

// Error names the places.
func (e *CycleError) Error() string {
	return fmt.Sprintf("the rows of kind %s lead in a circle: %s; remove one of them", e.Kind, strings.Join(e.Places, ", "))
}

// Links are the platforms of every source as the links say, resolved.
type Links struct {
	aliases map[string]map[string]PlacedLink // by source, by key
	groups  map[string]map[string]PlacedLink
	renames []PlacedLink
}

// Resolve follows every alias and group to its end. A link of one source goes
// before one of any source. Of two links about the same the later in the list
// wins. A chain that comes back to itself is a *CycleError.
func Resolve(links []PlacedLink) (*Links, error) {
	l := &Links{aliases: map[string]map[string]PlacedLink{AnySource: {}}, groups: map[string]map[string]PlacedLink{AnySource: {}}}
	into := func(m map[string]map[string]PlacedLink, link PlacedLink) {
		if m[link.Source] == nil {
			m[link.Source] = map[string]PlacedLink{}
		}
		m[link.Source][link.Platform] = link
	}
	for _, link := range links {
		switch link.Kind {
		case Alias:
			into(l.aliases, link)
		case Group:
			into(l.groups, link)
		case Rename:
			l.renames = append(l.renames, link)
		}
	}
	for source := range l.aliases {
		for _, key := range keysOf(l.aliases, source) {
			if _, err := follow(l.aliases, source, key, Alias, func(p PlacedLink) string { return p.Canonical }); err != nil {
				return nil, err
			}
		}
	}
	for source := range l.groups {
		for _, key := range keysOf(l.groups, source) {
			if _, err := follow(l.groups, source, key, Group, func(p PlacedLink) string { return p.Group }); err != nil {
				return nil, err
			}
		}
	}
	return l, nil
}

// keysOf are the keys that have a link in a source, sorted.
func keysOf(m map[string]map[string]PlacedLink, source string) []string {
	var keys []string
	for key := range m[source] {
		keys = append(keys, key)
	}
	for key := range m[AnySource] {
		if _, own := m[source][key]; !own {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// follow goes from key to the end of its chain.
func follow(m map[string]map[string]PlacedLink, source, key string, kind LinkKind, next func(PlacedLink) string) (string, error) {
	var places []string
	seen := map[string]int{} // key → its place
	for {
		link, ok := m[source][key]
		if !ok {
			link, ok = m[AnySource][key]
		}
		if !ok || next(link) == key && kind == Alias { // an alias of itself says nothing
			return key, nil
		}
		if first, again := seen[key]; again {
			return "", &CycleError{Kind: kind, Places: places[first:]}
		}
		seen[key] = len(places)
		places = append(places, link.Place)
		key = next(link)
	}
}

// Aliases are the keys of a source whose complaints count for another, with the
// key they count for at the end of the chain.
func (l *Links) Aliases(source string) map[string]string {
	out := map[string]string{}
	for _, key := range keysOf(l.aliases, source) {
		// Resolve has followed every chain: there is no circle.
		if end, err := follow(l.aliases, source, key, Alias, func(p PlacedLink) string { return p.Canonical }); err == nil && end != key {
			out[key] = end
		}
	}
	return out
}

// Canonical is the key that complaints of a key count under in a source.
func (l *Links) Canonical(source, key string) string {
	end, err := follow(l.aliases, source, key, Alias, func(p PlacedLink) string { return p.Canonical })
	if err != nil {
		return key // cannot be: Resolve has followed every chain
	}
	return end
}

// TopGroup is the outermost group a key belongs to in a source; empty for none.
func (l *Links) TopGroup(source, key string) string {
	top, err := follow(l.groups, source, key, Group, func(p PlacedLink) string { return p.Group })
	if err != nil || top == key {
		return ""
	}
	return top
}

// Names are the names that platforms of a source have on a day by the renames,
// by key: the last rename up to that day. A key that is an alias has no name of
// its own: what it was called is no name of the business it became part of.
func (l *Links) Names(source string, day complaint.Day) map[string]string {
	type named struct {
		name string
		link PlacedLink
	}
	best := map[string]named{}
	for _, link := range l.renames {
		if link.Source != source && link.Source != AnySource || day.Before(link.From.First) {
			continue
		}
		key := link.Platform
		if l.Canonical(source, key) != key {
			continue
		}
		known, ok := best[key]
		later := known.link.From.First.Before(link.From.First)
		same := known.link.From.First == link.From.First && !(known.link.Source != AnySource && link.Source == AnySource)
		if !ok || later || same {
			best[key] = named{link.Name, link}
		}
	}
	out := make(map[string]string, len(best))
	for key, n := range best {
		out[key] = n.name
	}
	return out
}

// Empty reports whether nothing is said of any platform.
func (l *Links) Empty() bool {
	return len(l.aliases[AnySource])+len(l.groups[AnySource])+len(l.renames) == 0 && len(l.aliases)+len(l.groups) == 2
}

// A NamedGroup is a group by its key and the name it was given.
type NamedGroup struct{ Key, Name string }

// Groups are the platforms of a source that belong to a group, by canonical key,
// with the outermost group.
func (l *Links) Groups(source string) map[string]NamedGroup {
	out := map[string]NamedGroup{}
	for _, key := range keysOf(l.groups, source) {
		if strings.HasPrefix(key, groupScheme) {
			continue
		}
		if top := l.TopGroup(source, key); top != "" {
			out[l.Canonical(source, key)] = NamedGroup{top, l.groupName(source, top)}
		}
	}
	return out
}

// groupName is how the first link to a group, in the order of keys, calls it.
func (l *Links) groupName(source, group string) string {
	for _, of := range []string{source, AnySource} {
		for _, key := range slices.Sorted(maps.Keys(l.groups[of])) {
			if link := l.groups[of][key]; link.Group == group && link.Name != "" {
				return link.Name
			}
		}
	}
	return strings.TrimPrefix(group, groupScheme)
}
