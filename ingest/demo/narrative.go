package demo

import (
	"strconv"
	"strings"
)

// A phrase is a sentence with slots: {d} the day of the order, {p} the goods,
// {a} what they cost, {n} a number of days, {t} and the like a test number.
type phrase []piece

type piece struct {
	text string // in front of the slot
	slot byte   // 0 at the end
}

func newPhrase(text string) phrase {
	var p phrase
	for {
		before, after, found := strings.Cut(text, "{")
		if !found {
			return append(p, piece{text: text})
		}
		p = append(p, piece{text: before, slot: after[0]})
		text = after[len("x}"):]
	}
}

func newPhrases(texts []string) []phrase {
	phrases := make([]phrase, len(texts))
	for i, t := range texts {
		phrases[i] = newPhrase(t)
	}
	return phrases
}

// A narrator writes the free text of complaints.
type narrator struct {
	beginnings, efforts, demands, traces []phrase
	problems                             [][]phrase // by wording
}

func newNarrator(words []wording) *narrator {
	n := &narrator{beginnings: newPhrases(beginnings()), efforts: newPhrases(efforts()), demands: newPhrases(demands()),
		traces: newPhrases(traces())}
	told := problems()
	for _, w := range words {
		n.problems = append(n.problems, newPhrases(told[w.text]))
	}
	return n
}

func beginnings() []string {
	return []string{
		"我于{d}在该平台购买了{p}，实付{a}元。",
		"{d}下单{p}一件，花费{a}元。",
		"本人{d}通过手机在平台上订购{p}，付款{a}元。",
		"{d}，家里老人在平台买了{p}，一共{a}元。",
		"促销期间（{d}）买的{p}，到手价{a}元。",
	}
}

func efforts() []string {
	return []string{
		"联系商家{n}次都没有结果。",
		"客服一直说在处理，已经等了{n}天。",
		"申请平台介入后，{n}天过去仍无进展。",
		"商家起初答应处理，后来不再回复。",
		"多次沟通，对方只肯给一张优惠券。",
		"平台客服让我再等{n}个工作日。",
	}
}

func demands() []string {
	return []string{
		"要求全额退款。", "要求退货退款并承担运费。", "请求依法处理。", "希望尽快解决，并给出书面说明。",
		"要求退一赔三。", "要求道歉并赔偿损失。", "要求换一件合格的。",
	}
}

// traces are personal data that say aloud that they are nobody's: telephone
// numbers made of zeros, the domains reserved for examples, an identity number
// of a region that does not exist, a card without an issuer. They are here so
// that redaction has something to do.
func traces() []string {
	return []string{
		"我的电话是1600000{t}，请与我联系。",
		"手机160-0000-{t}，白天可以接听。",
		"联系电话：１６０００００{w}。",
		"邮箱demo.{t}@example.com，可发送凭证。",
		"有问题请发邮件至 demo_{t}@mail.example.org 。",
		"身份证号99999919000101{t}，可供核实。",
		"证件号99999919000101{u}X。",
		"付款银行卡0000 0000 0000 {t}。",
		"订单号20990101{t}{t}。",
		"商品链接https://shop.example.com/item?id={t}&buyer={t}",
	}
}

