package evaluate

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// listed is a row of a list of projects: "column=text" pairs.
func listed(unit, item string, cells ...string) *consolidate.Project {
	p := &consolidate.Project{Unit: unit, Item: item}
	for _, c := range cells {
		m, text, _ := strings.Cut(c, "=")
		o := stat.Observation{Unit: unit, Item: item, Measure: stat.Measure(m), Quantity: stat.Quantity{Kind: stat.TextOnly, Read: text}}
		if strings.HasPrefix(m, "year_") || m == "total_plan" {
			o.Quantity = stat.Quantity{Kind: stat.Number, Number: num(text), Read: text}
		}
		p.Row = append(p.Row, stat.Pack(o))
	}
	p.Name = p.Text("name")
	return p
}

func periodOf(t *testing.T, s string) stat.Period {
	t.Helper()
	p, err := stat.ParsePeriod(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Days counted on a wall calendar; shares worked by hand.
func TestProjectsByHand(t *testing.T) {
	rules := plan.DefaultProjects() // slow below −10 points
	for _, c := range []struct {
		what, period string
		cells        string
		verdict      Verdict
		delay, late  int
		reasons      []Verdict
	}{
		{"40 % of the plan at mid-year is exactly ten points behind: not slow", "2018-06", "stage=在建 real_start=2018-01-05 year_plan=1000 year_done=400", ProjectOnPlan, 0, 0, nil},
		{"39.99 % is", "2018-06", "stage=在建 real_start=2018-01-05 year_plan=10000 year_done=3999", ProjectSlow, 0, 0, []Verdict{ProjectSlow}},
		{"a week after 31 December it counts against the whole year: 89.9 %", "2020-W53", "stage=在建 real_start=2020-01-05 year_plan=1000 year_done=899", ProjectSlow, 0, 0, []Verdict{ProjectSlow}},
		{"10 June is day 161 of 365, 44.1096 %: 34.2 is 9.9 behind", "2018-06-上", "stage=在建 real_start=2018-01-05 year_plan=1000 year_done=342", ProjectOnPlan, 0, 0, nil},
		{"34.1 is 10.0096 behind", "2018-06-上", "stage=在建 real_start=2018-01-05 year_plan=1000 year_done=341", ProjectSlow, 0, 0, []Verdict{ProjectSlow}},
		{"planned on the last day of the period: not late yet", "2018-06", "stage=前期 planned_start=2018-06-30", ProjectEarly, 0, 0, nil},
		{"planned a day before", "2018-06", "stage=前期 planned_start=2018-06-29", ProjectNotBegun, 1, 0, []Verdict{ProjectNotBegun}},
		{"28 February to 31 March, 31 days", "2018-03", "stage=前期 planned_start=2018-02-28", ProjectNotBegun, 31, 0, []Verdict{ProjectNotBegun}},
		{"28 February to 31 March of a leap year, 32 days", "2020-03", "stage=前期 planned_start=2020-02-28", ProjectNotBegun, 32, 0, []Verdict{ProjectNotBegun}},
		{"over the new year: 16 + 31 + 28", "2018-02", "planned_start=2017-12-15", ProjectNotBegun, 16 + 31 + 28, 0, []Verdict{ProjectNotBegun}},
		{"begun 61 days late (1 March to 1 May), and in time since", "2018-06", "stage=在建 planned_start=2018-03-01 real_start=2018-05-01 year_plan=100 year_done=60", ProjectOnPlan, 61, 0, nil},
		{"begun early", "2018-06", "stage=在建 planned_start=2018-03-01 real_start=2018-02-01 year_plan=100 year_done=60", ProjectOnPlan, 0, 0, nil},
		{"stopped, whatever the figures", "2018-06", "stage=停工 real_start=2018-02-01 year_plan=100 year_done=90 problem=用地未批", ProjectStopped, 0, 0, []Verdict{ProjectStopped}},
		{"finished", "2018-06", "stage=竣工 real_start=2017-02-01 year_plan=100 year_done=10", ProjectDone, 0, 0, nil},
		{"begun by its stage, no year plan", "2018-06", "stage=在建 year_done=10", ProjectUnknown, 0, 0, nil},
		{"a year plan of nothing", "2018-06", "stage=在建 real_start=2018-02-01 year_plan=0 year_done=0", ProjectUnknown, 0, 0, nil},
		{"neither date nor stage", "2018-06", "year_plan=100", ProjectEarly, 0, 0, nil},
		{"deadline on the last day", "2018-06", "stage=在建 year_plan=100 year_done=60 deadline=2018-06-30 problem=道路未通", ProjectOnPlan, 0, 0, nil},
		{"20 days after the deadline: 11 to 30 June is 20", "2018-06", "stage=在建 year_plan=100 year_done=60 deadline=2018-06-10 problem=道路未通", ProjectOnPlan, 0, 20, []Verdict{ProjectOverdue}},
		{"the same, in the ten days that end with it", "2018-06-上", "stage=在建 year_plan=100 year_done=60 deadline=2018-06-10 problem=道路未通", ProjectOnPlan, 0, 0, nil},
		{"over the new year: 1 December to 3 January is 33 days", "2020-W53", "stage=在建 year_plan=100 year_done=100 deadline=2020-12-01 problem=道路未通", ProjectOnPlan, 0, 33, []Verdict{ProjectOverdue}},
		{"the problem is solved", "2018-06", "stage=在建 year_plan=100 year_done=60 deadline=2018-06-10", ProjectOnPlan, 0, 0, nil},
		{"slow and overdue", "2018-06", "stage=在建 year_plan=100 year_done=10 deadline=2018-05-31 problem=道路未通", ProjectSlow, 0, 30, []Verdict{ProjectSlow, ProjectOverdue}},
	} {
		got := JudgeProjects(rules, periodOf(t, c.period), []*consolidate.Project{listed("430281", "project:1", strings.Fields(c.cells)...)}, nil).List[0]
		if got.Verdict != c.verdict || got.StartDelay != c.delay || got.Overdue != c.late || !slices.Equal(got.Reasons(), c.reasons) {
			t.Errorf("%s: %s, start %d days late, %d days overdue, %v", c.what, got.Verdict, got.StartDelay, got.Overdue, got.Reasons())
		}
	}
}

// Ten days of grace: the tenth day is within, the eleventh is not.
func TestStartGrace(t *testing.T) {
	rules := plan.DefaultProjects()
	rules.GraceDays = 10
	for start, want := range map[string]Verdict{"2018-06-20": ProjectEarly, "2018-06-19": ProjectNotBegun} {
		got := JudgeProjects(rules, periodOf(t, "2018-06"), []*consolidate.Project{listed("430281", "project:1", "planned_start="+start)}, nil).List[0]
		if got.Verdict != want {
			t.Errorf("planned for %s: %s", start, got.Verdict)
		}
	}
}

func TestYearTime(t *testing.T) {
	for period, want := range map[string]string{
		"2018-06": "50", "2018-Q1": "25", "2018": "100", "2018-12-下": "100", "2018-01-上": "2.7397", // 10/365
		"2020-06-下": "49.7268",                   // 182/366
		"2018-W23":  "44.1096",                   // 161/365
		"2020-W53":  "100", "2019-W01": "1.6438", // 6/365
	} {
		if got := YearTime(periodOf(t, period)); !got.Round(4).Equal(num(want)) {
			t.Errorf("%s: %s, want %s", period, got.Round(4), want)
		}
	}
}

// What became of each project since the report before; names differ in width only.
func TestProjectChanges(t *testing.T) {
	slow, fine := "stage=在建 year_plan=100 year_done=10", "stage=在建 year_plan=100 year_done=90"
	row := func(item, name, cells string) *consolidate.Project {
		return listed("430281", item, append(strings.Fields(cells), "name="+name)...)
	}
	before := &EarlierProjects{Period: periodOf(t, "2018-05"), List: []*consolidate.Project{
		row("project:1", "一号", slow), row("project:2", "二号", fine), row("project:3", "三号（扩建）", slow), row("project:4", "四号", fine), row("project:5", "五号", slow)}}
	got := JudgeProjects(plan.DefaultProjects(), periodOf(t, "2018-06"), []*consolidate.Project{
		row("project:1", "三号(扩建)", fine), row("project:2", "二号", slow), row("project:3", "一 号", slow), row("project:4", "四号", fine), row("project:5", "六号", slow),
	}, before)
	changes := map[string]ProjectChange{}
	for _, p := range got.List {
		changes[p.Name] = p.Change
	}
	want := map[string]ProjectChange{"三号(扩建)": Recovered, "二号": NewlySlow, "一 号": StillSlow, "四号": "", "六号": NewOnList}
	if d := cmp.Diff(want, changes); d != "" {
		t.Error(d)
	}
	if len(got.Gone) != 1 || got.Gone[0].Name != "五号" {
		t.Errorf("gone: %v", got.Gone)
	}
}
