package mapping_test

import (
	"fmt"
	"strings"
	"testing"

	"redress/ingest/mapping"
)

// facetOf maps a cell of a column to what pages group complaints by, and says
// under which key it was counted.
func facetOf(t *testing.T, source, column, cell string) (text string, counted []string) {
	t.Helper()
	c, reject, unmapped := oneBy(t, source, column, cell)
	if reject != "" {
		t.Fatalf("%s %q: rejected %s", column, cell, reject)
	}
	field := map[string]string{"Place": "region", "Goods": "category", "Age": "age_band", "Issue": "issue", "Helpers": "associations"}[column]
	for key := range unmapped[field] {
		counted = append(counted, key)
	}
	return map[string]string{"Place": c.Region, "Goods": c.Category, "Age": c.AgeBand, "Issue": c.IssueSource, "Helpers": strings.Join(c.Associations, "|")}[column], counted
}

// TestFacetsHoldNoPerson: what pages group complaints by is never a name, a number
// or a day of birth that somebody has typed there.
func TestFacetsHoldNoPerson(t *testing.T) {
	for _, column := range []string{"Place", "Goods", "Age", "Issue", "Helpers"} {
		for _, cell := range []string{"张伟", "Maria da Silva", "Zhang Wei", "13800138000", "ana@mail.example", "510102198805020011", "1988-05-02", "1988年5月2日", "1988年5月",
			"02/05/1988", "2/5/88", "19880502", "12 de maio de 1988", "May 2, 1988", "１９８８－０５－０２", "手机13800138000",
			"小红书用户 李静怡", "买家王芳", "@张伟_1990", "王小明 13800138000", "北京 张伟", "已退款给张伟", "Wang Xiaoming 已退款", "customer John Smith"} {
			text, counted := facetOf(t, small, column, cell)
			if text != "" || len(counted) != 1 || counted[0] != mapping.Withheld {
				t.Errorf("%s %q = %q, counted as %q, want nothing and one withheld", column, cell, text, counted)
			}
		}
	}
}

func TestFacetsKeepWords(t *testing.T) {
	f := func(column string, cells ...string) {
		t.Helper()
		for _, cell := range cells {
			if text, _ := facetOf(t, small, column, cell); text != cell {
				t.Errorf("%s %q = %q, want it as it is", column, cell, text)
			}
		}
	}
	f("Place", "郑州", "河南-郑州", "João Pessoa", "João Pessoa - PB", "Ruy Barbosa - BA", "São Lourenço da Mata/PE", "São Paulo", "SP", "上海", "安吉", "河南 郑州", "江苏 常州", "浙江-安吉")
	f("Goods", "家用电子电器", "2024年新品", "Móveis", "5G", "12315", "Model 2024-X", "家电 洗衣机", "消费者权益保护", "客户服务", "Customer service")
	f("Issue", "Late delivery", "1-800 line busy", "质量")
	f("Helpers", "北京市消费者协会", "East")
}

func TestAgeBands(t *testing.T) {
	for _, cell := range []string{"31-40", "31–40 anos", "entre 31 a 40 anos", "mais de 70 anos", "até 20 anos", "65+", "65 and over", "under 18", "20多岁", "未成年", "18岁以下",
		"60岁及以上", "18-24岁", "88后", "三十多岁", "35", "Older adult", "Adolescente", "Não Informado", "老年人", "30歳代", "20대", "18-24 лет", "<18", "６０岁以上"} {
		if text, _ := facetOf(t, small, "Age", cell); text != cell {
			t.Errorf("age band %q = %q, want it as it is", cell, text)
		}
	}
	for _, cell := range []string{"1988", "1988年", "1988年生", "1980-1989", "30 Maria", "Brilho", "31-40-50", "200岁", "电工", "30岁电工", "b. 12.05.88"} {
		if text, counted := facetOf(t, small, "Age", cell); text != "" || len(counted) != 1 {
			t.Errorf("age band %q = %q, counted %q, want none and one counted", cell, text, counted)
		}
	}
}

