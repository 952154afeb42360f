package anonymise

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// A plant says which kind of piece a slot of the templates holds, how it is made
// and in which forms it is written.
type plant struct {
	kind  string
	make  func(w writer) string
	forms []form
}

func plants(language string) map[string]plant {
	plain := []form{{"plain", func(_ writer, d string) string { return d }}}
	email := func(w writer) string {
		user := pick(w, []string{"ana", "zhang.san", "j_doe", "li-hua"}) + w.digits(2)
		return pick(w, []string{user + "@mail.example.com", user + "＠mail.example", user + " (at) mail dot com", user + "[at]mail.com", user + "@qq.example", user + " @ mail.example.org"})
	}
	common := map[string]plant{
		"email": {"email", email, plain},
		"ip": {"ip", func(w writer) string {
			return fmt.Sprintf("%d.%d.%d.%d", 11+w.IntN(240), w.IntN(256), w.IntN(256), 10+w.IntN(90))
		}, plain},
		"url": {"url", func(w writer) string {
			return pick(w, []string{"u/ana" + w.digits(3), "order?id=" + w.digits(6), "x#" + w.digits(5), w.digits(7) + ".html"})
		}, plain},
	}
	switch language {
	case "zh":
		common["phone"] = plant{"phone", writer.mobile, mobileForms()}
		common["landline"] = plant{"phone", func(w writer) string {
			return pick(w, []string{"010-8", "021-6", "0571-8", "(0755)2", "010 6", "0991-4"}) + w.digits(pick(w, []int{6, 7})) + pick(w, []string{"", "", "转801", "-8012"})
		}, plain}
		common["id"] = plant{"id", writer.resident, residentForms()}
		common["oldid"] = plant{"id", writer.oldResident, append(plainForms(), hanForms()[5:]...)}
		common["card"] = plant{"card", writer.card, cardForms(true)}
		common["name"] = plant{"name", writer.hanName, plain}
		common["surname"] = plant{"name", func(w writer) string {
			return pick(w, strings.Split("王李张刘陈杨赵黄周吴徐孙胡朱林郭罗梁宋郑谢韩唐冯董程曹袁邓许沈曾彭吕苏", ""))
		}, plain}
		common["nick"] = plant{"name", func(w writer) string {
			return pick(w, []string{"小", "老"}) + pick(w, strings.Split("王李张刘陈杨赵黄周吴徐孙胡朱林郭罗梁宋郑谢韩唐冯", ""))
		}, plain}
		common["address"] = plant{"address", writer.place, plain}
		common["plate"] = plant{"plate", func(w writer) string {
			return pick(w, strings.Split("京沪粤苏浙川鄂豫鲁闽陕渝", "")) + pick(w, strings.Split("ABCDEF", "")) + pick(w, []string{"", "·", " "}) +
				pick(w, []string{w.digits(5), pick(w, []string{"D", "F"}) + w.digits(5), pick(w, []string{"K", "MH"}) + w.digits(4)[:4], w.digits(5)})[0:5]
		}, plain}
		common["wechat"] = plant{"wechat", func(w writer) string { return pick(w, []string{"lxh_", "abc", "wx-mm", "kefu"}) + w.digits(4) }, plain}
		common["qq"] = plant{"qq", func(w writer) string { return "3" + w.digits(5+w.IntN(5)) }, hanForms()}
		common["order"] = plant{"order", func(w writer) string {
			return pick(w, []string{w.digits(18), "24" + w.digits(13), "E" + w.digits(14), w.digits(12)})
		}, plain}
		common["tracking"] = plant{"tracking", func(w writer) string {
			return pick(w, []string{"SF" + w.digits(13), "YT" + w.digits(13), "JDVB" + w.digits(11), "7" + w.digits(13), "43" + w.digits(11), "EA" + w.digits(9) + "CN"})
		}, plain}
		common["postcode"] = plant{"postcode", func(w writer) string { return "3" + w.digits(5) }, plain}
	case "en":
		common["phone"] = plant{"phone", func(w writer) string { return pick(w, []string{"212", "415", "646", "312"}) + "555" + w.digits(4) },
			append(plainForms()[:4], shaped("us", "(ddd) ddd-dddd"), shaped("us", "ddd-ddd-dddd"), shaped("us", "ddd.ddd.dddd"), shaped("us", "+1 ddd ddd dddd"), shaped("us", "1-ddd-ddd-dddd"),
				shaped("us", "ddd ddd dddd"), grouped("one by one", []string{" ", "-"}, 1, 1, 1, 1, 1, 1, 1, 1, 1))}
		common["ssn"] = plant{"tax id", func(w writer) string { return pick(w, []string{"078", "219", "9" + w.digits(2)}) + w.digits(6) },
			[]form{shaped("ssn", "ddd-dd-dddd"), shaped("ssn", "ddd dd dddd"), shaped("ssn", "ddddddddd"), {"full width", func(_ writer, d string) string {
				return each(d, func(_ int, c rune) string { return string(c - '!' + '！') })
			}}, {"masked", func(_ writer, d string) string { return "***-**-" + d[5:] }}}}
		common["card"] = plant{"card", writer.card, cardForms(false)}
		common["name"] = plant{"name", func(w writer) string { return w.latinName("en") }, plain}
		common["address"] = plant{"address", func(w writer) string { return w.latinPlace("en") }, plain}
		common["order"] = plant{"order", func(w writer) string {
			return pick(w, []string{"112-" + w.digits(7) + "-" + w.digits(7), "AB-" + w.digits(6), w.digits(9), "W" + w.digits(8)})
		}, plain}
		common["tracking"] = plant{"tracking", func(w writer) string {
			return pick(w, []string{"1Z999AA1" + w.digits(10), "94" + w.digits(20), "TBA" + w.digits(12)})
		}, plain}
		common["account"] = plant{"account", func(w writer) string { return w.digits(8 + w.IntN(5)) }, plain}
	case "pt":
		common["phone"] = plant{"phone", func(w writer) string { return pick(w, []string{"11", "21", "31", "85"}) + "9" + w.digits(8) },
			append(plainForms()[:4], shaped("br", "(dd) ddddd-dddd"), shaped("br", "dd ddddd-dddd"), shaped("br", "+55 dd ddddd-dddd"), shaped("br", "(dd)ddddd dddd"), shaped("br", "dd-ddddd-dddd"),
				shaped("br", "0dd dddddddd"[:3]+" ddddd-dddd"))}
		common["cpf"] = plant{"tax id", writer.cpf, append(plainForms(), shaped("cpf", "ddd.ddd.ddd-dd"), shaped("cpf", "ddd.ddd.ddd-dd"), shaped("cpf", "ddd ddd ddd dd"), shaped("cpf", "ddd-ddd-ddd-dd"),
			form{"masked", func(_ writer, d string) string { return "***." + d[3:6] + "." + d[6:9] + "-**" }})}
		common["cnpj"] = plant{"tax id", writer.cnpj, []form{shaped("cnpj", "dd.ddd.ddd/dddd-dd"), shaped("cnpj", "dddddddddddddd")}}
		common["rg"] = plant{"id", func(w writer) string { return w.digits(9) }, []form{shaped("rg", "dd.ddd.ddd-d"), shaped("rg", "ddddddddd"), shaped("rg", "MG-dd.ddd.ddd")}}
		common["card"] = plant{"card", writer.card, cardForms(false)}
		common["name"] = plant{"name", func(w writer) string { return w.latinName("pt") }, plain}
		common["address"] = plant{"address", func(w writer) string { return w.latinPlace("pt") }, plain}
		common["cep"] = plant{"postcode", func(w writer) string { return "0" + w.digits(7) }, []form{shaped("cep", "ddddd-ddd"), shaped("cep", "dd.ddd-ddd"), shaped("cep", "dddddddd")}}
		common["order"] = plant{"order", func(w writer) string {
			return pick(w, []string{w.digits(9), "V-" + w.digits(8), "2024" + w.digits(10)})
		}, plain}
		common["tracking"] = plant{"tracking", func(w writer) string { return "AA" + w.digits(9) + "BR" }, plain}
	}
	return common
}

