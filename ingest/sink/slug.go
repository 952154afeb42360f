package sink

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"redress/ingest/complaint"
)

// A slugOf names an address within a source.
type slugOf struct{ kind, slug string }

// assignSlugs gives every business the slug of its name, with a short suffix
// from its key where another business has or had that slug. owners are the slugs
// ever given, with the key of the business each was made for; of two new
// businesses of one name the first in the list (most complaints) takes the plain
// name. It adds what it gives to owners and returns those that are new.
func assignSlugs(entities []entity, owners map[slugOf]string) (fresh []entity) {
	for i := range entities {
		e := &entities[i]
		e.slug = slugFor(e, owners)
		at := slugOf{e.kind, e.slug}
		if owners[at] != e.key {
			owners[at] = e.key
			fresh = append(fresh, *e)
		}
	}
	return fresh
}

// shortestSuffix is the least number of hex digits that tell two names apart.
const shortestSuffix = 4

func slugFor(e *entity, owners map[slugOf]string) string {
	free := func(slug string) bool {
		owner, given := owners[slugOf{e.kind, slug}]
		return !given || owner == e.key
	}
	plain := complaint.NormaliseName(e.name)
	if plain != "" && free(plain) {
		return plain
	}
	sum := sha256.Sum256([]byte(e.key))
	digits := hex.EncodeToString(sum[:])
	for n := shortestSuffix; n < len(digits); n++ {
		if slug := strings.TrimPrefix(plain+"-"+digits[:n], "-"); free(slug) {
			return slug
		}
	}
	return digits
}
