package compose_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/form"
	"zhibao/pipeline/ingest"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/validate"
	"zhibao/pipeline/xlsx"
)

// batch is the sample submissions of a period, judged, without a ledger.
type batch struct {
	plan    *plan.Plan
	forms   *form.Set
	kinds   form.Kinds
	rules   *rule.Catalogue
	period  stat.Period
	given   []stat.Observation // of accepted submissions
	results []rule.Result
	passed  int
	states  []consolidate.UnitState
	history evaluate.History    // nil: what the plan prints
	earlier evaluate.EarlierRow // nil: no report before
}

// sample reads the sample workbooks of a period; those whose name begins with an
// entry of absent are left out.
func sample(t *testing.T, when string, absent ...string) *batch {
	t.Helper()
	b := &batch{}
	var err error
	if b.plan, err = plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan"); err != nil {
		t.Fatal(err)
	}
	if b.forms, err = form.Load(os.DirFS("../../templates"), "templates", b.plan); err != nil {
		t.Fatal(err)
	}
	if b.kinds, err = form.LoadKinds(os.DirFS("../../templates"), "templates", b.forms, compose.AnnexLabels()); err != nil {
		t.Fatal(err)
	}
	if b.rules, err = rule.Load(os.DirFS("../../templates"), "templates", b.plan); err != nil {
		t.Fatal(err)
	}
	if b.period, err = stat.ParsePeriod(when); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../inputs/" + when + "/*.xlsx")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sample submissions of %s (%v)", when, err)
	}
	state := map[string]consolidate.UnitState{}
	for _, path := range files {
		name := filepath.Base(path)
		if slices.ContainsFunc(absent, func(p string) bool { return strings.HasPrefix(name, p) }) {
			continue
		}
		b.take(t, path, name, state)
	}
	for _, u := range b.plan.Reporters() {
		if !b.forms.Asked(b.plan, u, b.period) {
			continue
		}
		s, ok := state[u.Code]
		if !ok {
			s = consolidate.UnitState{Unit: u, State: consolidate.Missing}
		}
		b.states = append(b.states, s)
	}
	return b
}

func (b *batch) take(t *testing.T, path, name string, state map[string]consolidate.UnitState) {
	t.Helper()
	book, err := xlsx.OpenFile(path, xlsx.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	sub := ingest.Read(ingest.Context{Plan: b.plan, Forms: b.forms, Rules: b.rules, Period: b.period}, name, book)
	out, err := validate.Submission(validate.Context{Plan: b.plan, Forms: b.forms, Rules: b.rules, Period: b.period,
		History: func(string, string, stat.Period) (stat.Observation, bool) { return stat.Observation{}, false }}, sub.Observations)
	if err != nil {
		t.Fatal(err)
	}
	results := append(sub.Results, out.Results...)
	validate.Explain(b.rules, sub.Observations, results)
	s := consolidate.UnitState{Unit: sub.Unit, State: consolidate.Reported, File: name}
	if slices.ContainsFunc(results, func(r rule.Result) bool { return r.Outcome == rule.Fail && r.Severity.Returns() }) {
		s.State = consolidate.Returned
	} else {
		b.given = append(b.given, sub.Observations...)
	}
	state[sub.Unit.Code] = s
	b.results, b.passed = append(b.results, results...), b.passed+out.Passed
}

// set replaces a department's figure.
func (b *batch) set(t *testing.T, item string, m stat.Measure, figure string) {
	t.Helper()
	for i, o := range b.given {
		if it, _ := b.plan.Item(item); o.Item == item && o.Measure == m && o.Unit == it.Owner {
			b.given[i].Number, b.given[i].Read = decimal.RequireFromString(figure), figure
			return
		}
	}
	t.Fatalf("no figure of %s", item)
}

// input is what the batch gives the composer.
func (b *batch) input(t *testing.T) compose.Input {
	t.Helper()
	figures, more := consolidate.Consolidate(consolidate.Input{Plan: b.plan, Rules: b.rules, Period: b.period, Units: b.states,
		// the projects are judged by the tests that look at them: withProjects
		Observations: stat.PackAll(slices.DeleteFunc(slices.Clone(b.given), func(o stat.Observation) bool { return strings.HasPrefix(o.Item, rule.ProjectPrefix) }))})
	history := b.printed
	if b.history != nil {
		history = b.history
	}
	evaluated, err := evaluate.Evaluate(evaluate.Input{Plan: b.plan, Figures: figures, History: history, EarlierRow: b.earlier})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, r := range b.rules.Rules {
		names[r.ID] = r.Name
	}
	results := append(slices.Clone(b.results), more...)
	rule.Sort(results)
	return compose.Input{Plan: b.plan, Figures: figures, Evaluated: evaluated, Results: rule.Listed(results), Passed: b.passed, RuleNames: names,
		Kind: b.kinds.Of(b.period), Texts: os.DirFS("../../templates"), Paper: compose.Paper{Issuer: "株洲市统计局"},
		Explains: b.rules.Explains, Versions: []report.KeyText{{Key: "方案", Text: b.plan.Version()}}}
}

// printed is the plan's own figure of a year.
func (b *batch) printed(code string, year int) (evaluate.YearFigure, bool) {
	f, ok := b.plan.PrintedFigure(code, fmt.Sprint(year))
	if !ok {
		return evaluate.YearFigure{Year: year}, false
	}
	return evaluate.YearFigure{Year: year, Value: &f.Decimal, Text: f.Text}, true
}

func (b *batch) report(t *testing.T) *report.Document {
	t.Helper()
	doc, err := compose.Report(b.input(t))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func cells(t *testing.T, doc *report.Document) map[string]report.Cell {
	t.Helper()
	all, err := doc.Cells()
	if err != nil {
		t.Fatal(err)
	}
	return maps.Collect(all.All())
}

// prose are the runs of the body's paragraphs.
func prose(doc *report.Document) []report.Run {
	var runs []report.Run
	for _, b := range doc.Body {
		if p, ok := b.(report.Paragraph); ok {
			runs = append(runs, p.Runs...)
		}
	}
	return runs
}
