package anonymise

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"redress/ingest/complaint"
)

// MentionsPerson reports whether a short text that everybody may read (a word of
// a publisher's, the name of a shop, a sheet or a file) holds the name of a
// person beside other words: behind a word that announces one (买家王芳, 投诉人名单
// 李雪梅, customer John Smith), in front of a verb (王小明投诉), apart between signs
// (小红书用户 李静怡), or an account named with @ (@张伟_1990). What NamesPerson takes
// for a name as a whole is one too. It is a guess, made for texts of which a
// wrong one is only not shown; brands that are made like names (周大福) and
// ordinary words are none.
func (l *Lexicon) MentionsPerson(text string) bool {
	text = strings.ToValidUTF8(text, " ")
	if l.han == nil {
		return l.NamesPerson(text) || l.latinMention(text)
	}
	text = simplifyText(text)
	if l.isBrand(text) {
		return false
	}
	return l.NamesPerson(text) || mentionsAccount(text) || l.hanMention(text)
}

// isBrand reports whether a whole text is a business that bears a founder's name
// or is made like one.
func (l *Lexicon) isBrand(text string) bool {
	text = strings.TrimSpace(text)
	return l.han != nil && (l.han.brand[simplifyText(text)] || l.han.brand[complaint.NormaliseName(text)])
}

// mentionsAccount reports whether an @ stands in front of Chinese: what follows
// is an account, of whoever it may be. Latin letters may be a shop's name: @Home.
func mentionsAccount(text string) bool {
	for _, sign := range [...]string{"@", "＠"} {
		for at := strings.Index(text, sign); at >= 0; {
			rest := text[at+len(sign):]
			if hasHan(rest[:min(len(rest), 3)]) {
				return true
			}
			next := strings.Index(rest, sign)
			if next < 0 {
				break
			}
			at += len(sign) + next
		}
	}
	return false
}

// hanMention looks at the runs of Chinese and of Latin letters in a simplified text.
func (l *Lexicon) hanMention(text string) bool {
	runs := strings.FieldsFunc(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
	for _, run := range runs {
		if len(runs) > 1 && l.isApartName(run) || l.namedInRun(run) {
			return true
		}
	}
	latin := strings.FieldsFunc(text, func(r rune) bool { return !(r < 0x80 && (unicode.IsLetter(r) || strings.ContainsRune(" -'", r))) })
	return slices.ContainsFunc(latin, func(run string) bool { return !l.isBrand(run) && isPinyinName(strings.TrimSpace(run)) })
}

// isApartName reports whether a run of Chinese is a name that no word is.
func (l *Lexicon) isApartName(run string) bool {
	return l.nameStart(run, false) == len(run)
}

// nameStart is where the name ends that a run of Chinese begins with, in bytes; 0
// if it begins with none or with an ordinary word. Behind it has to follow what is
// said of persons, or nothing; with announced, anything behind three characters.
func (l *Lexicon) nameStart(run string, announced bool) int {
	if first, _ := utf8.DecodeRuneInString(run); !l.han.surname[first] && (len(run) < 6 || !l.han.compound[run[:6]]) {
		return 0 // nearly always
	}
	runes := []rune(run)[:min(utf8.RuneCountInString(run), 12)] // what follows a name is looked at too
	for n := min(4, len(runes)); n >= 2; n-- {
		name := string(runes[:n])
		rest := string(runes[n:])
		if !l.isHanName(name) || l.beginsWithWord(runes) || l.isBrand(name) {
			continue
		}
		if n == 2 && l.han.ambiguous[runes[0]] || !(announced && n >= 3) && rest != "" && !goesOnBehindName(rest) {
			continue
		}
		return len(name)
	}
	return 0
}

// beginsWithWord reports whether the first two to four characters are an ordinary
// word or a brand.
func (l *Lexicon) beginsWithWord(runes []rune) bool {
	for n := 2; n <= min(4, len(runes)); n++ {
		if word := string(runes[:n]); l.han.word[word] || l.han.brand[word] {
			return true
		}
	}
	return false
}

// namedInRun reports whether a run of Chinese holds a name behind a word that
// announces one, or begins with one that a verb follows.
func (l *Lexicon) namedInRun(run string) bool {
	if end := l.nameStart(run, false); end > 0 && end < len(run) {
		return true
	}
	return l.namedBehind(run, personCues[:]) || l.namedBehind(run, caseCues[:])
}

// announced reports whether a simplified text names a person behind a word for
// one: 买家王芳, "小红书用户 李静怡".
func (l *Lexicon) announced(text string) bool {
	return l.namedBehind(text, personCues[:])
}

// namedBehind reports whether a name stands behind one of the words.
func (l *Lexicon) namedBehind(text string, cues []string) bool {
	for at := range text {
		for _, cue := range cues {
			if !strings.HasPrefix(text[at:], cue) {
				continue
			}
			rest := strings.TrimLeftFunc(text[at+len(cue):], func(r rune) bool { return !unicode.IsLetter(r) })
			for _, link := range [...]string{"名单", "姓名", "名字", "叫做", "叫", "是", "为"} {
				rest = strings.TrimPrefix(rest, link)
			}
			rest = strings.TrimLeftFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) })
			if end := strings.IndexFunc(rest, func(r rune) bool { return !unicode.Is(unicode.Han, r) }); end >= 0 {
				rest = rest[:end]
			}
			if l.nameStart(rest, len(cue) > len("给")) > 0 {
				return true
			}
		}
	}
	return false
}

