package assets

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// stampName is the file that says what was verified and when it last changed.
const stampName = "verified.json"

// A store is the folder of one lock file in the cache directory. It exists as a
// whole or not at all, because it is renamed into place.
type store struct {
	cache    string // the directory the folder is in
	dir      string // the folder
	library  bool   // whether the engine library belongs to it
	progress io.Writer
}

// A stamp describes one file as it was when its content was last verified.
// Hashing the engine library takes a second, so a file whose size and time of
// change are unchanged is taken to be unchanged.
type stamp struct {
	Name     string `json:"name"`
	Size     int64  `json:"size"`
	Modified int64  `json:"modified"` // nanoseconds since 1970
	SHA256   string `json:"sha256"`
}

// sums returns the files that must be there and what they must hash to.
func (s store) sums() map[string]string {
	sums := map[string]string{echartsName: echartsSum}
	if s.library {
		sums[libraryName] = librarySum
	}
	return sums
}

// trusted reports whether every file is there and unchanged since it was
// verified.
func (s store) trusted() bool {
	body, err := os.ReadFile(filepath.Join(s.dir, stampName))
	if err != nil {
		return false
	}
	var stamps []stamp
	if err := json.Unmarshal(body, &stamps); err != nil {
		return false
	}
	for name, sum := range s.sums() {
		i := slices.IndexFunc(stamps, func(x stamp) bool { return x.Name == name })
		if i < 0 || stamps[i].SHA256 != sum {
			return false
		}
		info, err := os.Stat(filepath.Join(s.dir, name))
		if err != nil || info.Size() != stamps[i].Size || info.ModTime().UnixNano() != stamps[i].Modified {
			return false
		}
	}
	return true
}

// verified hashes the files that are there, and stamps them when they are
// right.
func (s store) verified() bool {
	return verify(s.dir, s.sums()) == nil
}

// verify hashes the named files in dir against their sums and, when all are
// right, writes the stamp. A stamp that cannot be written is no error: in a
// read-only cache the files are hashed again the next time.
func verify(dir string, sums map[string]string) error {
	stamps := make([]stamp, 0, len(sums))
	for name, want := range sums {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		got, err := hashFile(path)
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("the checksum of %s is %s, not %s", path, got, want)
		}
		stamps = append(stamps, stamp{Name: name, Size: info.Size(), Modified: info.ModTime().UnixNano(), SHA256: got})
	}
	slices.SortFunc(stamps, func(a, b stamp) int { return len(a.Name) - len(b.Name) })
	body, err := json.MarshalIndent(stamps, "", "  ")
	if err != nil {
		return err
	}
	temp := filepath.Join(dir, stampName+".new")
	if os.WriteFile(temp, append(body, '\n'), 0o644) == nil {
		_ = os.Rename(temp, filepath.Join(dir, stampName))
	}
	return nil
}

// assets lists the folder.
func (s store) assets() (Assets, error) {
	assets := Assets{ECharts: filepath.Join(s.dir, echartsName)}
	if s.library {
		assets.Library = filepath.Join(s.dir, libraryName)
	}
	notices, err := filepath.Glob(filepath.Join(s.dir, noticesName, "*"))
	if err != nil {
		return Assets{}, err
	}
	assets.Notices = notices
	return assets, nil
}

// VerifyLibrary hashes the engine library at path, a file that Ensure did not
// fetch, and returns an error when it is not the pinned one.
func VerifyLibrary(path string) error {
	got, err := hashFile(path)
	if err != nil {
		return err
	}
	if got != librarySum {
		return fmt.Errorf("the checksum of %s is %s, not %s", path, got, librarySum)
	}
	return nil
}

func hashFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
