package anonymise

import (
	"strings"
	"sync"
)

// A hanNames holds what Chinese names are made of.
type hanNames struct {
	surname   map[rune]bool
	compound  map[string]bool // of two characters
	word      map[string]bool // ordinary words that are made as names are
	brand     map[string]bool // businesses that are called as persons are
	given     map[rune]bool
	ambiguous map[rune]bool // surnames that are common words as well
}

// chineseNames is read from the lexicon once and never changed.
var chineseNames = sync.OnceValue(func() *hanNames {
	l, err := LoadLexicon("zh")
	if err != nil {
		return &hanNames{} // a test opens it
	}
	return l.han
})

// isBreak reports whether what stands at i ends a name: no Chinese character.
func (s *scanner) isBreak(i int) bool { return s.hanAt(i) == 0 }

// goesOn are the characters with which a sentence goes on behind a name.
const goesOn = "涉欺骗拿卖于在的是和与因从向对已说称告回让要表承拒挂态联打把被将先女小老电手身住地性男系为也就又并来去给跟同到其年今昨曾现购买下收付通投反申签支发没不一您我他她，处答复介推骗诱态加微信号出"

// stops are the words that a form or sentence goes on with behind a name; a
// character of them that would fit a name belongs to them.
var stops = [...]string{"电话", "手机", "身份", "地址", "住址", "联系", "先生", "女士", "小姐", "性别", "微信", "购买", "通过", "号码", "年龄", "卡号", "订单", "在贵", "同志", "银行",
	"开户", "账号", "邮箱", "出生", "生于", "今年", "现年", "本人", "投诉", "反映", "表示", "说明", "告知", "承诺", "回复", "态度", "老师", "经理", "收货", "快递", "证件", "于是", "平时", "方面", "明确"}

func (s *scanner) stopAt(i int) bool {
	for _, word := range stops {
		if s.ahead(i, word) {
			return true
		}
	}
	return false
}

// hanNameEnd is the end of the Chinese name with a known family name that begins
// at i; 0 if there is none. With sure, the characters behind it need not be
// those of names.
func (s *scanner) hanNameEnd(i int, sure bool) int {
	names := chineseNames()
	first := s.hanAt(i)
	if first == 0 {
		return 0
	}
	at := i + 3
	switch second := s.hanAt(at); {
	case second != 0 && names.compound[s.view[i:at+3]]:
		at += 3
	case !names.surname[first]:
		return 0
	}
	fits := func(i int) bool {
		r := s.hanAt(i)
		return r != 0 && (names.given[r] || sure && !strings.ContainsRune(goesOn, r)) && !s.stopAt(i)
	}
	if !fits(at) {
		return 0
	}
	at += 3
	// A second given character belongs to the name unless a word begins with it.
	if r := s.hanAt(at); r != 0 && fits(at) && (names.given[r] && !strings.ContainsRune(goesOn, r) || s.isBreak(at+3)) {
		at += 3
	}
	return at
}

// hanAnnouncedName cuts the name behind 姓名 and the like that end at i. With a
// sign between, or at the end of what is said, any two to four characters are
// one; without, a family name has to begin it.
func (s *scanner) hanAnnouncedName(i int) int {
	at, signed, verb := s.nameSigns(i)
	if r := s.hanAt(at + 3); (s.hanAt(at) == '小' || s.hanAt(at) == '阿') && chineseNames().given[r] && s.isBreak(at+6) {
		return s.cut(at, at+6, labelName)
	}
	if signed {
		if end := s.dottedName(at); end > 0 {
			return s.cut(at, end, labelName)
		}
		if end := s.hanNameEnd(at, true); end > 0 {
			return s.cut(at, end, labelName)
		}
		end := at
		for s.hanAt(end) != 0 && end-at <= 12 && !s.stopAt(end) {
			end += 3
		}
		if n := (end - at) / 3; 2 <= n && n <= 4 && !s.isNoHanName(s.view[at:end]) {
			return s.cut(at, end, labelName)
		}
		if s.hanTitleAhead(at + 3) {
			return 0 // 姓名：张先生 is cut at 先生
		}
		if end := s.nameEnd(at, false); end > at {
			return s.cut(at, end, labelName)
		}
		return 0
	}
	if !verb && (s.ahead(i, "的") || s.ahead(i, "名")) {
		return 0
	}
	return s.hanWeakName(at, true)
}