// goesOnBehindName reports whether what follows a name is what is said of
// persons.
func goesOnBehindName(rest string) bool {
	return slices.ContainsFunc(nameFollowers[:], func(word string) bool { return strings.HasPrefix(rest, word) })
}

// personCues are the words for persons behind which their names stand,
// simplified. Never changed.
var personCues = [...]string{"买家", "卖家", "用户", "网友", "消费者", "顾客", "客户", "会员", "投诉人", "投诉者", "申诉人", "举报人", "当事人", "联系人", "收件人",
	"收货人", "机主", "户主", "车主", "业主", "店主", "房东", "本人", "家属", "乘客", "患者", "学员", "学生", "家长", "老板", "法人", "法定代表人", "负责人", "经营者", "经办人", "受理人", "调解员",
	"业务员", "主播", "博主", "昵称", "账号", "姓名", "名单", "名叫"}

// caseCues are the words with which a sentence comes to a person, simplified.
// Never changed.
var caseCues = [...]string{"投诉", "申诉", "举报", "致电", "退款给", "赔付给", "转给", "联系", "关于", "有关", "针对", "处理", "答复", "回复", "转办", "为", "给", "致", "向", "与", "和", "由", "对", "被"}

// nameFollowers are the words that go on behind a person's name. Never changed.
var nameFollowers = [...]string{"投诉", "举报", "反映", "申诉", "起诉", "诉", "来电", "来信", "要求", "申请", "先生", "女士", "小姐", "老师", "同志", "经理", "律师", "医生", "店长", "主任", "本人", "等", "的", "与", "和",
	"称", "表示", "协商", "沟通", "联系", "达成", "和解", "退款", "维权", "案", "收", "个人", "身份证", "电话", "手机", "微信", "已", "未", "不", "没", "拒", "同意", "签"}

// latinMention looks behind the words of English, Portuguese and Spanish that
// announce who complains for a first name with another behind it.
func (l *Lexicon) latinMention(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(":;,/()", r) })
	for i, word := range words[:max(0, len(words)-2)] {
		switch strings.ToLower(word) {
		case "customer", "buyer", "user", "client", "complainant", "consumer", "named", "mr", "mrs", "ms", "mr.", "mrs.", "ms.",
			"cliente", "comprador", "compradora", "usuario", "usuário", "usuária", "consumidor", "consumidora", "sr.", "sra.":
			for n := 2; n <= 4 && i+1+n <= len(words); n++ {
				name := words[i+1 : i+1+n]
				if first := []rune(name[0])[0]; unicode.IsUpper(first) && l.personWords(complaint.NameWords(strings.Join(name, " ")), false) {
					return true
				}
			}
		}
	}
	return false
}
