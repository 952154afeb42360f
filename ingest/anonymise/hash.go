package anonymise

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io"

	"redress/ingest/complaint"
)

// A Hasher computes keyed hashes of one purpose for one publisher. Hashes of
// different purposes or publishers share nothing, even over the same parts, and
// each part is preceded by its length, so that ("ab","c") and ("a","bc")
// differ. With a rotated key, ID and Pseudonym hash the result again with every
// later key. It is not safe for use by several goroutines.
type Hasher struct {
	mac    hash.Hash
	over   []*over // of a rotated key
	prefix []byte
	buf    []byte
	sum    [sha256.Size]byte
}

// Hasher returns a Hasher for one publisher code and purpose.
func (k Key) Hasher(publisher, purpose string) *Hasher {
	h := &Hasher{mac: hmac.New(sha256.New, k.secret[:])}
	h.prefix = appendPart(appendPart(nil, purpose), publisher)
	if k.over != "" {
		h.over = k.overs()
	}
	h.Reset()
	return h
}

func appendPart(b []byte, part string) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
	return append(b, part...)
}

// Format keeps the key, which is in the state of the hash, out of everything
// printed.
func (h *Hasher) Format(f fmt.State, _ rune) { io.WriteString(f, "hasher") }

// Reset forgets the parts added so far.
func (h *Hasher) Reset() { h.buf = append(h.buf[:0], h.prefix...) }

// Add adds one part.
func (h *Hasher) Add(part string) { h.buf = appendPart(h.buf, part) }

// sum256 returns the HMAC-SHA-256, by the oldest key, of the parts added since
// the last Reset, and resets.
func (h *Hasher) sum256() [sha256.Size]byte {
	h.mac.Reset()
	h.mac.Write(h.buf)
	h.mac.Sum(h.sum[:0])
	h.Reset()
	return h.sum
}

// ID returns the parts' hash as a complaint's id, and resets.
func (h *Hasher) ID() complaint.ID { return h.Carry(h.Origin()) }

// Origin returns the parts' hash as an id by the oldest key alone, and resets. It
// is never stored: what is hashed on from an id (its ordinal) starts from here,
// so that a stored id can be carried to a new key without knowing how it was
// made.
func (h *Hasher) Origin() complaint.ID {
	sum := h.sum256()
	return complaint.ID(sum[:16])
}

// Carry makes an id by the oldest key one by the current key.
func (h *Hasher) Carry(id complaint.ID) complaint.ID {
	for _, o := range h.over {
		id = o.id(id)
	}
	return id
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
	sum := h.sum256()
	digits := hex.EncodeToString(sum[:8])
	for _, o := range h.over {
		digits = o.pseudonym(kind.scheme, digits)
	}
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
