package tabular

import "strings"

// A sampleRecord is the first record of a sample read as RFC 4180.
type sampleRecord struct {
	size   int  // bytes up to and with its line end
	fields int  //
	quoted int  // fields in quotes that were closed
	bad    bool // a quote where none may stand
	open   bool // the sample ends inside a quoted field
}

// scanSample reads the first record of a sample. It is the simple sibling of
// Reader's own scanner: a sample is small and all in sight.
func scanSample(sample string, delimiter byte) sampleRecord {
	record := sampleRecord{}
	at := 0
	for {
		record.fields++
		if strings.HasPrefix(sample[at:], `"`) {
			end := closingQuote(sample, at+1)
			if end < 0 {
				record.open = true
				return record
			}
			record.quoted++
			at = end + 1
		} else {
			at += fieldLength(sample[at:], delimiter)
		}
		rest := sample[at:]
		switch {
		case rest == "" || rest == "\r":
			record.size = len(sample)
			return record
		case rest[0] == delimiter:
			at++
		case rest[0] == '\n':
			record.size = at + 1
			return record
		case strings.HasPrefix(rest, "\r\n"):
			record.size = at + 2
			return record
		default:
			record.bad = true
			return record
		}
	}
}

// closingQuote returns the place of the quote that closes a field whose text
// begins at from, -1 where there is none.
func closingQuote(sample string, from int) int {
	for {
		i := strings.IndexByte(sample[from:], '"')
		if i < 0 {
			return -1
		}
		from += i
		if !strings.HasPrefix(sample[from+1:], `"`) {
			return from
		}
		from += 2
	}
}

// fieldLength returns the length of the unquoted field that text begins with,
// up to a delimiter, line end or quote.
func fieldLength(text string, delimiter byte) int {
	for i := range len(text) {
		if c := text[i]; c == delimiter || c == '\n' || c == '"' {
			return i
		}
	}
	return len(text)
}