// TestKnownValues: a declaration says which values only look like a person's.
func TestKnownValues(t *testing.T) {
	source := strings.Replace(small, "region: place", "region: {column: place, known: [Maria da Silva]}", 1)
	if text, counted := facetOf(t, source, "Place", "MARIA DA SILVA"); text != "MARIA DA SILVA" || counted != nil {
		t.Errorf("a declared place: %q, counted %q", text, counted)
	}
	if text, _ := facetOf(t, source, "Place", "Ana da Silva"); text != "" {
		t.Errorf("another name: %q, want none", text)
	}
	source = strings.Replace(small, "Late: delivery/late", "Maria da Silva: delivery/late", 1)
	if text, _ := facetOf(t, source, "Issue", "Maria da Silva"); text != "Maria da Silva" {
		t.Errorf("a name in the declaration's own table: %q, want it as it is", text)
	}
	if _, err := mapping.Parse("x.yaml", []byte(strings.Replace(small, "narrative: text", "narrative: {column: text, known: [x]}", 1))); err == nil ||
		!strings.Contains(err.Error(), "known is for") {
		t.Errorf("known of a narrative: %v, want an error", err)
	}
}

// TestIssueWordsAreWithheldWhereOthersAreExpected: a name is counted even in a
// column of which other values are expected.
func TestIssueWordsAreWithheldWhereOthersAreExpected(t *testing.T) {
	source := strings.Replace(small, "    else: other\n", "    unmapped: ignore\n", 1)
	if text, counted := facetOf(t, source, "Issue", "张伟"); text != "" || fmt.Sprint(counted) != "[(withheld)]" {
		t.Errorf("a name: %q, counted %q", text, counted)
	}
	if text, counted := facetOf(t, source, "Issue", "Odd"); text != "Odd" || counted != nil {
		t.Errorf("another value: %q, counted %q, want it kept and nothing counted", text, counted)
	}
}

// TestPlaceholdersFollowTheCountry: a cell without a Chinese character stands in a
// Chinese page all the same.
func TestPlaceholdersFollowTheCountry(t *testing.T) {
	text := "13800138000 ana@mail.example 4111 1111 1111 1111 192.168.1.20 https://a.example/x?y=1 529.982.247-25 @ana_prado my name is Ana Prado 1234567890123456789"
	c, _, _ := one(t, "Text", text)
	if strings.ContainsAny(c.Narrative, "[]") || !strings.Contains(c.Narrative, "［电话］ ［邮箱］") {
		t.Errorf("a Chinese source: %q, want placeholders in Chinese", c.Narrative)
	}
	c, _, _ = oneBy(t, strings.Replace(small, "country: CN", "country: BR", 1), "Text", text)
	if strings.Contains(c.Narrative, "［") || !strings.Contains(c.Narrative, "[phone] [email]") {
		t.Errorf("a source of Brazil: %q, want placeholders in English", c.Narrative)
	}
}

// TestIssueOfTags: the same tags in another order are the same words, and table and
// patterns see the cell as it is.
func TestIssueOfTags(t *testing.T) {
	source := strings.Replace(small, "  issue:\n    column: issue\n", "  issue:\n    column: issue\n    split: \"<->\"\n    join: \" / \"\n    sort: true\n", 1)
	for _, cell := range []string{"not as<->Moda<->TV", "not as<->TV<->Moda<->TV"} {
		c, _, _ := oneBy(t, source, "Issue", cell)
		if c.IssueSource != "Moda / TV / not as" || c.Subissue != "false_advertising/not_as_described" {
			t.Errorf("tags %q: %q, %s", cell, c.IssueSource, c.Subissue)
		}
	}
	for mistake, want := range map[string]string{"table: {Site": "join: x, table: {Site", "{column: sex, ": "{column: sex, sort: true, "} {
		if _, err := mapping.Parse("x.yaml", []byte(strings.Replace(small, mistake, want, 1))); err == nil || !strings.Contains(err.Error(), "want") {
			t.Errorf("%s: %v, want an error", want, err)
		}
	}
}
