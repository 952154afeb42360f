package tabular

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// errXML says that a part of a workbook is not well-formed.
var errXML = errors.New("its XML is damaged")

// An xmlToken says what an xmlScanner stands at.
type xmlToken int

const (
	xmlEnd   xmlToken = iota // the end of an element, or of the part
	xmlStart                 // the start of an element
	xmlText
)

// An xmlScanner reads the parts of a workbook. It knows as much of XML as they
// need and is several times faster than encoding/xml, which a sheet of a
// million rows shows. Namespaces are dropped; document types are refused, so
// that no entity can be declared; elements need not match.
type xmlScanner struct {
	w     window
	limit int    // bytes of one token
	took  int    // bytes of the present token
	name  []byte // of the element, without prefix
	attrs []byte // of the start of an element, as written
	raw   []byte // text as written, or plain where cdata
	cdata bool
	close bool // the element ends where it starts
}

// newXMLScanner reads a part in UTF-8 or UTF-16.
func newXMLScanner(src io.Reader, limit int) *xmlScanner {
	w := window{src: src, buf: make([]byte, 2*chunkBytes)}
	for w.end < 4 && w.more() {
		continue
	}
	name, mark := byteOrderMark(w.view())
	if name == "" && bytes.HasPrefix(w.view(), []byte("<\x00")) {
		name = "utf-16le"
	}
	if name == "" && bytes.HasPrefix(w.view(), []byte("\x00<")) {
		name = "utf-16be"
	}
	w.pos = mark
	if c, ok := lookup(name); ok && c.decoder != nil {
		w = window{src: &transcoder{decoder: c.decoder(), raw: w}, buf: make([]byte, 2*chunkBytes)}
	}
	return &xmlScanner{w: w, limit: limit}
}

// next moves to the next token. io.EOF is the end of the part.
func (s *xmlScanner) next() (xmlToken, error) {
	if s.close {
		s.close = false
		return xmlEnd, nil
	}
	for {
		s.w.pos += s.took
		s.took = 0
		if len(s.w.view()) == 0 && !s.w.more() {
			return xmlEnd, s.w.err
		}
		if s.w.view()[0] != '<' {
			return xmlText, s.text()
		}
		token, skip, err := s.markup()
		if err != nil || !skip {
			return token, err
		}
	}
}

// text takes what stands up to the next <.
func (s *xmlScanner) text() error {
	end, err := s.find(0, "<", true)
	s.took, s.raw, s.cdata = end, s.w.view()[:end], false
	return err
}

// find returns the distance of mark from the given one on. With last, the end
// of the part will do.
func (s *xmlScanner) find(from int, mark string, last bool) (int, error) {
	for {
		view := s.w.view()
		if from <= len(view) {
			if i := bytes.Index(view[from:], []byte(mark)); i >= 0 {
				return from + i, nil
			}
			from = max(from, len(view)-len(mark)+1)
		}
		if len(view) > s.limit {
			return len(view), errXML
		}
		if !s.w.more() {
			if s.w.err == io.EOF && last {
				return len(s.w.view()), nil
			}
			return len(s.w.view()), s.broken()
		}
	}
}

// broken is the fault that ended the part, or errXML where it just ends.
func (s *xmlScanner) broken() error {
	if s.w.err != io.EOF {
		return s.w.err
	}
	return errXML
}

// markup takes what begins with <. skip is true for what is neither element nor
// text.
func (s *xmlScanner) markup() (token xmlToken, skip bool, err error) {
	for len(s.w.view()) < 2 && s.w.more() {
		continue
	}
	view := s.w.view()
	if len(view) < 2 {
		return xmlEnd, false, s.broken()
	}
	if view[1] == '!' || view[1] == '?' {
		return s.other()
	}
	end, err := s.tag()
	if err != nil {
		return xmlEnd, false, err
	}
	s.took = end + 1
	body := s.w.view()[1:end]
	if len(body) > 0 && body[0] == '/' {
		s.name = localName(trimSpace(body[1:]))
		return xmlEnd, false, nil
	}
	if s.close = len(body) > 0 && body[len(body)-1] == '/'; s.close {
		body = body[:len(body)-1]
	}
	s.name, s.attrs = body, nil
	for i, c := range body {
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			s.name, s.attrs = body[:i], body[i:]
			break
		}
	}
	s.name = localName(s.name)
	return xmlStart, false, nil
}

