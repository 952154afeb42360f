package engine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// openServer opens a ClickHouse server by its DSN, with whatever clickhouse-go
// understands in it: native or HTTP, TLS, several hosts, settings.
func openServer(ctx context.Context, config Config) (*DB, error) {
	options, err := parseDSN(config.DSN)
	if err != nil {
		return nil, err
	}
	db := &DB{Database: config.Database}
	if db.Database == "" {
		db.Database = options.Auth.Database
	}
	if db.Database == "" {
		db.Database = defaultDatabase
	}
	if options.MaxOpenConns == 0 {
		options.MaxOpenConns, options.MaxIdleConns = maxConnections, maxConnections
	}
	if options.DialTimeout == 0 {
		options.DialTimeout = 10 * time.Second
	}
	// The driver's own log quotes what it sends and what is answered.
	options.Debug, options.Debugf, options.Logger = false, nil, nil //nolint:staticcheck // a DSN can set them
	options.TransportFunc = func(base *http.Transport) (http.RoundTripper, error) { return discreet{base}, nil }
	if err := db.connect(ctx, *options, serverDatabase); err != nil {
		return nil, errors.Join(serverError(options, err), db.Close())
	}
	return db, nil
}

// serverDatabase leaves the database engine to the server.
const serverDatabase = "CREATE DATABASE IF NOT EXISTS {name:Identifier}"

// parseDSN reads a DSN. Its error never shows the DSN, because a mistake in it
// can make a password look like anything else.
func parseDSN(dsn string) (*clickhouse.Options, error) {
	const form = "the address of the ClickHouse server is not of the form clickhouse://user:password@host:9000/database or https://user:password@host:8443/database"
	parsed, err := url.Parse(dsn)
	if err != nil {
		return nil, errors.New(form)
	}
	switch parsed.Scheme {
	case "clickhouse", "tcp", "native", "http", "https":
	default:
		return nil, errors.New(form)
	}
	if query := parsed.Query(); parsed.Scheme == "https" && !query.Has("secure") {
		// The driver wants to be told what the scheme says already.
		query.Set("secure", "true")
		parsed.RawQuery = query.Encode()
		dsn = parsed.String()
	}
	options, err := clickhouse.ParseDSN(dsn)
	if err != nil {
		return nil, errors.New(form + badOption(parsed, err))
	}
	return options, nil
}

// badOption names the option of the DSN that an error is about, never a value.
func badOption(dsn *url.URL, err error) string {
	for name := range dsn.Query() {
		if strings.Contains(err.Error(), name) || strings.Contains(err.Error(), strings.ReplaceAll(name, "_", " ")) {
			return fmt.Sprintf(" (look at its option %s)", name)
		}
	}
	return ""
}

// serverError makes one sentence of why a server could not be opened.
func serverError(options *clickhouse.Options, err error) error {
	hosts := strings.Join(options.Addr, ", ")
	if exception, ok := errors.AsType[*clickhouse.Exception](err); ok {
		switch exception.Code {
		case 516, 192, 193, 194: // authentication, unknown user, password
			return fmt.Errorf("the ClickHouse server at %s does not accept the user and password", hosts)
		}
		return fmt.Errorf("the ClickHouse server at %s refused: %w", hosts, err)
	}
	if cause, ok := errors.AsType[*net.OpError](err); ok {
		err = cause
	}
	return fmt.Errorf("the ClickHouse server at %s cannot be reached: %w", hosts, err)
}

// discreet takes the query parameters out of the URL when a request fails.
// net/http puts the URL into its error, the driver puts {name:Type} values into
// the URL, and errors end up in logs.
type discreet struct{ http.RoundTripper }

func (d discreet) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := d.RoundTripper.RoundTrip(request)
	if err != nil {
		// The request belongs to the driver, which is done with it.
		request.URL.RawQuery = ""
	}
	return response, err
}
