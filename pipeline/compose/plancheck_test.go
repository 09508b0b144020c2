package compose_test

import (
	"slices"
	"strings"
	"testing"

	"zhibao/pipeline/report"
)

func annexOf(doc *report.Document, label string) *report.Annex {
	i := slices.IndexFunc(doc.Annexes, func(a report.Annex) bool { return a.Label == label })
	if i < 0 {
		return nil
	}
	return &doc.Annexes[i]
}

// 附表7 of a report on a year gives every conflict of the plan, under its kind, with
// places, both figures, the arithmetic and the figure used.
func TestPlanCheckAnnex(t *testing.T) {
	doc := sample(t, "2017").report(t)
	a := annexOf(doc, "附表7")
	if a == nil {
		t.Fatal("no 附表7")
	}
	tab := a.Blocks[0].(*report.Table)
	sections, rows := 0, map[string]report.Row{}
	for _, r := range tab.Rows {
		if r.Kind == report.Section {
			sections++
			continue
		}
		_, subject, _ := strings.Cut(r.Cells[0].Text, ". ")
		rows[subject+r.Cells[2].Text] = r
		for i, c := range r.Cells {
			if c.Text == "" {
				t.Errorf("%s: column %d is empty", r.ID, i+1)
			}
		}
	}
	// As the test of the plan check lists them: 7 by growth, 1 each of 起步反向, 累计与年度,
	// 目标方向, 分项与合计, 重复计算, 目标已达到, 升降相反, 所需增速, 占比与数额, 正文与表, 正文增速
	// and 分母不成立, 4 by names, 3 parts over wholes.
	if len(rows) != 26 || sections != 15 {
		t.Errorf("%d conflicts under %d kinds, want 26 under 15", len(rows), sections)
	}
	r, ok := rows["进出口总额年均增速10%"]
	if !ok {
		t.Fatal("进出口总额 is not there")
	}
	var got []string
	for _, c := range r.Cells[1:] {
		got = append(got, c.Text)
	}
	if want := []string{"表1第5行；一、（三）", "年均增速10%", "年均增速20.11%", "（44÷17.6）开5次方减1", "绝对值目标和增速目标均按所印，分别评价"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// A month's report refers to the check in one line of 附表5.
func TestPlanCheckElsewhere(t *testing.T) {
	line := func(doc *report.Document) string {
		for _, b := range annexOf(doc, "附表5").Blocks {
			for _, r := range b.(*report.Table).Rows {
				if r.Cells[0].Text == "方案数字核对" {
					return r.Cells[1].Text
				}
			}
		}
		return ""
	}
	month := sample(t, "2018-06").report(t)
	if annexOf(month, "附表7") != nil {
		t.Error("a month's report has 附表7")
	}
	if got := line(month); got != "方案数字自身不一致之处共26处，均按所印，不作修改，列于年度评估报告的附表7。" {
		t.Errorf("a month's report says %q", got)
	}
	if got := line(sample(t, "2017").report(t)); got != "方案数字自身不一致之处共26处，见附表7。" {
		t.Errorf("a year's report says %q", got)
	}
}