// other takes comments and instructions, which are skipped, and character data.
func (s *xmlScanner) other() (token xmlToken, skip bool, err error) {
	for len(s.w.view()) < 9 && s.w.more() {
		continue
	}
	view := s.w.view()
	end := 0
	switch {
	case bytes.HasPrefix(view, []byte("<!--")):
		end, err = s.find(4, "-->", false)
		s.took = end + 3
		return xmlEnd, true, err
	case bytes.HasPrefix(view, []byte("<![CDATA[")):
		if end, err = s.find(9, "]]>", false); err != nil {
			return xmlText, false, err
		}
		s.took, s.raw, s.cdata = end+3, s.w.view()[9:end], true
		return xmlText, false, nil
	case bytes.HasPrefix(view, []byte("<?")):
		end, err = s.find(2, "?>", false)
		s.took = end + 2
		return xmlEnd, true, err
	}
	return xmlEnd, false, errXML
}

// tag returns the distance of the > that closes the tag in front; attributes
// may hold others.
func (s *xmlScanner) tag() (int, error) {
	at := 1
	for {
		end, err := s.find(at, ">", false)
		if err != nil {
			return 0, err
		}
		if closesQuotes(s.w.view()[1:end]) {
			return end, nil
		}
		at = end + 1
	}
}

// closesQuotes reports whether every quote in a tag has its like behind it.
func closesQuotes(body []byte) bool {
	for {
		i := bytes.IndexByte(body, '"')
		if j := bytes.IndexByte(body[:max(i, 0)], '\''); i < 0 || j >= 0 {
			if i < 0 {
				j = bytes.IndexByte(body, '\'')
			}
			if i = j; i < 0 {
				return true
			}
		}
		end := bytes.IndexByte(body[i+1:], body[i])
		if end < 0 {
			return false
		}
		body = body[i+end+2:]
	}
}

// localName cuts the prefix off a name.
func localName(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// attr returns the value of an attribute as it is written, by its name without
// prefix; nil where there is none.
func (s *xmlScanner) attr(name string) []byte {
	rest := s.attrs
	for {
		i := bytes.IndexByte(rest, '=')
		if i < 0 {
			return nil
		}
		key := localName(trimSpace(rest[:i]))
		rest = trimSpace(rest[i+1:])
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return nil
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil
		}
		if string(key) == name {
			return rest[1 : end+1 : end+1]
		}
		rest = rest[end+2:]
	}
}

// trimSpace is bytes.TrimSpace for what mostly has a space in front or none.
func trimSpace(text []byte) []byte {
	for len(text) > 0 && text[0] <= ' ' {
		text = text[1:]
	}
	for len(text) > 0 && text[len(text)-1] <= ' ' {
		text = text[:len(text)-1]
	}
	return text
}

// attrText returns the text of an attribute.
func (s *xmlScanner) attrText(name string) string {
	return string(appendXMLText(nil, s.attr(name)))
}

// appendText appends the present text to to.
func (s *xmlScanner) appendText(to []byte) []byte {
	if s.cdata {
		return append(to, s.raw...)
	}
	return appendXMLText(to, s.raw)
}

// appendXMLText appends text with its references resolved and its line ends
// made \n. A reference that is not known stays as it is written.
func appendXMLText(to, text []byte) []byte {
	if bytes.IndexByte(text, '&') < 0 && bytes.IndexByte(text, '\r') < 0 {
		return append(to, text...)
	}
	for {
		i := bytes.IndexAny(text, "&\r")
		if i < 0 {
			return append(to, text...)
		}
		to = append(to, text[:i]...)
		if text[i] == '\r' {
			text = text[i+1:]
			if len(text) == 0 || text[0] != '\n' {
				to = append(to, '\n')
			}
			continue
		}
		text = text[i:]
		end := bytes.IndexByte(text[:min(len(text), 12)], ';')
		c, ok := rune(0), false
		if end > 0 {
			c, ok = reference(string(text[1:end]))
		}
		if !ok {
			to = append(to, '&')
			text = text[1:]
			continue
		}
		to = utf8.AppendRune(to, c)
		text = text[end+1:]
	}
}

// reference returns the character a reference stands for.
func reference(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, base := name, 10
	if len(digits) == 0 || digits[0] != '#' {
		return 0, false
	}
	if digits = digits[1:]; len(digits) > 0 && digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, false
	}
	return rune(n), true
}
