package consolidate_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// A project that a county and its park report, with a bracket and a space written
// otherwise, is one project: the county's, which comes first in the plan. A park
// that lists it twice adds nothing either; rows without a name stay apart.
func TestProjectsCountOnce(t *testing.T) {
	in, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := rule.Load(os.DirFS("../../templates"), "templates", in)
	if err != nil {
		t.Fatal(err)
	}
	period := stat.Period{Kind: stat.Month, Year: 2018, N: 6}
	var rows []stat.Observation
	add := func(unit, item, name, done string) {
		o := stat.Observation{Unit: unit, Form: "project", Item: item, Period: period, Source: stat.Source{File: unit + ".xlsx", Sheet: "重大项目表", Cell: "B" + item[8:]}}
		if name != "" {
			o.Measure, o.Quantity = "name", stat.Quantity{Kind: stat.TextOnly, Read: name}
			rows = append(rows, o)
		}
		o.Measure, o.Quantity = "year_done", stat.Quantity{Kind: stat.Number, Number: decimal.RequireFromString(done), Read: done}
		rows = append(rows, o)
	}
	add("P03", "project:1", "陶瓷产业园 (一期)", "31200")
	add("P03", "project:10", "物流园", "5")
	add("P03", "project:2", "陶瓷产业园（一期）", "30000")
	add("430281", "project:2", "", "7")
	add("430281", "project:3", "", "8")
	add("430281", "project:1", "陶瓷产业园（一期）", "31200")
	figures, results := consolidate.Consolidate(consolidate.Input{Plan: in, Rules: rules, Period: period, Observations: stat.PackAll(rows)})
	var got []string
	sum := decimal.Zero
	for _, p := range figures.Projects {
		line := p.Unit + " " + p.Item + " " + p.Name
		for _, other := range p.Again {
			line += " again " + other.Unit + " " + other.Item
		}
		got = append(got, line)
		sum = sum.Add(*p.Row.Number("year_done"))
	}
	want := []string{"430281 project:1 陶瓷产业园（一期） again P03 project:1 again P03 project:2", "430281 project:2 ", "430281 project:3 ", "P03 project:10 物流园"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !sum.Equal(decimal.NewFromInt(31200 + 7 + 8 + 5)) {
		t.Errorf("sum %s", sum)
	}
	var told []string
	for _, r := range results {
		if r.Rule == rule.ProjectTwice {
			told = append(told, r.Subject.Unit+" "+r.Source.Cell+" "+r.Message)
		}
	}
	want = []string{
		"P03 B1 项目「陶瓷产业园 (一期)」醴陵市已经报送，两处所报投资数一致；汇总和公示只计醴陵市所报的一份。",
		"P03 B2 项目「陶瓷产业园（一期）」醴陵市已经报送，两处所报投资数不一致；汇总和公示只计醴陵市所报的一份。",
	}
	if d := cmp.Diff(want, told); d != "" {
		t.Error(d)
	}
}
