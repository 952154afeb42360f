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
		"complaint-of-john-smith-2020.csv", "queixa maria silva.xlsx", "Zhang_Wei.csv", "zhang-wei.csv", "上海市静安区南京西路1266号.csv", "京A12345.csv",
		"投诉人名单李雪梅.csv", "case-lixuemei.csv", "三层李雪梅.zip", "客户王芳.xlsx", "买家李静怡2024.csv", "zhangwei_2024.csv", "投訴人李雪梅.csv", "LiXuemei.csv", "附件二王小明.xlsx", "xuemeizhang.csv"} {
		if !g.private(name) {
			t.Errorf("private(%q) = false, want true", name)
		}
	}
	for _, name := range []string{"complaints.csv", "finalizadas_2018-01.csv", "basecompleta2018-01.csv", "complaints_20240315.csv.gz", "2024-01-01_2024-12-31.zip",
		"投诉数据2024.csv", "安徽投诉数据.xlsx", "全国消费投诉汇总.xlsx", "2024年第一季度网络购物投诉明细.csv", "上海投诉.csv", "data", "part-00000-of-00012.parquet",
		"云锦商城2019.csv", "consumer_complaints_north_carolina.csv", "policies.yaml", "demo.csv", "bench-2000000.csv", "good.csv", "b.csv",
		"客户名单.csv", "投诉人名单.csv", "用户投诉数据.xlsx", "天津消费者投诉.csv", "hebei-2024.csv", "taobao_complaints.csv", "tousu-2024.csv", "online_marketplaces.csv", "北京市12315投诉.csv", "杭州市消费投诉公示.csv",
		"平台投诉明细表.xlsx", "客户服务记录2024年6月.csv", "cn-generic.xlsx", "cfpb-ccdb.ndjson", "procon-cnrf.csv", "reclame-aqui.json", "CRF2019 Dados Abertos.zip", "CNRF_2017_first_300.csv", "使用说明.txt", "其他.csv"} {
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
