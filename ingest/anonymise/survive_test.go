package anonymise

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// TestNoPlantedNumberSurvives puts numbers of persons, in every form they are
// written in, between pieces of text that look like other things, and looks for
// their digits in what comes out.
func TestNoPlantedNumberSurvives(t *testing.T) {
	pieces := strings.Split("退款|元|2024-03-15|客服|，|。| | |（|）|电话|号|路12号|李女士|ABC|x1|iPhone 15|￥|$|12|%|@shop|www.a.com|[phone]|［电话］|：|第|条|order |card |v1.2|型号|版本|SKU |微信|QQ|一|三|共|Mr. |at |- |/|*|#", "|")
	kinds := []plant{
		{"phone", writer.mobile, mobileForms()}, {"id", writer.resident, residentForms()}, {"card", writer.card, cardForms(true)},
		{"tax id", writer.cpf, plainForms()},
	}
	sign := regexp.MustCompile(`[^0-9]`)
	w := writer{rand.New(rand.NewPCG(11, 12))}
	soup := func() string {
		var b strings.Builder
		for range w.IntN(8) {
			b.WriteString(pick(w, pieces))
		}
		return b.String()
	}
	const texts = 40000
	lost := 0
	for range texts {
		kind := pick(w, kinds)
		form := pick(w, kind.forms)
		if form.name == "masked" {
			continue
		}
		number := kind.make(w)
		text := soup() + pick(w, []string{" ", "，", "：", "是"}) + form.write(w, number) + pick(w, []string{" ", "，", "。", "的"}) + soup()
		var f folder
		out, _ := f.fold(Redact(text))
		// Half of the digits in a row are as good as all.
		digits := sign.ReplaceAllString(number, "")
		rest := sign.ReplaceAllString(out, "")
		if strings.Contains(rest, digits[:7]) || strings.Contains(rest, digits[len(digits)-7:]) {
			lost++
			if lost <= 20 {
				t.Logf("%s %s in %q gives %q", kind.kind, form.name, text, Redact(text))
			}
		}
	}
	if lost*1000 > texts {
		t.Errorf("%d of %d numbers survive, want at most one in a thousand", lost, texts)
	}
}
