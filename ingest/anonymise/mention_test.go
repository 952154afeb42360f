package anonymise_test

import (
	"testing"

	"redress/ingest/anonymise"
)

// TestMentionsPerson: a name with words beside it is found, and neither brands
// nor words that are made like names are taken for one.
func TestMentionsPerson(t *testing.T) {
	f := func(language string, want bool, texts ...string) {
		t.Helper()
		l, err := anonymise.LoadLexicon(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if got := l.MentionsPerson(text); got != want {
				t.Errorf("MentionsPerson(%q) = %t, want %t", text, got, want)
			}
		}
	}
	f("zh", true, "小红书用户 李静怡", "买家王芳", "@张伟_1990", "＠张伟", "已退款给张伟", "王小明 ［电话］", "北京 张伟", "王小明投诉", "投诉人名单李雪梅", "買家王芳", "客户：欧阳娜娜",
		"张伟", "Wang Xiaoming", "用户 Wang Xiaoming", "会员陈晓明的投诉", "杨幂", "卖家张三", "关于张三的投诉", "店主:李四", "与张伟协商", "用户李静怡多次来电", "赵丽颖已签收", "李静怡拒绝", "张伟（已退款）", "经办人李雪梅2024")
	f("zh", false, "淘宝", "京东", "张小泉旗舰店", "李宁官方旗舰店", "周大福", "王府井百货", "老干妈", "徐福记", "周大福珠宝", "李宁", "Li Ning", "方太", "高德地图", "路虎", "曹操出行",
		"消费者权益保护", "用户安全", "用户体验", "客户服务", "买家付款", "给付金额", "消费者协会", "北京市消费者协会", "全国12315平台", "家电 洗衣机", "质量 安全", "白金 黄金", "买家秀", "用户明确要求",
		"江苏 常州", "浙江 金华", "四川 成都", "向平台投诉", "已联系商家", "关于退款", "处理中", "马上处理", "投诉处理", "高级客服", "Sun Screen", "Hang Up", "@Home", "客户经理", "会员费用", "给予和解",
		"联系方式", "由商家退款", "对方拒绝", "被投诉方", "投诉成功", "举报成功", "用户余额", "账号安全", "账号解封", "账号注销", "会员积分", "处理时间", "回复时间", "与平台沟通", "和解", "转给平台", "全额退款给消费者", "质量不合格", "黄金不纯", "程序未响应", "金额不符", "包装不良", "商家拒绝", "平台未处理", "安全不达标", "水果不新鲜", "高价不退", "付款未到账", "鲍鱼不新鲜", "花生已过期", "白银不足")
	f("en", true, "customer John Smith", "refund to buyer Mary Johnson")
	f("en", false, "Customer service", "customer charged twice", "Consumer Loan", "User account locked out", "Credit card or prepaid card")
	f("pt", true, "cliente Maria da Silva", "Consumidor: João Pereira")
	f("pt", false, "Atendimento ao cliente", "Cliente sem resposta", "Consumidor não atendido")
}
