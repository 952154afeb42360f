package mapping

import (
	"strings"

	"golang.org/x/text/currency"
)

// currenciesOf lists the currencies, as ISO 4217 codes, that a sign, code or
// short name beside a number can mean: one for R$ and USD, several for $ and kr.
// Case does not matter. It is nil for any other word: a kilogram is no currency.
func currenciesOf(word string) []string {
	codes := ""
	switch strings.ToLower(word) {
	case "$", "＄":
		codes = "USD CAD AUD NZD SGD HKD TWD MOP MXN ARS CLP COP UYU DOP"
	case "¥", "￥":
		codes = "CNY JPY"
	case "元", "圆", "块", "块钱", "元整", "圆整":
		codes = "CNY TWD HKD MOP"
	case "人民币", "人民币元", "元人民币", "rmb", "cn¥":
		codes = "CNY"
	case "us$", "u$", "美元", "美金":
		codes = "USD"
	case "hk$", "港元", "港币", "港幣":
		codes = "HKD"
	case "nt$", "新台币", "新臺幣", "台币":
		codes = "TWD"
	case "mop$", "澳门元", "澳門元":
		codes = "MOP"
	case "r$":
		codes = "BRL"
	case "mx$", "mex$":
		codes = "MXN"
	case "a$", "au$":
		codes = "AUD"
	case "c$", "ca$":
		codes = "CAD"
	case "nz$":
		codes = "NZD"
	case "s$":
		codes = "SGD"
	case "€", "欧元":
		codes = "EUR"
	case "円", "日元", "jp¥":
		codes = "JPY"
	case "£":
		codes = "GBP EGP"
	case "英镑":
		codes = "GBP"
	case "kr":
		codes = "SEK NOK DKK ISK"
	case "fr", "sfr":
		codes = "CHF"
	case "₩", "￦":
		codes = "KRW"
	case "₹", "rs":
		codes = "INR"
	case "₽":
		codes = "RUB"
	case "₺":
		codes = "TRY"
	case "₫":
		codes = "VND"
	case "฿":
		codes = "THB"
	case "₱":
		codes = "PHP"
	case "₴":
		codes = "UAH"
	case "zł":
		codes = "PLN"
	case "kč":
		codes = "CZK"
	case "ft":
		codes = "HUF"
	case "rm":
		codes = "MYR"
	case "rp":
		codes = "IDR"
	default:
		unit, err := currency.ParseISO(word)
		if err != nil {
			return nil
		}
		return []string{unit.String()}
	}
	return strings.Fields(codes)
}