// problems tell each wording in one or two ways.
func problems() map[string][]string {
	return map[string][]string{
		"拒绝退货退款":    {"收到后申请七天无理由退货，商家以影响二次销售为由拒绝。", "包装完好，商家却说定制商品不退不换。"},
		"退款迟迟未到账":   {"商家{n}天前已同意退款，钱至今没有到账。", "退货早已签收，退款一直显示处理中。"},
		"拒绝保修或维修":   {"保修期内出现故障，售后说人为损坏不予保修。", "寄修{n}天后原样退回，没有维修。"},
		"换货推诿":      {"要求换货，商家和平台互相推诿。", "换来的还是同样的毛病，再换就不肯了。"},
		"商品存在质量问题":  {"打开就发现做工粗糙，有明显瑕疵。", "收到的{p}根本不能正常使用。"},
		"使用不久即损坏":   {"用了{n}天就坏了。", "正常使用不到一个月就出现故障。"},
		"收到旧货或翻新货":  {"收到的{p}有明显使用痕迹，应该是翻新货。", "封条被拆过，激活日期早于下单日期。"},
		"长时间不发货":    {"付款{n}天仍未发货，催了也不理。", "显示已打包，一直没有揽收记录。"},
		"商品未收到":     {"物流显示签收，但我没有收到。", "快递说放在代收点，代收点查无此件。"},
		"送货迟延":      {"约定三天送达，实际晚了{n}天。", "配送时间一改再改。"},
		"运输途中破损":    {"开箱时{p}已经破损，商家让我找快递。", "外箱压坏，里面的东西碎了。"},
		"商品与描述不符":   {"收到的{p}与页面描述完全不一样，材质也不对。", "颜色、尺寸都和图片不符。"},
		"虚假促销宣传":    {"页面写着买一送一，赠品没有寄来。", "宣传的功效根本不存在。"},
		"诱导交易欺诈":    {"对方诱导我离开平台付款，之后失联。", "以中奖为名让我补交费用。"},
		"单方取消订单":    {"付款后商家以缺货为由擅自取消订单。", "订单被系统取消，涨价后又重新上架。"},
		"自动续费难以取消":  {"没有任何提醒就自动续费扣款。", "找不到取消续费的入口，被连续扣款。"},
		"格式条款不公平":   {"协议里写着一经售出概不负责，显失公平。", "页面小字规定商家有最终解释权。"},
		"先涨价后打折":    {"活动前先涨价，打折后比平时还贵。", "划线价从来没有成交过。"},
		"保价承诺未兑现":   {"承诺保价{n}天，降价后拒绝补差。", "申请价保时说活动商品不参加。"},
		"重复扣款":      {"同一笔订单被扣了两次款。", "支付失败却扣了钱，又让我再付一次。"},
		"假冒品牌商品":    {"经对比确认是假冒商品，防伪码查不到。", "品牌方答复该店没有授权。"},
		"假冒产地":      {"标称产地与实际不符。", "包装上的产地和页面写的不是一个地方。"},
		"变质或有异物":    {"打开后发现有异物，保质期也有涂改。", "收到时已经变质，有异味。"},
		"使用中发生安全事故": {"使用时突然冒烟，差点造成事故。", "使用后皮肤红肿，去医院花了钱。"},
		"个人信息泄露":    {"下单后不久就接到冒充客服的电话，对方知道我的订单内容。", "收货信息被商家公开在评价回复里。"},
		"骚扰电话短信":    {"给了差评以后每天接到骚扰电话。", "拒收后仍不断收到推销短信。"},
		"客服辱骂或威胁":   {"客服在聊天中辱骂我，还威胁要上门。", "商家说不删评价就让我好看。"},
		"重量数量不足":    {"标称五斤，实际称重只有四斤多。", "少发了一件，商家不承认。"},
		"尺寸规格短缺":    {"实际尺寸比页面标注小了一截。", "规格写的是大号，寄来的是小号。"},
		"其他问题":      {"情况比较复杂，详见所附材料。"},
		"直播间抽奖未兑现":  {"直播间抽中了奖品，主播一直不寄。"},
		"会员积分被清零":   {"积分在没有通知的情况下被清零。"},
		"数字藏品无法转赠":  {"购买时说可以转赠，现在功能被关闭。"},
		"账号被误封":     {"账号被封，里面的余额取不出来。"},
		"拼单失败未返现":   {"拼单没有成功，答应的返现也没有。"},
	}
}

// traceShare of the narratives hold personal data.
const traceShare = 0.13

// tell appends the narrative of c, without quotes: beginning, problem, what was
// tried, what is wanted, now and then a trace of the person.
func (n *narrator) tell(b []byte, d dice, c *draft, m *market) []byte {
	b = n.say(b, d, c, m, n.beginnings)
	if d.chance(0.04) {
		b = append(b, '\n') // some forms keep line ends
	}
	b = n.say(b, d, c, m, n.problems[c.word])
	if d.chance(0.75) {
		b = n.say(b, d, c, m, n.efforts)
	}
	if d.chance(0.85) {
		b = n.say(b, d, c, m, n.demands)
	}
	if d.chance(traceShare) {
		b = n.say(b, d, c, m, n.traces)
	}
	return b
}

// say appends one of the phrases.
func (n *narrator) say(b []byte, d dice, c *draft, m *market, phrases []phrase) []byte {
	for _, p := range phrases[d.IntN(len(phrases))] {
		b = append(b, p.text...)
		switch p.slot {
		case 'd':
			t := m.calendar.days[max(c.day-2-d.IntN(25), 0)]
			b = strconv.AppendInt(b, int64(t.Month()), 10)
			b = append(b, "月"...)
			b = strconv.AppendInt(b, int64(t.Day()), 10)
			b = append(b, "日"...)
		case 'p':
			b = append(b, c.product...)
		case 'a':
			b = appendPrice(b, c)
		case 'n':
			b = strconv.AppendInt(b, 2+d.Int64N(19), 10)
		case 't':
			b = appendDigits(b, d.IntN(10_000), 4)
		case 'u':
			b = appendDigits(b, d.IntN(1000), 3)
		case 'w':
			b = appendWide(b, d.IntN(10_000))
		}
	}
	return b
}

// appendPrice tells the price, which is the claim; people who claim nothing
// tell the usual one.
func appendPrice(b []byte, c *draft) []byte {
	if c.claimed < 0 {
		return strconv.AppendInt(b, int64(c.goods.claimed), 10)
	}
	return appendAmount(b, c.claimed)
}

// appendDigits appends n with leading zeros.
func appendDigits(b []byte, n, width int) []byte {
	start := len(b)
	for range width {
		b = append(b, '0')
	}
	for i := len(b) - 1; i >= start; i-- {
		b[i] = '0' + byte(n%10)
		n /= 10
	}
	return b
}

// appendWide appends four full-width digits, which phones with a Chinese
// keyboard write.
func appendWide(b []byte, n int) []byte {
	for _, unit := range [...]int{1000, 100, 10, 1} {
		b = append(b, string(rune('０'+n/unit%10))...)
	}
	return b
}
