package dashboard

import (
	"net/url"
	"path"
	"strings"

	"redress/analytics"
)

// A fileNamer makes the names of loaded files fit for everybody: a file may be
// called after the person who complains.
type fileNamer struct {
	locale *locale
	// private reports whether a name may hold something of a person's; nil: each
	// may.
	private func(name string) bool
}

// public is a file's path without the folders of the server; an archive's
// member keeps its archive's name. A name that may be somebody's is withheld,
// but for what kind of file it is.
func (n fileNamer) public(given string) string {
	archive, member, inside := strings.Cut(given, "!")
	archive = n.part(archive[strings.LastIndexAny(archive, `/\`)+1:])
	if !inside {
		return archive
	}
	folders := strings.FieldsFunc(member, func(r rune) bool { return r == '/' || r == '\\' })
	for i, folder := range folders {
		folders[i] = n.part(folder)
	}
	return archive + "!" + strings.Join(folders, "/")
}

// part is a file's or folder's name, or that it is withheld.
func (n fileNamer) part(name string) string {
	if name == "" {
		return ""
	}
	plain := name
	if unescaped, err := url.PathUnescape(name); err == nil {
		plain = unescaped
	}
	if n.private != nil && !n.private(plain) {
		return name
	}
	return n.locale.text("data.file_withheld", "Ending", knownEnding(name))
}

// knownEnding is the ending of a name where it is a kind of file; anything else
// behind the last dot is a part of the name.
func knownEnding(name string) string {
	switch ending := strings.ToLower(path.Ext(name)); ending {
	case ".csv", ".tsv", ".txt", ".json", ".ndjson", ".jsonl", ".xlsx", ".parquet", ".zip", ".gz", ".zst", ".yaml", ".yml":
		return ending
	}
	return ""
}

// notes are what readers must know of a file: characters that it lost, sheets
// that nobody read, members of its archive that are no tables.
func (n fileNamer) notes(f analytics.LoadedFile) (notes []string) {
	if f.LostCharacters != nil && *f.LostCharacters > 0 {
		notes = append(notes, n.locale.text("data.lost_characters", "Count", *f.LostCharacters))
	}
	if len(f.UnreadSheets) > 0 {
		var sheets []string
		for _, sheet := range f.UnreadSheets {
			sheets = append(sheets, n.locale.text("data.sheet", "Name", n.part(sheet)))
		}
		notes = append(notes, n.locale.text("data.unread_sheets", "Sheets", strings.Join(sheets, n.locale.text("list.separator"))))
	}
	if len(f.LeftOut) > 0 {
		var members []string
		for _, member := range f.LeftOut {
			members = append(members, n.locale.text("data.sheet", "Name", n.public(member)))
		}
		notes = append(notes, n.locale.text("data.left_out", "Members", strings.Join(members, n.locale.text("list.separator"))))
	}
	return notes
}
