package anonymise

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A writer makes the pieces that are planted. Everything is invented; numbers
// have the check digits they should.
type writer struct{ *rand.Rand }

func pick[T any](w writer, from []T) T { return from[w.IntN(len(from))] }

func (w writer) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + w.IntN(10))
	}
	return string(b)
}

func (w writer) mobile() string {
	return "1" + pick(w, []string{"3", "5", "7", "8", "9"}) + w.digits(9)
}

func (w writer) day() string { return fmt.Sprintf("%02d%02d", 1+w.IntN(12), 1+w.IntN(28)) }

func (w writer) resident() string {
	areas := []string{"110105", "310115", "440305", "510104", "330102", "420106", "610113", "210102", "370203", "650102"}
	d := pick(w, areas) + fmt.Sprint(1950+w.IntN(60)) + w.day() + w.digits(3)
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i := range d {
		sum += int(d[i]-'0') * weights[i]
	}
	return d + "10X98765432"[sum%11:sum%11+1]
}

func (w writer) oldResident() string {
	return pick(w, []string{"110105", "310115", "440305"}) + fmt.Sprint(40+w.IntN(50)) + w.day() + w.digits(3)
}

func (w writer) card() string {
	prefix := pick(w, []string{"622202", "621700", "622848", "4111", "5105", "3782", "6225"})
	n := map[string]int{"4111": 16, "5105": 16, "3782": 15}[prefix]
	if n == 0 {
		n = pick(w, []int{16, 19})
	}
	d := prefix + w.digits(n-1-len(prefix))
	for c := range 10 {
		if whole := d + fmt.Sprint(c); validLuhn([]byte(whole)) {
			return whole
		}
	}
	return d
}

func (w writer) cpf() string {
	for {
		d := w.digits(9)
		for c := range 100 {
			if whole := fmt.Sprintf("%s%02d", d, c); validCPF([]byte(whole)) {
				return whole
			}
		}
	}
}

func (w writer) cnpj() string {
	for {
		d := w.digits(8) + "0001"
		for c := range 100 {
			if whole := fmt.Sprintf("%s%02d", d, c); validCNPJ(whole) {
				return whole
			}
		}
	}
}

// A form is a way of writing digits.
type form struct {
	name  string
	write func(w writer, d string) string
}

func each(d string, to func(i int, c rune) string) string {
	var b strings.Builder
	for i, c := range d {
		b.WriteString(to(i, c))
	}
	return b.String()
}

func mapped(digits string) func(writer, string) string {
	to := []rune(digits)
	return func(_ writer, d string) string {
		return each(d, func(_ int, c rune) string {
			if c < '0' || c > '9' {
				return string(c)
			}
			return string(to[c-'0'])
		})
	}
}

// cutUp writes digits in groups of these sizes; what is left is the last.
func cutUp(d, sep string, sizes ...int) string {
	var parts []string
	for _, n := range sizes {
		if len(d) > n {
			parts = append(parts, d[:n])
			d = d[n:]
		}
	}
	return strings.Join(append(parts, d), sep)
}

// plainForms hold in every language; hanForms are how Chinese is written.
func plainForms() []form {
	return []form{
		{"plain", func(_ writer, d string) string { return d }},
		{"plain", func(_ writer, d string) string { return d }},
		{"full width", func(_ writer, d string) string {
			return each(d, func(_ int, c rune) string { return string(c - '!' + '！') })
		}},
		{"zero width", func(w writer, d string) string {
			hidden := []string{"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e"}
			return each(d, func(i int, c rune) string {
				if i%3 == 2 {
					return string(c) + pick(w, hidden)
				}
				return string(c)
			})
		}},
		{"one by one", func(w writer, d string) string {
			return strings.Join(strings.Split(d, ""), pick(w, []string{" ", "-", ".", "\u00a0", "·"}))
		}},
	}
}

func hanForms() []form {
	return append(plainForms(),
		form{"numerals", mapped("零一二三四五六七八九")},
		form{"circle zero", mapped("〇幺二三四五六七八九")},
		form{"bankers'", mapped("零壹贰叁肆伍陆柒捌玖")},
		form{"mixed", func(w writer, d string) string {
			han := []rune("零一二三四五六七八九")
			return each(d, func(_ int, c rune) string {
				if c >= '0' && c <= '9' && w.IntN(3) == 0 {
					return string(han[c-'0'])
				}
				return string(c)
			})
		}},
		form{"circled", mapped("⓪①②③④⑤⑥⑦⑧⑨")},
		form{"raised", mapped("⁰¹²³⁴⁵⁶⁷⁸⁹")},
		form{"keycaps", func(_ writer, d string) string {
			return each(d, func(_ int, c rune) string { return string(c) + "\ufe0f\u20e3" })
		}},
		form{"Arabic-Indic", mapped("٠١٢٣٤٥٦٧٨٩")},
	)
}

