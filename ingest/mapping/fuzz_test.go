package mapping_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/mapping"
	"redress/ingest/tabular"
)

// builtIn are the declarations of the publishers, by file.
func builtIn(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "publisher", "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no built-in declarations: %v", err)
	}
	sources := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sources[filepath.Base(file)] = string(text)
	}
	return sources
}

// FuzzParse: no text makes Parse panic; each line of its error names the file
// and a line of it; what it accepts can be used.
func FuzzParse(f *testing.F) {
	for _, source := range builtIn(f) {
		f.Add(source)
	}
	f.Add(small)
	f.Add(tagged)
	f.Add("code: [")
	f.Add("record: {stages: [{stage: seller}]}")
	f.Fuzz(func(t *testing.T, source string) {
		d, err := mapping.Parse("x.yaml", []byte(source))
		if err != nil {
			for line := range strings.Lines(err.Error()) {
				place, found := strings.CutPrefix(line, "x.yaml:")
				if !found || place == "" || place[0] < '0' || place[0] > '9' {
					t.Errorf("error %q, want x.yaml and a line", line)
				}
			}
			return
		}
		if !d.Publisher().OutcomeBasis.Valid() || d.Code() == "" || d.Format().Validate() != nil {
			t.Errorf("a declaration that cannot be used: %+v", d.Publisher())
		}
		m := mapping.NewMapper(d, testKey(t), mapping.File{Path: "2024-01.csv"})
		for _, err := range m.Complaints(t.Context(), strings.NewReader("a,b\n1,2\n")) {
			if err == nil {
				break
			}
		}
	})
}

// FuzzMap: whatever stands below a publisher's header, every record is a
// complaint or a reject, and a complaint's codes are of their vocabularies.
func FuzzMap(f *testing.F) {
	type source struct {
		declared *mapping.Declaration
		header   string
	}
	var sources []source
	all := builtIn(f)
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		d, err := mapping.Parse(name, []byte(all[name]))
		if err != nil {
			f.Fatal(err)
		}
		values := map[string]string{}
		for _, p := range d.Parameters() {
			values[p.Name] = "Aurora"
		}
		if d, err = d.With(values); err != nil {
			f.Fatal(err)
		}
		sources = append(sources, source{d, strings.Join(d.Headers(), "\x1f")})
	}
	for i := range sources {
		f.Add(uint(i), "1;2018-06-20 09:45:37.000;x;N;\"a\";0\n\n")
		f.Add(uint(i), "2024-01-02,Aurora,Fraud or scam,In progress,Yes,\"a\nb\"\n13800138000,,,\n")
	}
	today, _ := complaint.NewDay(2026, 1, 1)
	coded := []string{"issue", "subissue", "status", "outcome_basis", "outcome", "channel", "sex", "timely", "disputed", "represented", "rating", "remedies", "evidence"}
	f.Fuzz(func(t *testing.T, which uint, body string) {
		s := sources[which%uint(len(sources))]
		format := s.declared.Format()
		if format.Kind != "" && format.Kind != tabular.CSV {
			return // rows of the others are not text
		}
		delimiter := ","
		if format.Delimiter != 0 {
			delimiter = string(rune(format.Delimiter))
		}
		content := strings.Repeat("title\n", format.SkipLines) + strings.ReplaceAll(s.header, "\x1f", delimiter) + "\n" + body
		records := -1 // the header
		reader := tabular.NewReader(strings.NewReader(content), format)
		for {
			_, err := reader.Next()
			var bad *tabular.SyntaxError
			if err != nil && !errors.As(err, &bad) {
				if !errors.Is(err, io.EOF) {
					return // no table at all
				}
				break
			}
			records++
		}
		m := mapping.NewMapper(s.declared, testKey(t), mapping.File{Path: "2024-01.csv", Date: today})
		rows := 0
		for c, err := range m.Complaints(t.Context(), strings.NewReader(content)) {
			var reject *ingest.RowError
			if err != nil && !errors.As(err, &reject) {
				return // the header is no longer one: quoting was detected otherwise
			}
			rows++
			switch {
			case reject != nil && !reject.Reason.Valid():
				t.Errorf("reject %v, want a reason of the vocabulary", reject)
			case reject == nil:
				if bad := ingest.Validate(c, "f", today); bad != nil && bad.Reason == ingest.BadValue && slices.Contains(coded, bad.Column) {
					t.Errorf("%s is of no vocabulary", bad.Column)
				}
			}
		}
		if l := m.Layout(); rows+int(l.BlankRows+l.SkippedRows) != records {
			t.Errorf("%d complaints and rejects, %d blank rows and %d above the header of %d records", rows, l.BlankRows, l.SkippedRows, records)
		}
	})
}

// FuzzSketch: a draft of any file parses, or says what it lacks.
func FuzzSketch(f *testing.F) {
	f.Add("id,opened,company,status\n1,01/02/2024,Aurora,open\n")
	f.Add("2024-01-02;x;N\n2024-01-03;y;S\n")
	f.Add("投诉编号,平台,投诉时间,处理结果\nA1,极光,2025年7月1日,已解决\n")
	f.Add("[{\"date\": \"2024-01-02\", \"company\": \"x\"}]")
	f.Add("a: b,\"c\nd\",#e\n'f',{g},- h\n")
	f.Fuzz(func(t *testing.T, content string) {
		draft, err := mapping.Sketch(t.Context(), strings.NewReader(content), mapping.DraftOptions{})
		if err != nil {
			if strings.Contains(err.Error(), "the draft is no declaration") {
				t.Errorf("draft of %q: %v", content, err)
			}
			return
		}
		if _, err := mapping.Parse("x.yaml", draft.Text); (err == nil) != (len(draft.Missing) == 0) {
			t.Errorf("draft of %q: missing %q, but %v\n%s", content, draft.Missing, err, draft.Text)
		}
	})
}
