package anonymise

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"redress/ingest/complaint"
)

// A Hasher computes keyed hashes of one purpose for one publisher. Hashes of
// different purposes or publishers share nothing, even over the same parts, and
// each part is preceded by its length, so that ("ab","c") and ("a","bc")
// differ. It is not safe for use by several goroutines.
type Hasher struct {
	mac    hash.Hash
	prefix []byte
	buf    []byte
	sum    [sha256.Size]byte
}

// Hasher returns a Hasher for one publisher code and purpose.
func (k Key) Hasher(publisher, purpose string) *Hasher {
	h := &Hasher{mac: hmac.New(sha256.New, k.secret[:])}
	h.prefix = appendPart(appendPart(nil, purpose), publisher)
	h.Reset()
	return h
}

func appendPart(b []byte, part string) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
	return append(b, part...)
}

// Reset forgets the parts added so far.
func (h *Hasher) Reset() { h.buf = append(h.buf[:0], h.prefix...) }

// Add adds one part.
func (h *Hasher) Add(part string) { h.buf = appendPart(h.buf, part) }

// Sum returns the HMAC-SHA-256 of the parts added since the last Reset or Sum,
// and resets.
func (h *Hasher) Sum() [sha256.Size]byte {
	h.mac.Reset()
	h.mac.Write(h.buf)
	h.mac.Sum(h.sum[:0])
	h.Reset()
	return h.sum
}

// ID returns the parts' hash as a complaint's id, and resets.
func (h *Hasher) ID() complaint.ID {
	sum := h.Sum()
	return complaint.ID(sum[:16])
}

// ID is the complaint's id over the publisher's own number or the identity
// columns its declaration names. A caller with many rows keeps a
// Hasher(publisher, "complaint") instead.
func (k Key) ID(publisher string, parts ...string) complaint.ID {
	h := k.Hasher(publisher, "complaint")
	for _, part := range parts {
		h.Add(part)
	}
	return h.ID()
}

// A Kind is who a pseudonym stands for.
type Kind struct{ scheme, label string }

// SoleTrader is a business that bears its owner's name.
func SoleTrader() Kind { return Kind{scheme: "trader", label: "Sole trader"} }

// NaturalPerson is somebody who is no business at all.
func NaturalPerson() Kind { return Kind{scheme: "person", label: "Natural person"} }

// Hasher returns the Hasher from which pseudonyms of the kind are made.
func (kind Kind) Hasher(k Key, publisher string) *Hasher { return k.Hasher(publisher, kind.scheme) }

// Pseudonym returns the name to show ("Sole trader 7f3a") and the key
// ("trader:" and 16 hex digits) for what was added to h. The four digits shown
// are the first of the sixteen: the name is for reading, the key is what tells
// two apart.
func (kind Kind) Pseudonym(h *Hasher) (name, key string) {
	sum := h.Sum()
	digits := hex.EncodeToString(sum[:8])
	return kind.label + " " + digits[:4], kind.scheme + ":" + digits
}

// Pseudonym is the one-off form of Kind.Pseudonym.
func (k Key) Pseudonym(kind Kind, publisher string, parts ...string) (name, key string) {
	h := kind.Hasher(k, publisher)
	for _, part := range parts {
		h.Add(part)
	}
	return kind.Pseudonym(h)
}
