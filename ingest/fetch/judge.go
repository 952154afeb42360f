package fetch

import (
	"archive/zip"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// judge returns the members to read, sorted by name, or the first reason why
// the archive cannot be read whole.
func (l *lister) judge(b *Blob, files []*zip.File, size int64) ([]*zip.File, error) {
	path := b.Path
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var members []*zip.File
	var others []string // that no pattern names
	var packed uint64
	for _, file := range files {
		if file.Name == "[Content_Types].xml" || file.Name == "META-INF/manifest.xml" {
			return nil, fmt.Errorf("%s: is a spreadsheet or office document, not an archive of tables; "+
				"export it as XLSX, or as CSV in UTF-8", path)
		}
		if err := l.judgeName(path, file.Name); err != nil {
			return nil, err
		}
		packed += min(file.CompressedSize64, uint64(size)+1)
		if !file.Mode().IsRegular() || leftOut(file.Name) {
			continue
		}
		if !named(file.Name, l.patterns) {
			others = append(others, l.names.text(file.Name))
			continue
		}
		if err := l.judgeMember(path, file); err != nil {
			return nil, err
		}
		if n := len(members); n > 0 && members[n-1].Name == file.Name {
			return nil, fmt.Errorf("%s: holds two members named %q; unpack it and give the right one", path, l.names.text(file.Name))
		}
		members = append(members, file)
	}
	switch {
	case packed > uint64(size):
		return nil, fmt.Errorf("%s: its members overlap, as in a zip bomb; do not trust it, download it again", path)
	case len(members) == 0 && len(others) > 0:
		return nil, fmt.Errorf("%s: holds no member that is asked for (unpack: members), only %s; correct the patterns", path, listed(others, nil))
	case len(members) == 0:
		return nil, fmt.Errorf("%s: is a zip archive without files; download it again or name another", path)
	}
	for _, name := range others {
		l.leave(path+"!"+name, "the configuration (unpack: members) does not name it")
	}
	return members, nil
}

// judgeName refuses names that lead out of the archive. Nothing is written to
// disk here, but whoever makes such an archive means harm to somebody.
func (l *lister) judgeName(archive, name string) error {
	slashed := strings.ReplaceAll(name, `\`, "/")
	clean := strings.TrimSuffix(slashed, "/")
	drive := len(clean) > 1 && clean[1] == ':'
	if drive || !filepath.IsLocal(clean) || strings.ContainsFunc(name, func(c rune) bool { return c < ' ' || c == 0x7F }) {
		return fmt.Errorf("%s: its member %q has a name that is absolute, leads out of the archive or holds control "+
			"characters; pack it again without", archive, l.names.text(name))
	}
	return nil
}

// leftOut reports whether a member is no file of the publisher's.
func leftOut(name string) bool {
	for part := range strings.SplitSeq(path.Clean(strings.ReplaceAll(name, `\`, "/")), "/") {
		if part == "__MACOSX" || strings.HasPrefix(part, ".") {
			return true
		}
	}
	return false
}

// judgeMember refuses members that cannot be unpacked.
func (l *lister) judgeMember(archive string, file *zip.File) error {
	const encrypted = 0x1
	name, way := l.names.text(file.Name), "unpack it with another program and give the files in it"
	switch {
	case file.Flags&encrypted != 0 || file.Method == 99:
		return fmt.Errorf("%s: its member %q is encrypted; %s", archive, name, way)
	case file.Method != zip.Store && file.Method != zip.Deflate:
		return fmt.Errorf("%s: its member %q is packed with %s, which is not read here; %s", archive, name,
			methodName(file.Method), way)
	case file.UncompressedSize64 > uint64(l.limits.MaxBytes):
		return fmt.Errorf("%s: its member %q unpacks to %d bytes, over the limit of %d; %s if you trust it", archive,
			name, file.UncompressedSize64, l.limits.MaxBytes, way)
	}
	return nil
}

// methodName names a packing method of APPNOTE.TXT 4.4.5.
func methodName(method uint16) string {
	switch method {
	case 9:
		return "Deflate64"
	case 12:
		return "bzip2"
	case 14:
		return "LZMA"
	case 93:
		return "zstd"
	case 95:
		return "xz"
	case 98:
		return "PPMd"
	}
	return fmt.Sprintf("method %d", method)
}
