package engine

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
)

// blockwise are the formats whose output can be streamed, with the number of
// heading lines. The engine formats every block of a stream on its own, so that
// a heading stands before each. Formats with a frame around the whole, like
// Parquet and JSON, cannot be put together from that, and are made in one piece
// in the engine's memory.
var blockwise = map[string]int{
	"Native": 0, "RowBinary": 0, "JSONEachRow": 0, "NDJSON": 0, "JSONLines": 0, "LineAsString": 0, "Null": 0,
	"CSV": 0, "CSVWithNames": 1, "CSVWithNamesAndTypes": 2,
	"TSV": 0, "TSVWithNames": 1, "TSVWithNamesAndTypes": 2, "TSVRaw": 0,
	"TabSeparated": 0, "TabSeparatedWithNames": 1, "TabSeparatedWithNamesAndTypes": 2, "TabSeparatedRaw": 0,
	"JSONCompactEachRow": 0, "JSONCompactEachRowWithNames": 1, "JSONCompactEachRowWithNamesAndTypes": 2,
}

// A heading is what stands before the rows in a format.
type heading struct {
	lines  int
	quoted bool // whether a line feed between double quotes ends no line
}

// streamable reports whether the engine can stream the query, which it can do
// with a SELECT, and which heading each block has.
func streamable(req *request) (heading, bool) {
	switch firstWord(req.query) {
	case "SELECT", "WITH", "FROM":
	default:
		return heading{}, false
	}
	format := req.format
	if match := outputFormat.FindStringSubmatch(req.query); match != nil {
		format = match[1]
	}
	lines, ok := blockwise[format]
	return heading{lines: lines, quoted: strings.HasPrefix(format, "CSV")}, ok
}

// stream passes on the output of a SELECT as it comes. The heading is kept from
// the first block only.
func (a *answer) stream(ctx context.Context, conn *connection, req *request, heading heading) error {
	stream, err := conn.stream(req.query, req.format, req.parameters)
	if err != nil {
		return err
	}
	var head []byte
	err = a.pieces(ctx, stream, func(piece []byte) []byte {
		if head == nil {
			head = bytes.Clone(heading.of(piece))
			return piece
		}
		return bytes.TrimPrefix(piece, head)
	})
	stream.close()
	if err == nil && !a.sent && heading.lines > 0 {
		// No rows, no block, no heading: the whole answer has one.
		return a.whole(conn, req)
	}
	return err
}

// pieces sends every piece of a stream on, trimmed.
func (a *answer) pieces(ctx context.Context, stream *stream, trim func([]byte) []byte) error {
	for {
		piece, err := stream.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		err = a.write(trim(piece.bytes()))
		piece.close()
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
}

// of returns the heading of a text.
func (h heading) of(text []byte) []byte {
	left, quoted := h.lines, false
	for i, char := range text {
		if left == 0 {
			return text[:i]
		}
		switch {
		case char == '"' && h.quoted:
			quoted = !quoted
		case char == '\n' && !quoted:
			left--
		}
	}
	return text
}
