package engine

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"strconv"
	"unsafe"

	"github.com/ebitengine/purego"
)

// A library is libchdb loaded into this process, which happens in the child
// only. Its functions block the calling thread, so they are called from
// goroutines that may wait.
//
// Pointers to C memory are kept as unsafe.Pointer; none of them is ever freed
// by Go.
type library struct {
	setSignalHandlers func(enabled int32)
	connectFn         func(argc int32, argv []*byte) unsafe.Pointer
	closeConn         func(conn unsafe.Pointer)
	shutdown          func() int32

	queryFn     func(conn unsafe.Pointer, query []byte, queryLen uintptr, format []byte, formatLen uintptr, names []*byte, nameLens []uintptr, values []*byte, valueLens []uintptr, n uintptr) unsafe.Pointer
	streamFn    func(conn unsafe.Pointer, query []byte, queryLen uintptr, format []byte, formatLen uintptr, names []*byte, nameLens []uintptr, values []*byte, valueLens []uintptr, n uintptr) unsafe.Pointer
	insertFn    func(conn unsafe.Pointer, query []byte, queryLen uintptr, format []byte, formatLen uintptr, names []*byte, nameLens []uintptr, values []*byte, valueLens []uintptr, n uintptr) unsafe.Pointer
	fetch       func(conn, stream unsafe.Pointer) unsafe.Pointer
	cancelQuery func(conn, stream unsafe.Pointer)

	appendFn      func(stream unsafe.Pointer, data []byte, n uintptr) int32
	done          func(stream unsafe.Pointer) unsafe.Pointer
	cancelInsert  func(stream unsafe.Pointer)
	insertError   func(stream unsafe.Pointer) string
	destroyInsert func(stream unsafe.Pointer)

	resultError  func(result unsafe.Pointer) string
	resultBuffer func(result unsafe.Pointer) unsafe.Pointer
	resultLength func(result unsafe.Pointer) uintptr
	rowsWritten  func(result unsafe.Pointer) uint64
	destroy      func(result unsafe.Pointer)

	classifyFn func(conn unsafe.Pointer, query []byte, queryLen uintptr, database []byte, databaseLen uintptr, out *analysis) int32
}

// loadLibrary loads the library at path and finds its functions. The error is
// for the reader of a log; libraryError makes it a sentence for the user.
func loadLibrary(path string) (*library, error) {
	handle, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, err
	}
	lib := &library{}
	for name, function := range map[string]any{
		"chdb_set_signal_handlers_enabled": &lib.setSignalHandlers,
		"chdb_connect":                     &lib.connectFn,
		"chdb_close_conn":                  &lib.closeConn,
		"chdb_shutdown":                    &lib.shutdown,
		"chdb_query_with_params_n":         &lib.queryFn,
		"chdb_stream_query_with_params_n":  &lib.streamFn,
		"chdb_stream_insert_with_params_n": &lib.insertFn,
		"chdb_stream_fetch_result":         &lib.fetch,
		"chdb_stream_cancel_query":         &lib.cancelQuery,
		"chdb_stream_append":               &lib.appendFn,
		"chdb_stream_done":                 &lib.done,
		"chdb_stream_cancel_insert":        &lib.cancelInsert,
		"chdb_stream_insert_error":         &lib.insertError,
		"chdb_destroy_insert_stream":       &lib.destroyInsert,
		"chdb_result_error":                &lib.resultError,
		"chdb_result_buffer":               &lib.resultBuffer,
		"chdb_result_length":               &lib.resultLength,
		"chdb_result_rows_written":         &lib.rowsWritten,
		"chdb_destroy_query_result":        &lib.destroy,
		"chdb_classify_query_n":            &lib.classifyFn,
	} {
		symbol, err := purego.Dlsym(handle, name)
		if err != nil {
			return nil, fmt.Errorf("it has no function %s", name)
		}
		purego.RegisterFunc(function, symbol)
	}
	return lib, nil
}

