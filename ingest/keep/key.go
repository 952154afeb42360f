package keep

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
)

// openKey reads the identity, which is made once: of two processes that start
// at the same time one makes it and both read it.
func (s *Store) openKey() error {
	path := filepath.Join(s.dir, "keep.key")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(path); err != nil {
			return fmt.Errorf("make the key of kept copies: %w", err)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("read the key of kept copies: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s: others than its owner may read it (mode %04o); run chmod 600 on it", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the key of kept copies: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		// The error of ParseX25519Identity may hold parts of the key.
		if s.identity, err = age.ParseX25519Identity(line); err != nil {
			return fmt.Errorf("%s: holds no age identity; restore it, or remove it together with the copies in kept", path)
		}
		sum := sha256.Sum256([]byte("redress keep addresses\x00" + s.identity.String()))
		s.secret = sum[:]
		return nil
	}
	return fmt.Errorf("%s: is empty; restore it, or remove it together with the copies in kept", path)
}

// makeKey writes a new identity, unless there is one by then.
func makeKey(path string) error {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".keep.key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = fmt.Fprintf(temp, "# age identity of the kept copies; without it they cannot be read\n# public key: %s\n%s\n",
		identity.Recipient(), identity)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err := os.Link(temp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(filepath.Dir(path))
}
