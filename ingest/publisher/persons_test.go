package publisher_test

import (
	"strings"
	"testing"

	"redress/ingest/complaint"
)

// TestChineseParties: a natural person, a home address or an account typed as the
// platform or the shop is a pseudonym, whether the file says what the shop is or
// not; real shops stay named.
func TestChineseParties(t *testing.T) {
	names := func(name string) map[string]complaint.Name {
		t.Helper()
		got := cnRow(t, map[string]string{"平台": name, "商家": name})
		if got.accepted != 1 {
			t.Fatalf("%q: rejected %v, want the row", name, got.rejects)
		}
		c := got.complaints[0]
		if strings.Contains(c.Platform+c.Seller, name) && c.PlatformName.Kind == complaint.NamePseudonym {
			t.Errorf("%q stands in a key: %s, %s", name, c.Platform, c.Seller)
		}
		return map[string]complaint.Name{"platform": c.PlatformName, "seller": c.SellerName}
	}
	for _, name := range []string{"欧阳娜娜", "上海市浦东新区世纪大道100号3栋201室", "王小明", "买家王芳", "微信zhangwei88", "抖音号:zhangsan123", "小红书用户 李静怡", "Wang Xiaoming", "杨幂", "@张伟_1990",
		"陈晓明", "张三", "张伟（个体）", "周杰", "何东"} {
		for field, shown := range names(name) {
			if shown.Kind != complaint.NamePseudonym || strings.ContainsAny(shown.Text, "王张陈李杨周何欧上微抖@") {
				t.Errorf("%s %q is shown as %q, a %s name, want a pseudonym", field, name, shown.Text, shown.Kind)
			}
		}
	}
	for _, name := range []string{"淘宝", "京东", "张小泉旗舰店", "李宁官方旗舰店", "周大福", "王府井百货", "老干妈", "徐福记", "1号店", "雪松商城"} {
		for field, shown := range names(name) {
			if shown.Text != name || shown.Kind != complaint.NameTrade {
				t.Errorf("%s %q is shown as %q, a %s name, want the trade name", field, name, shown.Text, shown.Kind)
			}
		}
	}
}
