package mapping_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest/mapping"
)

// TestUnmappedWithholdsChineseNames asks for names in either script of Chinese and
// in Latin letters, and for the codes and words that are no names.
func TestUnmappedWithholdsChineseNames(t *testing.T) {
	f := func(value, want string) {
		t.Helper()
		_, _, unmapped := one(t, "How", value)
		if diff := cmp.Diff(map[string]int{want: 1}, unmapped["channel"]); diff != "" {
			t.Errorf("channel %q: unmapped (-want +got):\n%s", value, diff)
		}
	}
	for _, name := range []string{"张伟", "李建军", "何晟铭", "張偉", "歐陽麗華", "陳大文", "张伟（个体户）", "Zhang Wei", "LI JIANJUN", "Jianjun Li", "Chen Xiao-ming",
		"已退款给张伟", "王小明 13800138000", "北京 张伟 110101199003078515", "电话 13800138000", "已补偿刘德华", "赵丽颖已签收"} {
		f(name, mapping.Withheld)
	}
	for _, word := range []string{"已解决", "投诉电话", "质量", "全国12315平台", "处理中", "马上处理", "高级客服", "安全", "成功", "高级", "時間", "申请", "国际", "常规", "和解", "方便", "周期", "解决",
		"商家拒绝退货", "已补偿消费者", "转市场监管局", "退货运费由商家承担", "移交公安", "待平台核实", "双方协商解决", "撤销投诉", "超过七天", "Hang Up", "Long Wait", "In Person", "Sun Screen", "Phone Call", "Web"} {
		f(word, word)
	}
}

// TestRareValuesOfManyAreCountedTogether: a column that people type into freely
// fills the report with nothing that stands there once.
func TestRareValuesOfManyAreCountedTogether(t *testing.T) {
	reported := func(different int) map[string]int {
		t.Helper()
		var file strings.Builder
		file.WriteString("Number,Opened,Platform,How\n")
		for i := range different {
			fmt.Fprintf(&file, "a%d,2024-01-02,Aurora,Odd %c%c\nb%d,2024-01-02,Aurora,Even\n", i, 'a'+i/26, 'a'+i%26, i)
		}
		_, _, unmapped := read(t, parse(t, small), file.String())
		return unmapped["channel"]
	}
	if diff := cmp.Diff(map[string]int{"Even": 30, mapping.OtherValues: 30}, reported(30)); diff != "" {
		t.Errorf("30 values once and one 30 times (-want +got):\n%s", diff)
	}
	if got := reported(3); got["Odd aa"] != 1 || got[mapping.OtherValues] != 0 {
		t.Errorf("3 values once: %v, want each shown", got)
	}
}
