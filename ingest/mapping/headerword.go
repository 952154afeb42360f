package mapping

import (
	"slices"
	"strings"
	"unicode"

	"redress/ingest/complaint"
)

// A role is what a column is likely for, judged by its header.
type role string

// The roles are the fields' names, and these.
const (
	noRole       role = ""
	idRole       role = "id"
	personalRole role = "personal"
)

// headerWords are what publishers call columns, in English, Portuguese, Spanish
// and Chinese, folded. The phrase with most words that is in a header decides;
// between equals the first.
func headerWords() []struct {
	role    role
	phrases string // separated by commas
} {
	return []struct {
		role    role
		phrases string
	}{
		{idRole, "id,ref,reference,complaint id,case id,case number,complaint number,reference number,file number,ticket,protocolo,numero protocolo," +
			"numero da reclamacao,numero de reclamo,folio,expediente,public id,投诉编号,编号,工单号,案件号,受理编号,投诉单号,投诉单编号,工单编号,登记编号"},
		{"opened_on", "date received,received,opened,open date,opened on,created,created at,created date,date opened,date filed,filed,start date,submitted on," +
			"mediation start,complaint date,date of complaint,data abertura,abertura,data da reclamacao,data reclamacao,data de abertura,criado em," +
			"fecha,fecha ingreso,fecha de ingreso,fecha apertura,fecha de apertura,fecha reclamo,fecha de presentacion,date,data,tempo,投诉时间,投诉日期,提交时间,受理时间,受理日期,创建时间,时间,日期,登记时间,登记日期,来电时间,来电日期"},
		{"responded_on", "responded,responded on,response date,date of response,data resposta,data da resposta,fecha respuesta," +
			"fecha de respuesta,商家响应时间,响应时间,回复时间,商家回复时间,商家首次响应时间"},
		{"closed_on", "closed,closed on,close date,date closed,resolved date,resolution date,end date,mediation close,data finalizacao,finalizacao," +
			"data arquivamento,arquivamento,data encerramento,data de encerramento,fecha cierre,fecha de cierre,fecha resolucion,办结时间,办结日期,结案时间,完结时间,完成时间,结案日期,办结日,完成日期"},
		{"platform", "company,company name,business,business name,firm,provider,supplier,trader,merchant name,respondent,platform,empresa,nome fantasia," +
			"fornecedor,razao social,operadora,instituicao,prestadora,reclamado,proveedor,razon social,平台,平台名称,企业名称,公司名称,被投诉方,被投诉企业,被投诉对象,企业,公司,电商平台,交易平台,被投诉平台,投诉对象,被投诉单位,被投诉人,被投诉商家,被投诉单位名称,经营者名称,涉诉单位,涉诉企业"},
		{"seller", "seller,seller name,shop,store,vendedor,loja,tienda,vendedor marketplace,商家,商家名称,店铺,店铺名称,卖家,商户,商户名称"},
		{"category", "product,category,sector,industry,product category,segmento,segmento de mercado,categoria,assunto,area,produto,setor,rubro,producto,sector economico," +
			"商品类别,商品种类,类别,行业,商品,服务类别,领域,商品服务类别,商品类型,所属行业"},
		{"issue", "issue,problem,complaint type,type of complaint,reason,complaint reason,subject,nature,grupo problema,problema,motivo,tipo reclamacao,descricaoproblema," +
			"tipo de reclamo,tema,投诉性质,投诉问题,投诉类型,问题类型,投诉原因,问题,细分问题,问题类别,具体问题,问题细分"},
		{"outcome", "outcome,result,resolution,complaint result,status,disposition,company response,company response to consumer,decision,resultado,situacao,avaliacao reclamacao," +
			"atendida,resolvida,desfecho,estado,resolucion,处理结果,投诉结果,状态,结果,办理结果,投诉状态,处理情况,办理情况,办结情况,调解情况,调解结果,办理状态,处理状态,处置情况,处理意见"},
		{"region", "state,region,province,county,district,uf,estado uf,regiao,local,provincia,departamento,localidad,comuna,地区,省份,省,城市,所在地,所在地区,投诉地区,消费者所在地"},
		{"channel", "channel,submitted via,source channel,how received,canal,como comprou,meio,canal de origem,canal de ingreso,渠道,投诉渠道,来源,来源渠道,投诉来源,受理渠道"},
		{"narrative", "narrative,description,complaint narrative,consumer complaint narrative,details,text,complaint text,descricao,relato,reclamacao texto,detalle,descripcion,relato del reclamo," +
			"complaint what happened,投诉内容,内容,详情,描述,诉求,投诉详情,投诉描述,投诉事由,问题描述,投诉事项,反映内容,主要内容"},
		{"rating", "rating,score,stars,nota,nota do consumidor,calificacion,满意度,评分,满意度评分"},
		{"timely", "timely,timely response,no prazo,按时响应,是否按时响应,是否按时"},
		{"amount_claimed", "amount claimed,claimed,claim amount,disputed amount,valor reclamado,valor,monto reclamado,monto,诉求金额,涉及金额,涉诉金额,金额,涉案金额,争议金额"},
		{"amount_recovered", "amount recovered,recovered,restitution,refund amount,valor recuperado,monto recuperado,挽回金额,退款金额,赔偿金额,挽回损失,挽回经济损失,实际赔付金额,退赔金额"},
		{"sex", "sex,gender,sexo,sexo consumidor,genero,性别,消费者性别"},
		{"age_band", "age,age band,age group,faixa etaria,faixa etaria consumidor,idade,edad,grupo etario,年龄,年龄段,消费者年龄段"},
		{"associations", "association,associations,受理协会,受理单位,协会,受理组织,承办单位"},
		{personalRole, "name,consumer name,complainant,complainant name,first name,last name,surname,full name,customer,customer name,phone,telephone,mobile,cell phone,email,e mail," +
			"address,street,consumer address,zip,zip code,postcode,postal code,ssn,passport,date of birth,birth date,birthday,ip address,nome,nome consumidor,nome do consumidor," +
			"sobrenome,cpf,rg,cnh,telefone,celular,endereco,cep,cep consumidor,logradouro,bairro,data de nascimento,nascimento,nombre,apellido,apellidos,rut,dni,cedula,telefono,correo," +
			"correo electronico,direccion,domicilio,codigo postal,fecha de nacimiento,whatsapp,wechat,account number,card number,license plate," +
			"姓名,投诉人,消费者姓名,联系人,电话,联系电话,手机,手机号,身份证,身份证号,住址,地址,邮箱,微信,车牌,银行卡,邮编,出生日期,联系方式"},
	}
}

