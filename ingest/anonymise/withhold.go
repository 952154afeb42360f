package anonymise

import "strings"

// NamesPerson reports whether a value that should be a code or word of a
// publisher's looks like a person's name: what Person says, but for the ordinary
// words of Chinese that are made like a name (安全, 高级), and Chinese names in
// Latin letters as well (Zhang Wei, LI Jianjun, Chen Xiao-ming). It is for
// values that somebody will read: of a rare name of two characters that is a
// word too, it keeps the word.
func (l *Lexicon) NamesPerson(value string) bool {
	if l.han == nil {
		return l.Person(value, false) != ""
	}
	if l.han.word[simplifyText(strings.TrimSpace(value))] || l.isBrand(value) {
		return false
	}
	return l.Person(value, false) != "" || isPinyinName(value)
}

// isPinyinName reports whether two or three words in capitals are a common
// Chinese family name, first or last, and syllables of Chinese.
func isPinyinName(value string) bool {
	words := strings.Fields(strings.NewReplacer("-", " ", "'", "", "’", "", ",", " ").Replace(value))
	if len(words) < 2 || len(words) > 3 {
		return false
	}
	for i, word := range words {
		if !isASCIILetter(word[0]) || word[0] >= 'a' && !(i == 2 && strings.ContainsAny(value, "-'’")) {
			return false
		}
		words[i] = strings.ToLower(word)
	}
	last := len(words) - 1
	return pinyinSurname(words[0]) && arePinyin(words[1:]) || pinyinSurname(words[last]) && arePinyin(words[:last])
}

// pinyinSurname reports whether a word in small letters is a family name that no
// English or Portuguese word is, but for those of three letters.
func pinyinSurname(word string) bool {
	return strings.Contains(" wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang"+
		" deng feng han cao zeng peng xiao cai tian dong pan yuan yu jiang du ye cheng wei su lu ding ren yao lyu shen zhong jia xia fu fang bai zou meng xiong qin qiu hou"+
		" yin xue yan duan lei qian dai mo kong xiang ouyang situ zhuge ", " "+word+" ")
}

// arePinyin reports whether each word in small letters is one or two syllables of
// Chinese.
func arePinyin(words []string) bool {
	for _, word := range words {
		if pinyin(word) {
			continue
		}
		two := false
		for n := 1; n < len(word) && !two; n++ {
			two = pinyin(word[:n]) && pinyin(word[n:])
		}
		if !two {
			return false
		}
	}
	return true
}

// pinyin reports whether letters are a syllable: a beginning and an end that
// Chinese has, if not together.
func pinyin(syllable string) bool {
	initial := strings.IndexAny(syllable, "aeiou")
	if initial < 0 {
		return false
	}
	return (initial == 0 || strings.Contains(" b p m f d t n l g k h j q x zh ch sh r z c s y w ", " "+syllable[:initial]+" ")) &&
		strings.Contains(" a o e ai ei ao ou an en ang eng ong er i ia ie iao iu ian in iang ing iong u ua uo uai ui uan un uang ue ", " "+syllable[initial:]+" ")
}
