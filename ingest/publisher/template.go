package publisher

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// A templateColumn is one column of the template for Chinese associations and
// platforms. The header row, the sheet that explains it and the examples are
// made of these; a test holds them against cn-generic.yaml.
type templateColumn struct {
	header   string
	required bool
	about    string   // what to fill in
	format   string   // how, with an example; empty where words says it all
	words    []string // the words that are understood, the usual ones of each meaning
	many     bool     // several, joined by 、
	english  string
	examples [3]string // invented
}

// TemplateKinds lists what Template can write: a workbook with an explaining
// sheet, and bare tables for those who keep theirs in text.
func TemplateKinds() []string { return []string{"xlsx", "csv", "csv-gb18030"} }

// Template returns the file that an association or platform fills in for the
// publisher cn-generic: "xlsx" is a workbook with an empty table, an explanation
// of every column and invented examples; "csv" (UTF-8 with byte order mark, as
// Excel wants it) and "csv-gb18030" are the header row alone. The error is about
// an unknown kind.
func Template(kind string) ([]byte, error) {
	switch kind {
	case "xlsx":
		return templateWorkbook()
	case "csv":
		table, err := templateCSV()
		return append([]byte("\uFEFF"), table...), err
	case "csv-gb18030":
		table, err := templateCSV()
		if err != nil {
			return nil, err
		}
		return simplifiedchinese.GB18030.NewEncoder().Bytes(table)
	}
	return nil, fmt.Errorf("no template is called %q: there is %s", kind, strings.Join(TemplateKinds(), ", "))
}

// templateCSV is the header row.
func templateCSV() ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	if err := w.WriteAll([][]string{templateHeader()}); err != nil {
		return nil, fmt.Errorf("write the template: %w", err)
	}
	return out.Bytes(), nil
}

func templateHeader() []string {
	var header []string
	for _, column := range templateColumns() {
		header = append(header, column.header)
	}
	return header
}

// templateExamples are the invented rows.
func templateExamples() [][]string {
	columns := templateColumns()
	rows := make([][]string, len(columns[0].examples))
	for i := range rows {
		for _, column := range columns {
			rows[i] = append(rows[i], column.examples[i])
		}
	}
	return rows
}

