package assets

import (
	"errors"
	"fmt"
	"os"
	"runtime"
)

// ErrPlatform says that no engine library is published for this platform.
var ErrPlatform = errors.New("the embedded engine is published for Linux on x86-64 with glibc only")

// PlatformError returns nil where the engine library can be fetched. Elsewhere
// it returns an ErrPlatform that names the two other ways.
func PlatformError() error {
	if runtime.GOOS == "linux" && runtime.GOARCH == "amd64" && glibc() {
		return nil
	}
	return fmt.Errorf("%w, not for %s/%s: give an engine library of your own with --library PATH, or a ClickHouse server with --clickhouse DSN",
		ErrPlatform, runtime.GOOS, runtime.GOARCH)
}

// glibc looks for the loader of glibc at the one address its ABI gives it.
func glibc() bool {
	_, err := os.Stat("/lib64/ld-linux-x86-64.so.2")
	return err == nil
}
