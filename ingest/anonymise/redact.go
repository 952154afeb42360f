package anonymise

import (
	"strings"
	"unicode/utf8"
)

// Redact returns text with what could identify a person replaced by a word in
// brackets that says what stood there, "[phone]", in Chinese text "［电话］"; see
// Redactor.
func Redact(text string) string {
	var r Redactor
	return r.Redact(text)
}

// A Redactor takes out of free text what could identify a person. It keeps its
// buffers from text to text, so a caller with many texts keeps one Redactor; the
// zero value is ready. It is not safe for use by several goroutines.
//
// Taken out are: e-mail addresses, also those written "ana (at) mail dot com";
// names of accounts (@ana, WeChat, QQ, others behind a word that announces them);
// addresses of pages but for the host, IP addresses; telephones; Chinese
// resident ids, CPF and CNPJ (the alphanumeric one of 2026 too), RG, SSN, ITIN,
// passports; bank cards; vehicle plates; postcodes; postal addresses; order
// and tracking numbers; any other run of eight digits or more; and names of
// persons where a word announces them (姓名：…, 客服小…, …先生, my name is …, Sra. …).
// Numbers count in whatever digits, signs and spaces they are written, masked
// ones too. Other names of persons cannot be told from words, and stay.
//
// The placeholder names the kind. It is in Chinese where a Chinese character is
// in the piece or within 96 bytes of it, else in English: ［电话］ or [phone],
// ［身份证］ [id], ［银行卡］ [card], ［税号］ [tax id], ［车牌］ [plate], ［微信］ [wechat],
// ［QQ］ [qq], ［账号］ [account], ［地址］ [address], ［邮编］ [postcode], ［姓名］ [name],
// ［订单号］ [order], ［快递单号］ [tracking], ［邮箱］ [email], ［网址］ [url], ［IP］ [ip], and
// ［号码］ [number] for any other. Redacting again passes over them.
//
// What stays: days and times, amounts, quantities, versions, article and
// regulation numbers, product codes behind a word that says so, EAN and ISBN
// that check out behind such a word or 978, and the hotlines of businesses and
// authorities (12315, 95588, 400-810-0000, 0800 …, 1-800 …). CNPJ of companies are
// public, but sole traders' are not and look the same, so all go.
type Redactor struct {
	folder folder
	cuts   []cut
}

// Redact returns the redacted text. It is idempotent, and returns a text that
// holds nothing of the kind as it is, without allocating. The result is UTF-8 and
// at most four times as long; bytes that are no UTF-8 become �, so that none can
// hide what follows it.
func (r *Redactor) Redact(text string) string {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	return r.replace(text, inText)
}

// replace puts the placeholders, for names spaces, in the place of each piece
// found.
//
// What is cut can end a word that was longer before, and so show a plate: so it
// goes on until nothing is found. Every round takes characters away that are no
// placeholder's and brings none, so this ends; for nearly every text it is one
// round, or two with a cut.
func (r *Redactor) replace(text string, where scope) string {
	for {
		next := r.once(text, where)
		if next == text {
			return text
		}
		text = next
	}
}

func (r *Redactor) once(text string, where scope) string {
	view, positions := r.folder.fold(text)
	s := scanner{view: view, cuts: r.cuts[:0], where: where}
	s.run()
	r.cuts = s.cuts
	if len(s.cuts) == 0 {
		return text
	}
	at := func(i int) int {
		if positions == nil {
			return i
		}
		return int(positions[i])
	}
	var b strings.Builder
	b.Grow(len(text) + 16)
	from := 0
	for _, c := range s.cuts {
		b.WriteString(text[from:at(c.start)])
		if where == inText {
			b.WriteString(c.label.in(view, c.start, c.end))
		} else {
			b.WriteByte(' ')
		}
		// Invisible characters in front of what follows go too: they would
		// move to the placeholder.
		from = at(c.end)
	}
	b.WriteString(text[from:])
	return b.String()
}

// A cut is a piece of the view and what stands in its place.
type cut struct {
	start, end int
	label      label
}

// A scope is what is looked for.
type scope int

const (
	inText    scope = iota // everything
	inName                 // numbers and addresses of mail and pages: no @names, nothing that words announce
	addresses              // those of mail and of pages alone
)
