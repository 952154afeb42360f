package analytics

import (
	"context"
	"fmt"
	"runtime"
)

// stackDepth is how many calls a panicError names.
const stackDepth = 12

// A panicError is a panic that ended a count. It keeps the type of what was
// thrown and the calls that led there, never the value: that may quote a row,
// and the cache would hand it to every reader who waits.
type panicError struct {
	kind  string
	stack []string // innermost first: function and line
}

// Error names the type of the panic and where it was thrown.
func (e *panicError) Error() string {
	return fmt.Sprintf("panic of type %s at %v", e.kind, e.stack)
}

// contained counts and returns a panic in it as an error.
func contained[T any](ctx context.Context, count func(context.Context) (T, error)) (value T, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = &panicError{kind: fmt.Sprintf("%T", cause), stack: calls()}
		}
	}()
	return count(ctx)
}

// calls lists who called the deferred function it is called in, from the panic
// outwards: function names and lines, no arguments.
func calls() []string {
	counters := make([]uintptr, stackDepth)
	counters = counters[:runtime.Callers(3, counters)] // not Callers, calls, the deferred function
	frames := runtime.CallersFrames(counters)
	var stack []string
	for {
		frame, more := frames.Next()
		if frame.Function != "" {
			stack = append(stack, fmt.Sprintf("%s:%d", frame.Function, frame.Line))
		}
		if !more {
			return stack
		}
	}
}