// A connection is one session inside the engine. It runs one statement at a
// time and is used by one goroutine at a time.
type connection struct {
	lib    *library
	handle unsafe.Pointer // chdb_connection *
}

// connect opens a session. The first one of the process boots the engine with
// the arguments; for later ones they must be the same.
func (l *library) connect(args []string) (*connection, error) {
	argv := make([]*byte, 0, len(args)+1)
	for _, arg := range args {
		argv = append(argv, &append([]byte(arg), 0)[0])
	}
	argv = append(argv, nil)
	handle := l.connectFn(int32(len(args)), argv)
	runtime.KeepAlive(argv)
	if handle == nil {
		return nil, errors.New("the engine refused a connection")
	}
	return &connection{lib: l, handle: handle}, nil
}

func (c *connection) close() { c.lib.closeConn(c.handle) }

// conn is what the functions of the library take: the handle points to it.
func (c *connection) conn() unsafe.Pointer { return *(*unsafe.Pointer)(c.handle) }

// A parameter is the value of a {name:Type} in a query, in ClickHouse's escaped
// text form.
type parameter struct{ name, value string }

// bound holds parameters in the form that the library takes them.
type bound struct {
	names, values         []*byte
	nameLens, valueLens   []uintptr
	nameBytes, valueBytes [][]byte
}

func bind(parameters []parameter) *bound {
	b := &bound{}
	for _, p := range parameters {
		// One byte more, so that there is something to point to.
		name, value := append([]byte(p.name), 0), append([]byte(p.value), 0)
		b.nameBytes, b.valueBytes = append(b.nameBytes, name), append(b.valueBytes, value)
		b.names, b.nameLens = append(b.names, &name[0]), append(b.nameLens, uintptr(len(p.name)))
		b.values, b.valueLens = append(b.values, &value[0]), append(b.valueLens, uintptr(len(p.value)))
	}
	return b
}

// exec runs a statement whose result does not matter.
func (c *connection) exec(query string) error {
	result, err := c.query(query, "Null", nil)
	if err != nil {
		return err
	}
	result.close()
	return nil
}

// query runs one statement to its end and holds its whole result in memory.
func (c *connection) query(query, format string, parameters []parameter) (*result, error) {
	b := bind(parameters)
	q, f := []byte(query), []byte(format)
	handle := c.lib.queryFn(c.conn(), q, uintptr(len(q)), f, uintptr(len(f)), b.names, b.nameLens, b.values, b.valueLens, uintptr(len(b.names)))
	runtime.KeepAlive(b)
	return c.lib.result(handle)
}

// A result is a piece of output in C memory.
type result struct {
	lib    *library
	handle unsafe.Pointer
}

// result takes what the library returned, and turns a failure into an error.
func (l *library) result(handle unsafe.Pointer) (*result, error) {
	if handle == nil {
		return nil, errors.New("the engine returned neither a result nor an error")
	}
	if text := l.resultError(handle); text != "" {
		l.destroy(handle)
		return nil, newEngineError(text)
	}
	return &result{lib: l, handle: handle}, nil
}

// bytes returns the output. It is valid until close.
func (r *result) bytes() []byte {
	n := r.lib.resultLength(r.handle)
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(r.lib.resultBuffer(r.handle)), n)
}

func (r *result) close() { r.lib.destroy(r.handle) }

// A stream is a running SELECT whose output comes block by block.
type stream struct {
	conn   *connection
	handle unsafe.Pointer
	ended  bool
}

// stream starts a SELECT. The engine reads ahead by a few blocks only, so a
// reader that is slow slows the query down and fills no memory.
func (c *connection) stream(query, format string, parameters []parameter) (*stream, error) {
	b := bind(parameters)
	q, f := []byte(query), []byte(format)
	handle := c.lib.streamFn(c.conn(), q, uintptr(len(q)), f, uintptr(len(f)), b.names, b.nameLens, b.values, b.valueLens, uintptr(len(b.names)))
	runtime.KeepAlive(b)
	result, err := c.lib.result(handle)
	if err != nil {
		return nil, err
	}
	return &stream{conn: c, handle: result.handle}, nil
}

