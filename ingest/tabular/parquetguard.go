package tabular

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

// Bounds on what a Parquet file may ask for, whatever it claims. Writers make
// pages of about one MiB.
const (
	mostFooter      = 64 << 20
	mostFooterItems = 2 << 20
	mostPageBytes   = 64 << 20  // unpacked
	mostPageValues  = 16 << 20  //
	mostOpenPages   = 512 << 20 // of all columns at a time
	deepestSchema   = 64
)

// errPageSize says that a page is larger than is needed for any table.
var errPageSize = errors.New("its pages unpack to more than can be held; write it with smaller pages")

// A parquetGuard looks at the parts of a Parquet file before the library reads
// them, because that makes room for what the file claims and unpacks without a
// limit. It holds one page at a time.
type parquetGuard struct {
	file   *spool
	packed []byte
	plain  []byte
	zstd   *zstd.Decoder
}

// footer checks the description at the end of the file.
func (g *parquetGuard) footer() error {
	var tail [8]byte
	if g.file.size < 12 {
		return io.ErrUnexpectedEOF
	}
	if _, err := g.file.ReadAt(tail[:], g.file.size-8); err != nil && err != io.EOF {
		return err
	}
	size := int64(binary.LittleEndian.Uint32(tail[:4]))
	switch {
	case string(tail[4:]) == "PARE":
		return fmt.Errorf("%w: the Parquet file is encrypted; ask the publisher for one that is not", ErrNotText)
	case string(tail[4:]) != "PAR1":
		return io.ErrUnexpectedEOF
	case size > mostFooter || size > g.file.size-12:
		return errThrift
	}
	footer := make([]byte, size)
	if _, err := g.file.ReadAt(footer, g.file.size-8-size); err != nil {
		return err
	}
	c := &compactReader{text: footer, items: mostFooterItems}
	var children []int64
	err := c.structure(0, func(id int64, kind byte) (bool, error) {
		if id != 2 || kind != thriftList {
			return false, nil
		}
		return true, c.list(func(byte) error {
			children = append(children, 0)
			return c.structure(1, func(id int64, kind byte) (bool, error) {
				if id != 5 || kind != thriftI32 {
					return false, nil
				}
				n, err := c.number()
				children[len(children)-1] = n
				return true, err
			})
		})
	})
	if err != nil {
		return err
	}
	return checkSchema(children)
}

// checkSchema checks a tree that is given by the number of children of each
// node, parents first.
func checkSchema(children []int64) error {
	if len(children) > 4*mostColumns {
		return errThrift
	}
	open := []int64{1}
	for _, n := range children {
		for len(open) > 0 && open[len(open)-1] == 0 {
			open = open[:len(open)-1]
		}
		if len(open) == 0 || len(open) > deepestSchema || n < 0 {
			return errThrift
		}
		open[len(open)-1]--
		if n > 0 {
			open = append(open, n)
		}
	}
	for _, n := range open {
		if n != 0 {
			return errThrift
		}
	}
	return nil
}

// group checks all pages of a row group.
func (g *parquetGuard) group(group *format.RowGroup, levels []levelBounds) error {
	if len(group.Columns) != len(levels) {
		return errThrift
	}
	open := int64(0)
	for i := range group.Columns {
		most, err := g.chunk(&group.Columns[i].MetaData, levels[i])
		if err != nil {
			return err
		}
		if open += most; open > mostOpenPages {
			return errPageSize
		}
	}
	return nil
}

// levelBounds says whether a column has levels of either kind.
type levelBounds struct{ repeated, optional bool }

// chunk checks the pages of one column and returns how much memory its
// dictionary and its largest page take.
func (g *parquetGuard) chunk(column *format.ColumnMetaData, levels levelBounds) (int64, error) {
	at := column.DataPageOffset
	if column.DictionaryPageOffset != 0 {
		at = column.DictionaryPageOffset
	}
	end := at + column.TotalCompressedSize
	if at < 0 || column.TotalCompressedSize < 0 || end < at || end > g.file.size {
		return 0, io.ErrUnexpectedEOF
	}
	dictionary, most := int64(0), int64(0)
	for at < end {
		page, size, err := g.header(at, end)
		if err != nil {
			return 0, err
		}
		at += size
		if page.packed < 0 || page.plain < 0 || page.values < 0 || page.packed > end-at || page.levels < 0 || page.levels > page.packed ||
			page.levels > page.plain {
			return 0, errThrift
		}
		if page.plain > mostPageBytes || page.packed > mostPageBytes || page.values > mostPageValues {
			return 0, errPageSize
		}
		if err := g.page(at, page, column.Codec, levels); err != nil {
			return 0, err
		}
		at += page.packed
		cost := page.plain + 8*page.values
		if page.dictionary {
			dictionary += cost
		} else {
			most = max(most, cost)
		}
	}
	return dictionary + most, nil
}

// A pageHeader is what has to be known of a page.
type pageHeader struct {
	plain, packed, values, encoding int64
	levels                          int64 // bytes in front that are never packed
	dictionary, second, unpacked    bool
}

// header reads the header at the place and returns its size.
func (g *parquetGuard) header(at, end int64) (pageHeader, int64, error) {
	for _, size := range []int64{256, 64 << 10, 16 << 20} {
		if int64(cap(g.packed)) < size {
			g.packed = make([]byte, size)
		}
		text := g.packed[:min(size, end-at)]
		if _, err := g.file.ReadAt(text, at); err != nil && err != io.EOF {
			return pageHeader{}, 0, err
		}
		c := &compactReader{text: text, items: 1 << 16}
		page, err := c.pageHeader()
		if err == nil {
			return page, int64(c.at), nil
		}
		if !c.short {
			return pageHeader{}, 0, err
		}
	}
	return pageHeader{}, 0, errThrift
}

