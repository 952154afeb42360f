package web

import (
	"mime"
	"net/http"
	"path"
	"strings"
	"unicode"
)

// nameOf returns the name that a server gives to the file it sends, made safe;
// empty where it gives none.
func nameOf(response *http.Response) string {
	_, parameters, err := mime.ParseMediaType(response.Header.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	return SafeName(parameters["filename"])
}

// SafeName returns the last part of a path as a name that can stand in a path
// and a log: without separators, control and invisible characters, and without
// "!", which stands between an archive and its member. It may be empty.
func SafeName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "/" || name == "." {
		return ""
	}
	name = strings.Map(func(c rune) rune {
		switch {
		case c == '!' || c == '/' || c == '?' || c == '#':
			return '_'
		case unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == unicode.ReplacementChar:
			return -1
		}
		return c
	}, strings.ToValidUTF8(name, ""))
	name = strings.Trim(name, " .")
	for len(name) > 150 {
		runes := []rune(name)
		name = string(runes[1:]) // the end tells the kind
	}
	return name
}
