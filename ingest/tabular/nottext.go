package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// ErrNotText is the kind of error for a file that is no text table at all. Its
// message says what the file looks like and what to do; the caller adds the
// file's name.
var ErrNotText = errors.New("not a text table")

// nulBytes is how much of a file is searched for NUL bytes. A NUL behind it, or
// one in a hundred bytes there, is a fault of its record only.
const nulBytes = 8 << 10

// refuseBinary returns an error where the beginning of a file is that of a
// well-known format that is no table.
func refuseBinary(sample []byte) error {
	for _, known := range []struct{ magic, looks, remedy string }{
		{"PK\x03\x04", "a workbook (xlsx) or another zip archive", "declare file: kind xlsx, or none, if it is a workbook"},
		{"PK\x05\x06", "an empty zip archive", "download it again"},
		{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel workbook (xls) or one with a password", "save it as xlsx without a password, or as CSV in UTF-8"},
		{"%PDF-", "a PDF document", "ask the publisher for the table itself"},
		{"\x89PNG\r\n", "a PNG image", "check the path"},
		{"\xFF\xD8\xFF", "a JPEG image", "check the path"},
		{"GIF89a", "a GIF image", "check the path"},
		{"\x1F\x8B\x08", "gzip data inside the file", "unpack it"},
		{"\x28\xB5\x2F\xFD", "zstd data", "unpack it"},
		{"\xFD7zXZ\x00", "xz data", "unpack it"},
		{"7z\xBC\xAF\x27\x1C", "a 7z archive", "unpack it"},
		{"Rar!\x1A\x07", "a RAR archive", "unpack it"},
		{"PAR1", "a Parquet file", "declare file: kind parquet, or none"},
		{"Obj\x01", "an Avro file", "export it as CSV or Parquet"},
		{"ARROW1", "an Arrow or Feather file", "export it as CSV or Parquet"},
		{"BZh", "bzip2 data", "unpack it"},
		{"SQLite format 3\x00", "an SQLite database", "export the table as CSV in UTF-8"},
	} {
		if bytes.HasPrefix(sample, []byte(known.magic)) {
			return fmt.Errorf("%w: it looks like %s; %s", ErrNotText, known.looks, known.remedy)
		}
	}
	head := strings.ToLower(strings.TrimLeft(string(sample[:min(len(sample), 256)]), "\uFEFF \t\r\n"))
	if strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") {
		return fmt.Errorf("%w: it looks like a web page, perhaps the publisher's error page; download it again",
			ErrNotText)
	}
	return nil
}

// refuseNUL returns an error where the beginning of a file in an encoding
// without NULs has some.
func refuseNUL(sample []byte) error {
	head := sample[:min(len(sample), nulBytes)]
	if bytes.Count(head, []byte{0})*100 <= len(head) {
		return nil
	}
	return fmt.Errorf("%w: it has many NUL bytes; if it is text in UTF-16, name utf-16le or utf-16be among its encodings",
		ErrNotText)
}
