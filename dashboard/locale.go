package dashboard

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed locale/*.json
var catalogues embed.FS

// A locale writes words, numbers and days in one language.
type locale struct {
	code      string // as in addresses and file names: en, zh
	html      string // as in <html lang>, from which ECharts takes its own words
	tag       language.Tag
	localizer *i18n.Localizer
	nothing   map[string]bool // keys whose message is nothing, which the localizer takes for missing
	printer   *message.Printer
}

// locales are the languages of the site, the fallback first.
type locales []*locale

const (
	langCookie = "lang"
	// langCookieAge keeps a chosen language for a year.
	langCookieAge = 365 * 24 * time.Hour
)

// languageCodes lists the languages, the fallback first. Adding a language is
// adding a catalogue and a line here.
func languageCodes() []string { return []string{"en", "zh"} }

func loadLocales() (locales, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	html := map[string]string{"en": "en", "zh": "zh-CN"}
	var all locales
	for _, code := range languageCodes() {
		name := "locale/" + code + ".json"
		file, err := bundle.LoadMessageFileFS(catalogues, name)
		if err != nil {
			return nil, fmt.Errorf("read catalogue %s: %w", name, err)
		}
		nothing := map[string]bool{}
		for _, m := range file.Messages {
			nothing[m.ID] = m.Other == ""
		}
		tag := language.MustParse(html[code])
		all = append(all, &locale{code: code, html: html[code], tag: tag,
			localizer: i18n.NewLocalizer(bundle, code), nothing: nothing, printer: message.NewPrinter(tag)})
	}
	return all, nil
}

// localeOf chooses the language: the address, then the cookie, then what the
// browser prefers, then the fallback.
func (s *Server) localeOf(c echo.Context, given string) *locale {
	if l := s.locales.find(given); l != nil {
		return l
	}
	if cookie, err := c.Cookie(langCookie); err == nil {
		if l := s.locales.find(cookie.Value); l != nil {
			return l
		}
	}
	return s.locales.accepted(c.Request().Header.Get("Accept-Language"))
}

func (l locales) find(code string) *locale {
	for _, locale := range l {
		if locale.code == code {
			return locale
		}
	}
	return nil
}

func (l locales) accepted(header string) *locale {
	tags := make([]language.Tag, len(l))
	for i, locale := range l {
		tags[i] = locale.tag
	}
	_, index := language.MatchStrings(language.NewMatcher(tags), header)
	return l[index]
}

// rememberLanguage keeps a language that the address asked for.
func rememberLanguage(c echo.Context, code string) {
	c.SetCookie(&http.Cookie{Name: langCookie, Value: code, Path: "/", MaxAge: int(langCookieAge / time.Second),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.Scheme() == "https"})
}

// T is the message of a key; pairs are names and values for its placeholders.
// A pair named Count chooses the plural form, where the message has several. It is the templates' T, and fails
// the page on a key no catalogue has: better no page than a page of keys.
func (l *locale) T(key string, pairs ...any) (string, error) {
	if l.nothing[key] {
		return "", nil
	}
	config := &i18n.LocalizeConfig{MessageID: key}
	if len(pairs) > 0 {
		data := make(map[string]any, len(pairs)/2)
		for i := 0; i+1 < len(pairs); i += 2 {
			name := fmt.Sprint(pairs[i])
			data[name] = pairs[i+1]
			if n, ok := pairs[i+1].(int64); ok {
				data[name] = l.count(n)
				if name == "Count" {
					config.PluralCount = n
				}
			}
		}
		config.TemplateData = data
	}
	text, tag, err := l.localizer.LocalizeWithTag(config)
	if err != nil && config.PluralCount != nil { // one form for all counts
		config.PluralCount = nil
		text, tag, err = l.localizer.LocalizeWithTag(config)
	}
	if err != nil {
		return "", fmt.Errorf("message %s in %s: %w", key, l.code, err)
	}
	if base, _ := tag.Base(); base.String() != l.code {
		return "", fmt.Errorf("message %s is missing in %s", key, l.code)
	}
	return text, nil
}

// text is T for Go code. A missing key shows as itself; a test keeps that from
// happening.
func (l *locale) text(key string, pairs ...any) string {
	text, err := l.T(key, pairs...)
	if err != nil {
		return key
	}
	return text
}
