package anonymise

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestTraditional holds the table together: whole pairs, none twice, none that
// leads on to another, and no word here that a folded text can not hold.
func TestTraditional(t *testing.T) {
	pairs := []rune(strings.ReplaceAll(traditional, "\n", ""))
	if len(pairs)%2 != 0 {
		t.Fatalf("the table holds %d characters, want pairs", len(pairs))
	}
	seen := map[rune]bool{}
	for i := 0; i < len(pairs); i += 2 {
		from, to := pairs[i], pairs[i+1]
		if seen[from] || from == to || simplify(to) != 0 || utf8.RuneLen(from) != 3 || utf8.RuneLen(to) != 3 {
			t.Errorf("the pair %c%c is there twice, is the same, leads on or is not as long", from, to)
		}
		seen[from] = true
	}
	lexicon, err := lexicons.ReadFile("names/zh.txt")
	if err != nil {
		t.Fatal(err)
	}
	words := string(lexicon) + roads + estates + parts + placeStops + goesOn + strings.Join(provinceNames[:], "") + strings.Join(stops[:], "") +
		strings.Join(marks[:], "") + strings.Join(connectors[:], "")
	for _, all := range hanWords {
		words += all
	}
	for _, r := range words {
		if simplify(r) != 0 {
			t.Errorf("%c is in a word that is looked for, and never in a view", r)
		}
	}
}

func TestRedactTraditional(t *testing.T) {
	for text, want := range map[string]string{
		"聯絡人張偉，電話0912-345-678":    "聯絡人［姓名］，電話［电话］",
		"投訴人：陳大文":                 "投訴人：［姓名］",
		"行動電話+886 912 345 678，謝謝": "行動電話［电话］，謝謝",
		"手機0912345678":            "手機［电话］",
		"電話：02-23456789轉123":      "電話：［电话］",
		"電話(02)2345-6789#12":      "電話［电话］",
		"身分證字號A123456789":         "身分證字號［身份证］",
		"他的A123456789被冒用":         "他的［身份证］被冒用",
		"型錄寫的是A123456788":         "型錄寫的是A［号码］",
		"香港身份證A123456(3)":         "香港身份證［身份证］",
		"證件上寫A123456（3）":          "證件上寫［身份证］",
		"型錄寫的是A123456(4)":         "型錄寫的是A123456(4)",
		"地址：臺北市信義區忠孝東路四段100巷5弄12號3樓之2": "地址：［地址］",
		"致電852-21234567查詢":             "致電［电话］查詢",
		"李小姐說會退款，歐陽先生卻說不行":             "［姓名］小姐說會退款，［姓名］先生卻說不行",
		"民國113年5月20日刷卡NT$1,299，客服沒有回覆": "民國113年5月20日刷卡NT$1,299，客服沒有回覆",
	} {
		if got := Redact(text); got != want {
			t.Errorf("Redact(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestTraditionalPerson(t *testing.T) {
	l, err := LoadLexicon("zh")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"張偉": "張偉", "陳大文（個體戶）": "陳大文", "歐陽麗華": "歐陽麗華", "極光集團": "", "李麗服裝店": ""} {
		if got := l.Person(name, false); got != want {
			t.Errorf("Person(%q) = %q, want %q", name, got, want)
		}
	}
	if !l.Company("極光集團") {
		t.Error("Company(極光集團) = false, want true")
	}
}
