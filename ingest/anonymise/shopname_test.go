package anonymise_test

import (
	"testing"

	"redress/ingest/anonymise"
)

// TestPublicName: what anybody has typed as a shop is not shown where it is
// somebody's address, account or name, and shops stay.
func TestPublicName(t *testing.T) {
	l, err := anonymise.LoadLexicon("zh")
	if err != nil {
		t.Fatal(err)
	}
	hidden := func(name string) bool { return l.Person(name, false) != "" || l.PublicName(name) == "" }
	for _, name := range []string{"上海市浦东新区世纪大道100号3栋201室", "王芳 上海市浦东新区世纪大道100号3栋201室", "买家王芳", "微信zhangwei88", "小红书用户 李静怡", "Wang Xiaoming",
		"杨幂", "@张伟_1990", "抖音号:zhangsan123", "欧阳娜娜", "王小明", "张伟（个体）", "周杰", "何东", "李女士", "张伟先生", "卖家张三", "小红书平台用户李静怡", "微信号：wxid_abc123",
		"京A12345", "朝阳区建国路88号5栋2单元301", "买家:王芳", "買家王芳"} {
		if !hidden(name) {
			t.Errorf("%q is shown as %q, want nothing", name, l.PublicName(name))
		}
	}
	for _, name := range []string{"淘宝", "京东", "张小泉旗舰店", "李宁官方旗舰店", "周大福", "王府井百货", "老干妈", "徐福记", "周大福珠宝", "李宁", "Li Ning", "一号店", "1号店", "58同城", "12306", "360", "微信", "微信支付", "抖音", "抖音商城",
		"QQ音乐", "支付宝", "小红书", "高德地图", "高德", "滴滴出行", "美团", "饿了么", "唯品会", "苏宁易购", "国美", "当当网", "携程", "去哪儿", "李先生牛肉面", "李四服装店", "云锦商城", "雪松商城", "7-Eleven", "Apple", "Zara", "安居客", "方太",
		"马蜂窝", "同程旅行", "易车", "陆金所", "平安银行", "中国移动", "华为", "海底捞", "江小白", "全民K歌", "得物", "拼多多", "京东到家", "达达", "货拉拉", "顺丰速运", "申通快递", "老板电器", "顾家家居", "钱大妈", "曹操出行", "学而思", "新东方", "车主之家", "客户服务中心",
		"盒马鲜生", "天猫", "闲鱼", "转转", "快手", "哔哩哔哩", "爱奇艺", "优酷", "腾讯视频", "百度", "网易严选", "孔夫子旧书网", "水滴筹", "王老吉", "全季酒店", "汉庭", "如家"} {
		if got := l.PublicName(name); got != name || l.Person(name, false) != "" {
			t.Errorf("%q is shown as %q, person %q, want it as it is", name, got, l.Person(name, false))
		}
	}
	if got := l.PublicName("绝味鸭脖店（中山路88号）"); got != "绝味鸭脖店" {
		t.Errorf("a shop with its address is shown as %q, want it without", got)
	}
	if en, err := anonymise.LoadLexicon("en"); err != nil || en.PublicName("买家王芳") != "买家王芳" {
		t.Errorf("a lexicon of English changes Chinese: %v", err)
	}
}
