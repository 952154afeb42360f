package demo

import (
	"strconv"

	"redress/ingest/complaint"
)

// header is the first line of the file; the package comment says what stands
// under each name.
func header() []string {
	return []string{"投诉编号", "数据截至", "平台", "商家", "商家类型", "经营者", "商品类别", "投诉问题", "地区", "渠道", "投诉时间",
		"商家响应时间", "办结时间", "处理结果", "处理方式", "诉求金额", "挽回金额", "升级阶段", "平台处置", "证据", "受理协会", "协会代理",
		"满意度", "按时响应", "消费者是否异议", "年龄段", "性别", "投诉内容"}
}

// between the values of a cell that holds several.
const listSign = "、"

// append appends the row of c. Nothing but the narrative can hold a character
// that needs quotes.
func (r *recorder) append(b []byte, d dice, c *draft) []byte {
	b = r.appendSubject(b, d, c)
	b = r.appendCourse(b, c)
	b = r.appendHandling(b, c)
	if d.chance(0.86) {
		b = append(b, '"')
		b = r.narrator.tell(b, d, c, r.market)
		b = append(b, '"')
	}
	return append(b, '\r', '\n')
}

// appendSubject appends who is complained about, for what and from where: the
// columns up to 渠道.
func (r *recorder) appendSubject(b []byte, d dice, c *draft) []byte {
	cal := &r.market.calendar
	b = append(b, 'D')
	b = append(b, r.compact[c.day]...)
	b = append(b, '-')
	b = appendNumber(b, c.number)
	b = append(b, ',')
	b = append(b, cal.text[len(cal.text)-1]...)
	b = append(b, ',')
	b = append(b, c.platform.name...)
	b = append(b, ',')
	b = appendSeller(b, c)
	b = append(b, ',')
	b = append(b, c.goods.name...)
	b = append(b, ',')
	b = append(b, r.market.words[c.word].text...)
	b = append(b, ',')
	if !d.chance(0.02) {
		b = append(b, r.market.regions[c.region].name...)
	}
	b = append(b, ',')
	if !d.chance(0.03) {
		b = append(b, c.channel.name...)
	}
	return append(b, ',')
}

// appendCourse appends when things happened and what came of it: the columns
// up to 平台处置.
func (r *recorder) appendCourse(b []byte, c *draft) []byte {
	cal := &r.market.calendar
	b = cal.appendInstant(b, c.opened)
	b = append(b, ',')
	b = cal.appendInstant(b, c.responded)
	b = append(b, ',')
	b = cal.appendInstant(b, c.closed)
	b = append(b, ',')
	b = append(b, outcomeWord(c)...)
	b = append(b, ',')
	for i, remedy := range c.remedies {
		b = appendListed(b, i, remedyWord(remedy))
	}
	b = append(b, ',')
	b = appendKnown(b, c.claimed)
	b = append(b, ',')
	b = appendKnown(b, c.recovered)
	b = append(b, ',')
	b = cal.appendLadder(b, c)
	b = append(b, ',')
	b = cal.appendActions(b, c)
	return append(b, ',')
}

// appendHandling appends the other columns but the last.
func (r *recorder) appendHandling(b []byte, c *draft) []byte {
	b = appendEvidence(b, c.evidence)
	b = append(b, ',')
	for i, a := range c.helpers[:c.helperN] {
		b = appendListed(b, i, a.name)
	}
	b = append(b, ',')
	b = append(b, answerWord(c.represent)...)
	b = append(b, ',')
	if c.rating > 0 {
		b = append(b, '0'+byte(c.rating))
	}
	b = append(b, ',')
	b = append(b, answerWord(c.timely)...)
	b = append(b, ',')
	b = append(b, answerWord(c.disputed)...)
	b = append(b, ',')
	b = append(b, c.band.name...)
	b = append(b, ',')
	b = append(b, sexWord(c.sex)...)
	return append(b, ',')
}

// appendNumber appends six digits, more where a day has more complaints.
func appendNumber(b []byte, n int) []byte {
	if n >= 1_000_000 {
		return strconv.AppendInt(b, int64(n), 10)
	}
	return appendDigits(b, n, 6)
}

