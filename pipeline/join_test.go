package pipeline

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The csv files of 醴陵市, which owes 县市区表 and 重大项目表, in every order.
func TestSettleParts(t *testing.T) {
	p := settler(t)
	county := sent{file: "z.csv", content: "1", figure: "212.5", forms: "county", date: "2018-07-09"}
	projects := sent{file: "a.csv", content: "2", forms: "project", date: "2018-07-01"}
	changed := func(s sent, file, content, figure, date string) sent {
		s.file, s.content, s.figure, s.date = file, content, figure, date
		return s
	}
	const both = " 已接收 F19 z.csv、a.csv各含不同的表，合并为一份报送。"
	const contradiction = " 退回 F05 报来两份内容不同的表：b.csv、z.csv，序号和报出日期都分不出先后。"
	for _, c := range []struct {
		name  string
		files []sent
		want  []string
		state string
	}{
		{"a form alone", []sent{county}, []string{"z.csv 退回 S01 缺少应报的「project」。"}, "退回 z.csv"},
		{"two forms, whatever their dates", []sent{county, projects}, []string{"z.csv" + both}, "已报 z.csv"},
		{"a form twice, the same bytes", []sent{county, projects, changed(county, "zz.csv", "1", "212.5", "2018-07-09")}, []string{
			"z.csv" + both, "zz.csv 被取代 F06 zz.csv与z.csv内容完全相同，只计一次。"}, "已报 z.csv"},
		{"a form twice, the same figures", []sent{county, projects, changed(county, "zz.csv", "3", "212.50", "2018-07-09")}, []string{
			"z.csv" + both, "zz.csv 被取代 F06 zz.csv与z.csv内容完全相同，只计一次。"}, "已报 z.csv"},
		{"a form twice, one newer", []sent{county, projects, changed(county, "b.csv", "3", "211", "2018-07-08")}, []string{
			"b.csv 被取代 F13 先报的b.csv已被后报的z.csv取代（报出日期先为2018-07-08，后为2018-07-09），不再采用。", "z.csv" + both}, "已报 z.csv"},
		{"one older file with both forms", []sent{county, changed(projects, "a.csv", "2", "", "2018-07-08"), {file: "b.csv", content: "3", figure: "211", forms: "county project", date: "2018-07-02"}}, []string{
			"b.csv 被取代 F13 先报的b.csv已被后报的z.csv取代（报出日期先为2018-07-02，后为2018-07-09），不再采用。", "z.csv" + both}, "已报 z.csv"},
		{"a form twice, no order", []sent{county, projects, changed(county, "b.csv", "3", "211", "2018-07-09")}, []string{
			"a.csv" + contradiction, "b.csv" + contradiction, "z.csv" + contradiction}, "退回 z.csv"},
		{"a newer workbook", []sent{county, projects, {file: "b.xlsx", content: "3", figure: "211", date: "2018-07-10"}}, []string{
			"b.xlsx 已接收", "z.csv 被取代 F13 先报的z.csv、a.csv已被后报的b.xlsx取代（报出日期先为2018-07-09，后为2018-07-10），不再采用。"}, "已报 b.xlsx"},
		{"an older workbook", []sent{county, projects, {file: "b.xlsx", content: "3", figure: "211", date: "2018-07-08"}}, []string{
			"b.xlsx 被取代 F13 先报的b.xlsx已被后报的z.csv、a.csv取代（报出日期先为2018-07-08，后为2018-07-09），不再采用。", "z.csv" + both}, "已报 z.csv"},
		{"a workbook, no order", []sent{county, projects, {file: "b.xlsx", content: "3", figure: "211", date: "2018-07-09"}}, []string{
			"b.xlsx 退回 F05 报来两份内容不同的表：b.xlsx、z.csv、a.csv，序号和报出日期都分不出先后。",
			"z.csv 退回 F05 报来两份内容不同的表：b.xlsx、z.csv、a.csv，序号和报出日期都分不出先后。 F19 z.csv、a.csv各含不同的表，合并为一份报送。"}, "退回 z.csv"},
	} {
		t.Run(c.name, func(t *testing.T) {
			permutations(c.files, func(files []sent) {
				told, state := settled(p, files)
				if d := cmp.Diff(c.want, told); d != "" {
					t.Fatalf("%v: %s", files, d)
				}
				if state != c.state {
					t.Fatalf("%v: %s, want %s", files, state, c.state)
				}
			})
		})
	}
}

// Which file the joined submission goes under follows the forms, not the names.
func TestJoinedByContent(t *testing.T) {
	p := settler(t)
	for _, names := range [][2]string{{"a.csv", "b.csv"}, {"b.csv", "a.csv"}} {
		told, state := settled(p, []sent{{file: names[0], content: "2", forms: "project"}, {file: names[1], content: "1", figure: "212.5", forms: "county"}})
		if len(told) != 1 || !strings.HasPrefix(told[0], names[1]+" 已接收") || state != "已报 "+names[1] {
			t.Errorf("%v: %q %s", names, told, state)
		}
	}
}
