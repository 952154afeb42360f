//go:build !linux

package engine

// savedSignals does nothing here: the library is told to install no handlers,
// and the check that it obeys exists for Linux only.
type savedSignals struct{}

func saveSignals() *savedSignals { return &savedSignals{} }

func (*savedSignals) restore() {}
