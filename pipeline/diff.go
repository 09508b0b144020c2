package pipeline

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/form"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// Diff says what changed in a period's figures between an earlier run and now.
type Diff struct {
	Period   string          `json:"period"`
	Old      RunMark         `json:"old"`
	New      RunMark         `json:"new"`
	Notes    []string        `json:"notes"`    // what limits the comparison
	Versions []VersionChange `json:"versions"` // of plan, scheme, forms, rules and program
	Reported []Change        `json:"reported"` // of what units reported, earlier years included
	Planned  []Change        `json:"planned"`  // of what the plan prints
	Follows  []Change        `json:"follows"`  // of what is computed from them, verdicts first
}

// RunMark names a run.
type RunMark struct {
	Number int64  `json:"number"` // over all periods
	ID     string `json:"id"`
}

// VersionChange is a part of what judges and computes that changed between the runs.
type VersionChange struct {
	Part string `json:"part"`
	Old  string `json:"old"`
	New  string `json:"new"`
}

// Change is a figure that was another one before. An empty text stands for none.
type Change struct {
	ID      string   `json:"id,omitempty"` // of the printed cell, for what follows
	Name    string   `json:"name"`
	Unit    string   `json:"unit,omitempty"` // of measure
	Old     string   `json:"old"`
	New     string   `json:"new"`
	OldFrom string   `json:"old_from,omitempty"` // file, sheet and cell, or file and line
	NewFrom string   `json:"new_from,omitempty"`
	Reasons []string `json:"reasons,omitempty"`
	Verdict bool     `json:"verdict,omitempty"` // a word of judgement rather than a number
}

// DiffOptions choose the earlier state.
type DiffOptions struct {
	Since   string // number or id of a run; empty: the run before the latest of the period
	PlanDir string // the plan of that run, if it was another one
}

// Compare assembles a period as it stood after an earlier run and as it stands,
// and tells the differences.
func Compare(ctx context.Context, p *Project, period stat.Period, opt DiffOptions) (*Diff, error) {
	book, in, err := p.recall(ctx, period)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	marks, err := book.Marks(ctx)
	if err != nil {
		return nil, err
	}
	since, last, err := chooseRun(marks, period, opt.Since)
	if err != nil {
		return nil, err
	}
	view := book.AsOf(since.Seq)
	oldRun, _, err := view.LastRun(ctx, period)
	if err != nil {
		return nil, err
	}
	newRun, _, err := book.LastRun(ctx, period)
	if err != nil {
		return nil, err
	}
	d := &Diff{Period: period.String(), Old: RunMark{since.Seq, since.ID}, New: RunMark{last.Seq, last.ID},
		Notes: []string{}, Versions: []VersionChange{}, Reported: []Change{}, Planned: []Change{}, Follows: []Change{}}
	dir := opt.PlanDir
	if dir == "" && oldRun.Versions["plan"] != p.Plan.Version() {
		folder, remove, err := scratch()
		if err != nil {
			return nil, err
		}
		defer remove()
		if dir, err = p.archivedPlan(ctx, book, period, oldRun, folder); err != nil {
			return nil, err
		}
	}
	before, err := d.earlierProject(p, dir, oldRun, newRun)
	if err != nil {
		return nil, err
	}
	then, err := before.restore(ctx, view, period)
	if err != nil {
		return nil, err
	}
	older, err := newTracer(ctx, before, view, period, then)
	if err != nil {
		return nil, err
	}
	newer, err := newTracer(ctx, p, book, period, in)
	if err != nil {
		return nil, err
	}
	c := comparison{Diff: d, old: older, new: newer}
	return d, c.all()
}

// chooseRun picks the earlier run and names the latest of the period. Without a
// choice it is the one before the latest; of a single run, that one, so that what
// came in since for earlier years is seen.
func chooseRun(marks []ledger.Mark, period stat.Period, since string) (old, last ledger.Mark, err error) {
	var own []ledger.Mark
	for _, m := range marks {
		if m.Period == period {
			own = append(own, m)
		}
	}
	last = own[len(own)-1]
	if since == "" {
		return own[max(0, len(own)-2)], last, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, since, time.Local); err == nil {
		old, err = lastOf(own, day)
		return old, last, err
	}
	n, err := strconv.ParseInt(since, 10, 64)
	for _, m := range marks {
		if err == nil && m.Seq == n || len(since) >= 4 && strings.HasPrefix(m.ID, since) {
			if m.Seq < own[0].Seq {
				return old, last, fault.Config(fmt.Sprintf("第%d次运行时还没有 %s 的数据", m.Seq, period), "", fmt.Sprintf("该报告期的运行自第%d次起。", own[0].Seq))
			}
			return m, last, nil
		}
	}
	return old, last, fault.Config(fmt.Sprintf("没有「%s」这次运行", since), "", fmt.Sprintf("%s 的运行有：%s。", period, numbersOf(own)))
}

// lastOf is the latest run of a period up to the end of a day.
func lastOf(own []ledger.Mark, day time.Time) (old ledger.Mark, err error) {
	dated := false
	for _, m := range own {
		dated = dated || !m.At.IsZero()
		if !m.At.IsZero() && m.At.Before(day.AddDate(0, 0, 1)) {
			old = m
		}
	}
	switch {
	case !dated:
		return old, fault.Config("台账没有记下各次运行的日期，不能按日期比较", "", "请改用运行的序号，例如 --since 3；该报告期的运行有"+numbersOf(own)+"。")
	case old.Seq == 0:
		return old, fault.Config(day.Format(time.DateOnly)+"之前没有该报告期的运行", "", "请改用较晚的日期，或运行的序号；该报告期的运行有"+numbersOf(own)+"。")
	}
	return old, nil
}

