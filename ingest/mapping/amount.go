package mapping

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// maxAmountDigits bounds an amount: what has more is no sum of money and would
// not fit where it is stored.
const maxAmountDigits = 15

// maxAmountDecimals are the decimals an amount can have.
const maxAmountDecimals = 8

// parseAmount reads a sum of money with the given decimal sign, "." or ",". The
// other of the two, apostrophes and spaces between digits group thousands; a
// currency's sign, code or short name before or behind is passed over; 万 and 亿
// behind the number are ten thousand and a hundred million. Full-width digits
// and signs are as good as others. ok is false for anything else, and for more
// than eight decimals.
func parseAmount(s string, point byte) (amount decimal.Decimal, ok bool) {
	number, unit, ok := cutCurrency(narrowDigits(s))
	if !ok {
		return decimal.Decimal{}, false
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
			return decimal.Decimal{}, false
		}
	}
	if whole == 0 || whole > maxAmountDigits || decimals > maxAmountDecimals || inDecimals && decimals == 0 {
		return decimal.Decimal{}, false
	}
	amount, err := decimal.NewFromString(plain.String())
	if err != nil {
		return decimal.Decimal{}, false
	}
	if unit > 0 {
		amount = amount.Shift(unit)
	}
	return amount, amount.Abs().LessThan(decimal.New(1, maxAmountDigits))
}

// cutCurrency cuts what may stand around a number: a currency before it, a unit
// of ten thousands (4 zeros, 8) and a currency behind. ok is false for any other
// words: they could change what the number means.
func cutCurrency(s string) (number string, zeros int32, ok bool) {
	first := strings.IndexFunc(s, isOfNumber)
	if first < 0 {
		return "", 0, false
	}
	last := strings.LastIndexFunc(s, isOfNumber)
	before, number, behind := s[:first], s[first:last+1], trimSpace(s[last+1:])
	for _, unit := range [...]struct {
		sign  string
		zeros int32
	}{{"万", 4}, {"萬", 4}, {"亿", 8}, {"億", 8}} {
		if rest, found := strings.CutPrefix(behind, unit.sign); found {
			behind, zeros = rest, unit.zeros
			break
		}
	}
	return number, zeros, isCurrencyWord(trimSpace(before)) && isCurrencyWord(trimSpace(behind))
}

// isOfNumber reports whether r begins or ends a number.
func isOfNumber(r rune) bool {
	return r == '-' || r == '.' || r == ',' || '0' <= r && r <= '9'
}

func trimSpace(s string) string { return strings.TrimFunc(s, isSpaceOrControl) }

// isCurrencyWord reports whether s is nothing, a currency's sign or code (￥, R$,
// USD, kr) or what Chinese writes for one. A letter for a multiple is none.
func isCurrencyWord(s string) bool {
	switch s {
	case "", "元", "圆", "円", "块", "人民币", "元人民币", "元整":
		return true
	case "k", "K", "m", "M", "bn", "mn", "mio", "Mio", "mil", "mi", "tsd", "Tsd":
		return false
	}
	return utf8.RuneCountInString(s) <= 3 && strings.IndexFunc(s, func(r rune) bool {
		return !unicode.Is(unicode.Sc, r) && (!unicode.IsLetter(r) || unicode.Is(unicode.Han, r))
	}) < 0
}

// threeDigits reports whether s begins with exactly three digits.
func threeDigits(s string) bool {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n == 3
}
