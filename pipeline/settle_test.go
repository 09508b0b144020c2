package pipeline

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/form"
	"zhibao/pipeline/ingest"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// sent is a file of 醴陵市 as judge leaves it. The name says nothing of its order.
type sent struct {
	file, content string // equal contents are equal bytes
	figure        string // 地区生产总值
	sequence      int
	date          string
	bad           bool // has a finding that returns it
	unread        bool
	unit          string // 430281 if empty
	forms         string // of a csv, such as "county project"
}

func (s sent) judged(p *Project) *judged {
	unit := s.unit
	if unit == "" {
		unit = "430281"
	}
	u, _ := p.Plan.Unit(unit)
	j := &judged{state: ledger.Accepted, passed: 1, Submission: &ingest.Submission{
		File: s.file, SHA256: s.content, Unit: u, Sequence: s.sequence, Unread: s.unread,
	}}
	if s.date != "" {
		j.Observations = append(j.Observations, stat.Observation{Unit: unit, Form: "county", Item: form.FootItem, Measure: "reported_on", Quantity: stat.Quantity{Kind: stat.TextOnly, Read: s.date}})
	}
	if s.figure != "" {
		j.Observations = append(j.Observations, stat.Observation{Unit: unit, Form: "county", Item: "gdp", Measure: stat.Value,
			Quantity: stat.Quantity{Kind: stat.Number, Number: decimal.RequireFromString(s.figure), Read: s.figure}})
	}
	for _, f := range strings.Fields(s.forms) {
		j.Part, j.Forms = true, append(j.Forms, f+"/"+unit)
	}
	for _, f := range []string{"county", "project"} {
		if j.Part && !strings.Contains(s.forms, f) {
			missing := p.Rules.Fail(rule.SheetMissing, rule.Subject{Unit: unit, Form: f, Period: june}, stat.Source{File: s.file, SHA256: s.content}, rule.Args{"expected": f})
			j.Results, j.read, j.state = append(j.Results, missing), append(j.read, missing), ledger.Returned
		}
	}
	if s.bad || s.unread {
		j.Results = append(j.Results, p.Rules.Fail(rule.RequiredEmpty, rule.Subject{Unit: unit}, stat.Source{File: s.file}, rule.Args{"label": "某项"}))
		j.state = ledger.Returned
	}
	return j
}

func settler(t *testing.T) *Project {
	t.Helper()
	p := &Project{Progress: func(string, int, int) {}}
	var err error
	if p.Plan, err = plan.Load(os.DirFS("../inputs/plan"), "inputs/plan"); err != nil {
		t.Fatal(err)
	}
	if p.Forms, err = form.Load(os.DirFS("../templates"), "templates", p.Plan); err != nil {
		t.Fatal(err)
	}
	if p.Rules, err = rule.Load(os.DirFS("../templates"), "templates", p.Plan); err != nil {
		t.Fatal(err)
	}
	return p
}

var june = stat.Period{Kind: stat.Month, Year: 2018, N: 6}

// permutations calls f with every order of the list.
func permutations[T any](list []T, f func([]T)) {
	var walk func(done, rest []T)
	walk = func(done, rest []T) {
		if len(rest) == 0 {
			f(slices.Clone(done))
		}
		for i := range rest {
			walk(append(done, rest[i]), slices.Concat(rest[:i], rest[i+1:]))
		}
	}
	walk(nil, list)
}

// settled settles the files and tells the state and the findings of each, by
// name, and what becomes of the unit.
func settled(p *Project, files []sent) (told []string, state string) {
	in := &received{period: june}
	for _, s := range files {
		in.files = append(in.files, s.judged(p))
	}
	none := func(string, string, stat.Period) (stat.Observation, bool) { return stat.Observation{}, false }
	reading := ingest.Context{Plan: p.Plan, Forms: p.Forms, Rules: p.Rules, Period: june}
	if err := p.settle(in, p.joiner(reading, memory{history: none}, nil)); err != nil {
		panic(err)
	}
	for _, f := range in.files {
		line := f.File + " " + f.state.String()
		for r := range f.told().All() {
			if r.Outcome == rule.Fail && r.Rule != rule.RequiredEmpty && r.Rule != rule.FootEmpty {
				line += " " + r.Rule + " " + r.Message
			}
		}
		told = append(told, line)
	}
	slices.Sort(told)
	for _, s := range in.states(p) {
		if s.Unit.Code == "430281" {
			state = string(s.State) + " " + s.File
		}
	}
	return told, state
}