// filler is what stands beside the planted pieces and has to stay: money, days,
// goods, rules.
func (w writer) filler(name string) string {
	switch name {
	case "amount":
		return pick(w, []string{fmt.Sprintf("%d.%02d", 10+w.IntN(9000), w.IntN(100)), fmt.Sprint(10 + w.IntN(99999)), fmt.Sprintf("%d,%03d.%02d", 1+w.IntN(99), w.IntN(1000), w.IntN(100))})
	case "reais":
		return fmt.Sprintf("%d.%03d,%02d", 1+w.IntN(99), w.IntN(1000), w.IntN(100))
	case "day":
		y, m, d := 2015+w.IntN(11), 1+w.IntN(12), 1+w.IntN(28)
		return pick(w, []string{fmt.Sprintf("%d-%02d-%02d", y, m, d), fmt.Sprintf("%02d/%02d/%d", d, min(m, 12), y), fmt.Sprintf("%d.%d.%d", y, m, d), fmt.Sprintf("%d%02d%02d", y, m, d)})
	case "goods":
		return pick(w, []string{"iPhone 15 Pro Max 256GB", "RTX4090", "WH-1000XM4", "Mate60", "X100 Pro+", "HG8145V5", "500ml", "A4", "5G"})
	case "n":
		return fmt.Sprint(2 + w.IntN(40))
	}
	return "?"
}

// generate fills a template: {slot} is planted, {=filler} is not.
func (w writer) generate(t testing.TB, language, template string, plants map[string]plant) planted {
	p := planted{language: language}
	for {
		before, rest, ok := strings.Cut(template, "{")
		p.text += before
		if !ok {
			return p
		}
		slot, after, _ := strings.Cut(rest, "}")
		template = after
		if name, is := strings.CutPrefix(slot, "="); is {
			p.text += w.filler(name)
			continue
		}
		plant, known := plants[slot]
		if !known {
			t.Fatalf("a template of the %s corpus has the unknown slot %s", language, slot)
		}
		form := pick(w, plant.forms)
		piece := form.write(w, plant.make(w))
		p.items = append(p.items, item{kind: plant.kind, form: form.name, start: len(p.text), end: len(p.text) + len(piece)})
		p.text += piece
	}
}

// TestGeneratedCorpus measures thousands of sentences made from templates, each
// kind of piece in every form that it is written in.
func TestGeneratedCorpus(t *testing.T) {
	const perTemplate = 250
	s := newScore()
	sentences := 0
	for _, language := range []string{"zh", "en", "pt"} {
		w := writer{rand.New(rand.NewPCG(7, uint64(len(language))))}
		plants := plants(language)
		for _, template := range corpusFile(t, language+".templates.txt") {
			for range perTemplate {
				s.add(w.generate(t, language, template, plants))
				sentences++
			}
		}
	}
	s.report(t, fmt.Sprintf("generated: %d sentences", sentences), 60)
}
