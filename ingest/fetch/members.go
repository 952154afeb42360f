package fetch

import (
	"archive/zip"
	"bytes"
	"fmt"
	"log/slog"
	"path"
	"strings"
)

// named reports whether a member is one of those that Options.Members asks for;
// without patterns all are. An archive in the archive is asked for by what it
// holds.
func named(member string, patterns []string) bool {
	name := strings.ToLower(strings.ReplaceAll(member, `\`, "/"))
	if len(patterns) == 0 || strings.HasSuffix(name, ".zip") {
		return true
	}
	for _, pattern := range patterns {
		against := name
		if !strings.Contains(pattern, "/") {
			against = path.Base(name)
		}
		if ok, err := path.Match(strings.ToLower(pattern), against); err == nil && ok {
			return true
		}
	}
	return false
}

// CheckMember says what is wrong with a pattern of Options.Members; nil: nothing.
func CheckMember(pattern string) error {
	if _, err := path.Match(pattern, ""); err != nil || pattern == "" {
		return fmt.Errorf("%q is no valid pattern: write one such as *.csv", pattern)
	}
	return nil
}

// tables leaves out the members that cannot be tables, such as a leaflet beside
// the table, and says so. Where nothing else is in the archive, there is no
// table, and that is an error; where patterns name the members, all are taken.
func (l *lister) tables(b *Blob, h *holder, members []*zip.File) ([]*zip.File, error) {
	if len(l.patterns) > 0 {
		return members, nil
	}
	var taken []*zip.File
	var others, names []string
	for _, file := range members {
		one := &Blob{Path: l.names.member(b, file.Name), source: &member{h, file, l.names}, limits: l.limits}
		head, err := peek(one, headBytes)
		what := ""
		if err == nil { // whoever opens it tells the fault
			what = noTable(file.Name, head)
		}
		if what == noteByName && endsLikeTable(file.Name) {
			if head, err = peek(one, noteBytes); err == nil && readsAsTable(head, len(head) == noteBytes) {
				what = ""
			}
		}
		if what == "" {
			taken = append(taken, file)
			continue
		}
		others, names = append(others, what), append(names, l.names.text(file.Name))
	}
	if len(taken) == 0 {
		return nil, fmt.Errorf("%s: holds no table, only %s; download the right archive, or give the table", b.Path, listed(names, others))
	}
	for i, name := range names {
		l.leave(b.Path+"!"+name, "it is "+others[i]+" and no table")
	}
	return taken, nil
}

// noteByName is what noTable says of a text whose name alone speaks against it.
const noteByName = "a note by its name"

// endsLikeTable reports whether a note may hold a table after all.
func endsLikeTable(name string) bool { return !strings.EqualFold(path.Ext(name), ".md") }

// leave notes and says that a member was left out.
func (l *lister) leave(path, because string) {
	if len(l.left) < mostLeftOut {
		l.left = append(l.left, path[strings.LastIndexByte(path, '!')+1:])
	} else {
		l.leftMore++
	}
	if l.log != nil {
		l.log.Warn("fetch: a member of the archive was left out", slog.String("member", path), slog.String("because", because))
	}
}

// membersShown is how many members a sentence names.
const membersShown = 5

// listed is members for a sentence, each with what it is where that is given.
func listed(names, what []string) string {
	var parts []string
	for i, name := range names {
		if i == membersShown {
			parts = append(parts, fmt.Sprintf("and %d more", len(names)-i))
			break
		}
		part := fmt.Sprintf("%q", name)
		if what != nil {
			part += " (" + what[i] + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// noTable returns what a member is that cannot be a table, by how it begins;
// empty where it may be one. A format that holds tables, and is not read here, is
// not among them: to leave it out would be to lose what it says. Names decide only
// where the bytes do not: between the documents that share a container, and for
// what publishers call a note.
func noTable(name string, head []byte) string {
	for _, known := range []struct{ magic, what string }{
		{"%PDF-", "a PDF document"},
		{"%!PS", "a PostScript document"},
		{`{\rtf`, "an RTF document"},
		{"\x89PNG\r\n", "a PNG image"},
		{"\xFF\xD8\xFF", "a JPEG image"},
		{"GIF87a", "a GIF image"},
		{"GIF89a", "a GIF image"},
		{"II*\x00", "a TIFF image"},
		{"MM\x00*", "a TIFF image"},
		{"8BPS\x00\x01", "an image"},
		{"\x7FELF", "a program"},
		{"MZ\x90\x00", "a program"},
		{"L\x00\x00\x00\x01\x14\x02\x00", "a shortcut"},
	} {
		if bytes.HasPrefix(head, []byte(known.magic)) {
			return known.what
		}
	}
	if len(head) > 12 && (string(head[:2]) == "\x00\x00" && string(head[4:8]) == "ftyp" || string(head[:4]) == "RIFF" && head[7] == 0) {
		return "an image or a recording"
	}
	ending := strings.ToLower(path.Ext(name))
	if what := document(ending); what != "" && (sniff(head) == zipped || bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))) {
		return what
	}
	narrow := bytes.ReplaceAll(head[:min(len(head), 128)], []byte{0}, nil) // UTF-16 is UTF-8 without its NULs, here
	narrow = bytes.TrimPrefix(bytes.TrimPrefix(narrow, []byte("\xFF\xFE")), []byte("\uFEFF"))
	text := strings.ToLower(string(bytes.TrimSpace(narrow)))
	for _, section := range []string{"[.shellclassinfo]", "[internetshortcut]", "[viewstate]", "[localizedfilenames]"} {
		if strings.HasPrefix(text, section) {
			return "a setting of the desktop it was packed on"
		}
	}
	if note(name, ending) && sniff(head) == plain {
		return noteByName
	}
	return ""
}

// document is what a container holds whose file ends so; empty where that may be
// a table.
func document(ending string) string {
	switch ending {
	case ".doc", ".docx", ".docm", ".dot", ".dotx", ".odt", ".ott", ".wps":
		return "a text document"
	case ".ppt", ".pptx", ".pptm", ".pps", ".ppsx", ".odp", ".key":
		return "a presentation"
	case ".vsd", ".vsdx", ".odg":
		return "a drawing"
	case ".msg":
		return "a mail"
	case ".db":
		return "a folder's thumbnails"
	}
	return ""
}

// note reports whether a text is by its name one for people, in the languages
// of the publishers read here.
func note(name, ending string) bool {
	if ending == ".md" {
		return true
	}
	if ending != ".txt" && ending != "" {
		return false
	}
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	stem := strings.ToLower(base[:len(base)-len(ending)])
	for _, word := range []string{"readme", "read me", "read_me", "read-me", "leiame", "leia me", "leia_me", "leia-me", "leeme", "léeme", "lisezmoi",
		"lisez-moi", "license", "licence", "licença", "licenca", "licencia", "copying", "notice", "说明", "使用说明", "数据说明", "自述", "許可", "许可"} {
		if rest, ok := strings.CutPrefix(stem, word); ok && (rest == "" || strings.ContainsAny(rest[:1], " -_.(")) {
			return true
		}
	}
	return false
}
