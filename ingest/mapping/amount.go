package mapping

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"redress/ingest/anonymise"
)

// maxAmountDigits bounds an amount: what has more is no sum of money and would
// not fit where it is stored.
const maxAmountDigits = 15

// maxAmountDecimals are the decimals an amount can have.
const maxAmountDecimals = 8

// A sum is an amount of money and the currencies that the words around it can
// mean, as ISO 4217 codes; nil where none is written.
type sum struct {
	amount     decimal.Decimal
	currencies []string
}

// in reports whether a sum can be one of the currency: it says so, or says
// nothing.
func (s sum) in(currency string) bool {
	return s.currencies == nil || slices.Contains(s.currencies, currency)
}

// parseAmount reads a sum of money with the given decimal sign, "." or ",". The
// other of the two, apostrophes and spaces between digits group thousands; a
// currency may stand before or behind, see currenciesOf; 万 and 亿 behind the
// number are ten thousand and a hundred million, and so is w for 万 where wan is
// true. Full-width digits and signs are as good as others. ok is false for
// anything else, for more than eight decimals, and for two currencies that
// cannot both be meant.
func parseAmount(s string, point byte, wan bool) (_ sum, ok bool) {
	number, unit, currencies, ok := cutCurrency(narrowDigits(s), wan)
	if !ok {
		return sum{}, false
	}
	group := byte(',')
	if point == ',' {
		group = '.'
	}
	var plain strings.Builder
	whole, decimals, inDecimals := 0, 0, false
	for i := 0; i < len(number); i++ {
		switch c := number[i]; {
		case '0' <= c && c <= '9':
			plain.WriteByte(c)
			if inDecimals {
				decimals++
			} else {
				whole++
			}
		case c == '-' && i == 0:
			plain.WriteByte(c)
		case c == point && !inDecimals:
			plain.WriteByte('.')
			inDecimals = true
		case (c == group || c == ' ' || c == '\'') && !inDecimals && whole > 0 && threeDigits(number[i+1:]):
		default:
			return sum{}, false
		}
	}
	if whole == 0 || whole > maxAmountDigits || decimals > maxAmountDecimals || inDecimals && decimals == 0 {
		return sum{}, false
	}
	amount, err := decimal.NewFromString(plain.String())
	if err != nil {
		return sum{}, false
	}
	if unit > 0 {
		amount = amount.Shift(unit)
	}
	return sum{amount: amount, currencies: currencies}, amount.Abs().LessThan(decimal.New(1, maxAmountDigits))
}

// cutCurrency cuts what may stand around a number: a currency before it, a unit
// of ten thousands (4 zeros, 8) and a currency behind. ok is false for any other
// words: they could change what the number means.
func cutCurrency(s string, wan bool) (number string, zeros int32, currencies []string, ok bool) {
	first := strings.IndexFunc(s, isOfNumber)
	if first < 0 {
		return "", 0, nil, false
	}
	last := strings.LastIndexFunc(s, isOfNumber)
	before, number, behind := trimSpace(s[:first]), s[first:last+1], trimSpace(s[last+1:])
	for _, unit := range [...]struct {
		sign   string
		zeros  int32
		letter bool
	}{{"万", 4, false}, {"萬", 4, false}, {"亿", 8, false}, {"億", 8, false}, {"w", 4, true}, {"W", 4, true}} {
		if rest, found := strings.CutPrefix(behind, unit.sign); found && (wan || !unit.letter) {
			behind, zeros = trimSpace(rest), unit.zeros
			break
		}
	}
	for _, word := range [...]string{before, behind} {
		if word == "" {
			continue
		}
		said := currenciesOf(word)
		if currencies != nil {
			said = slices.DeleteFunc(said, func(code string) bool { return !slices.Contains(currencies, code) })
		}
		if len(said) == 0 {
			return "", 0, nil, false
		}
		currencies = said
	}
	return number, zeros, currencies, true
}

// isOfNumber reports whether r begins or ends a number.
func isOfNumber(r rune) bool {
	return r == '-' || r == '.' || r == ',' || '0' <= r && r <= '9'
}

func trimSpace(s string) string { return strings.TrimFunc(s, isSpaceOrControl) }

// isPersonalNumber reports whether a cell that should be a sum is a number of a
// person's in the wrong column: bare digits that redaction takes for a telephone,
// an id, a tax number or a bank card. Whatever is written as money is money: with
// a currency, thousands signs or cents.
func isPersonalNumber(cell string) bool {
	digits := narrowDigits(cell)
	if i := strings.IndexAny(digits, ".,"); i >= 0 && strings.Trim(digits[i+1:], "0") == "" {
		digits = digits[:i] // what passes for a float has .0 behind it
	}
	if len(digits) < leastPersonalDigits || onlyDigits(digits) != digits {
		return false
	}
	return slices.Contains([]string{"[phone]", "[id]", "[tax id]", "[card]"}, anonymise.Redact(digits))
}

// leastPersonalDigits is the length from which bare digits are asked about.
const leastPersonalDigits = 10

// threeDigits reports whether s begins with exactly three digits.
func threeDigits(s string) bool {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n == 3
}
