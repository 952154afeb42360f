package mapping

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// oldestAge is above any age or bound of an age band.
const oldestAge = 130

// An ageJudge recognises ages and age bands in the words of publishers, so that
// neither a day of birth nor anything else typed there is stored.
type ageJudge struct {
	number *regexp.Regexp
	words  map[string]bool
	han    map[rune]bool
}

func newAgeJudge() *ageJudge {
	j := &ageJudge{number: regexp.MustCompile(`\d+`), words: map[string]bool{}, han: map[rune]bool{}}
	for _, word := range strings.Fields(`age aged ages year years yr yrs yo old and or to from under over above below up plus more less than younger older between
		minor minors child children teen teens teenager teenagers youth young adult adults senior seniors elderly retired
		unknown not stated available informed given said other none s
		idade anos ano a ate de da entre e ou mais menos acima abaixo maior menor menores maiores que igual crianca criancas adolescente adolescentes jovem jovens
		adulto idoso idosos nao informado informada consta declarado declarada outros
		edad anios y o hasta desde mas mayor mayores menor nino ninos joven adulto mayor sin dato datos no informa
		ans an et ou plus moins jahre jahr und bis uber unter anni oltre meno lat lata powyzej ponizej лет года год до от старше младше более менее 세 대 이상 이하 미만`) {
		j.words[word] = true
	}
	for _, r := range "岁歲歳才周週年龄齡段约約多以上下至到及后後未成年老青中少儿兒童人幼婴嬰壮壯不满滿足超过過大于於小群体體者代零〇一二三四五六七八九十几幾详詳知填保密其他含和或与與生学學退休" {
		j.han[r] = true
	}
	return j
}

// isBand reports whether a folded text is an age or an age band: at most two
// numbers, each of an age, and no words but those of ages.
func (j *ageJudge) isBand(folded string) bool {
	folded = narrowDigits(folded)
	numbers := j.number.FindAllString(folded, -1)
	if len(numbers) > 2 {
		return false
	}
	for _, number := range numbers {
		if age, err := strconv.Atoi(number); err != nil || age > oldestAge {
			return false
		}
	}
	said := len(numbers) > 0
	for _, word := range strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		latin := strings.TrimFunc(word, j.isHan)
		if strings.ContainsFunc(latin, j.isHan) || latin != "" && !j.words[latin] {
			return false
		}
		said = true
	}
	return said
}

func (j *ageJudge) isHan(r rune) bool { return j.han[r] }