func TestSettle(t *testing.T) {
	p := settler(t)
	a := sent{file: "a.xlsx", content: "1", figure: "212.5", sequence: 1, date: "2018-07-09"}
	with := func(s sent, change func(*sent)) sent {
		change(&s)
		return s
	}
	second := with(a, func(s *sent) { s.file, s.content, s.figure, s.sequence = "b.xlsx", "2", "213", 2 })
	bySequence := "a.xlsx 被取代 F13 先报的a.xlsx已被后报的b.xlsx取代（表内序号先为1，后为2），不再采用"
	const contradiction = " 退回 F05 报来两份内容不同的表：a.xlsx、b.xlsx，序号和报出日期都分不出先后。"
	for _, c := range []struct {
		name  string
		files []sent
		want  []string
		state string
	}{
		{"one", []sent{a}, []string{"a.xlsx 已接收"}, "已报 a.xlsx"},
		{"the same bytes three times", []sent{a, with(a, func(s *sent) { s.file = "b.xlsx" }), with(a, func(s *sent) { s.file = "c.xlsx" })}, []string{
			"a.xlsx 已接收", "b.xlsx 被取代 F06 b.xlsx与a.xlsx内容完全相同，只计一次。", "c.xlsx 被取代 F06 c.xlsx与a.xlsx内容完全相同，只计一次。"}, "已报 a.xlsx"},
		{"saved again, nothing changed", []sent{a, with(a, func(s *sent) { s.file, s.content, s.figure = "b.xlsx", "2", "212.50" })}, []string{
			"a.xlsx 已接收", "b.xlsx 被取代 F06 b.xlsx与a.xlsx内容完全相同，只计一次。"}, "已报 a.xlsx"},
		{"a correction by number", []sent{a, second}, []string{bySequence + "。", "b.xlsx 已接收"}, "已报 b.xlsx"},
		{"the number goes before the date", []sent{a, with(second, func(s *sent) { s.date = "2018-07-01" })}, []string{bySequence + "。", "b.xlsx 已接收"}, "已报 b.xlsx"},
		{"a correction by date", []sent{a, with(second, func(s *sent) { s.sequence, s.date = 1, "2018-07-10" })}, []string{
			"a.xlsx 被取代 F13 先报的a.xlsx已被后报的b.xlsx取代（报出日期先为2018-07-09，后为2018-07-10），不再采用。", "b.xlsx 已接收"}, "已报 b.xlsx"},
		{"a correction by date, one number missing", []sent{a, with(second, func(s *sent) { s.sequence, s.date = 0, "2018-07-10" })}, []string{
			"a.xlsx 被取代 F13 先报的a.xlsx已被后报的b.xlsx取代（报出日期先为2018-07-09，后为2018-07-10），不再采用。", "b.xlsx 已接收"}, "已报 b.xlsx"},
		{"a correction that is itself returned", []sent{a, with(second, func(s *sent) { s.bad = true })}, []string{
			bySequence + "；后报的一份须退回，该单位按退回计，不改用先报的一份。", "b.xlsx 退回"}, "退回 b.xlsx"},
		{"a correction of a returned one", []sent{with(a, func(s *sent) { s.bad = true }), second}, []string{bySequence + "。", "b.xlsx 已接收"}, "已报 b.xlsx"},
		{"no order", []sent{a, with(second, func(s *sent) { s.sequence = 1 })}, []string{"a.xlsx" + contradiction, "b.xlsx" + contradiction}, "退回 b.xlsx"},
		{"no number, no date", []sent{with(a, func(s *sent) { s.sequence, s.date = 0, "" }), with(second, func(s *sent) { s.sequence, s.date = 0, "" })},
			[]string{"a.xlsx" + contradiction, "b.xlsx" + contradiction}, "退回 b.xlsx"},
		{"one date missing", []sent{with(a, func(s *sent) { s.sequence, s.date = 0, "" }), second}, []string{"a.xlsx" + contradiction, "b.xlsx" + contradiction}, "退回 b.xlsx"},
		{"the same figures, one of them returned", []sent{a, with(a, func(s *sent) { s.file, s.content, s.bad = "b.xlsx", "2", true })},
			[]string{"a.xlsx" + contradiction, "b.xlsx" + contradiction}, "退回 b.xlsx"},
		{"three by number", []sent{a, second, with(a, func(s *sent) { s.file, s.content, s.figure, s.sequence = "c.xlsx", "3", "214", 3 })}, []string{
			"a.xlsx 被取代 F13 先报的a.xlsx已被后报的c.xlsx取代（表内序号先为1，后为3），不再采用。",
			"b.xlsx 被取代 F13 先报的b.xlsx已被后报的c.xlsx取代（表内序号先为2，后为3），不再采用。", "c.xlsx 已接收"}, "已报 c.xlsx"},
		{"two that contradict, newer than a third", []sent{a, second, with(second, func(s *sent) { s.file, s.content, s.figure = "c.xlsx", "3", "214" })}, []string{
			bySequence + "；后报的一份须退回，该单位按退回计，不改用先报的一份。",
			"b.xlsx 退回 F05 报来两份内容不同的表：b.xlsx、c.xlsx，序号和报出日期都分不出先后。",
			"c.xlsx 退回 F05 报来两份内容不同的表：b.xlsx、c.xlsx，序号和报出日期都分不出先后。"}, "退回 c.xlsx"},
		{"a chain by number and date", []sent{
			with(a, func(s *sent) { s.date = "" }),
			with(second, func(s *sent) { s.date = "2018-07-05" }),
			{file: "c.xlsx", content: "3", figure: "214", date: "2018-07-06"},
		}, []string{
			"a.xlsx 被取代 F13 先报的a.xlsx已被后报的c.xlsx取代（按其间各份的先后），不再采用。",
			"b.xlsx 被取代 F13 先报的b.xlsx已被后报的c.xlsx取代（报出日期先为2018-07-05，后为2018-07-06），不再采用。", "c.xlsx 已接收"}, "已报 c.xlsx"},
		{"number and date in a circle", []sent{
			with(a, func(s *sent) { s.date = "2018-07-10" }),
			{file: "b.xlsx", content: "2", figure: "213", date: "2018-07-09"},
			with(second, func(s *sent) { s.file, s.content, s.figure, s.date = "c.xlsx", "3", "214", "2018-07-08" }),
		}, []string{
			"a.xlsx 退回 F05 报来3份内容不同的表：a.xlsx、b.xlsx、c.xlsx，序号和报出日期都分不出先后。",
			"b.xlsx 退回 F05 报来3份内容不同的表：a.xlsx、b.xlsx、c.xlsx，序号和报出日期都分不出先后。",
			"c.xlsx 退回 F05 报来3份内容不同的表：a.xlsx、b.xlsx、c.xlsx，序号和报出日期都分不出先后。"}, "退回 c.xlsx"},
		{"saved again under the next number", []sent{a, with(second, func(s *sent) { s.figure = "212.50" })}, []string{
			"a.xlsx 被取代 F06 a.xlsx与b.xlsx填报的内容相同，只是表内序号或报出日期不同，只计一次。", "b.xlsx 已接收"}, "已报 b.xlsx"},
		{"saved again on another day", []sent{with(a, func(s *sent) { s.date = "2018-07-11" }), with(a, func(s *sent) { s.file, s.content = "b.xlsx", "2" })}, []string{
			"a.xlsx 已接收", "b.xlsx 被取代 F06 b.xlsx与a.xlsx填报的内容相同，只是表内序号或报出日期不同，只计一次。"}, "已报 a.xlsx"},
		{"saved again without its date", []sent{with(a, func(s *sent) { s.date = "" }), with(a, func(s *sent) { s.file, s.content = "b.xlsx", "2" })}, []string{
			"a.xlsx 被取代 F06 a.xlsx与b.xlsx填报的内容相同，只是表内序号或报出日期不同，只计一次。", "b.xlsx 已接收"}, "已报 b.xlsx"},
		{"saved again, both returned for the same", []sent{with(a, func(s *sent) { s.bad = true }), with(a, func(s *sent) { s.file, s.content, s.bad = "b.xlsx", "2", true })}, []string{
			"a.xlsx 退回", "b.xlsx 被取代 F06 b.xlsx与a.xlsx内容完全相同，只计一次。"}, "退回 a.xlsx"},
		{"a number changed and changed back", []sent{a, second, with(a, func(s *sent) { s.file, s.content, s.sequence = "c.xlsx", "3", 3 })}, []string{
			"a.xlsx 被取代 F06 a.xlsx与c.xlsx填报的内容相同，只是表内序号或报出日期不同，只计一次。",
			"b.xlsx 被取代 F13 先报的b.xlsx已被后报的c.xlsx取代（表内序号先为2，后为3），不再采用。", "c.xlsx 已接收"}, "已报 c.xlsx"},
		{"one that was not read", []sent{a, {file: "b.xlsx", content: "2", unread: true}}, []string{"a.xlsx 已接收", "b.xlsx 退回"}, "已报 a.xlsx"},
		{"only ones that were not read", []sent{{file: "a.xlsx", content: "1", unread: true}, {file: "b.xlsx", content: "2", unread: true}},
			[]string{"a.xlsx 退回", "b.xlsx 退回"}, "退回 b.xlsx"},
		{"another unit's", []sent{a, with(second, func(s *sent) { s.unit = "430223" })}, []string{"a.xlsx 已接收", "b.xlsx 已接收"}, "已报 a.xlsx"},
	} {
		t.Run(c.name, func(t *testing.T) {
			permutations(c.files, func(files []sent) {
				told, state := settled(p, files)
				if d := cmp.Diff(c.want, told); d != "" {
					t.Fatalf("%v: %s", files, d)
				}
				// Which of several returned files stands for the unit follows their
				// order, which in a run is that of the names.
				if strings.HasPrefix(c.state, "已报") && state != c.state || !strings.HasPrefix(state, c.state[:len("退回")]) {
					t.Fatalf("%v: %s, want %s", files, state, c.state)
				}
			})
		})
	}
}

