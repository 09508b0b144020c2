package compose_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/report"
)

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	m, err := calendar.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Two units of one sheet each, worked out by hand: 1 of 1 and 0 of 3 make 25 %, not
// the mean of 100 % and 0 %.
func TestQualityRates(t *testing.T) {
	b := sample(t, "2018-06")
	in := b.input(t)
	a, _ := b.plan.Unit("430202")
	z, _ := b.plan.Unit("430203")
	n, _ := b.plan.Unit("430204")
	in.Quality = []compose.UnitQuality{
		{Unit: a, Due: 1, Timed: 1, OnTime: 1, Required: 7, Given: 7, Filled: 16, Faulty: 1, Reported: 1, Passed: 1, Verify: 3, Explained: 2},
		{Unit: z, Due: 3, Timed: 3, OnTime: 0, Required: 9, Given: 3, Filled: 4, Faulty: 0, Reported: 1},
		{Unit: n, Due: 1, Untimed: 1},
	}
	audit, err := compose.Audit(in)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := compose.Report(in)
	if err != nil {
		t.Fatal(err)
	}
	for row, want := range map[string][]string{
		"430202": {"100.0", "100.0", "6.3", "100.0", "66.7"}, // 1/16 = 6.25, 2/3
		"430203": {"0.0", "33.3", "0.0", "0.0", "—"},
		"430204": {"未登记", "—", "—", "—", "—"},
		"county": {"25.0", "62.5", "5.0", "50.0", "66.7"}, // 1/4, 10/16, 1/20, 1/2, 2/3
		"park":   {"—", "—", "—", "—", "—"},
		"all":    {"25.0", "62.5", "5.0", "50.0", "66.7"},
	} {
		for table, all := range map[string]map[string]report.Cell{"t58": cells(t, doc), "t5q": cells(t, audit)} {
			var got []string
			for _, c := range []string{"timely", "complete", "faulty", "first", "explained"} {
				got = append(got, all[table+"."+row+"."+c].Text)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s of %s: %s", row, table, diff)
			}
		}
	}
	if c := cells(t, audit)["t5q.430202.faulty"]; c.Value == nil || c.Value.String() != "6.25" {
		t.Errorf("the exact rate is %v", c.Value)
	}
}

// duty of 醴陵市 that has not come.
func duty(t *testing.T, b *batch, due, now string) compose.Duty {
	t.Helper()
	u, _ := b.plan.Unit("430281")
	d := compose.Duty{Unit: u, Forms: []string{"株转示1表"}, Authority: "株洲市统计局", State: consolidate.Missing, Deadline: &calendar.Deadline{At: moment(t, due), Nominal: calendar.Date{Year: 2018, Month: 7, Day: 8}}}
	d.Stage = calendar.StageAt(d.Deadline.At, moment(t, now))
	d.Reminders = d.Stage.Reminders()
	return d
}

func letterTexts(doc *report.Document) map[string]string {
	out := map[string]string{}
	for _, a := range doc.Annexes[1:] {
		text := a.Title
		for _, blk := range a.Blocks {
			text += "\n" + blk.(report.Paragraph).Text()
		}
		out[a.Sheet] = text
	}
	return out
}

func TestLetters(t *testing.T) {
	b := sample(t, "2018-06")
	in := b.input(t)
	for now, want := range map[string]string{
		"2018-07-08 16:59": "",
		"2018-07-09 09:30": "关于报送2018年1—6月统计报表的催报函\n醴陵市：\n按照产业转型升级示范区建设统计报表制度，你单位应于2018年7月9日17时前报送2018年1—6月株转示1表（期限逢节假日，已顺延）。" +
			"现距报送期限不足一日，截至2018年7月9日9时30分尚未收到你单位的报表。\n本次为第一次催报。请抓紧审核数据，于期限前报送；确有困难不能按时报送的，请于期限前说明原因。\n" +
			"报送时请使用统计局下发的表格，由单位负责人、统计负责人审签。已在途中的，请告知发出时间。\n特此函告。\n株洲市统计局\n2018年7月9日",
		"2018-07-09 17:00": "本次为第二次催报。请立即报送；仍不报送的，将列入全市通报",
		"2018-07-11 19:00": "仍未收到你单位的报表，已逾期2天2小时。\n请立即报送，并书面说明逾期原因。",
	} {
		in.Reminder = compose.Reminder{Moment: moment(t, now), Why: "运行时指定", Duties: []compose.Duty{duty(t, b, "2018-07-09 17:00", now)}}
		doc, err := compose.Remind(in)
		if err != nil {
			t.Fatal(err)
		}
		got := letterTexts(doc)["醴陵市"]
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %s\nwant %s", now, got, want)
		}
	}
}

// The table says what nobody knows, and never that somebody was in time or late.
func TestDutyTable(t *testing.T) {
	b := sample(t, "2018-06")
	in := b.input(t)
	now := moment(t, "2018-07-10 09:00")
	open := duty(t, b, "2018-07-09 17:00", "2018-07-10 09:00")
	open.Deadline.Unknown = []int{2018}
	unknown := open
	unknown.State = consolidate.Reported
	late := unknown
	at := now.Add(-time.Hour)
	late.Arrived, late.Contact, late.Phone = &at, "办公室", "0731-10000"
	in.Reminder = compose.Reminder{Moment: now, Why: "运行时指定", Duties: []compose.Duty{open, unknown, late}}
	doc, err := compose.Remind(in)
	if err != nil {
		t.Fatal(err)
	}
	table := doc.Annexes[0].Blocks[0].(*report.Table)
	var got []string
	for _, r := range table.Rows {
		var texts []string
		for _, c := range r.Cells {
			texts = append(texts, c.Text)
		}
		got = append(got, strings.Join(texts, " "))
	}
	want := []string{
		"未报", "醴陵市 株转示1表 2018-07-09 17:00 否 未报 16小时 2 通报 — —",
		"已报", "醴陵市 株转示1表 2018-07-09 17:00 是（未登记） 已报 未登记 2 — — —",
		"醴陵市 株转示1表 2018-07-09 17:00 2018-07-10 08:00 已报 15小时 2 — 办公室 0731-10000",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	notes := strings.Join(table.Notes, "\n")
	for _, want := range []string{"统计截至2018年7月10日9时（运行时指定）。", "未登记2018年节假日", "没有收件登记", "contact、phone"} {
		if !strings.Contains(notes, want) {
			t.Errorf("the notes lack %q:\n%s", want, notes)
		}
	}
}
