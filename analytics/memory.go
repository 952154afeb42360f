package analytics

import (
	"context"

	"github.com/maypok86/otter/v2"

	"redress/deploy/fault"
)

// keyBytesPerRow is how much of a question's text weighs as much as one row.
// Questions come from addresses, which anybody can make up: without their
// weight, millions of different ones that all count nothing would fill memory.
const keyBytesPerRow = 64

// A memory keeps answers about releases, which never change: there is nothing to
// expire or to invalidate. The answers used least go first.
type memory struct {
	answers *otter.Cache[string, answer]
}

// An answer is one remembered result and how many rows it holds.
type answer struct {
	value any
	rows  int
}

// newMemory keeps so many rows of answers, one at least; long questions count as
// rows too.
func newMemory(rows uint64) memory {
	return memory{otter.Must(&otter.Options[string, answer]{
		MaximumWeight: max(1, rows),
		Weigher:       weight,
	})}
}

func weight(question string, a answer) uint32 {
	return uint32(a.rows + 1 + len(question)/keyBytesPerRow)
}

// remembered gives the answer to a question about a release, counting it when
// nobody has asked before. Errors are not remembered. A reader waits no longer
// than their own ctx; when the reader whose count they share leaves, the cache
// makes one of those who wait ask again, so a live reader never gets somebody
// else's cancellation, and each repetition needs another reader who left.
func remembered[T any](ctx context.Context, m memory, question string, size func(T) int, count func(context.Context) (T, error)) (T, error) {
	loader := otter.LoaderFunc[string, answer](func(ctx context.Context, _ string) (answer, error) {
		var value T
		// The cache would hand a panic's value to every reader who waits.
		err := fault.Contain(func() (err error) {
			value, err = count(ctx)
			return err
		})
		return answer{value: value, rows: size(value)}, err
	})
	found, err := m.answers.Get(ctx, question, loader)
	if err != nil {
		var none T
		return none, err
	}
	return found.value.(T), nil
}

func one[T any](T) int        { return 1 }
func length[T any](s []T) int { return len(s) }
