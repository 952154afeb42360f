package dashboard

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"

	"redress/analytics"
)

//go:embed template/*.html
var templates embed.FS

// A frame is what every page shows around its own content.
type frame struct {
	Lang        string // for <html lang>
	Name        string // of the view
	Title       string
	Heading     string
	Eyebrow     string // what kind of thing the heading names; may be empty
	Lede        string
	Stylesheet  string
	Icon        string
	Scripts     []string
	Home        string
	Nav         []link
	Languages   []link
	Alternates  []alternate
	Scope       *scope
	Files       *files
	Release     string // the release and when it was published
	Method      string
	Licence     string
	Next        string // when the next load is due
	Overdue     bool
	Licences    []link // of the chart library
	Body        any
	Description string // one sentence for search engines and link previews
}

// A link is an address with its text.
type link struct {
	Text    string
	Href    string
	Lang    string // where the text is in another language
	Current bool
}

// An alternate is the same page in another language or format.
type alternate struct {
	Href     string
	Language string
	Type     string
}

// files are the twins of a page.
type files struct {
	CSV, Excel, JSON string
	Every            string // CSV with every column; empty where CSV has them all
	Rows             string // what a row of the files is
}

// loadPages parses every page once per language, since a template's T speaks
// one language.
func loadPages(all locales) (map[string]map[string]*template.Template, error) {
	pages := map[string]map[string]*template.Template{}
	names := []string{"error.html", "nothing.html"}
	for _, v := range views() {
		names = append(names, v.template)
	}
	for _, l := range all {
		pages[l.code] = map[string]*template.Template{}
		for _, name := range names {
			t, err := template.New("layout.html").Option("missingkey=error").Funcs(template.FuncMap{"T": l.T}).
				ParseFS(templates, "template/layout.html", "template/part_*.html", "template/"+name)
			if err != nil {
				return nil, fmt.Errorf("parse page %s: %w", name, err)
			}
			pages[l.code][name] = t
		}
	}
	return pages, nil
}

// execute renders into memory, so that a template's failure is a clean error
// and never half a page.
func (s *Server) execute(l *locale, name string, f frame) ([]byte, error) {
	var out bytes.Buffer
	if err := s.pages[l.code][name].ExecuteTemplate(&out, "layout.html", f); err != nil {
		return nil, fmt.Errorf("render %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// page renders an answer as a page.
func (s *Server) page(ctx context.Context, r request, a reply) ([]byte, error) {
	l := r.locale
	r = r.settled(a.view)
	f := s.frame(r)
	f.Heading, f.Title = l.text("page."+r.view.name), l.text("page."+r.view.name)
	if a.title != "" {
		f.Eyebrow, f.Heading, f.Title = l.text("page."+r.view.name), a.title, a.title
	}
	if r.view.name == "index" {
		f.Heading = l.text("index.heading")
	}
	f.Lede = l.text("lede." + r.view.name)
	f.Description = f.Lede
	f.Files = &files{CSV: r.address(asCSV, r.parameters), Excel: r.address(asCSV, r.spreadsheet()),
		JSON: r.address(asJSON, r.parameters), Rows: l.text("rows." + r.view.name)}
	if r.view.accepts.cols {
		every := r.parameters
		every.cols = colsAll
		f.Files.Every = r.address(asCSV, every)
	}
	f.Alternates = append(f.Alternates, alternate{Href: f.Files.CSV, Type: "text/csv"},
		alternate{Href: f.Files.JSON, Type: "application/json"})
	f.releaseOf(l, a.view)
	if r.view.accepts.filters {
		scope, err := s.scope(ctx, r, a.view)
		if err != nil {
			return nil, err
		}
		f.Scope = scope
	}
	for _, name := range a.scripts {
		f.Scripts = append(f.Scripts, s.assets.address(name))
	}
	f.Body = a.page()
	return s.execute(l, r.view.template, f)
}

// frame is what a page shows whether or not there is an answer.
func (s *Server) frame(r request) frame {
	l := r.locale
	f := frame{Lang: l.html, Name: r.view.name, Stylesheet: s.assets.address("app.css"), Icon: s.assets.address("icon.svg"),
		Scripts: s.assets.scripts(), Licences: s.assets.licences()}
	for _, v := range views() {
		if v.hasSlug() {
			continue
		}
		entry := link{Text: l.text("nav." + v.name), Href: r.elsewhere(v, ""), Current: v.name == r.view.name || v.path+"/:slug" == r.view.path}
		if v.path == "/" {
			f.Home = entry.Href
		}
		f.Nav = append(f.Nav, entry)
	}
	for _, other := range s.locales {
		p := r.parameters
		p.lang = other.code
		href := r.address(asPage, p)
		f.Languages = append(f.Languages, link{Text: other.text("language.name"), Href: href, Lang: other.html, Current: other == l})
		f.Alternates = append(f.Alternates, alternate{Href: href, Language: other.html})
	}
	if s.config.Updates != nil {
		fresh := s.config.Updates()
		f.Overdue = fresh.Overdue
		if !fresh.Next.IsZero() {
			f.Next = l.instant(fresh.Next)
		}
	}
	return f
}

func (f *frame) releaseOf(l *locale, v analytics.View) {
	if v.Release.Number > 0 {
		f.Release = l.text("release.line", "Number", int64(v.Release.Number), "At", l.instant(v.Release.PublishedAt))
	}
	f.Method = v.MethodVersion
	f.Licence = v.Source.Licence
}

// spreadsheet are the parameters of the CSV for spreadsheets.
func (p parameters) spreadsheet() parameters {
	p.excel = true
	return p
}