// nameSigns passes over what stands between a word like 姓名 and the name. signed
// says that there is a sign, verb that there is 是 or the like: after that
// anything may come.
func (s *scanner) nameSigns(i int) (at int, signed, verb bool) {
	at = i
next:
	for range 5 {
		for _, sign := range [...]string{" ", ":", "为", "是", "叫做", "叫", "=", "“", "「", "\"", "(", "【", "“", "-", "名"} {
			if s.ahead(at, sign) {
				at += len(sign)
				if sign[0] < 0x80 || sign[0] == 0xE2 || sign[0] == 0xE3 {
					signed = signed || sign != " "
				} else {
					verb = true
				}
				continue next
			}
		}
		break
	}
	return at, signed && !verb, verb
}

// dottedName is the end of a name in parts with points between, 阿依古丽·买买提; 0
// if there is none.
func (s *scanner) dottedName(i int) int {
	end, parts, size := i, 0, 0
	for {
		if s.hanAt(end) != 0 {
			end += 3
			if size++; size > 6 {
				return 0
			}
			continue
		}
		if s.byteAt(end) == '.' && size > 0 && s.hanAt(end+1) != 0 && parts < 3 {
			parts++
			size = 0
			end++
			continue
		}
		break
	}
	if parts == 0 {
		return 0
	}
	return end
}

