package anonymise

import "strings"

// isMobileCN reports whether eleven digits are a Chinese mobile telephone.
func isMobileCN(d []byte) bool { return len(d) == 11 && d[0] == '1' && d[1] >= '3' }

// isMobileTW reports whether digits are a Taiwan mobile telephone, with its
// country's code or without.
func isMobileTW(d []byte) bool {
	switch len(d) {
	case 10:
		return d[0] == '0' && d[1] == '9'
	case 12, 13:
		return string(d[:4]) == "8869" || string(d[:5]) == "88609"
	case 14, 15:
		return string(d[:6]) == "008869" || string(d[:7]) == "0088609"
	}
	return false
}

// landlineTW reports whether the digits of the first two groups are a Taiwan
// area code and a telephone, 02-23456789, or Hong Kong's or Macau's country code
// and one, 852-21234567. It is asked behind a word for telephones alone: parts
// have such numbers.
func landlineTW(d []byte, area int) bool {
	switch string(d[:min(3, len(d))]) {
	case "852", "853":
		return area == 3 && len(d) == 11
	}
	return d[0] == '0' && d[1] >= '2' && d[1] <= '8' && 2 <= area && area <= 4 && (len(d) == 9 || len(d) == 10)
}

// withoutCountry takes China's country code off, if there is one.
func withoutCountry(d []byte) []byte {
	switch {
	case len(d) == 13 && string(d[:2]) == "86":
		return d[2:]
	case len(d) == 15 && string(d[:4]) == "0086":
		return d[4:]
	}
	return nil
}

// mobileGroups reports whether people cut a mobile telephone into groups of
// these sizes. Of days and times with something behind none is among them.
func mobileGroups(sizes string) bool {
	switch sizes {
	case "344", "443", "434", "353", "335", "533", "3332", "3224", "3242", "38", "83", "47", "74", "56", "65", "29", "222221", "122222", "322112":
		return true
	}
	return false
}

// isLandlineCN reports whether digits are an area code and a Chinese landline.
func isLandlineCN(d []byte) bool { return d[0] == '0' && d[1] >= '1' && d[1] <= '9' && d[1] != '0' }

// isNANP reports whether ten digits have the form of a telephone in North
// America.
func isNANP(d []byte) bool { return d[0] >= '2' && d[3] >= '2' }

// isPhoneBR reports whether digits are a Brazilian telephone with its area code:
// nine digits from 9 on, or eight from 2 to 5.
func isPhoneBR(d []byte) bool {
	return d[0] >= '1' && d[1] >= '1' && (len(d) == 11 && d[2] == '9' || len(d) == 10 && '2' <= d[2] && d[2] <= '5')
}

// isHotline reports whether ten digits are a Chinese business's number, paid for
// by the business or not.
func isHotline(d []byte) bool { return (d[0] == '4' || d[0] == '8') && d[1] == '0' && d[2] == '0' }

// keptPhone reports whether digits in this shape are a business's number that
// many call: 400 and 800 in China, 0800, 0300, 400x and 3003 in Brazil, the free
// ones in North America.
func keptPhone(d []byte, shape string) bool {
	if strings.Contains(shape, "/") || strings.Contains(shape, ".") && !strings.Contains(shape, "3.4") {
		return false
	}
	switch n := len(d); {
	case n == 10 && isHotline(d):
		return shape[0] == '3' || shape[0] == '4'
	case (n == 10 || n == 11) && d[0] == '0' && (d[1] == '8' || d[1] == '3' || d[1] == '5') && d[2] == '0' && d[3] == '0':
		return shape[0] == '4'
	case n == 8 && (string(d[:3]) == "400" || string(d[:4]) == "3003"):
		return shape[0] == '4'
	case n == 10:
		return shape[0] == '3' && isFree(d)
	case n == 11:
		return d[0] == '1' && shape[0] == '1' && isFree(d[1:])
	}
	return false
}

func isFree(d []byte) bool {
	switch string(d[:3]) {
	case "800", "833", "844", "855", "866", "877", "888":
		return true
	}
	return false
}