func grouped(name string, seps []string, sizes ...int) form {
	return form{name, func(w writer, d string) string { return cutUp(d, pick(w, seps), sizes...) }}
}

// mobileForms are how Chinese mobiles are written.
func mobileForms() []form {
	return append(hanForms(),
		grouped("3-4-4", []string{" ", "-", ".", "·", " - ", "_", "—"}, 3, 4, 4),
		grouped("4-4-3", []string{" ", "-"}, 4, 4, 3),
		grouped("3-3-5", []string{" ", "-"}, 3, 3, 5),
		form{"+86", func(w writer, d string) string {
			return pick(w, []string{"+86", "+86 ", "86-", "0086-", "(+86)", "+86-"}) + d
		}},
		form{"full width 3-4-4", func(_ writer, d string) string {
			return each(cutUp(d, "-", 3, 4, 4), func(_ int, c rune) string { return string(c - '!' + '！') })
		}},
		form{"masked", func(_ writer, d string) string { return d[:3] + "****" + d[7:] }},
	)
}

func residentForms() []form {
	return append(hanForms(),
		grouped("6-8-4", []string{" ", "-"}, 6, 8, 4),
		grouped("6-4-4-4", []string{" ", "-"}, 6, 4, 4, 4),
		form{"small x", func(_ writer, d string) string { return strings.ToLower(d) }},
		form{"masked", func(_ writer, d string) string { return d[:6] + "********" + d[14:] }},
	)
}

func cardForms(han bool) []form {
	forms := plainForms()
	if han {
		forms = hanForms()
	}
	return append(forms,
		grouped("fours", []string{" ", "-", "\u00a0"}, 4, 4, 4, 4),
		grouped("six and rest", []string{" "}, 6),
		form{"masked", func(_ writer, d string) string { return d[:6] + strings.Repeat("*", len(d)-10) + d[len(d)-4:] }},
	)
}

func shaped(name, shape string) form {
	return form{name, func(_ writer, d string) string {
		i := 0
		return each(shape, func(_ int, c rune) string {
			if c != 'd' {
				return string(c)
			}
			i++
			return d[i-1 : i]
		})
	}}
}

// hanName is a name in Chinese characters: the given names are a list of its
// own, not that of the lexicon.
func (w writer) hanName() string {
	surnames := []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯",
		"于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟",
		"汪", "田", "任", "姜", "范", "方", "石", "姚", "谭", "廖", "邹", "熊", "金", "陆", "郝", "孔", "白", "崔", "康", "毛", "邱", "秦", "江", "史", "顾", "侯", "邵", "孟",
		"龙", "万", "段", "雷", "钱", "汤", "尹", "黎", "易", "常", "武", "乔", "贺", "赖", "龚", "文", "欧阳", "司马", "诸葛", "上官", "慕容", "尉迟"}
	return pick(w, surnames) + pick(w, hanGivenNames())
}

func hanGivenNames() []string {
	return strings.Fields("伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂英 秀兰 秀英 玉梅 建国 建军 志强 志明 晓明 小红 小芳 海燕 海涛 文博 子涵 梓萱 浩然 宇轩 欣怡 雨桐 佳琪" +
		" 思远 俊杰 嘉豪 一诺 一鸣 可馨 诗涵 雅婷 梦洁 雪梅 春燕 冬梅 国庆 爱华 红兵 卫东 永强 永福 德华 德明 福生 根生 长贵 来福 招娣 翠花 桂花 金凤 银花 玉兰 淑芬 淑珍 美玲 丽萍 丽华 凤英" +
		" 立新 立群 振华 振宇 光明 光辉 学军 学文 世杰 世豪 天佑 天宇 博文 博涵 昊天 泽宇 泽楷 沐宸 奕辰 奕泽 懿轩 芷若 若曦 语嫣 依依 婉婷 紫薇 紫涵 钰琪 玥 晟 珩 祎 铄 彤 琛 婧 颖 莹 蕾 薇 倩 琳 慧")
}

