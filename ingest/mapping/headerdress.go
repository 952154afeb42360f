package mapping

import (
	"regexp"
	"strings"

	"redress/ingest/anonymise"
)

// dressing are the words in brackets behind a header that say how its cells are
// filled in and not what they hold: whether they must be, their format, or the
// unit of money that is meant anyway. Anything else, 万元 or 美元 above all, makes
// it another column.
const dressing = `必填项?|选填项?|非必填|可选|可空|可不填|元|人民币元?|单位:?(人民币)?元|rmb|cny|yuan|文本(格式)?|日期(格式)?|数字|单选|可?多选|下拉(选择)?|` +
	`required|mandatory|optional|text|date|number|[ymdhs年月日时分秒/.: -]+`

// dresses finds brackets with such words at the end of a folded header.
func dresses() *regexp.Regexp {
	return regexp.MustCompile(`\s*[(\[【〔](` + dressing + `)[)\]】〕]$`)
}

// bareHeader takes off what forms are dressed with: a star or bullet for what must
// be filled in, a colon, words in brackets; traditional characters are simplified
// ones. Two headers that are alike then are the same column where nothing else is.
func bareHeader(header string, dresses *regexp.Regexp) string {
	const stars = " *★☆※•●:"
	bare := anonymise.Simplified(foldHeader(header))
	for {
		less := strings.Trim(bare, stars)
		if at := dresses.FindStringIndex(less); at != nil {
			less = less[:at[0]]
		}
		if less == bare || less == "" {
			return bare
		}
		bare = less
	}
}

// dressed finds the columns that the header lacks as they are written among the
// fields that no column has: each where the bare form of one of its headers is
// that of exactly one of them.
func (d *Declaration) dressed(at []int, headers []string) {
	taken := map[int]bool{}
	lacks := false
	for _, field := range at {
		taken[field] = true
		lacks = lacks || field < 0
	}
	if !lacks {
		return
	}
	dresses := dresses()
	fields := map[string][]int{}
	for i, h := range headers {
		if bare := bareHeader(h, dresses); !taken[i] && bare != "" {
			fields[bare] = append(fields[bare], i)
		}
	}
	for i, c := range d.columns {
		if at[i] >= 0 {
			continue
		}
		for _, h := range c.headers {
			if found := fields[bareHeader(h, dresses)]; len(found) == 1 && !taken[found[0]] {
				at[i] = found[0]
				taken[found[0]] = true
				break
			}
		}
	}
}
