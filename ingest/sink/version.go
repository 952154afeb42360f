package sink

// A version orders the states of a complaint: the publisher's own period
// first, then the load, then the file within the load. So a file of an older
// year never brings back older facts, whenever it is loaded.
//
//	period yyyymmdd  25 bits · load 24 bits · file 15 bits
const (
	fileBits = 15
	loadBits = 24

	maxFile = 1<<fileBits - 1
	maxLoad = 1<<loadBits - 1
)

func version(period uint32, at place) uint64 {
	return uint64(period)<<(loadBits+fileBits) | uint64(at.loadID)<<fileBits | uint64(at.file)
}
