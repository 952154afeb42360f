package publisher_test

import (
	"fmt"
	"slices"
	"testing"

	"redress/ingest"
)

// cnRow loads a row of the Chinese template with these cells beside those it
// cannot do without.
func cnRow(t *testing.T, cells map[string]string) loaded {
	t.Helper()
	all := map[string]string{"投诉编号": "A1", "平台": "示例平台甲", "投诉性质": "质量", "投诉时间": "2023-07-13", "处理结果": "办理中"}
	for header, cell := range cells {
		all[header] = cell
	}
	var header, row []string
	for name, cell := range all {
		header, row = append(header, name), append(row, cell)
	}
	return loadRow(t, "cn-generic", header, row, ",")
}

// TestChineseCells: what people type into optional cells is read where it can be,
// and counted where it cannot; the row stays.
func TestChineseCells(t *testing.T) {
	f := func(header, cell, want string, counted int) {
		t.Helper()
		got := cnRow(t, map[string]string{header: cell})
		if got.accepted != 1 {
			t.Errorf("%s %q: rejected %v, want the row", header, cell, got.rejects)
			return
		}
		c := got.complaints[0]
		amount := ""
		if c.AmountClaimed != nil {
			amount = c.AmountClaimed.String()
		}
		shown := map[string]string{"诉求金额": amount, "满意度": fmt.Sprint(c.Rating), "渠道": string(c.Channel), "平台介入时间": fmt.Sprint(c.Stages),
			"商家响应时间": c.RespondedOn.String(), "性别": string(c.Sex), "办结时间": c.ClosedOn.String(), "投诉时间": c.OpenedAt.Format("2006-01-02 15:04"), "商家类型": ""}[header]
		field := map[string]string{"诉求金额": "amount_claimed", "满意度": "rating", "渠道": "channel", "平台介入时间": "stages", "商家响应时间": "responded_on",
			"性别": "sex", "办结时间": "closed_on", "投诉时间": "opened_on", "商家类型": "seller"}[header]
		n := 0
		for value, rows := range got.unmapped[field] {
			if value != "(absent)" {
				n += rows
			}
		}
		if shown != want || n != counted {
			t.Errorf("%s %q: %q and %d unmapped of %v, want %q and %d", header, cell, shown, n, got.unmapped[field], want, counted)
		}
	}
	f("诉求金额", "约500元", "", 1)
	f("诉求金额", "500元", "500", 0)
	f("满意度", "满意", "4", 0)
	f("满意度", "非常不满意", "1", 0)
	f("满意度", "9", "0", 1)
	f("满意度", "有点意见", "0", 1)
	f("性别", "外星", "", 1)
	f("商家类型", "外星人", "", 1)
	f("商家响应时间", "下午3:05", "", 1)
	f("商家响应时间", "2023-07-14 下午3:05", "2023-07-14", 0)
	f("办结时间", "改日", "", 1)
	for _, afternoon := range []string{"2023-07-13 下午3:05", "2023/7/13 下午 3:05:00", "2023年7月13日 3:05 PM", "2023年7月13日下午3时05分", "2023-07-13T15:05:00",
		"2023-07-13 15:05:00.0"} {
		f("投诉时间", afternoon, "2023-07-13 15:05", 0)
	}
	f("投诉时间", "2023/7/13 上午9:05", "2023-07-13 09:05", 0)
	f("平台介入时间", "2023-07-20", "[{platform 2023-07-20  unknown}]", 0)
	f("平台介入时间", "未介入", "[]", 1)
	for word, channel := range map[string]string{"全国12315平台": "web", "12315热线": "phone", "12345": "phone", "微信小程序": "app", "电话": "phone", "来访": "in_person", "来信": "post"} {
		f("渠道", word, channel, 0)
	}
	for header, cell := range map[string]string{"投诉时间": "下午3:05", "投诉编号": "1.23457E+17"} {
		if got := cnRow(t, map[string]string{header: cell}); got.accepted != 0 || !slices.ContainsFunc(got.rejects, func(r ingest.RowError) bool { return r.Column == header }) {
			t.Errorf("%s %q: accepted %d, rejected %v, want the row rejected for it", header, cell, got.accepted, got.rejects)
		}
	}
}

// TestProconCategoryIsNoName: a category that is written like a person's name in a
// register is one all the same; a name in its place is not kept.
func TestProconCategoryIsNoName(t *testing.T) {
	header, row := goldenRow(t, "procon-cnrf.csv", ";")
	at := slices.Index(header, "DescricaoAssunto")
	for cell, want := range map[string]string{"Bolacha, biscoitos e petiscos": "Bolacha, biscoitos e petiscos", "Maria da Silva": ""} {
		row[at] = cell
		got := loadRow(t, "procon-cnrf", header, row, ";")
		if got.accepted != 1 || got.complaints[0].Category != want || got.unmapped["category"]["(withheld)"] != map[bool]int{want == "": 1}[true] {
			t.Errorf("category %q: rejected %v, unmapped %v, want %q", cell, got.rejects, got.unmapped["category"], want)
		}
	}
}