func (w writer) place() string {
	cities := []string{"北京市朝阳区", "上海市浦东新区", "广东省深圳市南山区", "浙江省杭州市西湖区", "四川省成都市武侯区", "湖北省武汉市洪山区", "江苏省南京市鼓楼区", "陕西省西安市雁塔区",
		"河南省郑州市金水区", "山东省青岛市市南区", "重庆市渝北区", "福建省厦门市思明区", "广西南宁市青秀区", "新疆乌鲁木齐市天山区", "杭州市余杭区", "苏州工业园区", "长沙市岳麓区", "朝阳区", "天河区", ""}
	roads := []string{"人民路", "解放大道", "中山北路", "建设街", "文化巷", "学府路", "滨江大道", "新华街", "东风路", "花园路", "科技园南路", "环城西路", "五四街", "民主路", "和平大街", "友谊胡同", "张江路", "石门一路",
		"八一路", "发展大道"}
	estates := []string{"阳光花园", "幸福小区", "翠湖苑", "金域华府", "滨江公寓", "碧水湾", "东方家园", "和平里", "绿地新都会", "锦绣城", "望湖大厦", "创业园", "御景庭"}
	numerals := []string{"一", "二", "三", "五", "八", "十二", "二十", "三十六", "八十八", "一百零二"}
	city, road, estate := pick(w, cities), pick(w, roads), pick(w, estates)
	n := func(most int) int { return 1 + w.IntN(most) }
	switch w.IntN(12) {
	case 0:
		return fmt.Sprintf("%s%s%d号", city, road, n(999))
	case 1:
		return fmt.Sprintf("%s%s%d号%s%d栋%d单元%d室", city, road, n(999), estate, n(30), n(6), 100*n(30)+n(8))
	case 2:
		return fmt.Sprintf("%s%s%d号%d号楼%d室", city, road, n(300), n(30), 100*n(30)+n(8))
	case 3:
		return fmt.Sprintf("%s%s%d幢%d单元%d", city, estate, n(30), n(4), 100*n(30)+n(8))
	case 4:
		return fmt.Sprintf("%s%s%s号", city, road, pick(w, numerals))
	case 5:
		return fmt.Sprintf("%s%s%s栋%s单元%s室", city, estate, pick(w, numerals[:5]), pick(w, numerals[:4]), pick(w, []string{"三零一", "五〇二", "一二零三", "十八"}))
	case 6:
		return fmt.Sprintf("%s%s%d弄%d号%d室", city, road, n(999), n(99), 100*n(18)+n(8))
	case 7:
		return fmt.Sprintf("%s柳河镇大王庄村%d组%d号", city, n(12), n(300))
	case 8:
		return fmt.Sprintf("%s%s %d号 %s %d-%d-%d", city, road, n(500), estate, n(20), n(4), 100*n(20)+n(4))
	case 9:
		return fmt.Sprintf("%s%s%d号%s%s座%d层%d室", city, road, n(500), estate, pick(w, []string{"A", "B", "C"}), n(30), 1000+n(2000))
	case 10:
		return fmt.Sprintf("%s%s%d号附%d号", city, road, n(500), n(20))
	}
	return fmt.Sprintf("%s%s%d-%d号", city, road, n(500), n(20))
}

func (w writer) latinName(language string) string {
	first := strings.Fields("James Mary Robert Patricia Michael Jennifer Priya Wei Fatima Olga Hiroshi Deshawn Siobhan Ximena Zoe")
	last := strings.Fields("Smith Johnson Okafor Nguyen Kowalski O'Brien Garcia-Lopez Whitfield McDonald Ramanathan Petrov Chen Haddad")
	if language == "pt" {
		first = strings.Fields("Maria José João Ana Antônio Francisco Luiza Márcia Conceição Tatiane Wesley Raimunda Íris Otávio")
		last = strings.Fields("Silva Santos Souza Oliveira Araújo Conceição Magalhães Queiroz Xavier Bittencourt Nóbrega Fagundes")
	}
	name := pick(w, first) + " "
	if language == "pt" && w.IntN(3) == 0 {
		name += pick(w, []string{"da ", "de ", "dos "})
	}
	if w.IntN(3) == 0 {
		name += pick(w, []string{"J. ", "Lee ", "Paula "})
	}
	return name + pick(w, last)
}

func (w writer) latinPlace(language string) string {
	n := func(most int) int { return 1 + w.IntN(most) }
	if language == "pt" {
		street := pick(w, []string{"Rua das Flores", "Rua XV de Novembro", "Av. Paulista", "Avenida Getúlio Vargas", "Travessa do Comércio", "Alameda Jaú", "Rua Sete de Setembro", "R. José Bonifácio",
			"Praça da Sé", "Rodovia Raposo Tavares", "Rua Dr. João Pessoa", "rua padre anchieta"})
		tail := pick(w, []string{"", ", apto 45", ", bloco B, ap 302", ", casa 2", " - Centro, Santos - SP", ", Vila Nova, Rio de Janeiro/RJ", ", sala 1204"})
		return fmt.Sprintf("%s%s%d%s", street, pick(w, []string{", ", ", nº ", " ", ", n. "}), n(9999), tail)
	}
	street := pick(w, []string{"Main Street", "N Oak Ave", "Martin Luther King Blvd", "5th Avenue", "Elm St.", "Cedar Ridge Rd", "Sunset Drive", "Old Mill Lane", "W 42nd St", "County Road", "Pine Ct", "Harbor View Way", "maple street"})
	tail := pick(w, []string{"", ", Apt 4B", " #12", ", Springfield, IL 62704", ", Unit 3, Austin, TX 78701-1234", " Suite 200"})
	return fmt.Sprintf("%d %s%s", n(99999), street, tail)
}