// isNoHanName reports whether a few characters behind 姓名： and the like are an
// answer other than a name.
func (s *scanner) isNoHanName(text string) bool {
	for _, word := range [...]string{"不详", "未知", "保密", "匿名", "无", "错误", "信息", "本人", "不是", "没有", "不符", "一致", "商家", "平台", "公司", "客服", "不对", "被", "谁", "什么", "快递", "我", "店", "消费者",
		"已", "不", "同", "必", "可", "的", "了", "他", "她", "自己", "家人", "物业", "门卫", "驿站", "前台", "填写", "拒绝", "要求", "认为", "表示", "均", "应", "需", "有权", "享有", "依法", "权益"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// hanWeakName cuts a name that begins right behind a word after which there may
// as well be none: 本人张三，… . The name has to be made of what names are made of
// and to end as one does. With strong, it may be followed by anything.
func (s *scanner) hanWeakName(i int, strong bool) int {
	at := i
	if !strong {
		for _, sign := range [...]string{"(", ":", " ", "叫", "是", "“", "姓名"} {
			if s.ahead(at, sign) {
				at += len(sign)
			}
		}
	}
	ambiguous := chineseNames().ambiguous[s.hanAt(at)]
	end := s.hanNameEnd(at, false)
	if loose := s.hanNameEnd(at, true); strong && !ambiguous && loose > end && s.isBreak(loose) {
		end = loose
	}
	if end == 0 {
		return 0
	}
	switch {
	case s.isBreak(end) && !(ambiguous && end-at == 6 && isDigit(s.byteAt(end))):
	case ambiguous && end-at == 6 && !strong:
		return 0
	case strong && s.stopAt(end):
	case !strings.ContainsRune(goesOn, s.hanAt(end)):
		return 0
	}
	return s.cut(at, end, labelName)
}

// hanStaff cuts the name behind 客服 and the like that end at i: 小刘, 老王, or a
// whole name that ends as one does.
func (s *scanner) hanStaff(i int) int {
	names := chineseNames()
	at := i
	for _, sign := range [...]string{":", " ", "(", "是", "叫", "姓名", "名叫", "自称", "“"} {
		if s.ahead(at, sign) {
			at += len(sign)
		}
	}
	switch s.hanAt(at) {
	case '小', '老', '阿', '大':
		r := s.hanAt(at + 3)
		if names.surname[r] && !s.commonPair(at) &&
			(!names.ambiguous[r] || s.isBreak(at+6) || strings.ContainsRune(goesOn, s.hanAt(at+6))) {
			return s.cut(at, at+6, labelName)
		}
		return 0
	}
	return s.hanWeakName(at, false)
}

// commonPair reports whether 小, 老 or 大 at i begins a word instead of a name.
func (s *scanner) commonPair(i int) bool {
	for _, word := range [...]string{"小时", "小米", "小程序", "小姐", "小区", "小金", "小康", "小白", "小黄车", "小黄鱼", "小红", "老板", "老师", "老实", "老金", "大白", "大连", "大方", "大石", "大金", "小石", "小毛病", "小江",
		"大江", "小成", "大成", "大海", "大安", "小路", "大路", "老家", "小熊", "大熊", "小车", "大车", "老年", "小牛", "大牛", "老牛", "小葛", "小马达", "大宗", "小贝", "小柏", "大曾", "大梁"} {
		if s.ahead(i, word) {
			return true
		}
	}
	return false
}

// titles after which a family name alone may stand: those behind others could
// end a word.
func (s *scanner) hanTitleAhead(i int) bool {
	for _, word := range [...]string{"先生", "女士", "小姐", "老师", "师傅"} {
		if s.ahead(i, word) {
			return true
		}
	}
	return false
}

// hanTitled cuts the name in front of the title at view[i:end], 张三先生, 李女士,
// 欧阳老师. It returns where to go on, 0 if there is none.
func (s *scanner) hanTitled(i, end int) int {
	names := chineseNames()
	one := s.hanBefore(i)
	if one == 0 || s.ahead(i, "先生产") || s.ahead(i, "同学校") {
		return 0
	}
	two := s.hanBefore(i - 3)
	three := s.hanBefore(i - 6)
	start := 0
	receives := s.ahead(i, "收") // 小杨收: how parcels are addressed
	if receives && !s.isBreak(end) || s.ahead(i, "总") && !s.isBoss(one, i, end) {
		return 0
	}
	switch {
	case two != 0 && names.compound[s.view[i-6:i]]:
		start = i - 6
	case three != 0 && names.compound[s.view[i-9:i-3]]:
		start = i - 9
	case three != 0 && s.hanBefore(i-9) != 0 && names.compound[s.view[i-12:i-6]]:
		start = i - 12
	case three != 0 && names.surname[three] && names.given[two] && names.given[one] && !isCommon(one) && !(names.ambiguous[three] && isCommon(two)):
		start = i - 9
	case two != 0 && names.surname[two] && names.given[one] && !isCommon(one) && (!names.ambiguous[two] || !names.surname[one]):
		start = i - 6
	case names.surname[one] && (two == '小' || two == '老' || two == '阿'):
		start = i - 6
	case names.surname[one] && !receives && !s.wordEndsIn(i):
		start = i - 3
	default:
		return 0
	}
	s.cut(start, i, labelName)
	return end
}

// isBoss reports whether 总 at view[i:end] makes a boss of the character in front
// of it, 联系陈总, and no sum: 基金总额.
func (s *scanner) isBoss(one rune, i, end int) bool {
	if !isCommon(one) || one == '任' || !s.isBreak(end) && !strings.ContainsRune("说称让表承回答也又就不没把给", s.hanAt(end)) {
		return false
	}
	return i-6 < s.done || s.isBreak(i-6) || strings.ContainsRune("找的跟与向给系上到问让是叫位和", s.hanAt(i-6))
}

// isCommon reports whether a family name is so common that, between another one
// and a title, it is the whole name: 对方王先生.
func isCommon(r rune) bool {
	return strings.ContainsRune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢", r)
}

// wordEndsIn reports whether the character in front of the title at i ends a word
// that is no family name: 大区经理, 对方老板, 高级顾问.
func (s *scanner) wordEndsIn(i int) bool {
	for _, word := range [...]string{"大区", "地区", "小区", "片区", "对方", "卖方", "商方", "平安", "双方", "厂方", "院方", "校方", "店方", "官方", "甲方", "乙方", "女方", "男方", "资方", "第三方", "平台方", "公安", "保安",
		"首席", "时尚", "和", "于", "向", "时", "从", "都", "同", "因", "自", "年", "全", "来", "单", "班", "车", "上海", "交通", "金", "家常", "美容", "幼师", "主任", "房", "门店", "包", "保", "工程", "流程", "课程", "旅游", "万元", "公"} {
		if s.behind(i, word) {
			return word != "金" && word != "车" && word != "房" && word != "包" || s.hanBefore(i-3) != 0 && !strings.ContainsRune("的找给请跟与叫姓", s.hanBefore(i-3))
		}
	}
	return false
}
