package tabular

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// badByte stands for bytes that are no character in the file's encoding. It is
// never part of UTF-8, so that one look at a record finds the faults of every
// encoding.
const badByte = 0xFF

// A tableDecoder transcodes an encoding of one byte a character.
type tableDecoder struct {
	transform.NopResetter
	text  [256][utf8.UTFMax]byte
	width [256]uint8
}

func newTableDecoder(table *charmap.Charmap) *tableDecoder {
	d := new(tableDecoder)
	for b := range 256 {
		c := table.DecodeByte(byte(b))
		if c == utf8.RuneError {
			d.text[b][0], d.width[b] = badByte, 1
			continue
		}
		d.width[b] = uint8(utf8.EncodeRune(d.text[b][:], c))
	}
	return d
}

// Transform implements transform.Transformer.
func (d *tableDecoder) Transform(dst, src []byte, _ bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if len(dst)-nDst < utf8.UTFMax {
			return nDst, nSrc, transform.ErrShortDst
		}
		b := src[nSrc]
		if b < utf8.RuneSelf {
			dst[nDst] = b
			nDst++
		} else {
			nDst += copy(dst[nDst:], d.text[b][:d.width[b]])
		}
		nSrc++
	}
	return nDst, nSrc, nil
}

// markFaults puts badByte for each U+FFFD that a decoder writes, which is how
// the decoders of x/text say that they met a fault. A U+FFFD that the file
// itself holds counts as one too: it is the scar of an earlier fault.
type markFaults struct{ transform.Transformer }

// Transform implements transform.Transformer.
func (m markFaults) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	nDst, nSrc, err = m.Transformer.Transform(dst, src, atEOF)
	replaced := []byte("\uFFFD")
	if !bytes.Contains(dst[:nDst], replaced) {
		return nDst, nSrc, err
	}
	return copy(dst, bytes.ReplaceAll(dst[:nDst], replaced, []byte{badByte})), nSrc, err
}

// A transcoder reads a stream as UTF-8. Unlike transform.Reader it fills what
// it is given instead of copying from a buffer of 4 KiB.
type transcoder struct {
	decoder transform.Transformer
	raw     window
}

// Read implements io.Reader.
func (t *transcoder) Read(p []byte) (int, error) {
	for {
		view := t.raw.view()
		if len(view) > 0 {
			written, read, err := t.decoder.Transform(p, view, t.raw.err == io.EOF)
			t.raw.pos += read
			if written > 0 || read > 0 {
				return written, nil
			}
			if errors.Is(err, transform.ErrShortDst) {
				return 0, io.ErrShortBuffer
			}
		}
		if !t.raw.more() {
			if t.raw.err == io.EOF && len(t.raw.view()) > 0 { // the cut character, told only now
				continue
			}
			return 0, t.raw.err
		}
	}
}
