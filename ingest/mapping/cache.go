package mapping

// maxCached bounds each of a mapper's caches. A publisher has some hundred
// categories and some ten thousand businesses; a column with more different
// values is one that caching does not help.
const maxCached = 1 << 16

// A cache remembers what a value was mapped to. When it is full it starts
// again, which costs time and never a wrong answer.
type cache[T any] map[string]T

// keep stores a value under a key that the caller does not change afterwards.
func (c *cache[T]) keep(key string, value T) T {
	if *c == nil || len(*c) >= maxCached {
		*c = make(cache[T])
	}
	(*c)[key] = value
	return value
}
