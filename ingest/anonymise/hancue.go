package anonymise

import (
	"cmp"
	"slices"
	"strings"
)

// hanWords are the Chinese words that announce something, by what they announce.
// They are written in simplified characters, which the view is in. It is never
// changed.
var hanWords = map[cue]string{
	cueOrder: "订单号 订单编号 订单 单号 流水号 交易号 交易单号 交易流水 商户单号 商户订单号 凭证号 工单号 工单 投诉编号 投诉单号 投诉号 受理编号 受理号 案件号 案件编号" +
		" 登记编号 编号 退款单号 退货单号 支付单号 发票号 发票号码 取件码 核销码 券码 预订号 确认号",
	cueTracking: "快递单号 快递号 快递单 快递 运单号 运单 物流单号 物流号 物流 包裹号 邮件号 退回单号 寄件单号 运单编号",
	cueAccount: "账号 帐号 账户 帐户 合同号 合同编号 保单号 保单 会员号 会员卡号 会员编号 学号 工号 户号 客户号 用户号 借据号 贷款编号 社保号 公积金账号 病历号 就诊卡号" +
		" 储值卡号 宽带账号",
	cuePhone:  "电话 手机 手机号 联系方式 座机 市话 市内电话 固话 固定电话 致电 电联 来电 来电号码 电话号码 专线 号码 预留手机 尾号外 短信至 拨打",
	cueID:     "身份证 身分证 身份证字号 身分证字号 证件号 证件号码 护照 通行证 居住证 身份号 军官证 社保卡 驾驶证 驾照 回乡证 台胞证",
	cueCard:   "银行卡 卡号 信用卡 储蓄卡 借记卡 金融卡 工资卡 收款卡 还款卡 银行账号 银行账户",
	cuePlate:  "车牌 车牌号 车牌号码 牌照 牌号",
	cuePost:   "邮编 邮政编码",
	cueWeChat: "微信 微信号 薇信 威信 徽信 v信 V信 维信 加微 微讯 微号 绿泡泡",
	cueQQ:     "扣扣 企鹅号 球球号 扣号 秋秋",
	cueHandle: "抖音号 快手号 小红书号 微博 旺旺 淘宝账号 支付宝账号 支付宝 用户名 会员名 登录名 昵称 淘宝号 京东账号 闲鱼号 抖音",
	cueProduct: "备 商品编号 商品编码 商品代码 货号 型号 款号 批号 生产批号 批次号 条码 条形码 执行标准 国药准字 准字 注册证号 备案号 许可证号 许可证编号 生产许可证 标准号 文号 物料号" +
		" 证书编号 批准文号 产品编号",
	cueVersion: "版本 版本号 固件 系统 内核 升级到 软件",
	cueName:    "",
	cueHanName: "姓名 真实姓名 实名 联系人 收货人 收件人 寄件人 发件人 收款人 付款人 户名 开户名 持卡人 机主 车主 投诉人 申请人 当事人 经办人 我叫 我的名字 名叫 购买人 下单人 乘客 乘车人 旅客" +
		" 患者 法定代表人 法人代表 消费者 被保险人 投保人 受益人 借款人 担保人 紧急联系人 负责人 联络人 签收人 监护人 孩子叫 名字叫 名字是 入住人 预订人 代理人 受托人 委托人 经营者 订购人 陈情人 申诉人 检举人 被害人 买受人 承租人 家长",
	cueHanSelf:  "叫 本人 我是 我叫 我爱人 我老公 我妻子 我丈夫 我父亲 我母亲 我儿子 我女儿 妻子 丈夫 儿子 女儿 父亲 母亲 朋友 同事 同学 邻居 老公 老婆 爱人",
	cueHanStaff: "法人 客服 店员 快递员 业务员 销售 销售员 专员 坐席 主播 骑手 司机 店长 经理 顾问 工作人员 接待员 催收员 催收 理赔员 安装师傅 维修师傅 师傅 导购 中介 房东 老板 店主 教练 客户经理 置业顾问 配送员 外卖员 收银员 柜员 前台 主管 负责人 团长 代购 售后 服务员 物流员 维修员 技术员 管家 导游 老师 医生 律师 主任",
	cueHanTitle: "先生 女士 小姐 老师 师傅 主任 律师 医生 警官 同志 太太 阿姨 大哥 大姐 店长 经理 教练 队长 组长 护士 教授 校长 园长 大夫 主管 老板 法官 叔叔 站长 同学 总监 顾问 院长 收 总",
	cueHanUnit:  "号 弄 栋 幢 座 单元 室 楼 层 户",
	cueAddress:  "地址 住址 住在 家住 位于 居住 收货地 寄到 寄往 寄至 送到 送至 发到 家庭地址 地点 户籍",
	cueAt:       "艾特",
}

