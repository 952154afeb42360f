package engine

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// maxQuery bounds the text of one query, in bytes.
const maxQuery = 64 << 20

// A request is what a client of the HTTP interface asks for.
type request struct {
	query      string
	format     string // of the output, unless the query names one
	database   string
	queryID    string
	parameters []parameter
	settings   []parameter // readonly comes last, or it would forbid the others
	readonly   bool
	whole      bool // answer only when the query has ended

	// For an INSERT whose data follows: the format and the data.
	insertFormat string
	data         io.Reader
}

// The names in a URL that are neither settings nor parameters.
var reserved = map[string]bool{
	"query": true, "database": true, "default_format": true, "query_id": true, "quota_key": true,
	"client_protocol_version": true, "wait_end_of_query": true, "user": true, "password": true,
	"buffer_size": true, "stacktrace": true, "session_id": true, "session_timeout": true,
	"session_check": true, "role": true, "compress": true, "decompress": true,
}

var (
	settingName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	// The end of an INSERT that says how the data after it are written.
	insertSuffix = regexp.MustCompile(`(?is)^(\s*INSERT\s.*?)\s+(?:FORMAT\s+(\w+)|VALUES)\s*;?\s*$`)
)

// readRequest reads a request by ClickHouse's rules: settings and param_* are
// URL parameters; the query is the body, or the parameter query, and then the
// body follows it or is the data of its INSERT.
func readRequest(r *http.Request) (*request, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, refusal(36, "BAD_ARGUMENTS", "The URL parameters cannot be read")
	}
	req := &request{
		query:    values.Get("query"),
		format:   values.Get("default_format"),
		database: values.Get("database"),
		queryID:  values.Get("query_id"),
		whole:    truthy(values.Get("wait_end_of_query")),
		readonly: r.Method == http.MethodGet || r.Method == http.MethodHead,
	}
	if req.format == "" {
		req.format = "TabSeparated"
	}
	if err := req.readSettings(values); err != nil {
		return nil, err
	}
	switch {
	case truthy(values.Get("compress")) || truthy(values.Get("decompress")) || r.Header.Get("Content-Encoding") != "":
		return nil, refusal(48, "NOT_IMPLEMENTED", "The embedded engine takes and gives uncompressed data only")
	case strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/"):
		return nil, refusal(48, "NOT_IMPLEMENTED", "The embedded engine takes no external tables")
	case values.Get("session_id") != "":
		return nil, refusal(48, "NOT_IMPLEMENTED", "The embedded engine has no HTTP sessions")
	}
	if err := req.readBody(r.Body); err != nil {
		return nil, err
	}
	return req, nil
}

// readSettings sorts the URL parameters into settings and query parameters.
func (req *request) readSettings(values url.Values) error {
	for name, all := range values {
		value := all[len(all)-1]
		if name, ok := strings.CutPrefix(name, "param_"); ok {
			req.parameters = append(req.parameters, parameter{name, value})
			continue
		}
		switch {
		case reserved[name]:
		case !settingName.MatchString(name):
			return refusal(115, "UNKNOWN_SETTING", "Setting names are words of Latin letters")
		case name == "readonly":
			req.readonly = req.readonly || value != "0"
			req.settings = append(req.settings, parameter{name, value})
		default:
			req.settings = append(req.settings, parameter{name, value})
		}
	}
	slices.SortFunc(req.settings, func(a, b parameter) int {
		if last := (a.name == "readonly"); last != (b.name == "readonly") {
			if last {
				return 1
			}
			return -1
		}
		return strings.Compare(a.name, b.name)
	})
	return nil
}

// readBody finds out what the body is.
func (req *request) readBody(body io.Reader) error {
	buffered := bufio.NewReaderSize(body, 64<<10)
	if req.query != "" {
		if _, err := buffered.Peek(1); err == io.EOF {
			return nil
		}
		if match := insertSuffix.FindStringSubmatch(req.query); match != nil {
			req.query, req.insertFormat, req.data = match[1], match[2], buffered
			if req.insertFormat == "" {
				req.insertFormat = "Values"
			}
			return nil
		}
		req.query += "\n"
	}
	rest, err := io.ReadAll(io.LimitReader(buffered, maxQuery+1))
	if err != nil {
		return fmt.Errorf("read the query: %w", err)
	}
	if len(rest) > maxQuery {
		return refusal(62, "SYNTAX_ERROR", fmt.Sprintf("The query is longer than %d bytes", maxQuery))
	}
	req.query += string(rest)
	if strings.TrimSpace(req.query) == "" {
		return refusal(62, "SYNTAX_ERROR", "Empty query")
	}
	return nil
}

func truthy(value string) bool { return value == "1" || value == "true" }

// prepare is the statements that give a session the database and the settings
// of the request. The tag is how a cancelled request finds its query: it goes
// at the end of log_comment, which keeps what the client wrote there.
func (req *request) prepare(tag string) []string {
	var statements []string
	if req.database != "" && req.database != "default" {
		statements = append(statements, "USE "+quoteIdentifier(req.database))
	}
	var set strings.Builder
	comment := tag
	for _, setting := range req.settings {
		if setting.name == "log_comment" {
			comment = setting.value + " " + tag
		}
	}
	set.WriteString("SET log_comment = " + quoteString(comment))
	for _, setting := range req.settings {
		if setting.name != "log_comment" {
			set.WriteString(", " + setting.name + " = " + quoteString(setting.value))
		}
	}
	return append(statements, set.String())
}

var sqlEscapes = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "`", "\\`")

func quoteString(s string) string     { return "'" + sqlEscapes.Replace(s) + "'" }
func quoteIdentifier(s string) string { return "`" + sqlEscapes.Replace(s) + "`" }
