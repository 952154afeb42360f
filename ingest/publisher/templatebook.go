package publisher

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// The sheets of the template. The table comes first: it is the one that is read.
const (
	tableSheet   = "投诉数据"
	aboutSheet   = "填写说明"
	exampleSheet = "示例"
)

// maxChoices is the longest list of words that a cell of a workbook can offer,
// in characters with the commas.
const maxChoices = 255

// dropdownRows is how far down the table's cells offer their words.
const dropdownRows = 5000

// A templateWriter writes the sheets of a workbook and remembers its first
// error.
type templateWriter struct {
	file *excelize.File
	err  error
}

// templateWorkbook is the template as a workbook.
func templateWorkbook() (book []byte, err error) {
	w := templateWriter{file: excelize.NewFile()}
	defer func() { err = errors.Join(err, w.file.Close()) }()
	w.note(w.file.SetSheetName(w.file.GetSheetName(0), tableSheet))
	for _, name := range []string{aboutSheet, exampleSheet} {
		_, err := w.file.NewSheet(name)
		w.note(err)
	}
	w.table(tableSheet)
	w.choices(tableSheet)
	w.about()
	w.table(exampleSheet, templateExamples()...)
	if w.err != nil {
		return nil, fmt.Errorf("write the template: %w", w.err)
	}
	var out bytes.Buffer
	if err := w.file.Write(&out); err != nil {
		return nil, fmt.Errorf("write the template: %w", err)
	}
	return out.Bytes(), nil
}

func (w *templateWriter) note(err error) {
	if w.err == nil {
		w.err = err
	}
}

// row writes the cells of one row, all as text.
func (w *templateWriter) row(sheet string, number int, cells []string) {
	w.note(w.file.SetSheetRow(sheet, fmt.Sprintf("A%d", number), &cells))
}

// table writes the header and rows. All cells are text: a workbook would make
// numbers of long complaint numbers and drop their last digits.
func (w *templateWriter) table(sheet string, rows ...[]string) {
	columns := templateColumns()
	text := w.style(&excelize.Style{NumFmt: 49})
	last, err := excelize.ColumnNumberToName(len(columns))
	w.note(err)
	w.note(w.file.SetColStyle(sheet, "A:"+last, text))
	w.note(w.file.SetColWidth(sheet, "A", last, 16))
	w.row(sheet, 1, templateHeader())
	for i, row := range rows {
		w.row(sheet, i+2, row)
	}
	must, may := w.headerStyle("FCE4D6"), w.headerStyle("DDEBF7")
	for i, column := range columns {
		cell, err := excelize.CoordinatesToCellName(i+1, 1)
		w.note(err)
		style := may
		if column.required {
			style = must
		}
		w.note(w.file.SetCellStyle(sheet, cell, cell, style))
	}
	w.note(w.file.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
}

// choices lets the cells of columns with few words offer them.
func (w *templateWriter) choices(sheet string) {
	for i, column := range templateColumns() {
		list := strings.Join(column.words, ",")
		if column.many || list == "" || utf8.RuneCountInString(list) > maxChoices {
			continue
		}
		name, err := excelize.ColumnNumberToName(i + 1)
		w.note(err)
		choice := excelize.NewDataValidation(true)
		choice.Sqref = fmt.Sprintf("%s2:%s%d", name, name, dropdownRows)
		w.note(choice.SetDropList(column.words))
		// Other words are understood as well: a warning, not a prohibition.
		choice.SetError(excelize.DataValidationErrorStyleWarning, column.header, "建议从下拉列表中选择；其他写法可能无法识别。")
		w.note(w.file.AddDataValidation(sheet, choice))
	}
}

// about writes the sheet that explains the columns.
func (w *templateWriter) about() {
	wrap := w.style(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	w.note(w.file.SetColStyle(aboutSheet, "A:F", wrap))
	for _, width := range []struct {
		column string
		wide   float64
	}{{"A", 16}, {"B", 10}, {"C", 52}, {"D", 48}, {"E", 44}, {"F", 44}} {
		w.note(w.file.SetColWidth(aboutSheet, width.column, width.column, width.wide))
	}
	number := 1
	for _, line := range templateRules() {
		w.row(aboutSheet, number, []string{line})
		w.note(w.file.MergeCell(aboutSheet, fmt.Sprintf("A%d", number), fmt.Sprintf("F%d", number)))
		number++
	}
	number++
	w.row(aboutSheet, number, []string{"列名", "是否必填", "说明", "可填的词", "格式与示例", "English"})
	w.note(w.file.SetCellStyle(aboutSheet, fmt.Sprintf("A%d", number), fmt.Sprintf("F%d", number), w.headerStyle("DDEBF7")))
	for _, column := range templateColumns() {
		number++
		required := "选填"
		if column.required {
			required = "必填"
		}
		w.row(aboutSheet, number, []string{column.header, required, column.about, strings.Join(column.words, "、"), column.format,
			column.english})
	}
}

// templateRules are what holds for every column.
func templateRules() []string {
	return []string{
		"填写说明",
		"一、请在“投诉数据”表中填写，一行一件投诉，首行列名请勿修改；列的顺序可以调整，不需要的选填列可以删除。",
		"二、橙色列名为必填列。不清楚的内容请留空，不要填 0 或“无”；0 表示确实为零。",
		"三、一格填多项时用顿号、分号、逗号或竖线隔开，如：退款、道歉。",
		"四、请不要填写消费者和店主的姓名、电话、身份证号、详细地址和账号。",
		"五、以后再次提交同一编号的投诉，会更新原有内容，不会重复计数。",
		"六、“示例”表中的内容均为虚构，不会被读取。",
		"One row per complaint, in the first sheet; orange headers are required; leave blank what is not known. The examples are invented.",
	}
}

func (w *templateWriter) style(s *excelize.Style) int {
	id, err := w.file.NewStyle(s)
	w.note(err)
	return id
}

func (w *templateWriter) headerStyle(colour string) int {
	return w.style(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}})
}
