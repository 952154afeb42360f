package mapping

import (
	"strings"

	"github.com/shopspring/decimal"
)

// maxAmountDigits bounds an amount: what has more is no sum of money and would
// not fit where it is stored.
const maxAmountDigits = 15

// parseAmount reads a sum of money with the given decimal sign, "." or ",". The
// other of the two, apostrophes and spaces between digits group thousands; a
// currency sign or code before or behind is passed over. ok is false for
// anything else, and for more than eight decimals.
func parseAmount(s string, point byte) (amount decimal.Decimal, ok bool) {
	s = strings.TrimFunc(s, func(r rune) bool {
		return r != '-' && r != '.' && r != ',' && (r < '0' || r > '9')
	})
	group := byte(',')
	if point == ',' {
		group = '.'
	}
	var plain strings.Builder
	whole, decimals, inDecimals := 0, 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
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
		case (c == group || c == ' ' || c == '\'') && !inDecimals && whole > 0 && threeDigits(s[i+1:]):
		default:
			return decimal.Decimal{}, false
		}
	}
	if whole == 0 || whole > maxAmountDigits || decimals > 8 || inDecimals && decimals == 0 {
		return decimal.Decimal{}, false
	}
	amount, err := decimal.NewFromString(plain.String())
	return amount, err == nil
}

// threeDigits reports whether s begins with exactly three digits.
func threeDigits(s string) bool {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n == 3
}
