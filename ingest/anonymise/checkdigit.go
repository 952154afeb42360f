package anonymise

import "strings"

// validCPF reports whether eleven digits are a Brazilian taxpayer number of a
// person: two check digits, modulo 11. Eleven equal digits pass the sum and are
// none.
func validCPF(d []byte) bool {
	if len(d) != 11 || allEqual(d) {
		return false
	}
	for size := 9; size <= 10; size++ {
		sum := 0
		for i := range size {
			sum += int(d[i]-'0') * (size + 1 - i)
		}
		if byte(sum*10%11%10) != d[size]-'0' {
			return false
		}
	}
	return true
}

// validCNPJ reports whether fourteen characters are a Brazilian business
// number: twelve digits or (since 2026) letters, two check digits, modulo 11
// over the character codes less 48.
func validCNPJ[T string | []byte](d T) bool {
	if len(d) != 14 || allEqual(d) || !isDigit(d[12]) || !isDigit(d[13]) {
		return false
	}
	for size := 12; size <= 13; size++ {
		sum := 0
		for i := range size {
			c := d[i]
			switch {
			case 'a' <= c && c <= 'z':
				c -= 'a' - 'A'
			case !isDigit(c) && !isASCIILetter(c):
				return false
			}
			sum += int(c-'0') * ((size-1-i)%8 + 2)
		}
		check := 11 - sum%11
		if check >= 10 {
			check = 0
		}
		if byte(check) != d[size]-'0' {
			return false
		}
	}
	return true
}

func allEqual[T string | []byte](d T) bool {
	for i := range len(d) {
		if d[i] != d[0] {
			return false
		}
	}
	return true
}

// validLuhn reports whether digits end in the check digit of a bank card.
func validLuhn(d []byte) bool {
	sum := 0
	for i := range d {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0 && !allEqual(d)
}

// validResident reports whether digits (and check, 0 or X) are a Chinese
// resident id: the sum of GB 11643 (ISO 7064 MOD 11-2), a day of birth and a
// province.
func validResident(d []byte, check byte) bool {
	if len(d) < 17 || !plausibleID(d) {
		return false
	}
	sum := 0
	weight := 1
	for i := 16; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(d[i]-'0') * weight
	}
	want := (12 - sum%11) % 11
	if want == 10 {
		return check == 'X'
	}
	return len(d) == 18 && d[17] == '0'+byte(want)
}

// plausibleID reports whether the digits begin as a resident id does, a province
// and a day of birth in it.
func plausibleID(d []byte) bool {
	return len(d) >= 17 && d[0] >= '1' && d[0] <= '8' && (string(d[6:8]) == "19" || string(d[6:8]) == "20" || string(d[6:8]) == "18") &&
		isDate(d[6:14])
}

// oldID reports whether fifteen digits are a resident id of the form that was
// made until 1999: a province, and a day of birth without its century.
func oldID(d []byte) bool {
	if len(d) != 15 || d[0] < '1' || d[0] > '6' {
		return false
	}
	full := [8]byte{'1', '9', d[6], d[7], d[8], d[9], d[10], d[11]}
	return isDate(full[:])
}

// validTaiwan reports whether a word is a Taiwan id: the letter of where its
// bearer was registered, 1 or 2 for the sex (8 or 9 of foreigners) and a check
// digit.
func validTaiwan(w string) bool {
	if len(w) != 10 || !isASCIILetter(w[0]) || !allDigits(w[1:]) || strings.IndexByte("1289", w[1]) < 0 {
		return false
	}
	// The letters in the order of their numbers, from 10 on.
	place := 10 + strings.IndexByte("ABCDEFGHJKLMNPQRSTUVXYWZIO", w[0]&^0x20)
	sum := place/10 + place%10*9
	for i := 1; i < 9; i++ {
		sum += int(w[i]-'0') * (9 - i)
	}
	return (sum+int(w[9]-'0'))%10 == 0
}

// validHongKong reports whether letters and six digits are a Hong Kong id with
// this check digit, 0 to 9 or A.
func validHongKong(w string, check byte) bool {
	sum := 36 * 9 // of one letter: a space stands in front
	if len(w) == 8 {
		sum = int(w[0]&^0x20-'A'+10) * 9
	}
	letter := len(w) - 7
	sum += int(w[letter]&^0x20-'A'+10) * 8
	for i, c := range []byte(w[letter+1:]) {
		sum += int(c-'0') * (7 - i)
	}
	want := byte((11 - sum%11) % 11)
	return want == 10 && check&^0x20 == 'A' || check == '0'+want
}

// isBook reports whether thirteen digits are an ISBN: an EAN of the books, and
// its check digit.
func isBook(d []byte) bool {
	return len(d) == 13 && string(d[:2]) == "97" && (d[2] == '8' || d[2] == '9') && validEAN(d)
}

// validEAN reports whether digits end in the check digit of a trade item.
func validEAN(d []byte) bool {
	sum := 0
	for i := range d {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			n *= 3
		}
		sum += n
	}
	return sum%10 == 0 && !allEqual(d)
}
