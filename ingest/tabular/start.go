package tabular

import "fmt"

// start reads the first MiB and decides on encoding, delimiter and quoting.
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
	if err := r.decode(); err != nil {
		return err
	}
	r.kind, r.next = CSV, r.nextDelimited
	return r.decideDialect()
}

// decode decides on the encoding and puts a transcoder between the stream and
// the window where one is needed.
func (r *Reader) decode() error {
	w := &r.window
	sample := w.view()
	if err := refuseBinary(sample); err != nil {
		return err
	}
	names := r.format.Encodings
	if len(names) == 0 {
		names = []string{"utf-8"}
	}
	marked, markSize := byteOrderMark(sample)
	if markSize > 0 {
		names = append([]string{marked}, names...)
	}
	candidates := make([]charset, 0, len(names))
	for _, name := range names {
		candidate, _ := lookup(name)
		candidates = append(candidates, candidate)
	}
	w.pos = markSize
	decided := decideCharset(w.view(), candidates)
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
	return nil
}
