package anonymise

import "strings"

// A cue is what a word announces.
type cue uint8

const (
	noCue cue = iota
	cueOrder
	cueTracking
	cueAccount
	cuePhone
	cueID
	cueTaxID
	cueCard
	cuePlate
	cuePost
	cueWeChat
	cueQQ
	cueHandle
	cueProduct // a number behind it is of goods, or of a rule: it stays
	cueVersion // so does what looks like an IP address
	cueName
	cueTitle
	cueStaff
	cueStreet
	cueAddress
	cueAt
	cueBox
	cueHanName  // 姓名: a name follows
	cueHanSelf  // 本人: a name may follow
	cueHanStaff // 客服: a name or 小刘 may follow
	cueHanTitle // 先生: a name may stand in front
	cueHanUnit  // 号, 室: an address may stand in front
)

// latinCues are the words that announce something, in small letters without
// accents, English and Portuguese. It is never changed.
var latinCues = map[string]cue{
	"order": cueOrder, "pedido": cueOrder, "compra": cueOrder, "protocolo": cueOrder, "invoice": cueOrder, "confirmation": cueOrder,
	"reference": cueOrder, "ref": cueOrder, "ticket": cueOrder, "case": cueOrder, "claim": cueOrder, "reservation": cueOrder,
	"booking": cueOrder, "reserva": cueOrder, "fiscal": cueOrder, "nf": cueOrder, "nfe": cueOrder, "transaction": cueOrder, "transacao": cueOrder,
	"chamado": cueOrder, "atendimento": cueOrder, "localizador": cueOrder, "po": cueBox,
	"tracking": cueTracking, "rastreio": cueTracking, "rastreamento": cueTracking, "shipment": cueTracking, "waybill": cueTracking,
	"encomenda": cueTracking, "parcel": cueTracking, "awb": cueTracking,
	"account": cueAccount, "acct": cueAccount, "conta": cueAccount, "loan": cueAccount, "policy": cueAccount, "contrato": cueAccount,
	"contract": cueAccount, "member": cueAccount, "membership": cueAccount, "matricula": cueAccount, "apolice": cueAccount, "agencia": cueAccount,
	"routing": cueAccount, "iban": cueAccount, "pix": cueAccount,
	"phone": cuePhone, "telephone": cuePhone, "tel": cuePhone, "cell": cuePhone, "cellphone": cuePhone, "mobile": cuePhone, "fax": cuePhone,
	"telefone": cuePhone, "celular": cuePhone, "fone": cuePhone, "whatsapp": cuePhone, "zap": cuePhone, "whats": cuePhone,
	"rg": cueID, "identidade": cueID, "passport": cueID, "passaporte": cueID, "cnh": cueID, "license": cueID, "licence": cueID,
	"ssn": cueTaxID, "itin": cueTaxID, "cpf": cueTaxID, "cnpj": cueTaxID, "nis": cueTaxID, "security": cueTaxID, "social": cueTaxID,
	"card": cueCard, "cartao": cueCard, "visa": cueCard, "mastercard": cueCard,
	"plate": cuePlate, "plates": cuePlate, "placa": cuePlate,
	"cep": cuePost, "zip": cuePost, "zipcode": cuePost, "postcode": cuePost, "postal": cuePost,
	"wechat": cueWeChat, "weixin": cueWeChat, "vx": cueWeChat, "wx": cueWeChat,
	"qq":        cueQQ,
	"instagram": cueHandle, "insta": cueHandle, "telegram": cueHandle, "tiktok": cueHandle, "facebook": cueHandle, "twitter": cueHandle,
	"username": cueHandle, "usuario": cueHandle, "login": cueHandle, "skype": cueHandle, "perfil": cueHandle, "handle": cueHandle,
	"sku": cueProduct, "isbn": cueProduct, "ean": cueProduct, "barcode": cueProduct, "upc": cueProduct, "gtin": cueProduct, "model": cueProduct,
	"modelo": cueProduct, "asin": cueProduct, "barras": cueProduct, "lei": cueProduct, "lote": cueProduct, "anvisa": cueProduct,
	"version": cueVersion, "versao": cueVersion, "firmware": cueVersion, "build": cueVersion, "v": cueVersion, "ios": cueVersion,
	"android": cueVersion, "chrome": cueVersion, "windows": cueVersion, "software": cueVersion, "app": cueVersion, "driver": cueVersion,
	"name": cueName, "nome": cueName, "chamo": cueName, "cardholder": cueName, "consumidor": cueName, "consumidora": cueName, "titular": cueName,
	"destinatario": cueName, "destinataria": cueName, "recipient": cueName, "attn": cueName, "cliente": cueName, "contact": cueName,
	"contato": cueName, "responsavel": cueName, "consignee": cueName, "passenger": cueName, "passageiro": cueName, "signed": cueName,
	"assinado": cueName, "sincerely": cueName, "regards": cueName, "atenciosamente": cueName, "favorecido": cueName, "beneficiario": cueName, "remetente": cueName, "buyer": cueName, "comprador": cueName,
	"mr": cueTitle, "mrs": cueTitle, "ms": cueTitle, "miss": cueTitle, "dr": cueTitle, "dra": cueTitle, "sr": cueTitle, "sra": cueTitle, "srta": cueTitle,
	"senhor": cueTitle, "senhora": cueTitle, "dona": cueTitle, "prof": cueTitle, "professor": cueTitle, "professora": cueTitle,
	"agent": cueStaff, "representative": cueStaff, "rep": cueStaff, "supervisor": cueStaff, "supervisora": cueStaff, "manager": cueStaff,
	"atendente": cueStaff, "gerente": cueStaff, "vendedor": cueStaff, "vendedora": cueStaff, "funcionario": cueStaff, "funcionaria": cueStaff,
	"named": cueStaff, "called": cueStaff, "tecnico": cueStaff, "entregador": cueStaff, "motorista": cueStaff, "seu": cueStaff, "am": cueStaff,
	"spoke": cueStaff, "operadora": cueStaff, "operador": cueStaff, "husband": cueStaff, "wife": cueStaff, "marido": cueStaff,
	"esposa": cueStaff, "mother": cueStaff, "father": cueStaff, "brother": cueStaff, "sister": cueStaff, "mom": cueStaff, "dad": cueStaff, "mae": cueStaff, "pai": cueStaff,
	"irmao": cueStaff, "irma": cueStaff, "friend": cueStaff, "amiga": cueStaff, "amigo": cueStaff, "filho": cueStaff, "filha": cueStaff, "daughter": cueStaff, "son": cueStaff, "sou": cueStaff,
	"rua": cueStreet, "avenida": cueStreet, "av": cueStreet, "travessa": cueStreet, "alameda": cueStreet, "praca": cueStreet, "rodovia": cueStreet,
	"estrada": cueStreet, "largo": cueStreet, "r": cueStreet, "tv": cueStreet, "al": cueStreet, "rod": cueStreet, "quadra": cueStreet, "qd": cueStreet,
	"beco": cueStreet, "ladeira": cueStreet, "viela": cueStreet, "pca": cueStreet,
	"address": cueAddress, "endereco": cueAddress, "moro": cueAddress, "resido": cueAddress,
	"at": cueAt, "arroba": cueAt, "box": cueBox,
}

