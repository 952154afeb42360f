package anonymise

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestRounds: what is cut can show something else, so redaction goes on until
// nothing is found. Texts made to that end need few rounds, and so no text takes
// the square of its length.
func TestRounds(t *testing.T) {
	pieces := strings.Split("张|先生|小|收|姓名|：|电话|13800138000|1|2|-|.| |@|a|www.|://|/|x.com|京|A12345|12|号|路|栋|［电话］|[phone]|(|)|*|***|#|一|零|微信|abc_1|Mr. |Ana |Rua |"+
		"Lima, |12 |St|at |dot |com|QQ|订单号|SF1234567890|X|住在|北京市|朝阳区|本人|客服|\u200b|ｘ|１|、|order |#9|my name is |：：|fe80|::", "|")
	w := writer{rand.New(rand.NewPCG(3, 4))}
	most := 0
	for range 400 {
		var b strings.Builder
		for range 1 + w.IntN(600) {
			b.WriteString(pick(w, pieces))
		}
		text := b.String()
		var r Redactor
		rounds := 0
		for {
			next := r.once(text, inText)
			rounds++
			if next == text {
				break
			}
			text = next
		}
		most = max(most, rounds)
	}
	if most > 8 {
		t.Errorf("%d rounds, want at most 8", most)
	}
	t.Logf("at most %d rounds", most)
}

// TestLongTexts runs over long texts that say one thing again and again: it ends
// in no time, or the test does not end.
func TestLongTexts(t *testing.T) {
	for _, piece := range []string{"1 ", "1", "11 ", "a1", "@", "a@", "www.", "://", "x.com/", "a:", "::", ":", "(", "*", "1*", "#a", "a#", "一", "一 ", "省", "号", "1号", "路1号", "张先生", "姓名：", "本人张", "at ", "dot ",
		" at a", "[", "［", "[phone]", "［电话］", "Rua A ", "12 Oak ", "Mr. ", "my name is ", "order ", "微信", "QQ", "地址：", "北京市", "\u200b", "一\u200b", "１", "X", "1X", "-", "1-", "1.", ".", "Ana ", "é", "e\u0301", "\xff", "+", "+1"} {
		text := strings.Repeat(piece, 60000/len(piece))
		once := Redact(text)
		if twice := Redact(once); twice != once {
			t.Errorf("Redact of %q over and over is not idempotent", piece)
		}
	}
}
