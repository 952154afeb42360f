package mapping

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"redress/ingest/tabular"
)

// leastCount is how often a value stands in a file before a draft shows it.
const leastCount = 5

// A draftWriter writes the declaration of a file.
type draftWriter struct {
	file    *draftFile
	roles   *draftRoles
	options DraftOptions
	names   []string // of the columns in the declaration
	text    strings.Builder
	missing []string
}

func newDraftWriter(f *draftFile, r *draftRoles, o DraftOptions) *draftWriter {
	return &draftWriter{file: f, roles: r, options: o, names: columnNames(f)}
}

func (w *draftWriter) line(format string, args ...any) { fmt.Fprintf(&w.text, format+"\n", args...) }

func (w *draftWriter) write() {
	w.line("# yaml-language-server: $schema=declaration.schema.json")
	w.line("# A first declaration, drafted from %d rows. Go through each line that says", w.file.rows)
	w.line("# \"decide\" or \"guessed\", then run redress sources try with this file and the data.")
	w.publisher()
	w.format()
	w.columns()
	w.identity()
	w.line("")
	w.line("record:")
	w.parties()
	w.days()
	w.texts()
	w.outcome()
	w.issue()
	w.codes("channel", guessChannel, "other")
	w.codes("sex", guessSex, "")
	w.codes("timely", guessAnswer, "")
	w.amounts()
}

func (w *draftWriter) publisher() {
	code := cmp.Or(w.options.Code, "my-source")
	country, zone := w.place()
	w.line("code: %s # lower case; part of every address", code)
	w.line("title: {en: %s} # decide: the name readers see; add zh, pt …", scalar(code))
	w.line("country: %s%s", country, guessed(w.options.Country == ""))
	w.line("zone: %s%s", zone, guessed(w.options.Zone == ""))
	w.line("# url: https://…   # decide: the page where the files are offered")
	w.line("# licence: …       # decide: of the data")
	w.line("outcome_basis: authority # decide: who says how a complaint ended: consumer, authority or business")
	w.line("personal_data: true # false: what is fetched may be kept unencrypted")
	w.line("limits: {rejects: 0.01} # share of rejected rows above which a load is held back")
	w.line("replace: upsert # decide: or snapshot (a file is the whole source), or {slice: opened_on, by: month}")
	w.line("period: file_date # decide: or {column: …}, or {file_name: '(\\d{4})-(\\d{2})'}")
	if len(w.roles.trade)+len(w.roles.legal) == 0 {
		w.line("parameters: {company: {en: The business the file is about}} # no column names one")
	}
}

func guessed(is bool) string {
	if is {
		return " # guessed: decide"
	}
	return ""
}

// place guesses the country by the language of the headers.
func (w *draftWriter) place() (country, zone string) {
	var all strings.Builder
	for _, p := range w.file.columns {
		all.WriteString(" " + strings.Join(headerParts(p.header), " ") + " ")
	}
	count := func(words ...string) int {
		n := 0
		for _, word := range words {
			n += strings.Count(all.String(), " "+word+" ")
		}
		return n
	}
	portuguese := strings.Count(all.String(), "cao ") + strings.Count(all.String(), "coes ") + count("data", "nome", "uf", "assunto", "situacao", "numero", "razao", "reclamacao", "descricao", "cep", "cpf", "sexo", "regiao", "empresa")
	spanish := count("fecha", "nombre", "reclamo", "descripcion", "estado", "razon", "producto", "rubro", "empresa", "comuna")
	country, zone = "US", "America/New_York"
	switch {
	case isHan(all.String()):
		country, zone = "CN", "Asia/Shanghai"
	case portuguese > spanish:
		country, zone = "BR", "America/Sao_Paulo"
	case spanish > 0:
		country, zone = "MX", "America/Mexico_City"
	}
	return cmp.Or(w.options.Country, country), cmp.Or(w.options.Zone, zone)
}

func (w *draftWriter) format() {
	f := w.file
	w.line("")
	w.line("file:")
	if f.kind != "" {
		w.line("  kind: %s", f.kind)
	}
	if f.encoding != "" && f.kind != tabular.XLSX && f.kind != tabular.Parquet {
		w.line("  encodings: [%s]", f.encoding)
	}
	if f.kind == "" || f.kind == tabular.CSV {
		switch f.delimiter {
		case 0:
		case '\t':
			w.line("  delimiter: tab")
		default:
			w.line("  delimiter: %s", scalar(string(rune(f.delimiter))))
		}
		if f.quoting != "" {
			w.line("  quoting: %s", f.quoting)
		}
	}
	switch {
	case f.sheet == "":
	case isShowable(f.sheet, f.lexicons):
		w.line("  sheet: %s # its header says most; the workbook has others", scalar(f.sheet))
	default:
		w.line("  # sheet: … # decide: the sheet this was drafted from is not the first; its name looks like something of a person's")
	}
	if f.skip > 0 {
		w.line("  skip_lines: %d # lines above the header", f.skip)
	}
	if len(f.nulls) > 0 {
		w.line("  nulls: [%s] # words for absent in every column", strings.Join(scalars(f.nulls), ", "))
	} else {
		w.line("  # nulls: [\"NULL\", N/A] # words for absent in every column; none was found")
	}
}

