package main

import (
	"strings"
	"testing"
)

func TestNamesOfFiles(t *testing.T) {
	g, err := newNameGuard()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"张三投诉_13800138000.xlsx", "张三投诉.xlsx", "张三.csv", "关于张三的投诉.docx", "2020年_王小明举报材料.csv",
		"消费者李四投诉.xlsx", "欧阳娜娜诉某平台.csv", "138-0013-8000.csv", "110101199003078515.csv", "ana.silva@example.com.csv", "Maria_Silva.csv",
		"complaint-of-john-smith-2020.csv", "queixa maria silva.xlsx", "Zhang_Wei.csv", "zhang-wei.csv", "上海市静安区南京西路1266号.csv", "京A12345.csv"} {
		if !g.private(name) {
			t.Errorf("private(%q) = false, want true", name)
		}
	}
	for _, name := range []string{"complaints.csv", "finalizadas_2018-01.csv", "basecompleta2018-01.csv", "complaints_20240315.csv.gz", "2024-01-01_2024-12-31.zip",
		"投诉数据2024.csv", "安徽投诉数据.xlsx", "全国消费投诉汇总.xlsx", "2024年第一季度网络购物投诉明细.csv", "上海投诉.csv", "data", "part-00000-of-00012.parquet",
		"云锦商城2019.csv", "consumer_complaints_north_carolina.csv", "policies.yaml", "demo.csv", "bench-2000000.csv", "good.csv", "b.csv"} {
		if g.private(name) {
			t.Errorf("private(%q) = true, want false", name)
		}
	}
	for text, want := range map[string]string{
		"open /srv/files/张三投诉_13800138000.xlsx: no such file or directory": "open /srv/files/(withheld).xlsx: no such file or directory",
		"https://agency.example/a/b.csv: 404 Not Found":                    "https://agency.example/a/b.csv: 404 Not Found",
		"/srv/2020.zip!李四/a.csv":                                           "/srv/2020.zip!(withheld)/a.csv",
		"/srv/Maria Silva.csv line 3, column\tid":                          "/srv/(withheld).csv line 3, column id",
	} {
		if got := g.text(text, "/srv/Maria Silva.csv"); got != want {
			t.Errorf("text(%q) = %q, want %q", text, got, want)
		}
	}
	if got := g.text("a\x1b[31mb\nc"); strings.ContainsAny(got, "\x1b\n") {
		t.Errorf("text keeps control characters: %q", got)
	}
}
