package mapping

import (
	"slices"
	"strings"
)

// A guess is a code and the words in a value that suggest it.
type guess struct {
	code  string
	words string // separated by commas
}

// guessFrom is the code of the first guess with a word in the value, folded.
func guessFrom(guesses []guess, value string) string {
	value = foldValue(value)
	for _, g := range guesses {
		for word := range strings.SplitSeq(g.words, ",") {
			if strings.Contains(value, word) {
				return g.code
			}
		}
	}
	return ""
}

// guessOutcome is what a value may mean under a header: a yes or no says
// something only where the header asks whether a complaint was resolved.
func guessOutcome(header, value string) string {
	value = foldValue(value)
	asked := strings.Join(headerParts(header), " ")
	for _, word := range []string{"resol", "atend", "solv", "solu", "解决"} {
		if !strings.Contains(asked, word) {
			continue
		}
		switch {
		case slices.Contains([]string{"s", "sim", "si", "y", "yes", "是", "true", "1"}, value):
			return "resolved"
		case slices.Contains([]string{"n", "nao", "no", "否", "false", "0"}, value):
			return "unresolved"
		}
	}
	return guessFrom([]guess{
		{"unrated", "nao avaliad,not rated,no evaluad,未评价"},
		{"unresolved", "nao resolv,not resolved,unresolved,no satisf,no business response,no agreement,no resuelt,sin resolver,nao atendid,nao solucion,no solution,unsettled,without relief,未解决,未能解决,调解不成,未果,未达成,调解失败,终止调解,商家拒绝"},
		{"invalid", "improcedente,invalid,inadmis,duplicat,不予受理,不受理,无效"},
		{"withdrawn", "withdr,cancelada,cancelado,cancelled by,desist,retirad,撤诉,撤回,撤销"},
		{"referred", "referred,encaminhad,derivad,transferred,移送,转办,转交"},
		{"open", "in progress,pending,open,aberta,andamento,aguardando,replica,en tramite,en proceso,under review,处理中,办理中,待处理,受理中,进行中,调解中,协商中,未办结"},
		{"resolved", "resolvid,resolved,resuelt,solucionad,solved,settled,satisf,with relief,monetary relief,refund,已解决,已和解,和解,达成,调解成功,已退款,已赔"},
		{"unrated", "办结,已完结"},
	}, value)
}

// guessChannel, guessSex and guessAnswer are what values of these fields may mean.
func guessChannel(value string) string {
	return guessFrom([]guess{{"web", "web,internet,online,site,网页,网站,网络"}, {"app", "app,aplicativo,应用,小程序"}, {"email", "email,e-mail,correo,邮件"},
		{"phone", "phone,telefon,fone,电话,热线"}, {"post", "mail,correio,carta,postal,信函,来信"}, {"fax", "fax,传真"},
		{"in_person", "person,presencial,walk,balcao,来访,现场"}, {"referral", "refer,encaminh,转办,转交"}}, value)
}

func guessSex(value string) string {
	switch value = foldValue(value); {
	case slices.Contains([]string{"f", "female", "feminino", "femenino", "woman", "mujer", "女"}, value):
		return "F"
	case slices.Contains([]string{"m", "male", "masculino", "man", "hombre", "男"}, value):
		return "M"
	case slices.Contains([]string{"n", "nao informado", "not stated", "no informado", "未填", "不详"}, value):
		return "N"
	}
	return ""
}

func guessAnswer(value string) string {
	switch value = foldValue(value); {
	case slices.Contains([]string{"y", "yes", "s", "sim", "si", "true", "是"}, value):
		return "yes"
	case slices.Contains([]string{"n", "no", "nao", "false", "否"}, value):
		return "no"
	}
	return ""
}

// guessIssue is the canonical issue a publisher's words may mean.
func guessIssue(value string) string {
	return guessFrom([]guess{
		{"delivery", "delivery,entrega,entreg,envio,发货,物流,送货,未收到"},
		{"after_sales", "refund,reembols,devolu,troca,garantia,warranty,exchange,退款,退货,售后,保修,customer service,atendimento"},
		{"false_advertising", "advertis,misleading,engan,publicid,fraud,scam,虚假,欺诈,宣传"},
		{"counterfeit", "counterfeit,falsific,pirata,假冒,假货"},
		{"safety", "safety,injury,seguranca,risco a saude,acidente,安全"},
		{"privacy", "privacy,identity theft,dados pessoais,datos personales,隐私,个人信息"},
		{"price", "price,overcharg,charge,fee,cobranca,tarifa,preco,cobro,precio,价格,收费,扣款"},
		{"measurement", "weight,short measure,peso,quantidade,计量,分量"},
		{"quality", "quality,defect,qualidade,defeito,vicio,calidad,质量,损坏"},
		{"contract", "contract,contrato,cancel,rescis,合同,条款"},
		{"dignity", "harass,rude,ameaca,constrangimento,辱骂,人格"}}, value)
}
