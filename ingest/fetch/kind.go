package fetch

import (
	"bytes"
	"strings"
)

// headBytes is how much of a file tells its kind: a tar archive says so at 257.
const headBytes = 512

// A kind is how bytes are packed. Its text completes "it is …".
type kind string

const (
	plain     kind = "plain"
	zipped    kind = "a zip archive"
	gzipped   kind = "gzip data"
	zstandard kind = "zstd data"
	bzipped   kind = "bzip2 data"
	xzipped   kind = "xz data"
	sevenZip  kind = "a 7z archive"
	rar       kind = "a RAR archive"
	tar       kind = "a tar archive"
)

// sniff tells the kind by the first bytes: names lie more often.
func sniff(head []byte) kind {
	for _, known := range []struct {
		magic string
		kind  kind
	}{
		{"PK\x03\x04", zipped},
		{"PK\x05\x06", zipped}, // without members
		{"\x1F\x8B", gzipped},
		{"\x28\xB5\x2F\xFD", zstandard},
		{"\xFD7zXZ\x00", xzipped},
		{"7z\xBC\xAF\x27\x1C", sevenZip},
		{"Rar!\x1A\x07", rar},
	} {
		if bytes.HasPrefix(head, []byte(known.magic)) {
			return known.kind
		}
	}
	if len(head) > 10 && string(head[:3]) == "BZh" && strings.HasPrefix(string(head[4:]), "1AY&SY") {
		return bzipped
	}
	if len(head) >= 262 && string(head[257:262]) == "ustar" {
		return tar
	}
	return plain
}
