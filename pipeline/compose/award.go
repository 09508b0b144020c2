package compose

import (
	"fmt"
	"strings"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
)

// awards is 附表8 of a report on a year: who is proposed for the yearly award, with
// an empty column for the decision; the ranking of how the units reported; what each
// score is made of. It proposes and decides nothing.
func (c *composer) awardAnnex() report.Annex {
	a := report.Annex{ID: "annex8", Label: "附表8", Title: "年度评优建议表", Sheet: "附表8"}
	sets := c.awardSets()
	if len(sets) == 0 {
		return a
	}
	tables := []*report.Table{c.awardTable(sets)}
	if t := c.rankedQuality(); t != nil {
		tables = append(tables, t)
	}
	for _, s := range sets {
		tables = append(tables, c.awardParts(s))
	}
	for i, t := range tables {
		t.Title = fmt.Sprintf("（%s）%s", numerals[i], t.Title)
		a.Blocks = append(a.Blocks, t)
	}
	return a
}

// awardSets are who is proposed.
func (c *composer) awardSets() []evaluate.AwardSet {
	if c.awards == nil {
		sets := evaluate.Awards(evaluate.AwardInput{Plan: c.Plan, Figures: c.Figures, Evaluated: c.Evaluated, Records: c.awardRecords()})
		c.awards = &sets
	}
	return *c.awards
}

// awardRecords is what each unit's reporting has against it.
func (c *composer) awardRecords() map[string]evaluate.AwardRecord {
	records := map[string]evaluate.AwardRecord{}
	for _, q := range c.Year.Units {
		records[q.Unit.Code] = evaluate.AwardRecord{Late: q.Late, Returned: q.SentBack}
	}
	for r := range c.Results.All() {
		if !r.Returns() || r.Severity != rule.Mandatory {
			continue
		}
		code := r.Subject.Unit
		if u, ok := c.Plan.Unit(code); ok && u.Parent != "" {
			code = u.Parent // a part's findings are its park's
		}
		record := records[code]
		record.OpenMandatory++
		records[code] = record
	}
	return records
}

// notScored stands in place of a score, with the reason beside it.
const notScored = "不评"

func (c *composer) awardTable(sets []evaluate.AwardSet) *report.Table {
	t := &report.Table{ID: "t8", Title: "评优建议", Columns: columns(col(report.Centre, 6), col(report.Left, 22), col(report.Decimal, 9), col(report.Centre, 7),
		col(report.Left, 30), col(report.Centre, 10), report.Column{Width: 24, Room: 10})}
	t.Rank = report.Ranking{Suffix: ".rank", Low: true, Words: "位次"}
	t.Head = head1("序号", "单位", "得分", "位次", "否决事由", "建议", "审定意见")
	n := 0
	for _, s := range sets {
		t.Rows = append(t.Rows, section("t8."+string(s.Kind), fmt.Sprintf("%s（建议表彰前%d名）", kindName(s.Kind), s.Suggest)))
		for _, l := range s.Lines {
			n++
			t.Rows = append(t.Rows, c.awardRow(l, n))
		}
	}
	t.Notes = c.awardNotes(sets)
	return t
}

func (c *composer) awardRow(l evaluate.AwardLine, n int) report.Row {
	id := "t8." + l.Unit.Code
	reasons := append([]string{}, l.Vetoes...)
	if l.Total == nil {
		reasons = append(reasons, notScored+"："+l.Why)
	}
	suggestion := report.Cell{ID: id + ".suggestion", Text: none, Tone: report.Muted}
	if l.Suggested {
		suggestion = toned(id+".suggestion", "建议表彰", report.Good)
	}
	why := report.Cell{ID: id + ".veto", Text: strings.Join(reasons, "\n")}
	if len(reasons) == 0 {
		why.Text = "无"
	}
	if len(l.Vetoes) > 0 {
		why.Tone = report.Bad
	}
	return report.Row{ID: id, Cells: []report.Cell{text(fmt.Sprint(n)), text(l.Unit.NameAt(c.period)), c.number(id+".score", l.Total, 2, notScored), c.place(id+".rank", l.Rank), why, suggestion, text("")}}
}

// place is a place among others; a dash for 0, which is none.
func (c *composer) place(id string, n int) report.Cell {
	if n == 0 {
		return c.number(id, nil, 0, none)
	}
	return c.count(id, n)
}

// awardNotes say how the proposal came about, and of whom it says more than planned.
func (c *composer) awardNotes(sets []evaluate.AwardSet) []string {
	rules := c.Plan.Scheme.Awards.Veto
	var vetoes []string
	if rules.BindingMissed {
		vetoes = append(vetoes, "责任部门有约束性指标未完成年度目标")
	}
	if rules.NotAccepted {
		vetoes = append(vetoes, "本期缺报或退回")
	}
	if rules.OpenMandatory {
		vetoes = append(vetoes, "有未改正的强制性问题")
	}
	if rules.MostLate != nil {
		vetoes = append(vetoes, fmt.Sprintf("全年迟报超过%d次", *rules.MostLate))
	}
	if rules.MostReturned != nil {
		vetoes = append(vetoes, fmt.Sprintf("全年退回超过%d次", *rules.MostReturned))
	}
	first := "本表只提建议，由评审审定，审定意见由评审填写。"
	if d := c.Plan.Scheme.Disclaimer(); d != "" {
		first = d + "。" + first
	}
	notes := []string{first + "得分的构成见以下各表，位次按未修约的得分排列，得分相同的名次并列；片区随所属园区，不单独排名。"}
	if len(vetoes) == 0 {
		vetoes = []string{"测算方案没有规定"}
	}
	notes = append(notes, "否决事由："+strings.Join(vetoes, "、")+"。有否决事由的单位保留位次，不提建议，也不占建议名额，由其后的单位递补。")
	for _, s := range sets {
		n := 0
		for _, l := range s.Lines {
			if l.Suggested {
				n++
			}
		}
		switch {
		case n > s.Suggest && s.Suggest > 0:
			notes = append(notes, fmt.Sprintf("%s末位得分并列，建议表彰%d家。", kindName(s.Kind), n))
		case n < s.Suggest:
			notes = append(notes, fmt.Sprintf("%s有得分且没有否决事由的只有%d家，不足%d家。", kindName(s.Kind), n, s.Suggest))
		}
	}
	return notes
}