// The names of many files do not make a sentence without end, and their number
// does not make the work endless.
func TestSettleMany(t *testing.T) {
	p := settler(t)
	var files []sent
	for i := range 200 {
		files = append(files, sent{file: string(rune('a'+i%26)) + string(rune('a'+i/26)), content: string(rune(i + 1)), figure: strconv.Itoa(i), date: "2018-07-09", bad: true})
	}
	told, _ := settled(p, files)
	want := "aa 退回 F05 报来200份内容不同的表：aa、ab、ac、ad、ae等，序号和报出日期都分不出先后。"
	if len(told) != 200 || told[0] != want {
		t.Errorf("%d: %s", len(told), told[0])
	}
}

// A unit that the plan lets report on another's form has reported, unless it sent
// a form of its own.
func TestStatesOfTogether(t *testing.T) {
	p := settler(t)
	both := sent{file: "高新区.xlsx", content: "1", figure: "1", unit: "P01"}
	own := sent{file: "天元区.xlsx", content: "2", figure: "2", unit: "430211", bad: true}
	state := func(files ...sent) consolidate.UnitState {
		in := &received{period: june}
		for _, s := range files {
			j := s.judged(p)
			if s.unit == "P01" {
				j.Results = append(j.Results, p.Rules.Fail(rule.ReportsTogether, rule.Subject{Unit: "430211"}, stat.Source{}, rule.Args{}))
			}
			in.files = append(in.files, j)
		}
		if err := p.settle(in, nil); err != nil {
			t.Fatal(err)
		}
		for _, s := range in.states(p) {
			if s.Unit.Code == "430211" {
				return s
			}
		}
		return consolidate.UnitState{}
	}
	if s := state(both); s.State != consolidate.Reported || s.File != both.file {
		t.Errorf("with the other: %s %s", s.State, s.File)
	}
	both.bad = true
	if s := state(both); s.State != consolidate.Returned || s.File != both.file {
		t.Errorf("with the other, returned: %s %s", s.State, s.File)
	}
	if s := state(both, own); s.State != consolidate.Returned || s.File != own.file {
		t.Errorf("with a form of its own: %s %s", s.State, s.File)
	}
}
