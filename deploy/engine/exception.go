package engine

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// ClickHouse's exceptions quote the rows they are about: the values of a
// violated constraint, the text that does not parse, the literals of a query.
// Errors end up in logs, reports and the books of loads, where no complaint's
// text belongs. So an error that leaves this package has the code, its name and
// the part of the message that ClickHouse's authors wrote, and nothing behind it.

// A reticent error is an error of the driver without what it quotes. It answers
// errors.Is and errors.As like the error it stands for, but gives away the
// exception only as far as its text does.
type reticent struct {
	text      string
	exception *clickhouse.Exception // without what it quotes; nil when there is none
	status    int                   // of the HTTP answer, 0 when there is none
	cause     error
}

func (e *reticent) Error() string { return e.text }

// Is reports whether the error stands for target.
func (e *reticent) Is(target error) bool { return errors.Is(e.cause, target) }

// As sets target to what the error stands for.
func (e *reticent) As(target any) bool {
	switch target := target.(type) {
	case **clickhouse.Exception:
		if e.exception != nil {
			*target = e.exception
		}
		return e.exception != nil
	case **clickhouse.HTTPError:
		if e.status != 0 {
			*target = &clickhouse.HTTPError{StatusCode: e.status, Err: errors.New(e.text)}
		}
		return e.status != 0
	}
	return errors.As(e.cause, target)
}

// withoutData takes out of an error what the engine or the driver quotes in it.
// An error that quotes nothing is returned as it is.
func withoutData(err error) error {
	if err == nil {
		return nil
	}
	if _, done := err.(*reticent); done { //nolint:errorlint // what wraps one may quote again
		return err
	}
	discreet := &reticent{cause: err}
	if answer, ok := errors.AsType[*clickhouse.HTTPError](err); ok {
		discreet.status = answer.StatusCode
		discreet.text = fmt.Sprintf("HTTP status %d, and the answer is none of ClickHouse's", answer.StatusCode)
	}
	if full, ok := errors.AsType[*clickhouse.Exception](err); ok {
		name, message := fixedPart(full.Code, full.Message)
		discreet.exception = &clickhouse.Exception{Code: full.Code, Name: "DB::Exception", CodeName: name, Message: message}
		discreet.text = discreet.exception.Error()
	}
	if discreet.text == "" {
		discreet.text = unquoted(err.Error())
		if discreet.text == err.Error() {
			return err
		}
	}
	return discreet
}

// quotation is a text between quotes, as Go and ClickHouse write them; an
// apostrophe within a word begins none.
var quotation = regexp.MustCompile(`(?s)"(?:[^"\\]|\\.)*"|\B'(?:[^'\\]|\\.)*'`)

// exceptionText is how exceptions begin in an answer to an HTTP request.
var exceptionText = regexp.MustCompile(`(?s)(?:Code: (\d+)\. )?DB::\w*Exception: (.*)`)

// unquoted empties the quotes of a text, and ends an exception in it where it
// begins to quote.
func unquoted(text string) string {
	return quotation.ReplaceAllLiteralString(unquotedException(text), "…")
}

// unquotedException leaves of an exception at the end of a text its fixed part.
func unquotedException(text string) string {
	at := exceptionText.FindStringSubmatchIndex(text)
	if at == nil {
		return text
	}
	code := 0
	if at[2] >= 0 {
		code, _ = strconv.Atoi(text[at[2]:at[3]])
	}
	_, message := fixedPart(int32(code), text[at[4]:at[5]])
	return text[:at[4]] + message
}

// aboutTheEngine are the codes of exceptions about memory, time, disks, rights
// and the names of tables. Their numbers are no data.
var aboutTheEngine = map[int32]bool{
	57: true, 60: true, 81: true, 82: true, // tables and databases that are there, or not
	74: true, 75: true, 76: true, 243: true, // files and disks
	158: true, 159: true, 160: true, 209: true, 241: true, 307: true, 394: true, 396: true, // limits
	164: true, 242: true, 497: true, 516: true, // rights
	202: true, 210: true, 252: true, 285: true, 319: true, 473: true, 999: true, // others at work, the network
}

// aboutValues are the codes of exceptions whose authors write values without
// quotes: all their messages are withheld.
var aboutValues = map[int32]bool{
	6: true, 25: true, 26: true, 27: true, 38: true, 41: true, 72: true, 117: true, 131: true, 376: true, // parsing
	53: true, 69: true, 70: true, 321: true, 349: true, 407: true, 436: true, 441: true, 691: true, // converting
	395: true, 457: true, 675: true, 676: true, 677: true, 678: true, // throwIf, parameters, addresses
}

// withheld stands for a message that has no fixed part.
const withheld = "the message is withheld, as it may quote data"

// codeName is what an exception's text ends in.
var codeName = regexp.MustCompile(`\s*\(([A-Z][A-Z0-9_]+)\)(?: \(version [^()]*(?:\([^()]*\))?\))?\s*$`)

// quotes begin what an exception quotes: data, or the query with its literals.
// The second also ends a message at numbers and lists.
var (
	quotes     = regexp.MustCompile(`['"\n\\]|[^ -~]| (?i:in scope|while |at row|because|column values|parsed text)`)
	quotesMore = regexp.MustCompile(`[:;=@(\[{]|(?:^|[^A-Za-z0-9_.])[-+]?[0-9]`)
	named      = regexp.MustCompile("`(?:[^`\\\\]|\\\\.)*`")
	plainName  = regexp.MustCompile("^`[A-Za-z_][A-Za-z0-9_]{0,63}`$")
)

// fixedPart is the name of the code, where the message tells it, and what the
// message says before it quotes. Names of tables and columns stay.
func fixedPart(code int32, message string) (name, fixed string) {
	// A message of that length was cut, and ends anywhere.
	if at := codeName.FindStringSubmatchIndex(message); at != nil && len(message) < 8<<10 {
		name, message = message[at[2]:at[3]], message[:at[0]]
	}
	end := func(text string, at *regexp.Regexp) string {
		if found := at.FindStringIndex(text); found != nil {
			return text[:found[0]]
		}
		return text
	}
	switch message = strings.TrimPrefix(message, "DB::Exception: "); {
	case aboutValues[code]:
		message = ""
	default:
		message = named.ReplaceAllStringFunc(message, func(quoted string) string {
			if plainName.MatchString(quoted) {
				return quoted
			}
			return "`?`"
		})
		if message = end(message, quotes); !aboutTheEngine[code] {
			message = end(message, quotesMore)
		}
	}
	message = strings.TrimRight(message, " .,:;(-")
	if message == "" {
		message = withheld
	}
	if name != "" {
		message += " (" + name + ")"
	}
	return name, message
}
