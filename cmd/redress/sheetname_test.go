package main_test

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Sheets that are called after somebody are told of, and not by their names.
func TestNamesOfSheetsGoNowhere(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	data, path := filepath.Join(folder, "data"), filepath.Join(folder, "投诉.xlsx")
	book := excelize.NewFile()
	for sheet, rows := range map[string][][]any{
		"Sheet1": {{"投诉编号", "平台", "投诉性质", "投诉日期", "处理结果"}, {"A-1", "雪松商城", "拒绝退货退款", "2026-01-05", "已解决"}},
		"3月 张伟":  {{"投诉编号", "平台", "投诉性质", "投诉日期", "处理结果"}, {"A-2", "雪松商城", "拒绝退货退款", "never", "已解决"}},
		"李雪梅":    {{"note"}},
	} {
		if _, err := book.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			cell, err := excelize.CoordinatesToCellName(1, i+1)
			if err == nil {
				err = book.SetSheetRow(sheet, cell, &row)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	written := map[string]string{}
	for what, args := range map[string][]string{"json": {"ingest", "--data", data, "--json", "cn-generic", path},
		"text": {"ingest", "--data", data, "cn-generic", path}, "try": {"sources", "try", "cn-generic", path}} {
		o := redress(t, args...)
		written[what], written[what+" stderr"] = o.stdout, o.stderr
		if !strings.Contains(o.stdout, "(withheld)") {
			t.Errorf("%s says %s %s, want that a sheet's name is withheld", what, o.stdout, o.stderr)
		}
	}
	maps.Copy(written, tables(t, data))
	for what, text := range written {
		for _, name := range []string{"张伟", "李雪梅"} {
			if strings.Contains(text, name) {
				t.Errorf("%s holds the name of a sheet: %.300s", what, text)
			}
		}
	}
}