// A hanCue is a Chinese word and what it announces.
type hanCue struct {
	word string
	cue  cue
}

// A hanTable finds the cues that begin with a character. Its first half keeps
// nearly every character out of the map.
type hanTable struct {
	gate [(0x9FFF-0x4E00)/64 + 1]uint64
	cues map[rune][]hanCue // longest first
}

// hanCues is made of hanWords and never changed.
var hanCues = newHanTable(hanWords)

func newHanTable(words map[cue]string) *hanTable {
	t := &hanTable{cues: map[rune][]hanCue{}}
	for c, all := range words {
		for _, word := range strings.Fields(all) {
			r := []rune(word)[0]
			t.cues[r] = append(t.cues[r], hanCue{word, c})
			if 0x4E00 <= r && r <= 0x9FFF {
				t.gate[(r-0x4E00)/64] |= 1 << ((r - 0x4E00) % 64)
			}
		}
	}
	for _, cues := range t.cues {
		slices.SortFunc(cues, func(a, b hanCue) int {
			return cmp.Or(cmp.Compare(len(b.word), len(a.word)), cmp.Compare(a.word, b.word), cmp.Compare(a.cue, b.cue))
		})
	}
	return t
}

// han handles the Chinese character at i: what it and those behind it announce
// is cut, or the address or name that ends here. It returns where to go on.
func (s *scanner) han(i int) int {
	r := s.hanAt(i)
	if r < 0x4E00 || r > 0x9FFF || hanCues.gate[(r-0x4E00)/64]&(1<<((r-0x4E00)%64)) == 0 {
		return i + 3
	}
	rest := s.view[i:]
	for _, c := range hanCues.cues[r] {
		if !strings.HasPrefix(rest, c.word) {
			continue
		}
		if next := s.hanAnnounced(c.cue, i, i+len(c.word)); next > i {
			return next
		}
	}
	return i + 3
}

// hanAnnounced cuts what the word at view[i:end] announces and returns where to
// go on; 0 for nothing.
func (s *scanner) hanAnnounced(c cue, i, end int) int {
	switch c {
	case cueHanName:
		return s.hanAnnouncedName(end)
	case cueHanSelf:
		return s.hanWeakName(end, false)
	case cueHanStaff:
		return s.hanStaff(end)
	case cueHanTitle:
		return s.hanTitled(i, end)
	case cueHanUnit:
		return s.hanAddress(i, end)
	case cueAddress:
		return s.hanPlace(end)
	case cueAt:
		if next := s.spelledAt(i, end); next > end {
			return next
		}
		return 0
	}
	at, marked := s.connect(end)
	marked = marked || s.behind(end, "号") || s.behind(end, "码")
	switch {
	case c == cueOrder && s.behindProduct(i):
		c = cueProduct
	case c == cueCard && s.behind(i, "会员"), c == cueCard && s.ahead(end, "尾号"):
		return 0
	}
	if c == cueWeChat || c == cueHandle {
		if inner := s.innerCue(at); inner > at { // 微信（vx）：…
			at, _ = s.connect(inner)
			marked = true
		}
	}
	return s.take(c, at, marked)
}

// behindProduct reports whether 编号 at i is that of goods.
func (s *scanner) behindProduct(i int) bool {
	for _, word := range [...]string{"商品", "产品", "货物", "标准", "许可证", "证书", "批准", "注册", "物料", "型号", "规格"} {
		if s.behind(i, word) {
			return true
		}
	}
	return false
}

// innerCue is the end of a second word for the same thing at i, i if there is
// none.
func (s *scanner) innerCue(i int) int {
	for _, word := range [...]string{"vx", "VX", "wx", "WX", "V", "v", "wechat", "WeChat", "微信号", "微信", "ID", "id"} {
		if s.wordAhead(i, word) {
			end := i + len(word)
			if c := s.byteAt(end); c == ')' || c == ':' || c == ' ' || c >= 0x80 {
				if c == ')' {
					end++
				}
				return end
			}
		}
	}
	return i
}
