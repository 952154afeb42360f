package mapping_test

import (
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
	for _, name := range []string{"张伟", "李建军", "何晟铭", "張偉", "歐陽麗華", "陳大文", "张伟（个体户）", "Zhang Wei", "LI JIANJUN", "Jianjun Li", "Chen Xiao-ming"} {
		f(name, mapping.Withheld)
	}
	for _, word := range []string{"已解决", "投诉电话", "质量", "全国12315平台", "处理中", "马上处理", "高级客服", "安全", "成功", "高级", "時間", "申请", "国际", "常规", "和解", "方便", "周期", "解决",
		"Hang Up", "Long Wait", "In Person", "Sun Screen", "Phone Call", "Web"} {
		f(word, word)
	}
}