func templateColumns() []templateColumn {
	day := "2025-07-13，也可写作 2025/7/13 或 2025年7月13日；知道时刻的写 2025-07-13 09:30"
	money := "人民币元，如 1234.50、￥1,234.50、1.2万"
	yesNo := []string{"是", "否"}
	return []templateColumn{
		{header: "投诉编号", required: true, about: "本单位给每件投诉的编号，每件唯一。再次提交同一编号时，以后提交的内容为准。编号不会公开。",
			format: "任意文字或数字；请把该列设为“文本”格式，以免长编号变成科学计数", english: "Your own number of the complaint; unique. It is never published.",
			examples: [3]string{"示例-0001", "示例-0002", "示例-0003"}},
		{header: "平台", required: true, about: "被投诉的电商平台；不涉及平台的，填被投诉的企业。同一平台请始终用同一名称。",
			english:  "The platform complained about, or the company where there is no platform.",
			examples: [3]string{"示例平台甲", "示例平台甲", "示例平台乙"}},
		{header: "商家", about: "平台内的店铺名称。请填店铺招牌名称，不要填店主姓名。",
			english:  "The shop on the platform: its trade name, not its owner's.",
			examples: [3]string{"示例数码旗舰店", "示例鲜果小铺", ""}},
		{header: "商家类型", about: "商家的主体类型。自然人商家的名称不会公开，以代号代替。", words: []string{"企业", "个体工商户", "自然人"},
			english: "Kind of seller; a natural person is shown under a pseudonym.", examples: [3]string{"企业", "自然人", ""}},
		{header: "商品类别", about: "商品或服务的类别，按本单位的分类填写。", format: "如：家用电子电器、食品、服装鞋帽、教育培训服务",
			english: "Goods or service sector, in your own classification.", examples: [3]string{"家用电子电器", "食品", "教育培训服务"}},
		{header: "投诉性质", required: true, about: "投诉的主要问题，按消费者组织的投诉性质分类，另加“个人信息”和“物流配送”。只填一项。",
			words:    []string{"质量", "虚假宣传", "售后服务", "合同", "价格", "安全", "假冒", "人格尊严", "个人信息", "计量", "物流配送", "其他"},
			english:  "Nature of the complaint, one of the classes of China's consumer associations, privacy or delivery.",
			examples: [3]string{"售后服务", "质量", "合同"}},
		{header: "细分问题", about: "更具体的问题，只填一项。填了以此为准；列表中没有的，可以留空。", words: []string{
			"拒绝退货退款", "退款迟迟未到账", "拒绝保修或维修", "换货推诿", "商品存在质量问题", "使用不久即损坏", "收到旧货或翻新货",
			"长时间不发货", "商品未收到", "送货迟延", "运输途中破损", "商品与描述不符", "虚假促销宣传", "诱导交易欺诈", "单方取消订单",
			"自动续费难以取消", "格式条款不公平", "先涨价后打折", "保价承诺未兑现", "重复扣款", "假冒品牌商品", "假冒产地", "变质或有异物",
			"使用中发生安全事故", "个人信息泄露", "骚扰电话短信", "客服辱骂或威胁", "重量数量不足", "尺寸规格短缺"},
			english: "Finer issue; it decides where it is given.", examples: [3]string{"拒绝退货退款", "变质或有异物", ""}},
		{header: "地区", about: "消费者所在地区，到省级或市级即可，不要填详细地址。", english: "Region of the consumer; no address.",
			examples: [3]string{"贵州", "江苏", "北京"}},
		{header: "渠道", about: "消费者通过什么方式投诉。",
			words:   []string{"网站", "手机应用", "电话", "电子邮件", "现场", "信函", "传真", "消费者组织", "转办", "其他"},
			english: "How the complaint was filed.", examples: [3]string{"手机应用", "电话", "转办"}},
		{header: "投诉时间", required: true, about: "消费者提出投诉的时间（北京时间）。", format: day, english: "When the complaint was filed.",
			examples: [3]string{"2025-07-13 09:30", "2025/7/14", "2025年7月15日"}},
		{header: "商家响应时间", about: "商家首次答复消费者的时间；没有答复的留空。", format: day, english: "When the seller first answered.",
			examples: [3]string{"2025-07-14 10:05", "", "2025年7月20日"}},
		{header: "平台介入时间", about: "平台开始介入处理的时间；没有介入的留空。填了“升级阶段”的，可以不填。", format: day, english: "When the platform stepped in; not needed where the ladder says so.",
			examples: [3]string{"2025-07-16", "", ""}},
		{header: "办结时间", about: "投诉办结的时间；尚未办结的留空。", format: day, english: "When the complaint was closed.",
			examples: [3]string{"2025-07-21 16:00", "", "2025年8月1日"}},
		{header: "状态", about: "目前是否办结。留空时按处理结果和办结时间判断。", words: []string{"办理中", "已办结"}, english: "Open or closed.",
			examples: [3]string{"已办结", "办理中", "已办结"}},
		{header: "处理结果", required: true, about: "投诉的结果。“未评价”指已经办结、但没有人确认是否解决；没有办结的填“办理中”。",
			words:    []string{"已解决", "未解决", "未评价", "已撤诉", "不予受理", "已转办", "结果不明", "办理中"},
			english:  "How it ended: resolved, unresolved, closed but judged by nobody, withdrawn, not accepted, referred, unknown, open.",
			examples: [3]string{"已解决", "办理中", "未解决"}},
		{header: "处理方式", many: true, about: "消费者实际得到的处理，可填多项。",
			words:   []string{"退款", "换货", "修理", "退还差价", "赔偿", "加倍赔偿", "退一赔三", "代金券", "道歉", "履行服务", "解除合同", "其他"},
			english: "What the consumer got; several are possible.", examples: [3]string{"退款、道歉", "", ""}},
		{header: "诉求金额", about: "消费者要求的金额。", format: money, english: "Amount claimed, in yuan.",
			examples: [3]string{"￥1,234.50", "88", "1.2万"}},
		{header: "挽回金额", about: "实际为消费者挽回的金额；没有挽回的填 0，不清楚的留空。", format: money, english: "Amount recovered, in yuan; 0 for none, blank for unknown.",
			examples: [3]string{"1234.50", "", "0"}},
		{header: "升级阶段", many: true, about: "投诉依次经过的环节，各环节之间用分号隔开。每个环节写作“环节@进入日期/离开日期=结果”，除环节名称外都可以省略；结果用“处理结果”一列中的词。",
			format:   "如：商家@2025-07-01/2025-07-05=未解决；平台@2025-07-05/2025-07-20=已解决。日期用 2025-07-05 或 2025年7月5日，不用斜线",
			words:    []string{"商家", "平台", "消费者组织", "监管部门", "调解", "法律援助", "诉讼", "媒体"},
			english:  "The ladder: stage@entered/left=result; all but the stage may be left out.",
			examples: [3]string{"商家@2025-07-13/2025-07-16=未解决；平台@2025-07-16/2025-07-21=已解决", "商家@2025年7月14日", "商家；消费者组织@2025-07-20/2025-08-01=未解决"}},
		{header: "平台处置", many: true, about: "平台对商家采取的措施，可填多项，写作“措施@日期”，日期可以省略。", format: "如：警告@2025-07-22；下架@2025-07-25",
			words:   []string{"警告", "下架", "封禁", "扣除保证金"},
			english: "What the platform did to the seller: action@day.", examples: [3]string{"警告@2025-07-22；扣除保证金", "", ""}},
		{header: "证据", many: true, about: "消费者能够提供的证据种类，可填多项。只填种类，不要附内容。",
			words:   []string{"订单号", "支付记录", "聊天记录", "照片或视频", "商品页面", "检验报告", "发票"},
			english: "Kinds of evidence the consumer has; several are possible.", examples: [3]string{"订单号、支付记录、聊天记录", "照片或视频", "发票"}},
		{header: "受理协会", many: true, about: "受理或协助处理的消费者组织，可填多个。", english: "Associations that handled it.",
			examples: [3]string{"", "示例市消费者协会", "示例省消费者协会、示例市消费者协会"}},
		{header: "协会代理", about: "消费者组织是否代表消费者参与处理。", words: yesNo, english: "Did an association act for the consumer?",
			examples: [3]string{"否", "", "是"}},
		{header: "满意度", about: "消费者对处理的评分，1 分最低，5 分最高。", words: []string{"1", "2", "3", "4", "5"}, english: "The consumer's rating, 1 to 5.",
			examples: [3]string{"4", "", "1"}},
		{header: "按时响应", about: "商家是否在规定时限内答复。", words: yesNo, english: "Did the seller answer in time?",
			examples: [3]string{"是", "", "否"}},
		{header: "消费者是否异议", about: "消费者是否对商家的答复提出异议；商家没有答复或者没有问过消费者的留空。", words: yesNo,
			english: "Did the consumer dispute the seller's answer? Blank where nobody asked.", examples: [3]string{"否", "", "是"}},
		{header: "年龄段", about: "消费者的年龄段，按本单位的分段填写；不要填出生日期。", format: "如：18-24岁、60岁及以上", english: "Age band of the consumer; no date of birth.",
			examples: [3]string{"25-34岁", "", "60岁及以上"}},
		{header: "性别", about: "消费者的性别。", words: []string{"女", "男", "未填"}, english: "Sex of the consumer as stated.",
			examples: [3]string{"女", "未填", "男"}},
		{header: "投诉内容", about: "投诉的经过。姓名、电话、身份证号、地址、账号等会自动隐去，仍请尽量不要填写。", format: "可以换行",
			english:  "Free text. Personal data are removed on loading; please leave them out all the same.",
			examples: [3]string{"（虚构示例）7月1日购买的示例耳机，七天内申请退货被拒绝。", "（虚构示例）收到的水果变质。", ""}},
	}
}
