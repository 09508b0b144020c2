package words_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/words"
)

// figures makes cells of exact figures printed with one decimal, or with as many as
// stand after a slash: 7.94 prints 7.9, 312/0 prints 312. A dash is a missing one.
type figures struct {
	cells map[string]report.Cell
	n     int
}

func (f *figures) cell(s string) report.Cell {
	f.n++
	id := "c" + strings.Repeat("x", f.n)
	value, places, given := strings.Cut(s, "/")
	decimals := 1
	if given {
		decimals = int(places[0] - '0')
	}
	c := report.Cell{ID: id, Text: "—"}
	if value != "-" {
		c = report.Number(id, decimal.RequireFromString(value), report.Format{Decimals: decimals}, stat.HalfUp.Round)
	}
	f.cells[id] = c
	return c
}

func (f *figures) find(id string) (report.Cell, bool) {
	c, ok := f.cells[id]
	return c, ok
}

// read is a clause as it is printed.
func (f *figures) read(t *testing.T, clause string) string {
	t.Helper()
	runs, unknown := words.Runs(clause, f.find)
	if unknown != "" {
		t.Fatalf("%q quotes %q, which is not there", clause, unknown)
	}
	return report.Paragraph{Runs: runs}.Text()
}

// one is a function of one figure and what it is counted against.
type one = func(report.Cell, string) string

