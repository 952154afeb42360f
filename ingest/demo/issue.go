package demo

import "redress/ingest/complaint"

// A wording is one way the invented publisher names an issue.
type wording struct {
	text   string          // in the column 投诉问题
	issue  complaint.Issue // Other for those no declaration maps
	weight float64         // within its issue
	mapped bool            // whether demo.yaml knows it
}

// An issueKind is what is planted about a canonical issue.
type issueKind struct {
	issue  complaint.Issue
	share  float64 // of the complaints of a platform with the ordinary mix
	effect float64 // on the log odds of being resolved
	hard   float64 // times as frequent on a platform with the hard mix
	easy   float64 // times as frequent on a platform with the easy mix
}

// issueKinds differ in how easily they are resolved, so a platform that is
// complained about for other reasons than the rest looks better or worse than
// it is.
func issueKinds() []issueKind {
	return []issueKind{
		{complaint.AfterSales, 0.250, 0.10, 0.6, 1.1},
		{complaint.Quality, 0.200, 0.00, 0.8, 0.8},
		{complaint.Delivery, 0.130, 0.55, 0.25, 3.2},
		{complaint.FalseAdvertising, 0.130, -0.35, 2.4, 0.35},
		{complaint.Contract, 0.085, -0.25, 1.8, 0.6},
		{complaint.Price, 0.070, 0.30, 0.4, 2.6},
		{complaint.Counterfeit, 0.050, -0.60, 4.2, 0.15},
		{complaint.Safety, 0.025, -0.15, 1.0, 0.8},
		{complaint.Privacy, 0.020, -0.65, 3.5, 0.3},
		{complaint.Dignity, 0.010, -0.70, 2.0, 0.5},
		{complaint.Measurement, 0.015, 0.20, 0.8, 1.2},
		{complaint.Other, 0.015, 0.00, 1.0, 1.0},
	}
}

// wordings are the publisher's words. The last of them were coined after its
// declaration was written: they load as "other" and show up as unmapped.
func wordings() []wording {
	return []wording{
		{"拒绝退货退款", complaint.AfterSales, 0.45, true},
		{"退款迟迟未到账", complaint.AfterSales, 0.25, true},
		{"拒绝保修或维修", complaint.AfterSales, 0.20, true},
		{"换货推诿", complaint.AfterSales, 0.10, true},
		{"商品存在质量问题", complaint.Quality, 0.60, true},
		{"使用不久即损坏", complaint.Quality, 0.25, true},
		{"收到旧货或翻新货", complaint.Quality, 0.15, true},
		{"长时间不发货", complaint.Delivery, 0.40, true},
		{"商品未收到", complaint.Delivery, 0.35, true},
		{"送货迟延", complaint.Delivery, 0.15, true},
		{"运输途中破损", complaint.Delivery, 0.10, true},
		{"商品与描述不符", complaint.FalseAdvertising, 0.55, true},
		{"虚假促销宣传", complaint.FalseAdvertising, 0.30, true},
		{"诱导交易欺诈", complaint.FalseAdvertising, 0.15, true},
		{"单方取消订单", complaint.Contract, 0.45, true},
		{"自动续费难以取消", complaint.Contract, 0.35, true},
		{"格式条款不公平", complaint.Contract, 0.20, true},
		{"先涨价后打折", complaint.Price, 0.50, true},
		{"保价承诺未兑现", complaint.Price, 0.35, true},
		{"重复扣款", complaint.Price, 0.15, true},
		{"假冒品牌商品", complaint.Counterfeit, 0.80, true},
		{"假冒产地", complaint.Counterfeit, 0.20, true},
		{"变质或有异物", complaint.Safety, 0.60, true},
		{"使用中发生安全事故", complaint.Safety, 0.40, true},
		{"个人信息泄露", complaint.Privacy, 0.60, true},
		{"骚扰电话短信", complaint.Privacy, 0.40, true},
		{"客服辱骂或威胁", complaint.Dignity, 1, true},
		{"重量数量不足", complaint.Measurement, 0.80, true},
		{"尺寸规格短缺", complaint.Measurement, 0.20, true},
		{"其他问题", complaint.Other, 0.30, true},
		{"直播间抽奖未兑现", complaint.Other, 0.22, false},
		{"会员积分被清零", complaint.Other, 0.17, false},
		{"数字藏品无法转赠", complaint.Other, 0.12, false},
		{"账号被误封", complaint.Other, 0.10, false},
		{"拼单失败未返现", complaint.Other, 0.09, false},
	}
}

// wordingsOf lists, per issue kind, the indexes of its wordings.
func wordingsOf(kinds []issueKind, words []wording) [][]int {
	of := make([][]int, len(kinds))
	for k, kind := range kinds {
		for i, w := range words {
			if w.issue == kind.issue {
				of[k] = append(of[k], i)
			}
		}
	}
	return of
}

// A mix is how a platform's complaints spread over the issues.
type mix string

const (
	ordinaryMix mix = "ordinary"
	hardMix     mix = "hard" // much counterfeit and deception, which are rarely resolved
	easyMix     mix = "easy" // much delivery and price, which mostly are
)

// weight is how frequent an issue is under a mix.
func (m mix) weight(k issueKind) float64 {
	switch m {
	case hardMix:
		return k.share * k.hard
	case easyMix:
		return k.share * k.easy
	}
	return k.share
}
