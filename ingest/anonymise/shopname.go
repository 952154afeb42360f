package anonymise

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// PublicName returns what of a business name, in which Person finds no owner, may
// be shown where anybody could have typed it: the name without postal addresses.
// It is empty where the name is somebody's address or account or speaks of a
// person (买家王芳, 微信zhangwei88, @张伟_1990, Wang Xiaoming). Names with a word of
// business are of shops and stay: 李先生牛肉面馆. Only Chinese is looked at; by the
// lexicon of another language every name stays.
func (l *Lexicon) PublicName(name string) string {
	if l.han == nil || l.isBrand(name) {
		return name
	}
	plain := simplifyText(strings.ToValidUTF8(name, " "))
	if mentionsAccount(plain) || l.announced(plain) {
		return ""
	}
	if !l.isShop(plain) && (l.MentionsPerson(plain) || namesTitled(plain)) {
		return ""
	}
	redacted := Redact(name)
	if redacted == name {
		return name
	}
	rest := strings.Join(strings.Fields(strings.NewReplacer("[address]", " ", "［地址］", " ").Replace(redacted)), " ")
	rest = tidy(strings.NewReplacer("( )", " ", "()", " ", "（）", " ", "（ ）", " ").Replace(rest))
	switch {
	case strings.ReplaceAll(strings.ReplaceAll(redacted, placeholders[labelName].han, ""), placeholders[labelName].latin, "") == onlyHidden(redacted):
		return name // 李先生 of 李先生牛肉面 is no more than a title
	case onlyHidden(rest) != rest || !l.isShop(simplifyText(rest)):
		return ""
	}
	return rest
}

// onlyHidden is a redacted text without its placeholders.
func onlyHidden(redacted string) string {
	var b strings.Builder
	for i := 0; i < len(redacted); {
		if redacted[i] == '[' || strings.HasPrefix(redacted[i:], "［") {
			if end := skipPlaceholder(redacted, i); end > 0 {
				i = end
				continue
			}
		}
		b.WriteByte(redacted[i])
		i++
	}
	return b.String()
}

// namesTitled reports whether a name is a person's with a title, 张伟先生 or 李女士,
// and no more than that.
func namesTitled(name string) bool {
	redacted := Redact(name)
	for _, label := range [...]string{placeholders[labelName].han, placeholders[labelName].latin} {
		before, after, found := strings.Cut(redacted, label)
		if !found {
			continue
		}
		cut := utf8.RuneCountInString(name) - utf8.RuneCountInString(before+after)
		for _, title := range [...]string{"先生", "女士", "小姐", "老师", "师傅", "太太", "同学", "经理", "老板", "律师", "医生"} {
			after = strings.TrimPrefix(after, title)
		}
		letters := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return r
			}
			return -1
		}, before+after)
		return cut > 1 || utf8.RuneCountInString(letters) < 2
	}
	return false
}

// isShop reports whether a name holds a word of business or of a company.
func (l *Lexicon) isShop(name string) bool {
	name = strings.TrimRightFunc(strings.ReplaceAll(name, "卖家", ""), func(r rune) bool { return !unicode.IsLetter(r) })
	return holdsAny(name, l.businessWords) || holdsAny(name, l.company)
}