// isPhone reports whether groups are a telephone: an ending of four digits
// behind a group of three to five ("555-1234", "(11) 98765-4321", "138 1234
// 5678"), 7 to 13 digits in all, or a Chinese area code and a number. Years with
// hyphens are spans of time.
func (s *scanner) isPhone(number []byte, sh shape, sizes string, groups []group) bool {
	n := len(number)
	first, last := groups[0], groups[len(groups)-1]
	if n < 7 || n > 13 && !(n <= 15 && number[0] == '0' && number[1] == '0') || strings.Contains(string(sh), "/") {
		return s.landlineExtension(number, sh, sizes)
	}
	if plus := s.before(first.start) == '+'; plus && n >= 9 {
		return true
	}
	switch sizes {
	case "38", "47", "48", "37":
		return number[0] == '0' && number[1] != '0' && s.hanNear(first.start)
	case "34":
		if s.where == inText && (s.quantity(last.end) || s.currency(first.start) || s.hanNear(first.start)) {
			return false
		}
	case "444", "44":
		if allYears(number) {
			return false
		}
	}
	if last.end-last.start != 4 || sh[len(sh)-3] < '3' || sh[len(sh)-3] > '5' {
		return s.landlineExtension(number, sh, sizes)
	}
	switch string(sh) {
	case "3-4", "5-4", "3.4":
		return true
	case "4-4":
		return s.where != inText || !s.quantity(last.end) && !s.currency(first.start)
	}
	return len(sh) > 3 && sizes != "44" && n >= 9 // "paid 500 2016"
}

// landlineExtension reports whether groups are a Chinese landline with its area
// code in front and an extension behind, 010-88886666-8001.
func (s *scanner) landlineExtension(number []byte, sh shape, sizes string) bool {
	if len(sizes) != 3 || number[0] != '0' || number[1] == '0' || sizes[0] != '3' && sizes[0] != '4' {
		return false
	}
	return (sizes[1] == '7' || sizes[1] == '8') && sizes[2] <= '6' && sh[3] == '-'
}

func allYears(d []byte) bool {
	for ; len(d) >= 4; d = d[4:] {
		if !isYear(d[:4]) {
			return false
		}
	}
	return true
}

func isYear(d []byte) bool { return d[0] == '1' && d[1] == '9' || d[0] == '2' && d[1] == '0' }

// isDate reports whether eight digits are a day written without signs, year
// first or last.
func isDate(d []byte) bool {
	two := func(i int) int { return int(d[i]-'0')*10 + int(d[i+1]-'0') }
	day := func(n int) bool { return 1 <= n && n <= 31 }
	month := func(n int) bool { return 1 <= n && n <= 12 }
	return isYear(d[:4]) && month(two(4)) && day(two(6)) ||
		isYear(d[4:]) && (day(two(0)) && month(two(2)) || month(two(0)) && day(two(2)))
}

// amount reports whether the run of digits is money or a count of things: the
// sign of a currency in front, or a unit behind.
func (s *scanner) amount(g group) bool { return s.currency(g.start) || s.quantity(g.end) }

// currency reports whether the sign or code of a currency stands in front of i.
func (s *scanner) currency(i int) bool {
	if s.before(i) == ' ' {
		i--
	}
	switch c := s.before(i); {
	case c == 0 || c == ' ' || c == '/' || c == '-' || c == '.' || isDigit(c) || 'a' <= c && c <= 'z':
		return false // nearly always
	}
	for _, sign := range [...]string{"$", "￥", "¥", "€", "£", "RMB", "CNY", "USD", "BRL", "EUR", "NTD", "TWD", "HKD", "人民币", "台币", "港币"} {
		if s.behind(i, sign) {
			return true
		}
	}
	return false
}

// standard reports whether the name of a body that makes standards stands in
// front of i, as in ISO 14001-2015.
func (s *scanner) standard(i int) bool {
	if c := s.before(i); c == ' ' || c == '-' {
		i--
	}
	for _, body := range [...]string{"ISO", "IEC", "GB", "GB/T", "NBR", "EN", "DIN", "ASTM", "ANSI", "UL"} {
		if s.behind(i, body) {
			return true
		}
	}
	return false
}

// quantity reports whether a unit of money or a counting word stands at i, behind
// the cents if there are any.
func (s *scanner) quantity(i int) bool {
	if c := s.byteAt(i); (c == '.' || c == ',') && isDigit(s.byteAt(i+1)) {
		i = s.digitsEnd(i + 1)
	}
	i = s.spaces(i)
	switch c := s.byteAt(i); {
	case c == 0 || c == ',' || c == '.' || c == ')' || c == '-' || c == '/' || isDigit(c) || 'f' <= c && c <= 'j' || c == 'a' || c == 'o' || c == 's' || c == 't' || c == 'w' || c == 'I':
		return false // nearly always
	}
	for _, unit := range [...]string{"元", "块", "港币", "台币", "新台币", "万", "亿", "圆", "円", "角", "人", "件", "次", "条", "个", "米", "克", "页", "年", "%", "％",
		"reais", "dollars", "dólares", "USD", "RMB", "BRL", "people", "pessoas", "users", "units", "unidades", "mAh", "kWh", "km"} {
		if s.ahead(i, unit) {
			return true
		}
	}
	return false
}
