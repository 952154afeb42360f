package mapping

import (
	"slices"
	"strings"
)

// hanCountries are those whose publishers write in Chinese characters.
func hanCountries() []string { return []string{"CN", "HK", "MO", "TW"} }

// hanPlaceholders puts the placeholders of package anonymise that are in English
// into Chinese: a cell without a Chinese character does not say in which language
// the page around it is. It is nil for other countries.
func hanPlaceholders(country string) *strings.Replacer {
	if !slices.Contains(hanCountries(), country) {
		return nil
	}
	return strings.NewReplacer("[email]", "［邮箱］", "[url]", "［网址］", "[ip]", "［IP］", "[phone]", "［电话］", "[tax id]", "［税号］", "[id]", "［身份证］",
		"[card]", "［银行卡］", "[number]", "［号码］", "[plate]", "［车牌］", "[postcode]", "［邮编］", "[account]", "［账号］", "[order]", "［订单号］",
		"[tracking]", "［快递单号］", "[wechat]", "［微信］", "[qq]", "［QQ］", "[name]", "［姓名］", "[address]", "［地址］")
}

// redact takes out of a text what could identify a person, with placeholders in
// the declaration's language.
func (m *Mapper) redact(text string) string {
	redacted := m.redactor.Redact(text)
	if m.decl.placeholders == nil || redacted == text {
		return redacted
	}
	return m.decl.placeholders.Replace(redacted)
}