// wholeHeader is worth half a word: a header that is a phrase and nothing else.
const wholeHeader = 0.5

// roleOf is the role a header tells, and how many words of it say so.
func roleOf(header string) (best role, words float64) {
	name := " " + strings.Join(headerParts(header), " ") + " "
	for _, r := range headerWords() {
		for phrase := range strings.SplitSeq(r.phrases, ",") {
			n := float64(strings.Count(phrase, " ") + 1)
			if isHan(phrase) {
				n = float64(len([]rune(phrase)))
				if !strings.Contains(strings.ReplaceAll(name, " ", ""), phrase) {
					continue
				}
			} else if !strings.Contains(name, " "+phrase+" ") {
				continue
			}
			if strings.TrimSpace(name) == phrase {
				n += wholeHeader
			}
			if n > words {
				best, words = r.role, n
			}
		}
	}
	if best == personalRole && isBusiness(name) {
		return noRole, 0
	}
	return best, words
}

// isBusiness reports whether a header speaks of the business: its address and
// telephone are no person's.
func isBusiness(name string) bool {
	for _, word := range []string{"business", "company", "empresa", "fornecedor", "fantasia", "product", "produto", "merchant", "building", "平台", "商家", "企业", "公司", "店铺", "商品", "产品"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

func isHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// headerParts are the words of a header, folded: at spaces, signs, and where a
// capital follows a small letter; a prefix that says the type (strNome) is left
// out.
func headerParts(header string) []string {
	var spaced strings.Builder
	runes := []rune(header)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = ' '
		case i == 0 || !unicode.IsUpper(r):
		case unicode.IsLower(runes[i-1]), unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1]): // CEPConsumidor
			spaced.WriteRune(' ')
		}
		spaced.WriteRune(r)
	}
	parts := strings.Fields(complaint.FoldText(spaced.String()))
	if len(parts) > 1 && slices.Contains([]string{"str", "dt", "dat", "nr", "cd", "ds", "tx", "int", "num"}, parts[0]) {
		parts = parts[1:]
	}
	return parts
}
