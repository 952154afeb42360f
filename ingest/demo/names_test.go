package demo_test

import (
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"testing"

	"redress/ingest/complaint"
	"redress/ingest/demo"
)

// packageComment is what go doc shows of the package.
func packageComment(t *testing.T) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "demo.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	return file.Doc.Text()
}

// wellKnown are marketplaces and shops that exist. No invented name may be or
// hold one of them.
func wellKnown() []string {
	return []string{"淘宝", "天猫", "京东", "拼多多", "苏宁", "唯品会", "抖音", "快手", "小红书", "得物", "闲鱼", "美团", "饿了么",
		"携程", "去哪儿", "飞猪", "严选", "考拉", "当当", "亚马逊", "国美", "1号店", "聚美", "蘑菇街", "寺库", "洋码头", "盒马", "叮咚",
		"每日优鲜", "转转", "微店", "有赞", "途牛", "同程", "点评", "滴滴", "阿里", "腾讯", "百度", "网易", "华为", "小米", "多点",
		"大润发", "永辉", "屈臣氏", "丝芙兰", "希音", "速卖通", "孔夫子", "爱回收", "蝉妈妈",
		"taobao", "tmall", "alibaba", "jd", "pinduoduo", "temu", "shein", "suning", "vipshop", "douyin", "tiktok", "kuaishou",
		"xiaohongshu", "meituan", "ctrip", "amazon", "ebay", "walmart", "etsy", "shopee", "lazada", "rakuten", "mercado", "magazine luiza",
		"americanas", "zalando", "otto", "allegro", "ozon", "wildberries", "flipkart", "coupang", "target", "costco", "ikea",
		"aliexpress", "wish", "zappos", "sephora", "wayfair", "asos", "tesco", "carrefour", "gome", "dangdang"}
}

// TestNobodyIsReal: names do not hold those of real companies, and differ from
// each other in the form in which keys are made.
func TestNobodyIsReal(t *testing.T) {
	for seed := range uint64(3) {
		truth := demo.Truth(seed)
		keys := map[string]string{}
		check := func(name string) {
			t.Helper()
			key := complaint.NormaliseName(name)
			if key == "" {
				t.Errorf("name %q has an empty key", name)
			}
			words := "-" + key + "-"
			for _, real := range wellKnown() {
				folded := complaint.NormaliseName(real)
				latin := folded[0] < 0x80
				if latin && strings.Contains(words, "-"+folded+"-") || !latin && strings.Contains(key, folded) ||
					latin && len(folded) >= 5 && strings.Contains(key, folded) {
					t.Errorf("invented name %q holds %q", name, real)
				}
			}
		}
		for _, p := range truth.Platforms {
			check(p.Name)
			key := complaint.NormaliseName(p.Name)
			if other, taken := keys[key]; taken {
				t.Errorf("platforms %q and %q share the key %q", p.Name, other, key)
			}
			keys[key] = p.Name
		}
		for _, s := range truth.Sellers {
			if s.Shop != "" {
				check(s.Shop)
			}
		}
		for _, a := range truth.Associations {
			check(a.Name)
		}
		if n := len(truth.Platforms); n != 40 {
			t.Errorf("%d platforms, want 40", n)
		}
	}
}

// personalDataDoesNotGetThrough: the raw file holds personal data, and what the
// ingest path makes of it holds none.
func personalDataDoesNotGetThrough(t *testing.T, l loaded) {
	personal := map[string]*regexp.Regexp{
		"e-mail":   regexp.MustCompile(`[\w.]+@[\w.]+\.\w+`),
		"phone":    regexp.MustCompile(`16000\d{6}|160-0000-\d{4}|１６０００００`),
		"identity": regexp.MustCompile(`999999\d{6,}`),
		"card":     regexp.MustCompile(`0000 0000 0000 \d{4}`),
		"order":    regexp.MustCompile(`20990101\d+`),
		"link":     regexp.MustCompile(`https?://`),
		"person":   regexp.MustCompile(`\p{Han}[试例样][甲乙丙丁戊己庚辛壬癸]`),
		"number":   regexp.MustCompile(`\d{9,}`),
	}
	for what, pattern := range personal {
		if len(pattern.FindAllString(l.raw, 20)) < 20 {
			t.Errorf("the file holds hardly any %s to redact", what)
		}
		for i := range l.complaints {
			c := &l.complaints[i]
			text := strings.Join([]string{c.Platform, c.PlatformName.Text, c.Seller, c.SellerName.Text, c.Category, c.IssueSource,
				c.Region, c.AgeBand, c.Narrative}, "\n")
			// The hex digits of a pseudonym are no number.
			if c.SellerName.Kind == complaint.NamePseudonym {
				text = strings.Replace(text, c.Seller, "", 1)
			}
			if pattern.MatchString(text) {
				t.Fatalf("line %d: %s got through", c.Line, what)
			}
		}
	}
	kinds := map[string]int{}
	for i := range l.complaints {
		scheme, _, _ := strings.Cut(l.complaints[i].Seller, ":")
		kinds[scheme]++
	}
	for _, scheme := range []string{"", "name", "person", "trader"} {
		if kinds[scheme] < 60 {
			t.Errorf("%d complaints with a seller of scheme %q, want at least 60", kinds[scheme], scheme)
		}
	}
}