// The sentences that an official would write, by hand.
func TestWordsOfOneFigure(t *testing.T) {
	than := func(f func(report.Cell, string, string) string, unit string) one {
		return func(c report.Cell, s string) string { return f(c, unit, s) }
	}
	way := func(f func(report.Cell, words.Way) string, w words.Way) one {
		return func(c report.Cell, _ string) string { return f(c, w) }
	}
	rate := func(c report.Cell, _ string) string { return words.Rate(c) }
	progress := func(w words.Way) one {
		return func(c report.Cell, _ string) string { return words.Progress(c, w, 2016) }
	}
	for _, c := range []struct {
		f                   one
		figure, than, wants string
	}{
		{words.Level, "1262.4", "亿元", "1262.4亿元"},
		{words.Level, "-", "亿元", ""},
		{words.Growth, "7.9", "同比", "同比增长7.9%"},
		{words.Growth, "7.94", "同比", "同比增长7.9%"},
		{words.Growth, "7.95", "同比", "同比增长8.0%"},
		{words.Growth, "-2.1", "同比", "同比下降2.1%"},
		{words.Growth, "0", "同比", "与上年同期持平"},
		{words.Growth, "0.04", "同比", "与上年同期持平"},
		{words.Growth, "-0.04", "同比", "与上年同期持平"},
		{words.Growth, "0.05", "同比", "同比增长0.1%"},
		{words.Growth, "-0.05", "同比", "同比下降0.1%"},
		{words.Growth, "7.3", "上年", "比上年增长7.3%"},
		{words.Growth, "-10.1", "上年", "比上年下降10.1%"},
		{words.Growth, "0", "上年", "与上年持平"},
		{words.Growth, "11.80/2", "年均", "年均增长11.80%"},
		{words.Growth, "-1.2", "年均", "年均下降1.2%"},
		{words.Growth, "0", "年均", "年均零增长"},
		{words.Growth, "7.1", "", "增长7.1%"},
		{words.Growth, "-7.1", "", "下降7.1%"},
		{words.Growth, "0", "", "持平"},
		{words.Growth, "-", "同比", ""},
		{than(words.Amount, "亿元"), "91.9", "上年", "比上年增加91.9亿元"},
		{than(words.Amount, "亿元"), "-79.9", "上年", "比上年减少79.9亿元"},
		{than(words.Amount, "亿元"), "0.02", "上年", "与上年持平"},
		{than(words.Increment, "家"), "23/0", "上年末", "比上年末净增23家"},
		{than(words.Increment, "家"), "-4/0", "上年末", "比上年末净减4家"},
		{than(words.Increment, "家"), "0/0", "上年末", "与上年末持平"},
		{than(words.Increment, "家"), "-/0", "上年末", ""},
		{words.Points, "0.09/2", "上年", "比上年提高0.09个百分点"},
		{words.Points, "0.3", "上年同期", "比上年同期提高0.3个百分点"},
		{words.Points, "-0.3", "上年同期", "比上年同期回落0.3个百分点"},
		{words.Points, "0.004/2", "上年", "与上年持平"},
		{words.Points, "-", "上年", ""},
		{rate, "4.96/2", "", "下降4.96%"},
		{rate, "-4.96/2", "", "上升4.96%"},
		{rate, "0/2", "", "与上年持平"},
		{rate, "-", "", ""},
		{words.Gap, "-13.5", "时序进度", "低于时序进度13.5个百分点"},
		{words.Gap, "6.5", "时序进度", "高于时序进度6.5个百分点"},
		{words.Gap, "0.01", "时序进度", "与时序进度持平"},
		{words.Gap, "1.4", "《方案》年均目标", "高于《方案》年均目标1.4个百分点"},
		{words.Gap, "-", "时序进度", ""},
		{progress(words.More), "6.5", "", "完成五年目标增量的6.5%"},
		{progress(words.More), "-11.2", "", "低于2016年基数，进度为-11.2%"},
		{progress(words.More), "0", "", "与2016年基数持平，进度为零"},
		{progress(words.More), "104.2", "", "完成五年目标增量的104.2%"},
		{progress(words.More), "-", "", ""},
		{progress(words.Less), "31.7", "", "完成五年目标降幅的31.7%"},
		{progress(words.Less), "-3.0", "", "高于2016年基数，进度为-3.0%"},
		{progress(words.Reduce), "25.6", "", "完成五年累计降低目标的25.6%"},
		{way(words.Needed, words.More), "10.88/2", "", "年均需增长10.88%"},
		{way(words.Needed, words.More), "-1.2", "", "已达到目标值"},
		{way(words.Needed, words.More), "0", "", "已达到目标值"},
		{way(words.Needed, words.Less), "-5.43/2", "", "年均需下降5.43%"},
		{way(words.Needed, words.Less), "1.1", "", "已达到目标值"},
		{way(words.Needed, words.MorePoints), "0.25/2", "", "每年需提高0.25个百分点"},
		{way(words.Needed, words.MorePoints), "-0.1", "", "已达到目标值"},
		{way(words.Needed, words.LessPoints), "-0.4", "", "每年需降低0.4个百分点"},
		{way(words.Needed, words.Reduce), "3.62/2", "", "年均需降低3.62%"},
		{way(words.Needed, words.Reduce), "-0.2", "", "已达到目标值"},
		{way(words.Needed, words.More), "-", "", ""},
		{way(words.Course, words.More), "10.88/2", "", "年均增长10.88%"},
		{way(words.Course, words.Less), "-5.43/2", "", "年均下降5.43%"},
		{way(words.Course, words.MorePoints), "0.25/2", "", "每年提高0.25个百分点"},
		{way(words.Course, words.Reduce), "3.62/2", "", "年均降低3.62%"},
	} {
		f := &figures{cells: map[string]report.Cell{}}
		if got := f.read(t, c.f(f.cell(c.figure), c.than)); got != c.wants {
			t.Errorf("%s against %q: %q, want %q", c.figure, c.than, got, c.wants)
		}
	}
}

