package anonymise

import (
	"strings"
	"testing"
)

// TestHanTraders measures how well the Chinese lexicon tells sellers that bear
// their owner's name from others.
func TestHanTraders(t *testing.T) {
	l, err := LoadLexicon("zh")
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string][2]int{} // taken for a person, of all
	var mistakes []string
	for _, line := range corpusFile(t, "zh.traders.txt") {
		kind, names, ok := strings.Cut(line, ":")
		if !ok || kind != "person" && kind != "business" {
			t.Fatalf("a line of the traders is neither person nor business")
		}
		for _, name := range strings.Fields(names) {
			c := counts[kind]
			c[1]++
			person := l.Person(name, false) != "" && !l.Company(name)
			if person {
				c[0]++
			}
			if person != (kind == "person") {
				mistakes = append(mistakes, kind+" "+name)
			}
			counts[kind] = c
		}
	}
	persons, businesses := counts["person"], counts["business"]
	recall := 100 * float64(persons[0]) / float64(persons[1])
	precision := 100 * float64(persons[0]) / float64(persons[0]+businesses[0])
	t.Logf("persons: %d of %d found (recall %.1f %%), %d of %d businesses taken for persons (precision %.1f %%); wrong: %s",
		persons[0], persons[1], recall, businesses[0], businesses[1], precision, strings.Join(mistakes, ", "))
	if persons[1] < 70 || businesses[1] < 70 || recall < 95 || precision < 95 {
		t.Errorf("recall %.1f %% of %d persons, precision %.1f %%: want 95 %% of at least 70 each", recall, persons[1], precision)
	}
}

func TestHanPerson(t *testing.T) {
	l, err := LoadLexicon("zh")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"张三": "张三", "张 三": "张三", "李四服装店": "", "李四服装店（个体工商户）": "李四", "欧阳娜娜": "欧阳娜娜", "张王晓明": "张王晓明",
		"极光有限公司": "", "Aurora": "", "": "", "杭州市西湖区王秀兰小吃店(个体工商户)": "王秀兰", "极光/张丽华": "张丽华",
	} {
		if got := l.Person(name, false); got != want {
			t.Errorf("Person(%q) = %q, want %q", name, got, want)
		}
	}
	if !l.Company("极光科技有限公司") || l.Company("张三") {
		t.Errorf("Company of 极光科技有限公司 = %v, of 张三 = %v, want true and false", l.Company("极光科技有限公司"), l.Company("张三"))
	}
}
