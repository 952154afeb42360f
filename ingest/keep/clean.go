package keep

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// smallPart is how old an unfinished small file must be before it counts as
// left behind: it is written in one go, and not locked.
const smallPart = time.Hour

// clean removes what a crash has left behind: unfinished files, and bytes
// without a description. Files that a living process is writing are locked.
func (s *Store) clean() error {
	for _, folder := range []string{"kept", "loads", "published"} {
		entries, err := os.ReadDir(filepath.Join(s.dir, folder))
		if err != nil {
			return fmt.Errorf("clean the folder of kept copies: %w", err)
		}
		for _, entry := range entries {
			name := entry.Name()
			path := filepath.Join(s.dir, folder, name)
			small := strings.Contains(name, ".json")
			switch {
			case small && strings.HasSuffix(name, partSuffix):
				if info, err := entry.Info(); err == nil && s.now().Sub(info.ModTime()) > smallPart {
					os.Remove(path)
				}
			case small || folder != "kept":
			default:
				if err := s.cleanBytes(path); err != nil {
					return fmt.Errorf("clean the folder of kept copies: %w", err)
				}
			}
		}
	}
	return nil
}

// cleanBytes removes the bytes of what never became a copy.
func (s *Store) cleanBytes(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil // somebody is writing it
	}
	// Looked at under the lock: its writer ends with the description.
	id := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(path), partSuffix), ".age")
	if _, err := os.Stat(s.description(id)); err == nil && !strings.HasSuffix(path, partSuffix) {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
