package mapping

import (
	"slices"
	"strconv"
	"strings"

	"redress/ingest/tabular"
)

func (p *declarationParser) parseFile(b block) {
	p.decl.format.Country = p.decl.publisher.Country
	n := b.get("file")
	if n == nil {
		return
	}
	f := p.block(n, "file", fileBlock)
	format := &p.decl.format
	if f.get("kind") != nil {
		format.Kind = tabular.Kind(f.one("kind", fileKinds()...))
	}
	format.Records = f.text("records")
	p.decl.sheets, p.decl.skips = p.sheets(f), f.get("skip_lines") != nil
	if len(p.decl.sheets) > 0 && p.decl.sheets[0] != allSheets {
		format.Sheet = p.decl.sheets[0]
	}
	format.Encodings, format.Quoting = f.texts("encodings"), tabular.Quoting(f.text("quoting"))
	switch text := f.text("delimiter"); {
	case text == "tab":
		format.Delimiter = '\t'
	case len(text) == 1:
		format.Delimiter = text[0]
	case text != "" && text != "detect":
		p.fail(f.lineOf("delimiter"), "delimiter %q: want one ASCII character, tab or detect", text)
	}
	format.SkipLines = p.count(f, "skip_lines")
	format.MaxRecordBytes = p.count(f, "max_record_bytes")
	if err := format.Validate(); err != nil {
		p.fail(f.lineOf(blamed(f, *format)), "file: %s", err)
	}
	p.decl.nulls = f.texts("nulls")
	p.checkKind(f, format.Kind)
}

// sheets reads which sheets of a workbook are meant.
func (p *declarationParser) sheets(f block) []string {
	if f.get("sheet") == nil {
		return nil
	}
	names := slices.DeleteFunc(f.texts("sheet"), func(name string) bool { return name == "" })
	if len(names) > 1 && slices.Contains(names, allSheets) {
		p.fail(f.lineOf("sheet"), "sheet: %q is every visible sheet: name none beside it", allSheets)
	}
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			p.fail(f.lineOf("sheet"), "sheet: %q stands twice", name)
		}
	}
	return names
}

// blamed is the key of file without which the format would be valid.
func blamed(f block, format tabular.Format) string {
	for key, without := range map[string]tabular.Format{
		"encodings":        {Encodings: format.Encodings},
		"delimiter":        {Delimiter: format.Delimiter},
		"quoting":          {Quoting: format.Quoting},
		"max_record_bytes": {MaxRecordBytes: format.MaxRecordBytes},
		"skip_lines":       {SkipLines: format.SkipLines},
		"records":          {Kind: format.Kind, Records: format.Records},
		"sheet":            {Kind: format.Kind, Sheet: format.Sheet},
	} {
		if f.get(key) != nil && without.Validate() != nil {
			return key
		}
	}
	return "file"
}

// checkKind refuses settings that a declared kind has no use for.
func (p *declarationParser) checkKind(f block, kind tabular.Kind) {
	if kind == "" {
		return
	}
	for _, only := range []struct {
		key string
		of  []tabular.Kind
	}{{"sheet", []tabular.Kind{tabular.XLSX}}, {"records", []tabular.Kind{tabular.JSON}}, {"delimiter", []tabular.Kind{tabular.CSV}},
		{"quoting", []tabular.Kind{tabular.CSV}}} {
		used := false
		for _, k := range only.of {
			used = used || k == kind
		}
		if f.get(only.key) != nil && !used {
			p.fail(f.lineOf(only.key), "%s is for %s, not for %s", only.key, sentence(only.of), kind)
		}
	}
}

// count is a whole number that is not negative; 0 where the key is not there.
func (p *declarationParser) count(b block, key string) int {
	text := b.text(key)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		p.fail(b.lineOf(key), "%s %q: want a whole number", key, text)
		return 0
	}
	return n
}

// expected are the columns that a header of JSON has even where the first
// records lack them: those that may be missing and have one name. Of a column
// with several, the file says which it uses.
func (p *declarationParser) expected() []string {
	var names []string
	for _, c := range p.decl.columns {
		if !c.required && len(c.headers) == 1 {
			names = append(names, c.headers[0])
		}
	}
	return names
}
