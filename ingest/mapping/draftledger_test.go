package mapping_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestSketchChineseLedger: the ledger that offices keep by hand is understood, and
// persons that stand in it as sellers are pseudonyms from the first draft on.
func TestSketchChineseLedger(t *testing.T) {
	var file strings.Builder
	file.WriteString("序号,登记编号,登记日期,被投诉单位,商户名称,投诉事由,问题类别,处理情况,挽回经济损失,所在地区,张伟13800138000\n")
	outcomes := []string{"调解成功", "调解失败", "办理中", "不予受理"}
	for i := range 40 {
		shop := "雪松百货店"
		if i == 7 {
			shop = "王小明"
		}
		fmt.Fprintf(&file, "%d,XF2024%04d,2024-03-%02d,云锦商城,%s,买到的商品有质量问题商家拒绝退货,商品质量,%s,%d.50,示例区,\n", i+1, i, 1+i%28, shop, outcomes[i%4], 10+i)
	}
	draft := draftOf(t, file.String())
	text := string(draft.Text)
	for _, want := range []string{"country: CN", "header: [登记编号]", "id: ", "sole_traders: zh", "trade: [platform]", "seller: {trade: [seller], sole_traders: zh}", "outcome:\n    column: outcome", "调解成功: resolved",
		"调解失败: unresolved", "办理中: open", "不予受理: invalid", "issue:\n    column: issue", "narrative: narrative", "region: region", "amount_recovered: {column: amount_recovered"} {
		if !strings.Contains(text, want) && !strings.Contains(strings.ReplaceAll(text, `"`, ""), strings.ReplaceAll(want, "[登记编号]", "登记编号")) {
			t.Errorf("the draft lacks %q", want)
		}
	}
	for _, private := range []string{"张伟", "13800138000", "王小明", "outcome: {value: unknown}"} {
		if strings.Contains(text, private) {
			t.Errorf("the draft holds %q", private)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
	rows, rejected, _ := loaded(t, draft, file.String())
	if rows != 40 || rejected != 0 {
		t.Errorf("the draft maps %d rows and rejects %d, want 40 and none", rows, rejected)
	}
}

// TestSketchOfRowsIsNoHeader: a first row of a person's cells stays one, though a
// word or two in it are known.
func TestSketchOfRowsIsNoHeader(t *testing.T) {
	var file strings.Builder
	for i := range 30 {
		fmt.Fprintf(&file, "2024-03-%02d,张伟,138001380%02d,平台,问题\n", 1+i%28, i)
	}
	if text := string(draftOf(t, file.String()).Text); strings.Contains(text, "张伟") || strings.Contains(text, "13800138") {
		t.Errorf("the draft holds a row:\n%s", text)
	}
}
