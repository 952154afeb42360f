package publisher_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"redress/ingest/mapping"
	"redress/ingest/publisher"
)

// TestFillersOfChineseTables: what people and programs write for nothing is
// neither a platform nor a filter, and is counted as nothing.
func TestFillersOfChineseTables(t *testing.T) {
	header := []string{"投诉编号", "平台", "商家", "商品类别", "地区", "受理协会", "投诉性质", "投诉时间", "处理结果"}
	for _, filler := range []string{"#N/A", "#REF!", "#VALUE!", "NULL", "null", "NaN", "None", "undefined", "暂无", "待定", "同上", "无", "--", "(null)", "N/A"} {
		row := []string{"A1", "示例平台甲", filler, filler, filler, filler, "质量", "2025-07-13", "已解决"}
		got := load(t, "cn-generic", publisher.Options{LoadDay: day(t, 2026, 1, 1)}, written(t, header, row))[0]
		if got.accepted != 1 {
			t.Errorf("%s: rejected %v", filler, got.rejects)
			continue
		}
		if c := got.complaints[0]; c.Seller != "" || c.Category != "" || c.Region != "" || len(c.Associations) > 0 || !onlyAbsent(got.unmapped) {
			t.Errorf("%s: seller %q, category %q, region %q, associations %q, unmapped %v, want nothing", filler, c.Seller, c.Category, c.Region,
				c.Associations, got.unmapped)
		}
		row[1] = filler
		if got := load(t, "cn-generic", publisher.Options{LoadDay: day(t, 2026, 1, 1)}, written(t, header, row))[0]; got.accepted != 0 {
			t.Errorf("%s as a platform is accepted: %s", filler, got.complaints[0].Platform)
		}
	}
}

// TestRowNumbersIdentifyNoComplaint: a column called 编号 or 序号 counts the rows
// of a sheet, so it is no complaint's number.
func TestRowNumbersIdentifyNoComplaint(t *testing.T) {
	decl, err := publisher.Load("cn-generic")
	if err != nil {
		t.Fatal(err)
	}
	for _, header := range []string{"编号", "序号"} {
		path := written(t, []string{header, "平台", "投诉性质", "投诉时间", "处理结果"}, []string{"1", "示例平台甲", "质量", "2025-07-13", "已解决"})
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		_, err = mapping.Try(t.Context(), decl, file, mapping.File{Path: filepath.Base(path), Date: day(t, 2026, 1, 1)}, mapping.TryOptions{})
		if err == nil || !strings.Contains(err.Error(), "投诉编号") {
			t.Errorf("a table with %s alone: %v, want an error that asks for 投诉编号", header, err)
		}
	}
}
