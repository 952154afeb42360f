package anonymise

import (
	"slices"
	"strings"
	"unicode"
)

// NameInside reports whether a person's name stands anywhere in a text, with
// nothing to say that one does: 三层李雪梅, and in letters that are joined,
// case-lixuemei. It takes more words for names than MentionsPerson does, and is
// for names of files and for reports, where a word is only not shown then.
func (l *Lexicon) NameInside(text string) bool {
	if l.MentionsPerson(text) {
		return true
	}
	if l.han == nil {
		return false
	}
	text = simplifyText(strings.ToValidUTF8(text, " "))
	for _, run := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) {
		for at := range run {
			if l.nameStart(run[at:], false) > 0 && !l.wordAcross(run, at) {
				return true
			}
		}
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return r >= 0x80 || !unicode.IsLetter(r) })
	return slices.ContainsFunc(words, func(word string) bool { return isJoinedPinyin(strings.ToLower(word)) })
}

// wordAcross reports whether the character at view[at:] ends an ordinary word
// that begins in front of it: 公安 in 公安全, 上海 in 上海林.
func (l *Lexicon) wordAcross(run string, at int) bool {
	before := []rune(run[:at])
	first := []rune(run[at:])[0]
	for n := 1; n <= min(2, len(before)); n++ {
		if l.han.word[string(before[len(before)-n:])+string(first)] {
			return true
		}
	}
	return false
}

// isJoinedPinyin reports whether a word in small letters is a Chinese name in
// Latin letters without spaces: a family name and a given name of two syllables,
// lixuemei, or a long family name and one, zhangwei. Words and places that are
// written alike are none.
func isJoinedPinyin(word string) bool {
	if len(word) < 7 || len(word) > 20 || isPinyinWord(word) {
		return false
	}
	for at := 2; at <= len(word)-3; at++ {
		if pinyinSurname(word[:at]) && isGivenPinyin(word[at:], at) {
			return true
		}
		if at >= 5 && len(word)-at >= 4 && pinyinSurname(word[at:]) && isGivenPinyin(word[:at], 0) { // xuemeizhang
			return true
		}
	}
	return false
}

// isGivenPinyin reports whether letters are two syllables of two letters or more,
// or one of three behind a family name of four or more.
func isGivenPinyin(given string, surname int) bool {
	if surname >= 4 && len(given) >= 3 && pinyin(given) {
		return true
	}
	for at := 2; at <= len(given)-2; at++ {
		if pinyin(given[:at]) && pinyin(given[at:]) {
			return true
		}
	}
	return false
}

// isPinyinWord reports whether letters begin with a word or place that is made as
// a name in Latin letters is.
func isPinyinWord(word string) bool {
	for _, known := range [...]string{"hubei", "hebei", "hunan", "henan", "hainan", "fujian", "jiangsu", "jiangxi", "tianjin", "wuhan", "suzhou", "xuzhou", "guangdong", "guangxi", "guangzhou",
		"dongguan", "shenzhen", "zhengzhou", "jinan", "hefei", "luoyang", "maanshan", "tangshan", "xiamen", "xiangyang", "xiangtan", "wenzhou", "yangzhou", "wuhu", "wuxi", "xinjiang", "heilongjiang",
		"taobao", "tianmao", "xianyu", "xiaohongshu", "xiecheng", "tousu", "shuju", "huizong", "mingxi", "wangluo", "zhangdan", "zhoubao", "jiangxi", "duanxin", "dianshang", "dianhua", "yuanshi", "yuandan",
		"shangcheng", "liucheng", "laiyuan", "leixing", "leibie", "lianxi", "liebiao", "zhongxin", "zhongguo", "donghai", "yunnan", "yuebao", "zhouqi", "hangzhou", "chengdu", "chengjiao", "chenggong",
		"xuanchuan", "xiaofei", "xiaoshou", "xiangmu", "gaoji", "fangan", "fangshi", "fangdi", "fangwu", "fangchan", "caiwu", "pandian", "suning", "kongtiao", "dongfang", "qianwan",
		"licen", "limit", "limeira", "link", "liquid", "machin", "manag", "manuten", "machado", "mari", "mobil", "mogiana", "render", "depend", "demand", "unwind", "durando", "leitura", "baixada", "encod", "susan", "susann"} {
		if strings.HasPrefix(word, known) {
			return true
		}
	}
	return false
}
