package anonymise

import "strings"

const (
	// roads end the name of a street or village: a number and 号 behind one is an
	// address.
	roads = "路街道巷弄村坊屯组同段镇乡胡庄寨湾堡沟岭桥"
	// estates end the name of a house or a group of houses.
	estates = "区苑园城府庭湾邸寓厦村里院场墅轩阁居郡舍"
	// parts are the units of a house that another may stand behind.
	parts = "号弄栋幢座元楼层排院"
	// placeStops end the way back from a house number to where its address
	// begins: words that stand in front of addresses and in none.
	placeStops = "在到至是住寄送址发我的了从往由给把为你他她您这那：，。"
	// maxPlace is how many bytes an address reaches back from its first number.
	maxPlace = 96
)

// provinceNames begin a whole address.
var provinceNames = [...]string{"北京", "上海", "天津", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南",
	"广东", "海南省", "四川", "贵州", "云南", "陕西", "甘肃", "青海省", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门",
	"台北", "新北市", "桃园市", "台中", "台南", "高雄", "基隆", "新竹", "嘉义", "苗栗", "彰化", "南投县", "云林县", "屏东", "宜兰", "花莲", "台东", "澎湖", "九龙", "新界"}

// hanAddress cuts the address that the unit at view[i:end] stands in, "北京市朝阳区
// 建国路88号3栋2单元1502室" from any of its units on. It returns where to go on, 0
// if there is none.
func (s *scanner) hanAddress(i, end int) int {
	number := s.houseNumberStart(i)
	if number == i {
		return 0
	}
	if s.before(number) == ' ' {
		number--
	}
	r := s.hanBefore(number)
	unit := s.hanAt(i)
	if r == 0 || s.behind(number, "公里") {
		return 0
	}
	switch {
	case strings.ContainsRune(parts, r) && (unit != '号' || strings.ContainsRune("弄院", r)):
		before := number - 3
		if n := s.houseNumberStart(before); n == before || s.hanBefore(n) == 0 {
			return 0
		}
	case unit == '号' || unit == '弄':
		if strings.ContainsRune(estates, r) && !strings.ContainsRune("村湾", r) {
			if !s.ahead(end, "楼") && !s.ahead(end, "院") && !s.ahead(end, "栋") {
				return 0
			}
		} else if !strings.ContainsRune(roads, r) || s.noRoad(number) {
			return 0
		}
	case unit == '楼' || unit == '层' || unit == '户':
		return 0 // a shop's floor
	case !strings.ContainsRune(estates, r) && !strings.ContainsRune("路街道巷", r):
		return 0
	}
	start := s.placeStart(number)
	if number-start < 6 {
		return 0
	}
	return s.cut(start, s.placeEnd(end), labelAddress)
}

// noRoad reports whether the character in front of i ends a word that only looks
// like a road's: 知道8号发货.
func (s *scanner) noRoad(i int) bool {
	for _, word := range [...]string{"知道", "渠道", "频道", "报道", "味道", "难道", "同", "小组", "线路", "套路", "阶段", "时段", "手段", "网路", "电路", "一道", "顺路", "半路", "水桥", "过道", "通道", "跑道"} {
		if s.behind(i, word) {
			return word != "同" || !s.behind(i, "胡同")
		}
	}
	return s.behind(i, "胡") || s.behind(i, "合同")
}

// houseNumberStart is where the number begins that ends at i; i if there is none.
func (s *scanner) houseNumberStart(i int) int {
	start := i
	for n := 0; n < 8; n++ {
		if c := s.before(start); isDigit(c) || (isASCIILetter(c) || c == '-' || c == '#') {
			start--
			continue
		}
		if r := s.hanBefore(start); r != 0 && (hanDigit(r) >= 0 || strings.ContainsRune("十百千两附甲乙丙丁之东西南北", r)) {
			start -= 3
			continue
		}
		if s.behind(start, "〇") {
			start -= 3
			continue
		}
		break
	}
	for start < i && strings.ContainsRune("东西南北", s.hanAt(start)) { // 东路 ends in a road
		start += 3
	}
	if s.hanBefore(start) == '第' || s.ahead(start, "-") {
		return i
	}
	return start
}

// placeStart is where the address begins of which the first number begins at i.
func (s *scanner) placeStart(i int) int {
	start := i
	for i-start < maxPlace {
		if r := s.hanBefore(start); r != 0 {
			if strings.ContainsRune(placeStops, r) && !s.ahead(start-3, "发展") {
				break
			}
			start -= 3
			continue
		}
		if c := s.before(start); (isWordByte(c) || c == ' ' && start < i && s.hanBefore(start-1) != 0 && strings.ContainsRune("省市区县镇乡村路街道", s.hanBefore(start-1))) && start-1 > s.done {
			start--
			continue
		}
		break
	}
	for start < i && (isDigit(s.view[start]) || s.view[start] == '_') { // 3天后…
		start++
	}
	first := -1
	for _, province := range provinceNames {
		if at := strings.Index(s.view[start:i], province); at >= 0 && (first < 0 || at < first) {
			first = at
		}
	}
	if first > 0 {
		return start + first
	}
	if s.ahead(start, "家") && !s.ahead(start, "家园") {
		start += 3
	}
	return start
}

