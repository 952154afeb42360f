package anonymise

import "strings"

// A label says what was cut. Its placeholder stands in the text instead.
type label uint8

const (
	noLabel   label = iota
	labelKeep       // looked at and left alone
	labelDrop       // taken out with nothing in its place
	labelEmail
	labelURL
	labelIP
	labelPhone
	labelTaxID
	labelID
	labelCard
	labelNumber
	labelPlate
	labelPostal
	labelAccount
	labelOrder
	labelTracking
	labelWeChat
	labelQQ
	labelName
	labelAddress
	labelCount
)

// A placeholder is how a label is written in either script. Both forms are
// fixed: stored texts hold them, and redacting again passes over them.
type placeholder struct{ latin, han string }

// placeholders holds no digit and no @, and is never changed.
var placeholders = [labelCount]placeholder{
	labelEmail:    {"[email]", "［邮箱］"},
	labelURL:      {"[url]", "［网址］"},
	labelIP:       {"[ip]", "［IP］"},
	labelPhone:    {"[phone]", "［电话］"},
	labelTaxID:    {"[tax id]", "［税号］"},
	labelID:       {"[id]", "［身份证］"},
	labelCard:     {"[card]", "［银行卡］"},
	labelNumber:   {"[number]", "［号码］"},
	labelPlate:    {"[plate]", "［车牌］"},
	labelPostal:   {"[postcode]", "［邮编］"},
	labelAccount:  {"[account]", "［账号］"},
	labelOrder:    {"[order]", "［订单号］"},
	labelTracking: {"[tracking]", "［快递单号］"},
	labelWeChat:   {"[wechat]", "［微信］"},
	labelQQ:       {"[qq]", "［QQ］"},
	labelName:     {"[name]", "［姓名］"},
	labelAddress:  {"[address]", "［地址］"},
}

// nearby is how many bytes on either side of a piece decide its script.
const nearby = 96

// in is the placeholder for what stands at view[start:end]: in Chinese if a
// Chinese character is in it or within 96 bytes of it, else in Latin letters.
func (l label) in(view string, start, end int) string {
	if hasHan(view[max(0, start-nearby):min(len(view), end+nearby)]) {
		return placeholders[l].han
	}
	return placeholders[l].latin
}

func hasHan(text string) bool {
	for i := range len(text) {
		if c := text[i]; 0xE4 <= c && c <= 0xE9 {
			return true
		}
	}
	return false
}

// skipPlaceholder is the end of the placeholder that begins at view[i], or 0.
func skipPlaceholder(view string, i int) int {
	rest := view[i:min(len(view), i+24)]
	han := rest[0] != '['
	for l := labelEmail; l < labelCount; l++ {
		word := placeholders[l].latin
		if han {
			word = placeholders[l].han
		}
		if strings.HasPrefix(rest, word) {
			return i + len(word)
		}
	}
	return 0
}