// pageHeader reads a page header. Its fields are those of the format's
// definition.
func (c *compactReader) pageHeader() (page pageHeader, err error) {
	number := func(kind byte, to *int64) (read bool, err error) {
		if kind == thriftI32 {
			*to, err = c.number()
			return true, err
		}
		return false, nil
	}
	var repetition, definition int64
	err = c.structure(0, func(id int64, kind byte) (bool, error) {
		switch {
		case id == 2:
			return number(kind, &page.plain)
		case id == 3:
			return number(kind, &page.packed)
		case (id == 5 || id == 7 || id == 8) && kind == thriftStruct:
			page.dictionary, page.second = id == 7, id == 8
			return true, c.structure(1, func(inner int64, kind byte) (bool, error) {
				switch {
				case inner == 1:
					return number(kind, &page.values)
				case inner == 2 && id != 8, inner == 4 && id == 8:
					return number(kind, &page.encoding)
				case inner == 5 && id == 8:
					return number(kind, &definition)
				case inner == 6 && id == 8:
					return number(kind, &repetition)
				case inner == 7 && id == 8:
					page.unpacked = kind == thriftFalse
				}
				return false, nil
			})
		}
		return false, nil
	})
	page.levels = repetition + definition
	if repetition < 0 || definition < 0 {
		page.levels = -1
	}
	return page, err
}

// page checks that the page's content at the place unpacks to what it says.
func (g *parquetGuard) page(at int64, page pageHeader, codec format.CompressionCodec, levels levelBounds) error {
	deltas := page.encoding == int64(format.DeltaByteArray)
	if codec == format.Uncompressed && !deltas {
		return nil
	}
	if int64(cap(g.packed)) < page.packed {
		g.packed = make([]byte, page.packed)
	}
	packed := g.packed[:page.packed]
	if _, err := g.file.ReadAt(packed, at); err != nil && err != io.EOF {
		return err
	}
	packed = packed[page.levels:]
	plain := packed
	if codec != format.Uncompressed && !page.unpacked {
		var err error
		if plain, err = g.unpack(packed, int(page.plain-page.levels), codec); err != nil {
			return err
		}
	}
	if deltas {
		return checkPrefixes(plain, page, levels)
	}
	return nil
}

// unpack unpacks a page, to so many bytes at most.
func (g *parquetGuard) unpack(packed []byte, most int, codec format.CompressionCodec) ([]byte, error) {
	if cap(g.plain) < most+1 {
		g.plain = make([]byte, most+1)
	}
	var err error
	switch codec {
	case format.Snappy:
		if n, err := snappy.DecodedLen(packed); err != nil || n > most {
			return nil, errors.Join(errPageSize, err)
		}
		return snappy.Decode(g.plain[:cap(g.plain)], packed)
	case format.Lz4Raw:
		n, err := lz4.UncompressBlock(packed, g.plain[:most])
		return g.plain[:max(n, 0)], err
	case format.Zstd:
		if g.zstd == nil {
			if g.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(mostPageBytes)); err != nil {
				return nil, err
			}
		}
		plain, err := g.zstd.DecodeAll(packed, g.plain[:0])
		if err == nil && len(plain) > most {
			err = errPageSize
		}
		return plain, err
	case format.Gzip:
		from, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return nil, err
		}
		return g.readAll(from, most)
	case format.Brotli:
		return g.readAll(brotli.NewReader(bytes.NewReader(packed)), most)
	}
	return nil, fmt.Errorf("its pages are packed with %s, which cannot be read", codec)
}

// readAll reads a page that is unpacked as a stream.
func (g *parquetGuard) readAll(from io.Reader, most int) ([]byte, error) {
	n, err := io.ReadFull(from, g.plain[:most+1])
	switch {
	case err == nil:
		return nil, errPageSize
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return g.plain[:n], nil
	}
	return nil, err
}

// checkPrefixes checks values that are written as a part of the value before
// them and a rest: a page of one MiB could unfold to a million times that.
func checkPrefixes(plain []byte, page pageHeader, levels levelBounds) error {
	for _, has := range []bool{levels.repeated, levels.optional} {
		if !has || page.second || page.dictionary {
			continue
		}
		if len(plain) < 4 {
			return io.ErrUnexpectedEOF
		}
		size := int64(binary.LittleEndian.Uint32(plain))
		if size > int64(len(plain)-4) {
			return io.ErrUnexpectedEOF
		}
		plain = plain[4+size:]
	}
	if len(plain) == 0 {
		return nil
	}
	lengths, err := prefixLengths(plain)
	if err != nil {
		return err
	}
	total := int64(len(plain))
	for _, n := range lengths {
		if total += int64(n); n < 0 || total > mostPageBytes {
			return errPageSize
		}
	}
	return nil
}

// prefixLengths decodes the first column of numbers in such a page. What says
// how many there are is looked at first.
func prefixLengths(plain []byte) ([]int32, error) {
	c := &compactReader{text: plain}
	for range 2 {
		if _, err := c.unsigned(); err != nil {
			return nil, err
		}
	}
	if n, err := c.unsigned(); err != nil || n > mostPageValues {
		return nil, errors.Join(errPageSize, err)
	}
	return new(delta.BinaryPackedEncoding).DecodeInt32(nil, plain)
}