// maxCue is the length of the longest word in latinCues.
const maxCue = 14

// A cueGate says by its first two letters which lengths cues have: bit n for n
// letters. A cue of one letter is under that letter twice.
type cueGate [26][26]uint16

// latinGate keeps nearly every word out of the map.
var latinGate = gateOf(latinCues)

func gateOf(cues map[string]cue) (g cueGate) {
	for word := range cues {
		second := word[0]
		if len(word) > 1 {
			second = word[1]
		}
		g[word[0]-'a'][second-'a'] |= 1 << len(word)
	}
	return g
}

// latinCue looks at the word from i to end and cuts what it announces. It
// returns where to go on, end or before if there was nothing.
func (s *scanner) latinCue(i, end int) int {
	v := s.view
	if n := end - i; end == len(v) || v[end] != 0xC3 { // no accent: "técnico"
		second := v[i] | 0x20
		if n > 1 {
			second = v[i+1] | 0x20
		}
		if n > maxCue || second < 'a' || second > 'z' || latinGate[v[i]|0x20-'a'][second-'a']&(1<<n) == 0 {
			return end
		}
	}
	if s.wordBefore(i) || i > s.done && v[i-1] >= 0xC0 && classes[v[i-1]] == latin {
		return end
	}
	var folded [maxCue]byte
	n, whole := s.foldWord(folded[:], i)
	if n == 0 {
		return end
	}
	return max(end, s.announced(latinCues[string(folded[:n])], i, whole))
}

