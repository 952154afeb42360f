package anonymise_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"redress/ingest/anonymise"
)

func TestRedact(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		if got := anonymise.Redact(text); got != want {
			t.Errorf("Redact(%q) = %q, want %q", text, got, want)
		}
	}
	f("write to ana.b+c@shop.example.com, please", "write to [email], please")
	f("ana @ shop.example", "[email]")
	f("邮箱zhang.san@qq.example。", "邮箱［邮箱］。")
	f("joão@exemplo.example", "[email]")
	f("13800138000@mail.example ou 52998224725.x@mail.example", "[email] ou [email]")
	f("QQ：12345678@qq.example。", "QQ：[email]。")
	f("ana (at) mail dot com, ana arroba mail ponto com, ana#mail.com", "[email], [email], [email]")
	f("from 203.0.113.77 and fe80::1:2", "from [ip] and [ip]")
	f("110101********1234 e ***.456.789-**", "[id] e [tax id]")
	f("我叫李明，电话一三八零零一三八零零零，住在北京市朝阳区建国路88号3栋2单元1502室", "我叫［姓名］，电话［电话］，住在［地址］")
	f("Sra. Ana Lima, Rua das Flores, 123, apto 4", "Sra. [name], [address]")
	f("姓名：［姓名］，电话：［电话］，[phone]", "姓名：［姓名］，电话：［电话］，[phone]")
	f("ask @ana_b there", "ask [account] there")
	f("３ @ 5 each", "３ @ 5 each")
	f("call (11) 98765-4321 now", "call [phone] now")
	f("call +55 11 98765-4321", "call [phone]")
	f("call 212-555-0143 or 555-0143", "call [phone] or [phone]")
	f("电话１３８００１３８０００", "电话［电话］")
	f("138 0013 8000", "[phone]")
	f("（１１）９８７６５－４３２１，ａｎａ＠ｂ．ｅｘａｍｐｌｅ！", "[phone]，[email]！")
	f("CPF 529.982.247-25.", "CPF [tax id].")
	f("cpf 52998224725 e 529 982 247 25", "cpf [tax id] e [tax id]")
	f("CNPJ 11.222.333/0001-81", "CNPJ [tax id]")
	f("CNPJ 12.ABC.345/01DE-35 ou 12ABC34501DE35", "CNPJ [tax id] ou [tax id]")
	f("SSN 078-05-1120", "SSN [tax id]")
	f("身份证11010519491231002X号", "身份证［身份证］号")
	f("card 4111 1111 1111 1111 exp 12/27", "card [card] exp 12/27")
	f("card 4111-1111-1111-1111", "card [card]")
	f("order 8812345678 late", "order [order] late")
	f("protocolo 20240315001122", "protocolo [order]")
	f("placa ABC-1234, ABC1D23", "placa [plate], [plate]")
	f("车牌京A12345，京AD12345", "车牌［车牌］，［车牌］")
	f("CEP 01310-100", "CEP [postcode]")
	f("RG 12.345.678-9", "RG [id]")
	f("see https://shop.example/o?id=7 and https://shop.example/", "see shop.example/[url] and https://shop.example/")
	f("www.shop.example/u/ana!", "www.shop.example/[url]!")
	f("ftp://ana:pw@shop.example", "[url]")
	f("5\u200b2998224725 and 529.982.247\u201125", "[tax id] and [tax id]")
	f("٥٢٩٩٨٢٢٤٧٢٥", "[tax id]")
	// What stays.
	for _, text := range []string{
		"", "nothing here", "paid 1.234,56 on 12/03/2016 and 1,234.50 on 2016-03-12 at 14:30",
		"from 2015-2016, 20160312, 12032016", "XX/XX/2019 {$1234.00} XXXX XXXX", "Section 1681 of 15 USC",
		"3x de R$ 99,90", "produto com vício", "投诉2024年3月15日", "COVID-19 and B2W", "12 3456 items", "73.19-0-02",
		"https://shop.example or www.shop.example", "up to 9999999",
	} {
		f(text, text)
	}
}

