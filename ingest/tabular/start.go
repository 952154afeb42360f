package tabular

import (
	"bytes"
	"fmt"
)

// start reads the first MiB and decides on kind, encoding, delimiter and
// quoting.
func (r *Reader) start() error {
	if err := r.format.Validate(); err != nil {
		return fmt.Errorf("table format: %w", err)
	}
	r.max = r.format.MaxRecordBytes
	if r.max == 0 {
		r.max = DefaultMaxRecordBytes
	}
	w := &r.window
	w.buf = make([]byte, 2*chunkBytes)
	for w.end < sampleBytes && w.more() {
		continue
	}
	r.kind = r.format.Kind
	if packed := packedKind(w.view()); packed != "" && (r.kind == packed || r.kind == "") {
		r.kind = packed
	}
	switch r.kind {
	case XLSX:
		return r.startXLSX()
	case Parquet:
		return r.startParquet()
	}
	return r.startText()
}

// startText decides how the bytes of text are to be read.
func (r *Reader) startText() error {
	if err := r.decode(); err != nil {
		return err
	}
	if r.kind == "" {
		if err := refuseOddJSON(r.window.view()); err != nil {
			return err
		}
		r.kind = textKind(r.window.view())
	}
	switch r.kind {
	case JSON:
		r.objects = newDocument(r)
		r.next = r.objects.next
		return nil
	case NDJSON:
		r.objects = newLines(r)
		r.next = r.objects.next
		return nil
	}
	r.kind, r.next = CSV, r.nextDelimited
	for range r.format.SkipLines {
		if err := r.skipTitle(); err != nil {
			return err
		}
	}
	return r.decideDialect()
}

// skipTitle passes over one line above the header.
func (r *Reader) skipTitle() error {
	for {
		view := r.window.view()
		if i := bytes.IndexByte(view, '\n'); i >= 0 {
			r.consume(i+1, 1)
			return nil
		}
		r.consume(len(view), 0)
		if !r.window.more() {
			return r.endOfStream()
		}
	}
}

// decode decides on the encoding and puts a transcoder between the stream and
// the window where one is needed.
func (r *Reader) decode() error {
	w := &r.window
	sample := w.view()
	if err := refuseBinary(sample); err != nil {
		return err
	}
	marked, markSize := byteOrderMark(sample)
	w.pos = markSize
	decided, err := r.format.decideCharset(w.view(), marked)
	if err != nil {
		return err
	}
	r.encoding = decided.name
	if !decided.wide {
		if err := refuseNUL(w.view()); err != nil {
			return err
		}
	}
	if decided.decoder != nil {
		r.window = window{
			src: &transcoder{decoder: decided.decoder(), raw: *w},
			buf: make([]byte, 2*chunkBytes),
		}
	}
	return r.oldMac()
}

// oldMac makes line ends of the carriage returns of a file that has no others.
func (r *Reader) oldMac() error {
	w := &r.window
	for w.end-w.pos < sampleBytes && w.more() {
		continue
	}
	view := w.view()
	if bytes.IndexByte(view, '\n') >= 0 || bytes.IndexByte(view, '\r') < 0 {
		return nil
	}
	if i := bytes.IndexByte(view, '\r'); i == len(view)-1 { // half of a line end
		return nil
	}
	r.window = window{src: &lineEnds{raw: *w}, buf: make([]byte, 2*chunkBytes)}
	return nil
}

// lineEnds reads a stream whose lines end in a bare \r with \n instead.
type lineEnds struct{ raw window }

// Read implements io.Reader.
func (l *lineEnds) Read(p []byte) (int, error) {
	if len(l.raw.view()) == 0 && !l.raw.more() {
		return 0, l.raw.err
	}
	n := copy(p, l.raw.view())
	l.raw.pos += n
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, nil
}
