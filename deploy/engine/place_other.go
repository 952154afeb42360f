//go:build !linux

package engine

import (
	"fmt"
	"os"
)

// shortPath has no way around a long path here.
func shortPath(dir *os.File, _ string) (string, error) {
	return "", fmt.Errorf("the path of the data directory %s is too long for a socket: move it", dir.Name())
}