var (
	anyEmail  = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}`)
	anyCPF    = regexp.MustCompile(`[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}`)
	longDigit = regexp.MustCompile(`[0-9]{9,}`)
)

func FuzzRedact(f *testing.F) {
	for _, s := range []string{"ana@b.example 529.982.247-25", "a@b@c.example", "1 2 3 4 5 6 7 8 9 0 12345678901", "京A12345@x.y",
		"http://1.2/@x", "+(11) 98765-4321-529.982.247-25", "12.ABC.345/01DE-35", "１２３＠４．ｃｏ", "11010519491231002X", "w www.a/b", "\xe8a@b.pe29\x00",
		"4111 1111 1111 1111 1111", "5-3 12345-678-9012", "a @ b.co", "ABC-12345678", "\xff\xfe529982\x00", "客服小刘说一三八零零一三八零零零",
		"姓名：阿依古丽·买买提，住在北京市朝阳区建国路88号3栋2单元1502室", "my name is ana lima, Mr. Silva, 1200 N Oak St Apt 4", "ana (at) mail dot com",
		"微信（vx）：abc_123 QQ12345", "fe80::1:2:3 1.2.3.44", "110101********1234 ***.456.789-**", "［电话］[phone] 姓名：［姓名］",
		"Rua das Flores, 123, apto 4 - Centro, Santos - SP", "https://a:b@c.example/x?y#z a.cn/1", "壹贰叁①②③¹²³٣", "V信abc123 wxid_123456", "王总说", "张收", "小王收", "号", "1号", "路1号", "先生", "李先生", "地址", "一", "本人王", "总"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := anonymise.Redact(text)
		if twice := anonymise.Redact(once); twice != once {
			t.Errorf("Redact(%q) = %q, and of that %q", text, once, twice)
		}
		if !utf8.ValidString(once) {
			t.Errorf("Redact(%q) = %q, which is no UTF-8", text, once)
		}
		if len(once) > 4*len(text) {
			t.Errorf("Redact(%q) = %q: %d bytes of %d", text, once, len(once), len(text))
		}
		for what, pattern := range map[string]*regexp.Regexp{"an e-mail address": anyEmail, "a CPF": anyCPF} {
			if pattern.MatchString(once) {
				t.Errorf("Redact(%q) = %q, which holds %s", text, once, what)
			}
		}
		for _, run := range longDigit.FindAllString(once, -1) {
			// Hotlines, trade items that check out, and money.
			if len(run) == 10 && (strings.HasPrefix(run, "400") || strings.HasPrefix(run, "800")) || len(run) == 9 || len(run) >= 12 && len(run) <= 14 {
				continue
			}
			t.Errorf("Redact(%q) = %q, which holds %d digits", text, once, len(run))
		}
	})
}

// BenchmarkRedactor runs over texts as they come: English and Chinese, without
// anything to redact and with some.
func BenchmarkRedactor(b *testing.B) {
	english := strings.Repeat("In accordance with the Fair Credit Reporting Act, on 03/15/2023 I paid {$1234.00} and wrote to XXXX. ", 20)
	words := strings.Repeat("They refused to refund me and said that it was all my own fault, which is not what the contract says. ", 20)
	chinese := strings.Repeat("本人在2024年12月25日通过该平台借款8000元分12期，每月要还803.65元其中每个月担保费70.21元，综合年化率超过国家标准，要求退还担保费。", 10)
	talk := strings.Repeat("多次投诉后仍旧违规催收，前期有和客服进行协商沟通，言语辱骂，威胁恐吓，平台不理睬，仍旧包庇恶意催收，证据确凿。", 10)
	traditional := strings.Repeat("多次投訴後仍舊違規催收，前期有和客服進行協商溝通，言語辱罵，威脅恐嚇，平臺不理睬，仍舊包庇惡意催收，證據確鑿。", 10)
	for _, text := range []struct{ name, text string }{
		{"english clean", english}, {"english words", words}, {"english", english + "Call 212-555-0143 or write to ana@shop.example."},
		{"traditional", traditional}, {"chinese clean", chinese}, {"chinese words", talk}, {"chinese", chinese + "电话：13800138000，收货人张丽华，地址：杭州市文三路478号3栋201室。"},
	} {
		b.Run(text.name, func(b *testing.B) {
			var r anonymise.Redactor
			b.SetBytes(int64(len(text.text)))
			b.ReportAllocs()
			for b.Loop() {
				r.Redact(text.text)
			}
		})
	}
}
