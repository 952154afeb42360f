package demo

import "math"

// Role is what is planted about a platform's resolution rate.
type Role string

// The roles. Most platforms are Equal: they differ from each other only by
// their mix of issues and by chance, and a fair table does not tell them apart.
const (
	Equal    Role = "equal"
	Better   Role = "better"
	Worse    Role = "worse"
	Improves Role = "improves" // after the rule change
	Worsens  Role = "worsens"  // little by little, from the rule change on
)

// ruleChange is when the invented rule on refunds comes into force: how many
// months before the end of the window.
const ruleChange = months / 2

const rampDays = 30 // how long a platform takes to follow the rule

// platformNames are invented, made of rare characters and of syllables that
// mean nothing; the test compares them with a list of well-known ones.
func platformNames() []string {
	return []string{"澄砾商城 Chengli", "鹿篱集市 Luli Bazaar", "Quorvane", "穗屿好物 Suiyu", "霁禾百货", "岫云市集 Xiuyun",
		"Brellomat", "榆舟购物", "沅笙 Yuansheng", "Tavolind", "蔚笕云店", "栎汀商城 Liting", "芷棠小铺", "Mirraquel",
		"墨桁购 Moheng", "棠野集 Tangye", "Oskelda", "松砚云店", "渺汀好物 Miaoting", "Fennoway",
		"桑隰集市", "珞晴 Luoqing", "Zelquist", "筠渚好物", "砚桥商街", "Harquill", "柘岭购物 Zheling",
		"浔萤 Xunying", "Vextamo", "槿帆市集", "Dorrivelle", "绡云商城 Xiaoyun", "苜野百货", "Ilmarra",
		"岚柚小铺", "Pelluno", "葭灯 Jiadeng", "Sorvexa", "楮白商街", "Wintelune"}
}

// A platform is what is planted about one.
type platform struct {
	name   string
	weight float64 // share of all complaints
	growth float64 // of the logarithm over the window, beyond everybody's
	role   Role
	// before and after are the log odds of being resolved against an equal
	// platform with the same complaints.
	before, after float64
	mix           mix
	rated         float64 // share of unhappy closed complaints the consumer rates
	answers       float64 // share of complaints answered
	answerDays    float64 // median
	pace          float64 // times as long as elsewhere until things are closed
	strict        float64 // share of clusters it acts on
	listings      []listing
	sellers       wheel     // today's, over listings; the last is "no seller"
	categories    []float64 // weights
	issues        []lottery // by category
}

// role gives the roles by size, largest first: the twelve that differ are
// large enough to be told apart at 50,000 complaints, the smaller the starker.
func role(rank int) (r Role, before, after float64) {
	switch rank {
	case 2:
		return Worse, -0.45, -0.45
	case 3:
		return Better, 0.50, 0.50
	case 5:
		return Improves, -0.55, 0.55
	case 6:
		return Worse, -0.60, -0.60
	case 7:
		return Worsens, 0.50, -0.80
	case 8:
		return Better, 0.75, 0.75
	case 10:
		return Worse, -0.75, -0.75
	case 12:
		return Better, 0.80, 0.80
	case 14:
		return Worse, -0.85, -0.85
	case 16:
		return Better, 1.00, 1.00
	case 18:
		return Worse, -1.00, -1.00
	case 20:
		return Better, 1.20, 1.20
	}
	return Equal, 0, 0
}

// mixOf gives four equal platforms complaints unlike everybody's: in a table
// without case mix they look good or bad for nothing they did.
func mixOf(rank int) mix {
	switch rank {
	case 4, 11:
		return hardMix
	case 9, 13:
		return easyMix
	}
	return ordinaryMix
}

// silent says whose consumers mostly do not rate.
func silent(rank int) bool {
	switch rank {
	case 4, 8, 13, 17, 21, 25, 29, 34:
		return true
	}
	return false
}

// sizeOf is Zipf's law with a bend: real markets have a long tail of platforms
// with a handful of complaints, below every floor.
func sizeOf(rank int) float64 {
	r := float64(rank)
	return math.Pow(r+1.5, -1.1) * math.Exp(-math.Pow((r-1)/22, 3))
}

func newPlatforms(d dice, goods []category, kinds []issueKind) []platform {
	names := platformNames()
	d.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	platforms := make([]platform, len(names))
	total := 0.0
	for i, name := range names {
		rank := i + 1
		p := platform{name: name, weight: sizeOf(rank), growth: 0.2 * d.NormFloat64(), mix: mixOf(rank),
			rated: d.between(0.60, 0.74), answers: d.between(0.88, 0.97), answerDays: d.skewed(1.6, 0.35),
			pace: d.skewed(1, 0.15), strict: d.between(0.55, 0.95)}
		p.role, p.before, p.after = role(rank)
		if silent(rank) {
			p.rated = d.between(0.26, 0.36)
		}
		if p.role == Worse {
			p.answers -= 0.12
			p.answerDays *= 1.8
			p.pace *= 1.2
			p.strict *= 0.5
		}
		p.categories = make([]float64, len(goods))
		for c, g := range goods {
			p.categories[c] = g.weight * d.skewed(1, 0.5)
		}
		p.issues = issueLotteries(d, p.mix, goods, kinds)
		total += p.weight
		platforms[i] = p
	}
	for i := range platforms {
		platforms[i].weight /= total
	}
	return platforms
}

// issueLotteries makes a platform's draw of issues, one for each category.
func issueLotteries(d dice, m mix, goods []category, kinds []issueKind) []lottery {
	own := make([]float64, len(kinds)) // no two platforms have quite the same mix
	for k := range kinds {
		own[k] = d.skewed(1, 0.10)
	}
	lotteries := make([]lottery, len(goods))
	weights := make([]float64, len(kinds))
	for c := range goods {
		for k := range kinds {
			weights[k] = own[k] * goods[c].issueWeight(m, kinds[k])
		}
		lotteries[c] = newLottery(weights)
	}
	return lotteries
}

// effect is a platform's log odds against an equal one, for a complaint opened
// on a day; change is the day of the rule change, last the window's last day.
func (p *platform) effect(day, change, last int) float64 {
	if day < change || p.before == p.after {
		return p.before
	}
	span := last - change
	if p.role == Improves {
		span = rampDays
	}
	return p.before + (p.after-p.before)*min(1, float64(day-change)/float64(span))
}

// changeDay is the day of the rule change.
func (c calendar) changeDay() int {
	last := c.days[len(c.days)-1]
	return daysBetween(c.days[0], last.AddDate(0, 0, 1).AddDate(0, -ruleChange, 0))
}
