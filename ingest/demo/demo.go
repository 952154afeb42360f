// Package demo invents a consumer-complaint export: what a Chinese consumer
// association's file would look like if there were one to show. It stands
// before the write path: redress demo writes the file and loads it through the
// same steps as any other, with the built-in publisher code "demo".
//
// Its one rule: everything is invented and everything is planted. No platform,
// seller, association or person is real, and what the figures will show is
// decided in advance and told by Truth, so that tests can ask whether the
// statistics find it: most platforms do not differ, a few do, two change; some
// only look different because they are complained about for other things.
//
// # The file
//
// UTF-8 without byte order mark, comma, RFC 4180 quotes, CRLF, one header row.
// Times are local (Asia/Shanghai), "yyyy-mm-dd hh:mm:ss". An empty cell is
// unknown. Lists are joined by "、".
//
//	投诉编号      number of the complaint, D and the day and a count
//	数据截至      last day the export knows of: what is later is open
//	平台          platform
//	商家          shop name; empty for the platform's own business and for sole traders without one
//	商家类型      企业 company, 个体工商户 sole trader, 自然人 natural person
//	经营者        registered name; a sole trader's is the owner's own with a number
//	商品类别      goods or service sector
//	投诉问题      issue in the publisher's words
//	地区 渠道     region, channel
//	投诉时间 商家响应时间 办结时间   opened, responded, closed
//	处理结果      outcome in the publisher's words, 处理中 while open
//	处理方式      remedies
//	诉求金额 挽回金额   claimed and recovered, CNY
//	升级阶段      ladder: stage@entered/left=result, joined by ";"
//	平台处置      actions against the seller: action@day, joined by ";"
//	证据 受理协会 协会代理   evidence, associations, whether one represented the consumer
//	满意度        rating, 1 to 5
//	按时响应      whether the answer came within three days
//	消费者是否异议   whether the consumer disputed the answer; empty without one, and where nobody asked
//	年龄段 性别   age band, sex
//	投诉内容      narrative, with invented personal data to redact
package demo

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"redress/ingest/complaint"
)

// Code is the publisher code under which the file is loaded.
const Code = "demo"

// Options say what to invent.
type Options struct {
	Complaints int           // rows, at least 1
	Seed       uint64        // which world: names, sizes, effects, and all chance
	Until      complaint.Day // the last of the 36 months in which complaints are opened, and the day the export was made
}

// Write writes the file. The same options give the same bytes; the same seed
// gives the same world, whatever the number of complaints and the window. Rows
// come in order of the opening day and are written as they are drawn, so memory
// does not grow with Complaints.
func Write(w io.Writer, o Options) error {
	if o.Complaints < 1 {
		return fmt.Errorf("%d demo complaints: want at least 1", o.Complaints)
	}
	calendar, ok := newCalendar(o.Until)
	if !ok {
		return errors.New("demo complaints: want a last day that lies three years after 1970 or later")
	}
	r := newRecorder(newMarket(newWorld(o.Seed), calendar))
	out := bufio.NewWriterSize(w, 1<<18)
	if _, err := out.WriteString(strings.Join(header(), ",") + "\r\n"); err != nil {
		return fmt.Errorf("write demo complaints: %w", err)
	}
	d, later := newDice(o.Seed, streamComplaints), newDice(o.Seed, streamDisputes)
	var c draft
	var row []byte
	for day, n := range calendar.counts(newDice(o.Seed, streamDays), o.Complaints) {
		r.market.open(day)
		for number := range n {
			r.market.draw(d, &c, day, number+1)
			drawDispute(later, &c)
			row = r.append(row[:0], d, &c)
			if _, err := out.Write(row); err != nil {
				return fmt.Errorf("write demo complaints: %w", err)
			}
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write demo complaints: %w", err)
	}
	return nil
}

// A recorder writes drafts down.
type recorder struct {
	market   *market
	narrator *narrator
	compact  []string // yyyymmdd of each day
}

func newRecorder(m *market) *recorder {
	r := &recorder{market: m, narrator: newNarrator(m.words)}
	for _, text := range m.calendar.text {
		r.compact = append(r.compact, strings.ReplaceAll(text, "-", ""))
	}
	return r
}
