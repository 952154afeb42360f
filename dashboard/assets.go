package dashboard

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"
)

//go:embed static/*
var staticFiles embed.FS

// publicFiles are the files pages refer to, under names that hold their content's
// hash: they may be kept for ever.
type publicFiles struct {
	byName      map[string]asset  // app.0123456789ab.css
	hashed      map[string]string // app.css → app.0123456789ab.css
	notices     []string          // the chart library's licence files among them, by name
	fingerprint string            // changes when any of them does
}

// An asset is one file in both encodings.
type asset struct {
	contentType string
	plain, gzip []byte
	hash        string
}

const echartsName = "echarts.js"

// noticeExtension makes browsers show a licence file, whatever it is called.
const noticeExtension = ".txt"

// loadAssets reads the embedded files and, unless its path is empty, the chart
// library with its licence files, and compresses them once.
func loadAssets(echarts string, notices []string) (publicFiles, error) {
	files := map[string][]byte{}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		return publicFiles{}, fmt.Errorf("list static files: %w", err)
	}
	for _, entry := range entries {
		if files[entry.Name()], err = staticFiles.ReadFile("static/" + entry.Name()); err != nil {
			return publicFiles{}, fmt.Errorf("read static file: %w", err)
		}
	}
	a := publicFiles{byName: map[string]asset{}, hashed: map[string]string{}}
	if echarts != "" {
		if files[echartsName], err = os.ReadFile(echarts); err != nil {
			return publicFiles{}, fmt.Errorf("read chart library: %w", err)
		}
		for _, notice := range notices {
			name := filepath.Base(notice) + noticeExtension
			if files[name], err = os.ReadFile(notice); err != nil {
				return publicFiles{}, fmt.Errorf("read licence of the chart library: %w", err)
			}
			a.notices = append(a.notices, name)
		}
	}
	var hashes []string
	for name, body := range files {
		one, err := newAsset(name, body)
		if err != nil {
			return publicFiles{}, err
		}
		extension := path.Ext(name)
		hashed := strings.TrimSuffix(name, extension) + "." + one.hash + extension
		a.byName[hashed], a.hashed[name] = one, hashed
		hashes = append(hashes, hashed)
	}
	slices.Sort(hashes)
	a.fingerprint = digest(hashes...)
	return a, nil
}

func newAsset(name string, body []byte) (asset, error) {
	var packed bytes.Buffer
	writer, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err == nil {
		if _, err = writer.Write(body); err == nil {
			err = writer.Close()
		}
	}
	if err != nil {
		return asset{}, fmt.Errorf("compress %s: %w", name, err)
	}
	sum := sha256.Sum256(body)
	contentType := mime.TypeByExtension(path.Ext(name))
	if path.Ext(name) == noticeExtension {
		contentType = "text/plain; charset=utf-8" // not what the machine's own table may say
	}
	return asset{contentType: contentType, plain: body, gzip: packed.Bytes(),
		hash: hex.EncodeToString(sum[:])[:12]}, nil
}

// address is where a file is served.
func (a publicFiles) address(name string) string { return "/static/" + a.hashed[name] }

// scripts are what a page with charts needs; none without the chart library.
func (a publicFiles) scripts() []string {
	if a.hashed[echartsName] == "" {
		return nil
	}
	return []string{a.address(echartsName), a.address("charts.js")}
}

// licences are links to the licence files of the chart library.
func (a publicFiles) licences() []link {
	var links []link
	for _, name := range a.notices {
		links = append(links, link{Text: strings.TrimSuffix(name, noticeExtension), Href: a.address(name)})
	}
	return links
}

// static answers /static/{file}. A name holds its content's hash, so that it
// never changes what it means.
func (s *Server) static(c echo.Context) error {
	file, ok := s.assets.byName[c.Param("file")]
	if !ok {
		return echo.ErrNotFound
	}
	header := c.Response().Header()
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	body, tag := file.plain, `"`+file.hash+`"`
	if acceptsGzip(c.Request().Header.Get(echo.HeaderAcceptEncoding)) {
		body, tag = file.gzip, `"`+file.hash+`-gzip"`
		header.Set(echo.HeaderContentEncoding, "gzip")
	} else {
		// The file was offered plain on purpose: the wrapper must not compress it
		// under the plain file's ETag.
		header.Set("No-Gzip-Compression", "1")
	}
	header.Set("ETag", tag)
	if matches(c.Request().Header.Get("If-None-Match"), tag) {
		header.Del(echo.HeaderContentEncoding)
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, file.contentType, body)
}

// acceptsGzip reads an Accept-Encoding header; gzip;q=0 refuses it.
func acceptsGzip(header string) bool {
	for _, part := range strings.Split(header, ",") {
		coding, quality, _ := strings.Cut(part, ";")
		if strings.TrimSpace(coding) != "gzip" {
			continue
		}
		quality = strings.ReplaceAll(quality, " ", "")
		return strings.Trim(strings.TrimPrefix(quality, "q="), "0.") != "" || quality == ""
	}
	return false
}