// next returns the next piece of output, io.EOF at the end.
func (s *stream) next() (*result, error) {
	piece, err := s.conn.lib.result(s.conn.lib.fetch(s.conn.conn(), s.handle))
	if err != nil {
		s.ended = true
		return nil, err
	}
	if s.conn.lib.resultLength(piece.handle) == 0 {
		s.ended = true
		piece.close()
		return nil, io.EOF
	}
	return piece, nil
}

// close stops the query if it has not ended and frees the stream.
func (s *stream) close() {
	if !s.ended {
		s.conn.lib.cancelQuery(s.conn.conn(), s.handle)
	}
	s.conn.lib.destroy(s.handle)
}

// An insertion is a running INSERT that takes its data piece by piece.
type insertion struct {
	lib    *library
	handle unsafe.Pointer
}

// insert starts an INSERT without FORMAT clause and data.
func (c *connection) insert(query, format string, parameters []parameter) (*insertion, error) {
	b := bind(parameters)
	q, f := []byte(query), []byte(format)
	handle := c.lib.insertFn(c.conn(), q, uintptr(len(q)), f, uintptr(len(f)), b.names, b.nameLens, b.values, b.valueLens, uintptr(len(b.names)))
	runtime.KeepAlive(b)
	if handle == nil {
		return nil, errors.New("the engine returned neither an insert nor an error")
	}
	i := &insertion{lib: c.lib, handle: handle}
	if text := c.lib.insertError(handle); text != "" {
		i.close()
		return nil, newEngineError(text)
	}
	return i, nil
}

// append adds data, cut anywhere; the engine copies it.
func (i *insertion) append(data []byte) error {
	if len(data) == 0 || i.lib.appendFn(i.handle, data, uintptr(len(data))) == 0 {
		return nil
	}
	if text := i.lib.insertError(i.handle); text != "" {
		return newEngineError(text)
	}
	return errors.New("the engine took no more data and did not say why")
}

// finish commits the data and returns how many rows were written.
func (i *insertion) finish() (uint64, error) {
	result, err := i.lib.result(i.lib.done(i.handle))
	if err != nil {
		return 0, err
	}
	defer result.close()
	return i.lib.rowsWritten(result.handle), nil
}

// cancel gives the insert up; rows of blocks already written stay.
func (i *insertion) cancel() { i.lib.cancelInsert(i.handle) }

// close frees the insert; one that was not finished is given up.
func (i *insertion) close() { i.lib.destroyInsert(i.handle) }

// analysis is chdb_query_analysis_v1.
type analysis struct {
	size       uint32
	statements uint32 // how many statements the text holds
	_          uint32 // flags
	class      uint32
}

// The classes of statement, by what they change.
const (
	classRead    = 0 // SELECT, SHOW, DESCRIBE, EXPLAIN, EXISTS
	classUnknown = 4 // did not parse
)

// classify lets the engine's own parser say what the query would do.
func (c *connection) classify(query string) (analysis, error) {
	out := analysis{size: uint32(unsafe.Sizeof(analysis{}))}
	q := []byte(query)
	if c.lib.classifyFn(c.conn(), q, uintptr(len(q)), nil, 0, &out) != 0 {
		return analysis{}, errors.New("the engine could not classify a query")
	}
	return out, nil
}

// An engineError is an exception of the engine, with its whole text.
type engineError struct {
	code int // ClickHouse's error code, 0 when the text names none
	text string
}

var errorCode = regexp.MustCompile(`^Code: (\d+)\.`)

func newEngineError(text string) *engineError {
	e := &engineError{text: text}
	if match := errorCode.FindStringSubmatch(text); match != nil {
		e.code, _ = strconv.Atoi(match[1])
	}
	return e
}

// refusal makes an error of our own that reads like one of the engine.
func refusal(code int, name, message string) *engineError {
	return &engineError{code: code, text: fmt.Sprintf("Code: %d. DB::Exception: %s. (%s)", code, message, name)}
}

func (e *engineError) Error() string { return e.text }