// columns declares those that fill a field or look personal; the others stand
// there as comments.
func (w *draftWriter) columns() {
	w.line("")
	w.line("columns:")
	required := []int{w.roles.of(idRole), w.roles.of("opened_on"), w.roles.of("outcome"), w.roles.of("issue")}
	if parties := slices.Concat(w.roles.trade, w.roles.legal); len(parties) > 0 {
		required = append(required, parties[0])
	}
	for i := range w.file.columns {
		header := scalar(w.header(i))
		switch {
		case w.file.columns[i].withheld:
			w.line("  # column %d: its name looks like something of a person's and is withheld", i+1)
		case w.file.columns[i].nameless:
			w.line("  # column %d has no header of its own: it cannot be declared", i+1)
		case slices.Contains(w.roles.personal, i):
			w.line("  %s: {header: %s, never_store: true} # looks personal", w.names[i], header)
		case w.roles.has(i) && slices.Contains(required, i):
			w.line("  %s: {header: %s, required: true}", w.names[i], header)
		case w.roles.has(i) || w.identifies(i) || !w.file.hasHeader:
			w.line("  %s: %s", w.names[i], header)
		case w.file.columns[i].cells == 0:
			w.line("  # %s: %s # blank in the sample", w.names[i], header)
		default:
			w.line("  # %s: %s", w.names[i], header)
		}
	}
	if !w.file.hasHeader {
		w.line("")
		w.line("# The file has no header row: these are its columns in order. Give them names of")
		w.line("# your own, above and here, and the headers that other files of the publisher have.")
		w.line("without_header: [%s]", strings.Join(w.names, ", "))
	}
}

// header is the column's header, or one made up where the file has none.
func (w *draftWriter) header(i int) string {
	if h := w.file.columns[i].header; h != "" {
		return h
	}
	return fmt.Sprintf("Column %d", i+1)
}

// identifies reports whether a column is part of the identity the draft
// proposes.
func (w *draftWriter) identifies(i int) bool {
	return w.roles.of(idRole) < 0 && slices.Contains(w.identifying(), i)
}

// identifying are the columns that together tell complaints apart where there is
// no number.
func (w *draftWriter) identifying() []int {
	var cols []int
	add := func(all ...int) {
		for _, col := range all {
			if col >= 0 && !slices.Contains(cols, col) {
				cols = append(cols, col)
			}
		}
	}
	add(w.roles.of("opened_on"))
	add(w.roles.trade...)
	add(w.roles.legal...)
	for _, field := range []role{"category", "issue", "region", "sex", "age_band"} {
		add(w.roles.of(field))
	}
	add(w.roles.personal...)
	if len(cols) == 0 {
		for i, p := range w.file.columns {
			if !p.nameless {
				add(i)
			}
		}
	}
	return cols
}

// columnNames are names for the columns: words of the header in ASCII where it
// has some.
func columnNames(f *draftFile) []string {
	taken := map[string]bool{}
	var names []string
	for i, p := range f.columns {
		name := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.Join(headerParts(p.header), "_"), "_"), "_")
		if said, _ := roleOf(p.header); isHan(p.header) && said != noRole {
			name = string(said)
		}
		if name == "" || name[0] >= '0' && name[0] <= '9' || isHan(name) {
			name = fmt.Sprintf("c%d", i+1)
		}
		for taken[name] {
			name = fmt.Sprintf("%s_%d", name, i+1)
		}
		taken[name] = true
		names = append(names, name)
	}
	return names
}

// scalar is a text as YAML has it: plain where nothing in it could mean
// something else.
func scalar(s string) string {
	if regexp.MustCompile(`^[\pL_][\pL\pN_/+-]*( [\pL\pN_/+(][\pL\pN_/+()-]*)*$`).MatchString(s) &&
		!slices.Contains([]string{"y", "n", "yes", "no", "true", "false", "on", "off", "null", "none", "nan"}, strings.ToLower(s)) {
		return s
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(quoted))
}

func scalars(all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = scalar(s)
	}
	return out
}
