package tabular

import "errors"

// errThrift says that a part of a Parquet file is not what its format is
// written in.
var errThrift = errors.New("its description cannot be read")

// The types of Thrift's compact protocol.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftI16    = 4
	thriftI32    = 5
	thriftI64    = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
)

// A compactReader walks the compact protocol of Thrift without building
// anything, to see whether what a file claims is there: the library that reads
// Parquet makes room for a list before it reads one element.
type compactReader struct {
	text  []byte
	at    int
	short bool // the text ends too early
	items int  // elements of lists that may yet come
}

// deepestThrift is how deep structures may be nested; those of Parquet are not
// as deep by half.
const deepestThrift = 16

// structure walks a structure. each is told of every field and returns whether
// it has read the value.
func (c *compactReader) structure(depth int, each func(id int64, kind byte) (bool, error)) error {
	if depth > deepestThrift {
		return errThrift
	}
	id := int64(0)
	for {
		head, err := c.byte()
		if err != nil || head == 0 {
			return err
		}
		if delta := int64(head >> 4); delta != 0 {
			id += delta
		} else if id, err = c.number(); err != nil {
			return err
		}
		kind := head & 15
		read := false
		if each != nil {
			if read, err = each(id, kind); err != nil {
				return err
			}
		}
		if !read {
			if err := c.skip(kind, depth, false); err != nil {
				return err
			}
		}
	}
}

// skip passes over a value. A truth value has a byte only inside a list.
func (c *compactReader) skip(kind byte, depth int, listed bool) error {
	switch kind {
	case thriftTrue, thriftFalse:
		if listed {
			return c.pass(1)
		}
		return nil
	case thriftByte:
		return c.pass(1)
	case thriftI16, thriftI32, thriftI64:
		_, err := c.number()
		return err
	case thriftDouble:
		return c.pass(8)
	case thriftBinary:
		n, err := c.unsigned()
		if err != nil {
			return err
		}
		return c.pass(n)
	case thriftList, thriftSet:
		return c.list(func(kind byte) error { return c.skip(kind, depth+1, true) })
	case thriftMap:
		return c.mapping(depth)
	case thriftStruct:
		return c.structure(depth+1, nil)
	}
	return errThrift
}

// list calls each for every element of the list in front.
func (c *compactReader) list(each func(kind byte) error) error {
	head, err := c.byte()
	if err != nil {
		return err
	}
	n := uint64(head >> 4)
	if n == 15 {
		if n, err = c.unsigned(); err != nil {
			return err
		}
	}
	if err := c.claim(n); err != nil {
		return err
	}
	for range n {
		if err := each(head & 15); err != nil {
			return err
		}
	}
	return nil
}

// claim checks that n elements, of a byte at least each, can be there.
func (c *compactReader) claim(n uint64) error {
	if n > uint64(c.items) {
		return errThrift
	}
	c.items -= int(n)
	if n > uint64(len(c.text)-c.at) {
		c.short = true
		return errThrift
	}
	return nil
}

// mapping passes over a map.
func (c *compactReader) mapping(depth int) error {
	n, err := c.unsigned()
	if err != nil || n == 0 {
		return err
	}
	if err := c.claim(n); err != nil {
		return err
	}
	kinds, err := c.byte()
	if err != nil {
		return err
	}
	for range n {
		if err := c.skip(kinds>>4, depth+1, true); err != nil {
			return err
		}
		if err := c.skip(kinds&15, depth+1, true); err != nil {
			return err
		}
	}
	return nil
}

func (c *compactReader) byte() (byte, error) {
	if c.at >= len(c.text) {
		c.short = true
		return 0, errThrift
	}
	c.at++
	return c.text[c.at-1], nil
}

// pass moves n bytes on.
func (c *compactReader) pass(n uint64) error {
	if n > uint64(len(c.text)-c.at) {
		c.short = true
		return errThrift
	}
	c.at += int(n)
	return nil
}

// unsigned reads a variable-length number.
func (c *compactReader) unsigned() (uint64, error) {
	n := uint64(0)
	for shift := 0; shift < 64; shift += 7 {
		b, err := c.byte()
		if err != nil {
			return 0, err
		}
		n |= uint64(b&0x7F) << shift
		if b < 0x80 {
			return n, nil
		}
	}
	return 0, errThrift
}

// number reads a number with a sign.
func (c *compactReader) number() (int64, error) {
	n, err := c.unsigned()
	return int64(n>>1) ^ -int64(n&1), err
}
