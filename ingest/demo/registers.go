package demo

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Jurisdiction is that of the invented rules. ISO 3166 leaves the code to its users:
// a real law is never tested on invented complaints, and no invented rule on real
// ones.
const Jurisdiction = "XX"

// RuleChangeID is the entry of the register policies whose day makes one platform
// improve.
const RuleChangeID = "DEMO-REFUND"

// A sideRegister is one side register that belongs to the demo: what a file of it says.
type sideRegister struct {
	code   string
	header []string
	rows   func(w *world, c calendar, o Options) [][]string
}

func sideRegisters() []sideRegister {
	return []sideRegister{
		{"policies", []string{"id", "jurisdiction", "kind", "title_zh", "title_en", "body", "in_force", "effect_zh", "effect_en", "issues", "mark"}, policies},
		{"coverage", []string{"platform", "day", "outlet", "title", "issues"}, coverage},
		{"campaigns", []string{"association", "title_zh", "title_en", "from", "to", "issues"}, campaigns},
		{"exposure", []string{"platform", "from", "to", "measure", "value", "currency"}, exposure},
	}
}

// Registers lists the codes of the side registers that WriteRegister can write.
func Registers() []string {
	var codes []string
	for _, r := range sideRegisters() {
		codes = append(codes, r.code)
	}
	return codes
}

// WriteRegister writes a side register about the same world as Write, as a CSV file
// with the columns of package register. Most of what it dates changes nothing:
// that is planted too. It is an error when there is no register of the code, or
// as in Write.
func WriteRegister(w io.Writer, code string, o Options) error {
	i := slices.IndexFunc(sideRegisters(), func(r sideRegister) bool { return r.code == code })
	if i < 0 {
		return fmt.Errorf("the demo has no register %q", code)
	}
	c, ok := newCalendar(o.Until)
	if !ok {
		return errors.New("demo registers: want a last day that lies three years after 1970 or later")
	}
	r := sideRegisters()[i]
	out := csv.NewWriter(w)
	if err := out.WriteAll(append([][]string{r.header}, r.rows(newWorld(o.Seed), c, o)...)); err != nil {
		return fmt.Errorf("write demo register %s: %w", code, err)
	}
	return nil
}

// monthsBefore is the day that lies so many months before the end of the window.
func (c calendar) monthsBefore(months int) time.Time {
	return c.days[len(c.days)-1].AddDate(0, 0, 1).AddDate(0, -months, 0)
}

// policies are the rule that makes a platform improve, and others that change
// nothing: one of an issue, one whose day is not established, one that breaks the
// series.
func policies(_ *world, c calendar, _ Options) [][]string {
	day := func(months int) string { return c.monthsBefore(months).Format(time.DateOnly) }
	rule := func(id, kind, zh, en, inForce, effectZH, effectEN, issues string) []string {
		return []string{id, Jurisdiction, kind, zh, en, "霁川市场监督局（虚构） Office of Fair Trading of Jichuan (invented)", inForce, effectZH, effectEN, issues, ""}
	}
	return [][]string{
		rule(RuleChangeID, "rule", "退款时限规则（虚构）", "Refund deadline rule (invented)", day(ruleChange),
			"平台须在七日内完成退款", "Platforms must refund within seven days", "all"),
		rule("DEMO-ADS", "rule", "商品描述规则（虚构）", "Product description rule (invented)", day(11),
			"商品页面须写明材质与产地", "Product pages must state material and origin", "false_advertising"),
		rule("DEMO-FORM", "taxonomy", "投诉分类调整（虚构）", "New complaint form (invented)", day(29),
			"投诉表单换用新分类", "The complaint form has new categories", "all"),
		rule("DEMO-GUIDE", "guidance", "客服指引（虚构）", "Customer service guidance (invented)", strconv.Itoa(c.monthsBefore(14).Year()),
			"建议平台设人工客服", "Platforms should offer human customer service", "after_sales"),
	}
}

// coverage are reports by invented outlets: one about the platform that improves,
// shortly before it does, and two about platforms that do not change.
func coverage(w *world, c calendar, _ Options) [][]string {
	report := func(of Role, at time.Time, outlet, title string, issues ...string) []string {
		i := slices.IndexFunc(w.platforms, func(p platform) bool { return p.role == of })
		return []string{w.platforms[i].name, at.Format(time.DateOnly), outlet, title, strings.Join(issues, ",")}
	}
	return [][]string{
		report(Improves, c.monthsBefore(ruleChange).AddDate(0, 0, -12), "岫光晚报", "退款为什么这么慢"),
		report(Equal, c.monthsBefore(10), "岫光晚报", "一单退货的二十天"),
		report(Worse, c.monthsBefore(22), "Pellora Weekly", "Three customers, one answer"),
	}
}

// campaigns are weeks of invented associations; they change nothing.
func campaigns(w *world, c calendar, _ Options) [][]string {
	week := func(association int, at time.Time, zh, en, issues string) []string {
		return []string{w.associations[association].name, zh, en, at.Format(time.DateOnly), at.AddDate(0, 0, 6).Format(time.DateOnly), issues}
	}
	return [][]string{
		week(0, c.monthsBefore(13), "退货维权宣传周", "Week of returns", "after_sales"),
		week(len(w.associations)-1, c.monthsBefore(20), "网购质量提示周", "Week of quality", "quality"),
	}
}