// placeEnd goes on from a unit over further ones, houses' names with a number
// behind, and the number of a flat.
func (s *scanner) placeEnd(end int) int {
	for range 8 {
		at := end
		if c := s.byteAt(at); c == ' ' || c == '-' {
			at++
		}
		next := s.unitsEnd(at)
		if next == 0 {
			next = s.houseEnd(at)
		}
		if next == 0 {
			break
		}
		end = next
	}
	if n := s.digitsEnd(end + len("之")); s.ahead(end, "之") && n > end+len("之") { // 5楼之3
		end = n
		if next := s.unitsEnd(end); next > 0 && s.digitsEnd(end) == end {
			end = next
		}
	}
	for _, rest := range [...]string{"楼", "院", "室", "门面", "商铺", "铺"} {
		if s.ahead(end, rest) {
			return end + len(rest)
		}
	}
	return end
}

// unitsEnd is the end of a number and its unit at i ("3栋", "1502室"), or of the
// bare number of a flat; 0 if there is none.
func (s *scanner) unitsEnd(i int) int {
	if s.hanAt(i) == '楼' || s.hanAt(i) == '院' {
		i += 3
	}
	at := i
	for n := 0; n < 12; n++ {
		if c := s.byteAt(at); isWordByte(c) || (c == '-' || c == '#') && at > i {
			at++
			continue
		}
		if r := s.hanAt(at); r != 0 && (hanDigit(r) >= 0 || strings.ContainsRune("十百附甲乙丙丁", r)) {
			at += 3
			continue
		}
		break
	}
	if at == i {
		return 0
	}
	for _, unit := range [...]string{"号楼", "号院", "号门", "号房", "号室", "号", "栋", "幢", "座", "单元", "楼", "层", "室", "户", "门", "房", "排", "弄"} {
		if s.ahead(at, unit) {
			return at + len(unit)
		}
	}
	if strings.IndexByte(s.view[i:at], '-') > 0 && isDigit(s.view[i]) && at-i >= 5 && isDigit(s.view[at-1]) { // 3-2-1501
		return at
	}
	if bare := s.digitsEnd(i); bare == at && bare-i >= 3 && bare-i <= 4 && !s.quantity(bare) && !s.ahead(bare, "天") && !s.ahead(bare, "年") {
		return bare
	}
	return 0
}

// houseEnd is the end of a house's name and the number behind it at i, 0 if
// there is none.
func (s *scanner) houseEnd(i int) int {
	at := i
	for n := 0; n < 12; n++ {
		r := s.hanAt(at)
		if r == 0 {
			if c := s.byteAt(at); n >= 2 && c == ' ' {
				if next := s.unitsEnd(at + 1); next > 0 && s.digitsEnd(at+1) < next {
					return next
				}
			}
			break
		}
		at += 3
		if strings.ContainsRune(estates, r) || r == '楼' || r == '心' {
			if s.byteAt(at) == ' ' {
				if next := s.unitsEnd(at + 1); next > 0 {
					return next
				}
			}
			if next := s.unitsEnd(at); next > 0 {
				return next
			}
			if n >= 1 && (s.isBreak(at) || s.ahead(at, "内")) && r != '里' {
				return at
			}
		}
	}
	return 0
}

// hanPlace cuts the address behind 地址 and the like that end at i, if what stands
// there holds several of the words that addresses are made of.
func (s *scanner) hanPlace(i int) int {
	at := i
	signed := false
	for range 4 {
		for _, sign := range [...]string{":", "：", "为", "是", "在", " ", "(", "【", "“"} {
			if s.ahead(at, sign) {
				at += len(sign)
				signed = signed || sign == ":" || sign == "是" || sign == "为" || sign == "【" || sign == "("
			}
		}
	}
	last, evidence, numbers := 0, 0, false
	end := at
	for n := 0; n < 44 && end < len(s.view); n++ {
		if r := s.hanAt(end); r != 0 {
			if strings.ContainsRune("但我因却并已导收被的了请而", r) && n > 0 && !s.ahead(end, "请贤") {
				break
			}
			end += 3
			if strings.ContainsRune("省市区县旗镇乡村街路巷弄苑园号栋幢座室楼层组屯厦寓元庄", r) {
				evidence++
				last = end
			}
			continue
		}
		c := s.view[end]
		if !isWordByte(c) && c != '-' && c != '#' && (c != ' ' || s.hanAt(end+1) == 0 && !isDigit(s.byteAt(end+1))) {
			break
		}
		numbers = numbers || isDigit(c)
		end++
	}
	if evidence < 2 || !signed && evidence < 3 || last-at < 9 || !numbers && !signed && !s.beginsInProvince(at) {
		return 0
	}
	return s.cut(at, s.placeEnd(last), labelAddress)
}

func (s *scanner) beginsInProvince(i int) bool {
	for _, province := range provinceNames {
		if s.ahead(i, province) {
			return true
		}
	}
	return false
}