// foldWord writes the word at i into room in small letters without accents, and
// returns its length there and its end; 0 if it does not fit.
func (s *scanner) foldWord(room []byte, i int) (n, end int) {
	v := s.view
	for i < len(v) {
		c := v[i]
		switch {
		case isASCIILetter(c):
			c |= 0x20
		case c == 0xC3 && i+1 < len(v):
			i++
			if c = unaccented[v[i]&0x1F]; c == 0 {
				return 0, i
			}
		default:
			return n, i
		}
		if n == len(room) {
			return 0, i
		}
		room[n] = c
		n++
		i++
	}
	return n, i
}

// unaccented are the letters from à on, and those from À on 32 before.
const unaccented = "aaaaaa\x00ceeeeiiii\x00nooooo\x00\x00uuuuy\x00y"

// announced cuts what the cue at view[i:end] announces and returns where to go
// on; end if there is nothing.
func (s *scanner) announced(c cue, i, end int) int {
	switch c {
	case noCue:
		return end
	case cueAt:
		return s.spelledAt(i, end)
	case cueName, cueTitle, cueStaff:
		return s.latinName(c, i, end)
	case cueStreet:
		return s.brStreet(i, end)
	case cueBox:
		return s.box(i, end)
	case cueVersion:
		if end == i+1 && s.ahead(end, "信") { // V信
			c, end = cueWeChat, end+len("信")
		} else if end == i+1 && s.byteAt(end) == ':' && s.hanNear(i) { // 加我V：
			c = cueWeChat
		}
	}
	at, marked := s.connect(end)
	if c == cueAddress {
		return max(end, s.announcedAddress(at))
	}
	if c == cueOrder && s.ahead(at, "card") {
		return end
	}
	return max(end, s.take(c, at, marked))
}

// gluedCue handles a word of letters, up to mid, and digits: what the letters
// announce may stand right behind them, QQ12345678, vx138…. It returns 0 if
// there is nothing.
func (s *scanner) gluedCue(i, mid int) int {
	for mid > i && s.view[mid-1] == '_' {
		mid--
	}
	var folded [maxCue]byte
	if mid-i > len(folded) {
		return 0
	}
	n, _ := s.foldWord(folded[:], i)
	switch c := latinCues[string(folded[:n])]; c {
	case cueWeChat, cueQQ, cuePhone, cueTaxID, cueID:
		if next := s.take(c, s.skipUnderscores(mid), true); next > mid {
			return next
		}
	case cueVersion:
		return s.take(c, mid, true)
	}
	return 0
}

func (s *scanner) skipUnderscores(i int) int {
	for s.byteAt(i) == '_' {
		i++
	}
	return i
}

// connectors are the words and signs that stand between a cue and what it
// announces; those in marks say that a number follows.
var (
	connectors = [...]string{"ending in", "corrente", "poupança", "is", "was", "é", "e", "de", "do", "da", "the", "my", "meu", "of", "para", "code", "código", "codigo",
		"是", "为", "叫", "：", "“", "「", "\"", "'", "(", "【", "=", "～", "，", ",", "+"}
	marks = [...]string{"number", "Number", "NUMBER", "numbers", "numero", "número", "Número", "num.", "num", "no.", "No.", "NO.", "no", "No", "nº", "Nº", "n°", "N°", "n.º",
		"№", "nr.", "nr", "n.", "id", "ID", "Id", ":", "#", "号码", "字号", "编号", "编码", "号", "账号", "ＩＤ", "码"}
)

// connect passes over what stands between a cue that ends at i and what it
// announces. marked says that something on the way announces a number.
func (s *scanner) connect(i int) (at int, marked bool) {
	at = i
step:
	for range 6 {
		for n := 0; n < 3 && (s.byteAt(at) == ' ' || s.byteAt(at) == '\n' && n == 0 && marked); n++ {
			at++
		}
		if at >= len(s.view) {
			return at, marked
		}
		for _, mark := range marks {
			if s.view[at] == mark[0] && s.wordAhead(at, mark) {
				at += len(mark)
				marked = true
				continue step
			}
		}
		for _, word := range connectors {
			if s.view[at] == word[0] && s.wordAhead(at, word) {
				at += len(word)
				continue step
			}
		}
		if (s.view[at] == '.' || s.view[at] == '-') && at == i {
			at++
			continue
		}
		break
	}
	return at, marked
}

// wordAhead reports whether text begins at i and, if it ends in a letter, ends a
// word.
func (s *scanner) wordAhead(i int, text string) bool {
	if !strings.HasPrefix(s.view[i:], text) {
		return false
	}
	return !isASCIILetter(text[len(text)-1]) || !isASCIILetter(s.byteAt(i+len(text))) && s.byteAt(i+len(text)) != 0xC3
}
