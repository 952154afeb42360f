package anonymise

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
func validCNPJ(d []byte) bool {
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

func allEqual(d []byte) bool {
	for _, c := range d {
		if c != d[0] {
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
