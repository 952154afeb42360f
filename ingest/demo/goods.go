package demo

import "redress/ingest/complaint"

// A category is a goods or service sector.
type category struct {
	name     string
	weight   float64
	claimed  float64 // median claim in CNY
	sigma    float64 // of the claim's logarithm
	products []string
	// more is how much more frequent some issues are than elsewhere.
	more map[complaint.Issue]float64
	shop string // what shops of this sector call themselves
}

func categories() []category {
	return []category{
		{"家用电子电器", 0.12, 680, 0.85, []string{"扫地机器人", "电饭煲", "空气净化器", "电热水壶", "吸尘器", "加湿器"},
			map[complaint.Issue]float64{complaint.AfterSales: 1.3, complaint.Quality: 1.2, complaint.Measurement: 0.2}, "电器"},
		{"服装鞋帽", 0.17, 180, 0.75, []string{"羽绒服", "运动鞋", "连衣裙", "牛仔裤", "棉靴", "羊毛围巾"},
			map[complaint.Issue]float64{complaint.FalseAdvertising: 1.3, complaint.Counterfeit: 1.3, complaint.Safety: 0.2}, "服饰"},
		{"食品", 0.12, 88, 0.80, []string{"坚果礼盒", "冷冻牛排", "现摘苹果", "蜂蜜", "大闸蟹提货券", "酸奶"},
			map[complaint.Issue]float64{complaint.Safety: 4, complaint.Measurement: 4, complaint.AfterSales: 0.8}, "食品"},
		{"日用商品", 0.13, 62, 0.75, []string{"保温杯", "洗衣液", "收纳箱", "雨伞", "电动牙刷", "床上四件套"}, nil, "日用"},
		{"家居家具", 0.08, 1150, 0.95, []string{"布艺沙发", "实木餐桌", "乳胶床垫", "书柜", "智能门锁", "窗帘"},
			map[complaint.Issue]float64{complaint.Delivery: 1.2, complaint.Measurement: 1.5}, "家居"},
		{"美妆个护", 0.09, 150, 0.80, []string{"面霜", "精华液", "香水", "洗发水", "口红", "面膜"},
			map[complaint.Issue]float64{complaint.Counterfeit: 1.8, complaint.Safety: 1.8, complaint.FalseAdvertising: 1.2}, "美妆"},
		{"母婴用品", 0.06, 210, 0.80, []string{"婴儿推车", "奶瓶", "儿童安全座椅", "纸尿裤", "婴儿床", "辅食机"},
			map[complaint.Issue]float64{complaint.Safety: 1.6}, "母婴"},
		{"数码通讯", 0.09, 2300, 0.80, []string{"手机", "平板电脑", "无线耳机", "智能手表", "笔记本电脑", "充电宝"},
			map[complaint.Issue]float64{complaint.AfterSales: 1.3, complaint.Quality: 1.3, complaint.Price: 1.3}, "数码"},
		{"图书文具玩具", 0.04, 70, 0.75, []string{"绘本套装", "积木", "钢笔", "拼图", "学习机", "跳绳"}, nil, "文具"},
		{"交通工具及配件", 0.03, 520, 1.00, []string{"电动自行车", "行车记录仪", "头盔", "汽车脚垫", "轮胎", "儿童滑板车"},
			map[complaint.Issue]float64{complaint.Safety: 1.6, complaint.Quality: 1.2}, "车品"},
		{"虚拟商品与充值", 0.04, 120, 1.00, []string{"游戏点券", "视频会员", "话费充值", "网课", "电子书会员", "优惠券包"},
			map[complaint.Issue]float64{complaint.Contract: 2.5, complaint.Privacy: 2, complaint.Delivery: 0.6, complaint.Quality: 0.2}, "数字"},
		{"生活与旅行服务", 0.03, 860, 0.95, []string{"民宿订单", "健身年卡", "家政服务", "摄影套餐", "门票套票", "搬家服务"},
			map[complaint.Issue]float64{complaint.Contract: 3, complaint.Delivery: 0.3, complaint.Counterfeit: 0.2}, "生活"},
	}
}

// issueWeight is how frequent an issue is for a platform's mix and a category.
func (c *category) issueWeight(m mix, k issueKind) float64 {
	weight := m.weight(k)
	if more, ok := c.more[k.issue]; ok {
		weight *= more
	}
	return weight
}
