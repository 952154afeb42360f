package tabular

import (
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// A textStore keeps the shared strings of a workbook, which any cell may name:
// their text one behind the other, and where each ends.
type textStore struct {
	text, ends spool
	count      int
}

// add appends a string.
func (t *textStore) add(text []byte) error {
	if _, err := t.text.Write(text); err != nil {
		return err
	}
	var end [8]byte
	binary.LittleEndian.PutUint64(end[:], uint64(t.text.size))
	_, err := t.ends.Write(end[:])
	t.count++
	return err
}

// appendAt appends the string with that number.
func (t *textStore) appendAt(to []byte, number []byte) ([]byte, error) {
	i, err := strconv.Atoi(string(number))
	if err != nil || i < 0 || i >= t.count {
		return to, errors.New("a cell names a shared string that is not there")
	}
	var ends [16]byte
	if i == 0 {
		_, err = t.ends.ReadAt(ends[8:], 0)
	} else {
		_, err = t.ends.ReadAt(ends[:], int64(i-1)*8)
	}
	if err != nil && err != io.EOF {
		return to, err
	}
	begin, end := int64(binary.LittleEndian.Uint64(ends[:8])), int64(binary.LittleEndian.Uint64(ends[8:]))
	if t.text.file == nil {
		return append(to, t.text.mem[begin:end]...), nil
	}
	at := len(to)
	to = append(to, make([]byte, end-begin)...)
	_, err = t.text.ReadAt(to[at:], begin)
	if err == io.EOF {
		err = nil
	}
	return to, err
}

// readStrings fills the store from the part that has the shared strings.
func (b *workbook) readStrings(t *textStore, limit int) error {
	part, err := b.unpack(b.strings)
	if err != nil {
		return err
	}
	defer func() { _ = part.Close() }()
	s := newXMLScanner(part, limit)
	var text []byte
	for {
		token, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if token != xmlStart || string(s.name) != "si" {
			continue
		}
		if text, err = s.richText(text[:0], "si", limit); err != nil {
			return err
		}
		if err := t.add(text); err != nil {
			return err
		}
	}
}

// richText appends the text of a string, whose element is being entered, up to
// its end: all runs, without the phonetic ones that say how to read it.
func (s *xmlScanner) richText(to []byte, element string, limit int) ([]byte, error) {
	begin, inText, phonetic := len(to), false, 0
	for {
		token, err := s.next()
		if err != nil {
			return to, s.inside(err)
		}
		switch {
		case token == xmlText:
			if inText && phonetic == 0 {
				to = s.appendText(to)
			}
		case string(s.name) == "t":
			inText = token == xmlStart
		case string(s.name) == "rPh":
			if phonetic++; token == xmlEnd {
				phonetic = 0
			}
		case token == xmlEnd && string(s.name) == element:
			return unescapeX(to, begin), nil
		}
		if len(to)-begin > limit {
			return to, errTooBig
		}
	}
}

// inside makes the end of a part inside an element a damage.
func (s *xmlScanner) inside(err error) error {
	if err == io.EOF {
		return errXML
	}
	return err
}

// unescapeX resolves the escapes _xHHHH_ behind begin, by which Office writes
// what XML cannot hold.
func unescapeX(text []byte, begin int) []byte {
	out := begin
	for at := begin; at < len(text); {
		if text[at] == '_' && at+7 <= len(text) && text[at+1] == 'x' && text[at+6] == '_' {
			if n, err := strconv.ParseUint(string(text[at+2:at+6]), 16, 32); err == nil && utf8.ValidRune(rune(n)) {
				out += utf8.EncodeRune(text[out:], rune(n))
				at += 7
				continue
			}
		}
		text[out] = text[at]
		out++
		at++
	}
	return text[:out]
}

// readStyles returns what the cell formats show, by number.
func (b *workbook) readStyles() ([]moment, error) {
	if b.parts[b.styles] == nil {
		return nil, nil
	}
	codes := map[string]moment{}
	var formats []moment
	inCells := false
	err := b.scan(b.styles, func(s *xmlScanner, start bool) error {
		switch name := string(s.name); {
		case name == "cellXfs":
			inCells = start
		case start && name == "numFmt":
			codes[string(s.attr("numFmtId"))] = parseFormat(s.attrText("formatCode"))
		case start && name == "xf" && inCells:
			id := string(s.attr("numFmtId"))
			m, ok := codes[id]
			if number, err := strconv.Atoi(id); !ok && err == nil {
				m = builtinFormat(number)
			}
			formats = append(formats, m)
		}
		return nil
	})
	return formats, err
}
