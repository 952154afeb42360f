package anonymise_test

import (
	"testing"

	"redress/ingest/anonymise"
)

func TestNameInside(t *testing.T) {
	l, err := anonymise.LoadLexicon("zh")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"三层李雪梅": true, "case-lixuemei": true, "LiXuemei": true, "zhangwei": true, "xuemeizhang": true, "附件二王小明": true, "三層張麗華": true, "买家王芳": true,
		"": false, "客户名单": false, "全国消费投诉汇总": false, "公安全部": false, "hebei": false, "suzhou": false, "manager": false, "license": false, "machine": false,
		"complaints": false, "finalizadas": false, "marketplace": false, "encoding": false, "part": false,
	} {
		if got := l.NameInside(text); got != want {
			t.Errorf("NameInside(%q) = %t, want %t", text, got, want)
		}
	}
}