// Two figures and their difference, which is worked out from the exact ones.
func TestWordsOfComparisons(t *testing.T) {
	type three = func(now, then, diff report.Cell, than string) string
	turned := func(now, then, _ report.Cell, than string) string { return words.Turned(now, then, than) }
	grew := func(now, then, _ report.Cell, _ string) string { return words.GrewTo(then, now, "亿美元") }
	fall := func(now, _, diff report.Cell, than string) string { return words.Fall(now, diff, than) }
	rank := func(now, _, moved report.Cell, than string) string { return words.Rank(now, moved, than) }
	for _, c := range []struct {
		f                           three
		now, then, diff, than, want string
	}{
		{words.Pace, "8.2", "7.9", "0.3", "上年同期", "增速比上年同期加快0.3个百分点"},
		{words.Pace, "7.9", "8.2", "-0.3", "上年同期", "增速比上年同期放缓0.3个百分点"},
		{words.Pace, "7.9", "7.9", "0", "上年同期", "增速与上年同期持平"},
		{words.Pace, "7.9", "7.5", "0.4", "1—5月", "增速比1—5月加快0.4个百分点"},
		{words.Pace, "7.94", "7.86", "0.08", "上年", "增速与上年基本持平"},      // both print 7.9, the change 0.1
		{words.Pace, "7.96", "7.94", "0.02", "上年", "增速与上年基本持平"},      // 8.0 and 7.9, the change 0.0
		{words.Pace, "8.04", "7.86", "0.18", "上年", "增速比上年加快0.2个百分点"}, // 8.0 and 7.9: the table's note explains the digit
		{words.Pace, "-2.1", "-5.4", "3.3", "上年同期", "降幅比上年同期收窄3.3个百分点"},
		{words.Pace, "-5.4", "-2.1", "-3.3", "上年同期", "降幅比上年同期扩大3.3个百分点"},
		{words.Pace, "-2.1", "-2.1", "0", "上年同期", "降幅与上年同期持平"},
		{words.Pace, "-2.14", "-2.06", "-0.08", "上年同期", "降幅与上年同期基本持平"},
		{words.Pace, "3.1", "-2.1", "5.2", "上年同期", "增速由负转正，比上年同期回升5.2个百分点"},
		{words.Pace, "-2.1", "3.1", "-5.2", "上年同期", "增速由正转负，比上年同期回落5.2个百分点"},
		{words.Pace, "0.04", "3.1", "-3.06", "上年同期", "增速由上年同期的3.1%转为零"},
		{words.Pace, "0", "-3.1", "3.1", "上年同期", "由上年同期下降3.1%转为持平"},
		{words.Pace, "2.0", "0", "2.0", "上年同期", "由上年同期持平转为增长"},
		{words.Pace, "-2.0", "0.02", "-2.02", "上年同期", "由上年同期持平转为下降"},
		{words.Pace, "0.01", "-0.03", "0.04", "上年同期", "增速与上年同期持平"},
		{words.Pace, "-", "7.9", "0", "上年同期", ""},
		{words.Pace, "7.9", "-", "0", "上年同期", ""},
		{words.Pace, "7.9", "7.8", "-", "上年同期", ""},
		{words.RatePace, "4.96/2", "4.45/2", "0.51/2", "上年", "降幅比上年扩大0.51个百分点"},
		{words.RatePace, "4.96/2", "5.47/2", "-0.51/2", "上年", "降幅比上年收窄0.51个百分点"},
		{words.RatePace, "4.96/2", "4.96/2", "0/2", "上年", "降幅与上年持平"},
		{words.RatePace, "-1.2", "-3.2", "2.0", "上年", "升幅比上年收窄2.0个百分点"},
		{words.RatePace, "-3.2", "-1.2", "-2.0", "上年", "升幅比上年扩大2.0个百分点"},
		{words.RatePace, "1.2", "-0.8", "2.0", "上年", "由上年上升转为下降"},
		{words.RatePace, "-0.8", "1.2", "-2.0", "上年", "由上年下降转为上升"},
		{words.RatePace, "0", "1.2", "-1.2", "上年", "由上年下降1.2%转为持平"},
		{words.RatePace, "0", "-1.2", "1.2", "上年", "由上年上升1.2%转为持平"},
		{words.RatePace, "1.2", "0", "1.2", "上年", "由上年持平转为下降"},
		{words.RatePace, "-", "1.2", "1.2", "上年", ""},
		{turned, "2.1", "-3.2", "0", "上年同期", "由负转正"},
		{turned, "-2.1", "3.2", "0", "上年同期", "由正转负"},
		{turned, "2.1", "0", "0", "上年同期", "上年同期为零，不计算增速"},
		{turned, "0", "0", "0", "上年同期", "本期和上年同期均为零"},
		{turned, "-1.0", "-3.2", "0", "上年同期", "负值比上年同期收窄"},
		{turned, "-4.0", "-3.2", "0", "上年同期", "负值比上年同期扩大"},
		{turned, "0", "-3.2", "0", "上年同期", "由负转为零"},
		{turned, "2.1", "3.2", "0", "上年同期", ""}, // a growth says it
		{turned, "-", "3.2", "0", "上年同期", ""},
		{grew, "21.9", "17.6", "0", "", "由17.6亿美元增长到21.9亿美元"},
		{grew, "17.6", "21.9", "0", "", "由21.9亿美元下降到17.6亿美元"},
		{grew, "17.6", "17.6", "0", "", "保持在17.6亿美元"},
		{grew, "17.64", "17.62", "0", "", "基本保持在17.6亿美元"},
		{grew, "17.6", "-", "0", "", ""},
		{fall, "-10.1", "0", "-3.7", "目标", "降幅大于目标3.7个百分点"},
		{fall, "-5.0", "0", "1.4", "目标", "降幅小于目标1.4个百分点"},
		{fall, "2.0", "0", "8.4", "目标", "未降反升，与目标相差8.4个百分点"},
		{fall, "-6.4", "0", "0.02", "目标", "降幅与目标持平"},
		{fall, "-", "0", "0.02", "目标", ""},
		{rank, "3/0", "0", "2/0", "上期", "居第3位，比上期上升2位"},
		{rank, "5/0", "0", "-1/0", "上期", "居第5位，比上期下降1位"},
		{rank, "1/0", "0", "0/0", "上期", "居第1位，位次与上期相同"},
		{rank, "1/0", "0", "-", "上期", "居第1位"},
		{rank, "-", "0", "1/0", "上期", ""},
	} {
		f := &figures{cells: map[string]report.Cell{}}
		got := f.read(t, c.f(f.cell(c.now), f.cell(c.then), f.cell(c.diff), c.than))
		if got != c.want {
			t.Errorf("%s after %s (%s): %q, want %q", c.now, c.then, c.diff, got, c.want)
		}
	}
}

