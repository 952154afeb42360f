package demo

import "redress/ingest/complaint"

// A province is a region, with its population in millions as its weight.
type province struct {
	name   string
	people float64
}

func provinces() []province {
	return []province{{"广东", 127}, {"山东", 101}, {"河南", 98}, {"江苏", 85}, {"四川", 84}, {"河北", 74}, {"浙江", 66},
		{"湖南", 66}, {"安徽", 61}, {"湖北", 58}, {"广西", 50}, {"云南", 47}, {"江西", 45}, {"福建", 42}, {"辽宁", 42},
		{"陕西", 40}, {"贵州", 39}, {"山西", 35}, {"重庆", 32}, {"黑龙江", 31}, {"新疆", 26}, {"上海", 25}, {"甘肃", 25},
		{"内蒙古", 24}, {"吉林", 23}, {"北京", 22}, {"天津", 14}, {"海南", 10}, {"宁夏", 7}, {"青海", 6}, {"西藏", 4}}
}

// associationNames are invented; the last one works everywhere.
func associationNames() []string {
	return []string{"霁桥消费者协会", "槐渡消费者协会", "青篱消费者联合会", "云坞消费维权会", "砚汀消费者协会", "栖禾消费者联合会",
		"岫泉消费者协会", "枫垣消费维权会", "菡湾消费者协会", "苇岸消费者联合会", "星垄消费者协会", "桐陌消费维权会",
		"漪洲消费者协会", "朔屿消费者联合会", "同舟网络消费互助会"}
}

// An association handles complaints of its provinces.
type association struct {
	name string
	// before and after are effects on the log odds of the complaints it
	// handles, beyond being helped at all; after counts from the rule change.
	before, after float64
}

// associations plants one that is better than the rest, one that is worse and
// one that gets better.
func associations() []association {
	list := make([]association, 0, 15)
	for _, name := range associationNames() {
		list = append(list, association{name: name})
	}
	list[1].before, list[1].after = 0.6, 0.6
	list[3].before, list[3].after = -0.7, -0.7
	list[5].before, list[5].after = -0.5, 0.5
	return list
}

// channels are the publisher's words for how a complaint was filed, with their
// weights for younger and older consumers and for those an association helps.
type channel struct {
	name                    string
	channel                 complaint.Channel
	younger, older, assists float64
}

func channels() []channel {
	return []channel{
		{"手机应用", complaint.App, 0.50, 0.22, 0.06},
		{"网页", complaint.Web, 0.28, 0.16, 0.08},
		{"电话", complaint.Phone, 0.10, 0.38, 0.20},
		{"电子邮件", complaint.Email, 0.040, 0.015, 0.02},
		{"现场", complaint.InPerson, 0.015, 0.10, 0.16},
		{"信函", complaint.Post, 0.004, 0.035, 0.02},
		{"传真", complaint.Fax, 0.002, 0.006, 0.005},
		{"消协转交", complaint.ByAssociation, 0, 0, 0.44},
		{"部门移送", complaint.ByReferral, 0.030, 0.050, 0.015},
		{"其他", complaint.ChannelOther, 0.020, 0.020, 0.01},
	}
}

// An ageBand is a band as published; empty is not stated.
type ageBand struct {
	name   string
	weight float64
	older  bool
}

func ageBands() []ageBand {
	return []ageBand{{"18岁以下", 0.012, false}, {"18-24岁", 0.16, false}, {"25-34岁", 0.31, false}, {"35-44岁", 0.19, false},
		{"45-59岁", 0.13, false}, {"60岁及以上", 0.078, true}, {"", 0.12, false}}
}
