package schedule

import (
	"encoding/binary"
	"hash/fnv"
	"time"
)

// Jittered is how long after slot a run of source begins: at least 0 and less
// than most, in whole seconds. It is made from seed, source and slot alone, so
// that it is the same after a restart, and spreads the runs of many sources and
// installations over the time, which publishers' servers are glad of.
func Jittered(seed uint64, source string, slot time.Time, most time.Duration) time.Duration {
	seconds := uint64(max(0, most/time.Second))
	if seconds == 0 {
		return 0
	}
	hash := fnv.New64a()
	_, _ = hash.Write(binary.BigEndian.AppendUint64(nil, seed))
	_, _ = hash.Write(binary.BigEndian.AppendUint64(nil, uint64(slot.Unix())))
	_, _ = hash.Write([]byte(source)) // a hash never fails
	return time.Duration(mixed(hash.Sum64())%seconds) * time.Second
}

// mixed spreads the bits of a hash: the low ones of FNV hardly differ between
// slots a day apart. It is the finaliser of MurmurHash3.
func mixed(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
