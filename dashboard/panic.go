package dashboard

import (
	"fmt"
	"net/http"
	"runtime"
)

// stackDepth is how many calls a panicError names.
const stackDepth = 12

// A panicError is a panic that ended a request. It keeps the type of what was
// thrown and the calls that led there, never the value: that may quote a row,
// and errors are logged.
type panicError struct {
	kind  string
	stack []string // innermost first: function and line
}

// Error names the type of the panic and where it was thrown.
func (e *panicError) Error() string {
	return fmt.Sprintf("panic of type %s at %v", e.kind, e.stack)
}

// contained calls run and returns a panic in it as an error; only
// http.ErrAbortHandler stays one.
func contained(run func() error) (err error) {
	defer func() {
		cause := recover()
		if cause == http.ErrAbortHandler {
			panic(cause)
		}
		if cause != nil {
			err = &panicError{kind: fmt.Sprintf("%T", cause), stack: callers()}
		}
	}()
	return run()
}

// callers lists who called the deferred function it is called in, from the panic
// outwards. Function names and lines only: a file path tells where the program
// was built, and debug.Stack prints arguments.
func callers() []string {
	counters := make([]uintptr, stackDepth)
	counters = counters[:runtime.Callers(3, counters)] // not Callers, callers, the deferred function
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