// A unit's own words, cut at the end of a clause, and never taken for a quotation.
func TestSaid(t *testing.T) {
	for _, c := range []struct {
		text  string
		limit int
		want  string
	}{
		{"受国际市场影响，订单减少。", 60, "市商务局说明：“受国际市场影响，订单减少”"},
		{"受国际市场影响，订单减少，三家企业停产；预计下季度恢复。", 19, "市商务局说明：“受国际市场影响，订单减少……”"},
		{"一家“龙头”企业停产", 60, "市商务局说明：“一家‘龙头’企业停产”"},
		{"第一行\n第二行", 60, "市商务局说明：“第一行 第二行”"},
		{"没有标点的一段很长的话要硬切", 5, "市商务局说明：“没有标点的……”"},
		{"句尾有逗号，", 60, "市商务局说明：“句尾有逗号”"},
		{"\x01t11.gdp.linear\x02", 60, "市商务局说明：“t11.gdp.linear”"},
		{"", 60, ""},
		{" \n", 60, ""},
	} {
		if got := words.Said("市商务局", c.text, c.limit); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// Clauses are joined without stray marks, whichever of them say nothing.
func TestJoin(t *testing.T) {
	for _, c := range []struct{ clauses, want string }{
		{"甲|乙|丙", "甲，乙，丙"}, {"|乙|", "乙"}, {"||", ""}, {"甲||丙", "甲，丙"},
	} {
		if got := words.Join("，", strings.Split(c.clauses, "|")...); got != c.want {
			t.Errorf("%s: %s", c.clauses, got)
		}
	}
}

// A quotation of what is not there is found.
func TestRunsUnknown(t *testing.T) {
	if _, unknown := words.Runs("进度为"+words.Quote("t11.gnp")+"%", (&figures{}).find); unknown != "t11.gnp" {
		t.Errorf("unknown %q", unknown)
	}
}
