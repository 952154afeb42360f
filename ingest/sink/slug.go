package sink

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"redress/ingest/complaint"
)

// An entityKey names a business within a source.
type entityKey struct{ kind, key string }

// assignSlugs gives every business its slug. A business keeps the slug it has,
// whatever it is called by now: addresses are cited. A new one gets its
// readable name, with a short suffix from its key where that name is taken; of
// two new ones the first in the list (most complaints) takes the plain name.
func assignSlugs(entities []entity, known map[entityKey]string) {
	taken := map[entityKey]bool{}
	for k, slug := range known {
		taken[entityKey{k.kind, slug}] = true
	}
	for i := range entities {
		e := &entities[i]
		if slug, ok := known[entityKey{e.kind, e.key}]; ok {
			e.slug = slug
			continue
		}
		e.slug = freeSlug(e, taken)
		taken[entityKey{e.kind, e.slug}] = true
	}
}

// shortestSuffix is the least number of hex digits that tell two names apart.
const shortestSuffix = 4

func freeSlug(e *entity, taken map[entityKey]bool) string {
	plain := complaint.NormaliseName(e.name)
	if plain != "" && !taken[entityKey{e.kind, plain}] {
		return plain
	}
	sum := sha256.Sum256([]byte(e.key))
	digits := hex.EncodeToString(sum[:])
	for n := shortestSuffix; n < len(digits); n++ {
		slug := strings.TrimPrefix(plain+"-"+digits[:n], "-")
		if !taken[entityKey{e.kind, slug}] {
			return slug
		}
	}
	return digits
}