func appendSeller(b []byte, c *draft) []byte {
	if c.seller == nil {
		return append(b, ",,"...)
	}
	b = append(b, c.seller.name...)
	b = append(b, ',')
	b = append(b, c.seller.kind...)
	b = append(b, ',')
	return append(b, c.seller.owner...)
}

// appendInstant appends a local time as yyyy-mm-dd hh:mm:ss, nothing for none.
func (c *calendar) appendInstant(b []byte, at int64) []byte {
	if at < 0 {
		return b
	}
	second := int(at % secondsPerDay)
	b = append(b, c.text[at/secondsPerDay]...)
	b = append(b, ' ')
	b = appendDigits(b, second/3600, 2)
	b = append(b, ':')
	b = appendDigits(b, second/60%60, 2)
	b = append(b, ':')
	return appendDigits(b, second%60, 2)
}

// appendLadder appends stage@entered/left=result, joined by ";".
func (c *calendar) appendLadder(b []byte, draft *draft) []byte {
	for i, r := range draft.ladder {
		if i > 0 {
			b = append(b, ';')
		}
		b = append(b, r.stage...)
		b = append(b, '@')
		b = append(b, c.text[r.entered/secondsPerDay]...)
		if r.left < 0 {
			continue
		}
		b = append(b, '/')
		b = append(b, c.text[r.left/secondsPerDay]...)
		b = append(b, '=')
		b = append(b, r.result...)
	}
	return b
}

// appendActions appends action@day, joined by ";".
func (c *calendar) appendActions(b []byte, draft *draft) []byte {
	for i, a := range draft.actions {
		if i > 0 {
			b = append(b, ';')
		}
		b = append(b, a.action...)
		b = append(b, '@')
		b = append(b, c.text[a.day]...)
	}
	return b
}

func appendListed(b []byte, i int, word string) []byte {
	if i > 0 {
		b = append(b, listSign...)
	}
	return append(b, word...)
}

func appendEvidence(b []byte, evidence uint8) []byte {
	n := 0
	for i, word := range [...]string{"订单编号", "付款凭证", "聊天记录", "照片视频", "商品页面", "检测报告", "发票"} {
		if evidence&(1<<i) != 0 {
			b = appendListed(b, n, word)
			n++
		}
	}
	return b
}

func appendKnown(b []byte, amount float64) []byte {
	if amount < 0 {
		return b
	}
	return appendAmount(b, amount)
}

// appendAmount appends yuan with two decimals.
func appendAmount(b []byte, amount float64) []byte {
	fen := int64(amount*100 + 0.5)
	b = strconv.AppendInt(b, fen/100, 10)
	b = append(b, '.')
	return appendDigits(b, int(fen%100), 2)
}

// outcomeWord is what the publisher calls the outcome; an open complaint has
// the word for "being handled".
func outcomeWord(c *draft) string {
	if c.isOpen() {
		return "处理中"
	}
	switch c.fate {
	case complaint.Resolved:
		return "已解决"
	case complaint.Unresolved:
		return "未解决"
	case complaint.Unrated:
		return "已办结未评价"
	case complaint.Withdrawn:
		return "消费者撤诉"
	case complaint.Invalid:
		return "不予受理"
	case complaint.Referred:
		return "移送其他部门"
	}
	return "结果不详"
}

func remedyWord(r complaint.Remedy) string {
	switch r {
	case complaint.Refund:
		return "退款"
	case complaint.Replacement:
		return "换货"
	case complaint.Repair:
		return "维修"
	case complaint.PriceDifference:
		return "补差价"
	case complaint.Compensation:
		return "赔偿"
	case complaint.MultipleCompensation:
		return "多倍赔偿"
	case complaint.StoreCredit:
		return "店铺优惠券"
	case complaint.Apology:
		return "道歉"
	case complaint.ServiceDelivered:
		return "补发履约"
	}
	return "解除合同"
}

func answerWord(a complaint.Answer) string {
	switch a {
	case complaint.Yes:
		return "是"
	case complaint.No:
		return "否"
	}
	return ""
}

func sexWord(s complaint.Sex) string {
	switch s {
	case complaint.Female:
		return "女"
	case complaint.Male:
		return "男"
	case complaint.NoneStated:
		return "未填"
	}
	return ""
}