func numbersOf(marks []ledger.Mark) string {
	var words []string
	for _, m := range marks {
		words = append(words, fmt.Sprintf("第%d次", m.Seq))
	}
	return joined(words)
}

// partNames are the parts whose versions a run records.
var partNames = []struct{ key, name string }{
	{"plan", "方案数据"}, {"scheme", "测算方案"}, {"forms", "表式"}, {"rules", "审核规则"}, {"tool", "程序"},
}

// earlierProject is the project that the earlier run was made with, as far as it
// is known: with its plan from dir, or with the present one.
func (d *Diff) earlierProject(p *Project, dir string, oldRun, newRun ledger.Run) (*Project, error) {
	for _, part := range partNames {
		if a, b := oldRun.Versions[part.key], newRun.Versions[part.key]; a != b {
			d.Versions = append(d.Versions, VersionChange{part.name, a, b})
		}
	}
	if newRun.Versions["plan"] != p.Plan.Version() {
		d.Notes = append(d.Notes, fmt.Sprintf("最近一次运行之后方案数据又有改动，新数按现行方案计算；请运行 zhibao run %s 后再比较。", d.Period))
	}
	was := oldRun.Versions["plan"]
	switch {
	case dir == "" && was == p.Plan.Version():
		return p, nil
	case dir == "":
		d.Notes = append(d.Notes, "当时的方案数据与现行的不同（当时的校验码为"+was+"），旧数按现行方案重算，方案改动的影响没有列出；如存有当时的方案，请用 --plan 指明其文件夹。")
		return p, nil
	}
	before, err := p.withPlan(dir)
	if err != nil {
		return nil, err
	}
	if got := before.Plan.Version(); got != was {
		return nil, notThatPlan(d.Old.Number, dir, was, got)
	}
	return before, nil
}

// withPlan is the project with the plan of another folder.
func (p *Project) withPlan(dir string) (*Project, error) {
	again := *p
	again.planDir = dir
	var err error
	if again.Plan, err = plan.Load(os.DirFS(dir), dir); err != nil {
		return nil, err
	}
	if again.Forms, err = form.Load(p.Templates, "templates", again.Plan); err != nil {
		return nil, err
	}
	again.Forms.Kinds = p.Forms.Kinds
	again.Rules, err = rule.Load(p.Templates, "templates", again.Plan)
	return &again, err
}

// comparison is the two states while they are compared.
type comparison struct {
	*Diff
	old, new *Tracer
}

func (c comparison) all() error {
	for _, year := range c.years() {
		period := stat.Period{Kind: stat.Year, Year: year}
		c.reported(period, c.old.years[year].observations, c.new.years[year].observations)
	}
	c.reported(c.new.period, index(c.old.in.Observations), index(c.new.in.Observations))
	c.planned()
	return c.follows()
}

func (c comparison) years() []int {
	var years []int
	for year := range c.new.years {
		years = append(years, year)
	}
	slices.Sort(years)
	return years
}

func index(list []stat.Packed) map[observed]stat.Observation {
	m := map[observed]stat.Observation{}
	for o := range stat.Unpacked(list) {
		m[observed{o.Unit, o.Item, o.Measure}] = o
	}
	return m
}

// follows compares every printed cell of 附表1 to 附表4 that is computed.
func (c comparison) follows() error {
	texts := func(t *Tracer) (ids []string, cells map[string]string, err error) {
		doc, err := compose.Report(t.in.Input)
		if err != nil {
			return nil, nil, err
		}
		if t.cells, err = doc.Cells(); err != nil {
			return nil, nil, err
		}
		cells = map[string]string{}
		for _, b := range doc.Blocks() {
			ids = append(ids, cellIDs(b)...)
		}
		for _, id := range ids {
			cells[id] = t.cells.Of(id).Text
		}
		return ids, cells, nil
	}
	_, before, err := texts(c.old)
	if err != nil {
		return err
	}
	ids, after, err := texts(c.new)
	if err != nil {
		return err
	}
	for _, id := range ids {
		was, known := before[id]
		if known && was == after[id] {
			continue
		}
		f, err := c.new.build(id)
		if err != nil || f.Kind != ComputedFigure && !isComputedThen(c.old, id) {
			continue // of 附表5, or told above
		}
		verdict := strings.HasSuffix(id, ".level") || strings.HasSuffix(id, "verdict") || strings.HasSuffix(id, ".grade")
		change := Change{ID: id, Name: f.Name, Old: was, New: after[id], Unit: f.Unit, Verdict: verdict}
		if slices.ContainsFunc(c.Follows, func(told Change) bool {
			return told.Name == change.Name && told.Old == change.Old && told.New == change.New
		}) {
			continue // printed in two tables
		}
		c.Follows = append(c.Follows, change)
	}
	slices.SortStableFunc(c.Follows, func(a, b Change) int {
		switch {
		case a.Verdict == b.Verdict:
			return 0
		case a.Verdict:
			return -1
		}
		return 1
	})
	return nil
}

// isComputedThen reports whether the cell was computed in the earlier state, where
// it is none now.
func isComputedThen(t *Tracer, id string) bool {
	f, err := t.build(id)
	return err == nil && f.Kind == ComputedFigure
}
