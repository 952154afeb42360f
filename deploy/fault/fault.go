// Package fault keeps a panic from ending more than the work it came from. A
// load, a request and a count each run contained: what was thrown becomes an
// error.
//
// Its one rule: the error names the type and the calls, never the value. A value
// may quote a row, and errors end up in logs.
package fault

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
)

// depth is how many calls a Panic names.
const depth = 12

// A Panic is a panic that was contained.
type Panic struct {
	Kind  string   // type of what was thrown
	Calls []string // innermost first: function and line
}

// Error names the type of the panic and where it was thrown.
func (p *Panic) Error() string {
	return fmt.Sprintf("panic of type %s at %v", p.Kind, p.Calls)
}

// Contain calls run and returns a panic in it as a *Panic. http.ErrAbortHandler
// stays a panic: it is how a half-sent answer is broken off.
func Contain(run func() error) (err error) {
	defer func() {
		cause := recover()
		if thrown, ok := cause.(error); ok && errors.Is(thrown, http.ErrAbortHandler) {
			panic(cause)
		}
		if cause != nil {
			err = &Panic{Kind: fmt.Sprintf("%T", cause), Calls: callers()}
		}
	}()
	return run()
}

// callers lists who called the deferred function it is called in, from the panic
// outwards. Function names and lines only: a file path tells where the program
// was built, and debug.Stack prints arguments.
func callers() []string {
	counters := make([]uintptr, depth)
	counters = counters[:runtime.Callers(3, counters)] // not Callers, callers, the deferred function
	frames := runtime.CallersFrames(counters)
	var calls []string
	for {
		frame, more := frames.Next()
		if frame.Function != "" {
			calls = append(calls, fmt.Sprintf("%s:%d", frame.Function, frame.Line))
		}
		if !more {
			return calls
		}
	}
}
