package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/workspace"
)

// Rendered compares what is printed from the ledger as it stood with what was printed
// then, file by file.
type Rendered struct {
	Equal    []string        `json:"equal"`
	Differ   []string        `json:"differ"`   // printed both times, with other bytes
	Missing  []string        `json:"missing"`  // printed then and not now
	Added    []string        `json:"added"`    // printed now and not then
	Archived []string        `json:"archived"` // made from workbooks, not from the ledger; not printed again
	Versions []VersionChange `json:"versions"` // then and now
	Reasons  []string        `json:"reasons"`  // why something differs, as far as it is known
	Refused  string          `json:"refused,omitempty"`
}

// Same reports whether everything that can be printed again is what it was.
func (r *Rendered) Same() bool {
	return r.Refused == "" && len(r.Differ)+len(r.Missing)+len(r.Added) == 0
}

// renderThen prints a set again from the ledger as it stood then, with the plan, the
// settings, the history and the texts of then where they are archived, and compares.
func (p *Project) renderThen(ctx context.Context, book *ledger.Ledger, out *Reprint, printed ledger.Publication,
	was []workspace.File, marks []ledger.Mark, planDir string) error {
	view := bygone{book.AsOf(lastBy(marks, printed)), printed.At}
	run, _, err := book.AsOf(printed.RunSeq).LastRun(ctx, printed.Period)
	if err != nil {
		return err
	}
	r := &Rendered{Equal: []string{}, Differ: []string{}, Missing: []string{}, Added: []string{}, Archived: []string{},
		Versions: []VersionChange{}, Reasons: []string{}}
	out.Rendered = r
	from, err := p.fetchSources(ctx, book, printed)
	if err != nil {
		return err
	}
	folder, remove, err := scratch()
	if err != nil {
		return err
	}
	defer remove()
	fonts, err := p.findFonts()
	if err != nil {
		return err
	}
	now, then, err := p.printAsThen(ctx, view, printed, was, then{from, folder, planDir, run.Versions["plan"], fonts})
	var f *fault.Fault
	if errors.As(err, &f) && f.Code == fault.Usage && (planDir == "" || !strings.HasPrefix(f.Where, planDir)) { // not what was asked for is wrong
		r.Refused = f.What
		err = nil
	}
	if err != nil {
		return err
	}
	program := printProgram{Versions: run.Versions}
	if from != nil {
		if err := json.Unmarshal(from[programSource], &program); err != nil {
			return err
		}
	}
	for _, part := range partNames {
		if a, b := program.Versions[part.key], then.versions()[part.key]; a != b {
			r.Versions = append(r.Versions, VersionChange{part.name, a, b})
		}
	}
	r.compare(was, now)
	if from == nil {
		r.explain(printed.RunSeq)
		return nil
	}
	return r.explainExactly(from, program, p.Settings.Build, fonts)
}

// then is what a set is printed again with.
type then struct {
	from    sources // nil: not archived
	folder  string  // to lay them out in
	planDir string  // a plan that was named; empty: none
	plan    string  // version of the plan that the run had
	fonts   *fontSet
}

// printAsThen prints a set again; the project is the one that it was printed with, or
// what comes nearest to it.
func (p *Project) printAsThen(ctx context.Context, view bygone, printed ledger.Publication, was []workspace.File, with then) ([]workspace.File, *Project, error) {
	again := p
	var err error
	if with.from != nil {
		if again, err = p.as(with.from, printed.Period, with.folder); err != nil {
			return nil, p, err
		}
	}
	if with.planDir != "" {
		if again, err = again.withPlan(with.planDir); err != nil {
			return nil, p, err
		}
		if got := again.Plan.Version(); got != with.plan {
			return nil, p, notThatPlan(printed.RunSeq, with.planDir, with.plan, got)
		}
	}
	now, err := again.printView(ctx, view, printed, was, with.fonts)
	return now, again, err
}

// lastBy is the newest run, of whatever period, that had been made when a set was
// printed: it may have been printed again long after its own run.
func lastBy(marks []ledger.Mark, printed ledger.Publication) int64 {
	seq := printed.RunSeq
	for _, m := range marks {
		if m.Seq > seq && !m.At.IsZero() && !m.At.After(printed.At) {
			seq = m.Seq
		}
	}
	return seq
}

// printView prints what the ledger says, with the returned copies as they were.
func (p *Project) printView(ctx context.Context, view bygone, printed ledger.Publication, was []workspace.File, fonts *fontSet) ([]workspace.File, error) {
	in, err := p.restore(ctx, view, printed.Period)
	if err != nil {
		return nil, err
	}
	if err := fonts.recall(ctx, view, in); err != nil {
		return nil, err
	}
	all, err := p.assemble(ctx, view, printed.Period, in)
	if err != nil {
		return nil, err
	}
	files, err := p.documents(ctx, all, in, fonts, nil)
	if err != nil {
		return nil, err
	}
	for _, f := range was {
		if IsReturn(f.Name) {
			files = append(files, f)
		}
	}
	m, err := p.manifest(in, files, fonts)
	return append(files, m), err
}

func (r *Rendered) compare(was, now []workspace.File) {
	if r.Refused != "" {
		return
	}
	find := func(list []workspace.File, name string) int {
		return slices.IndexFunc(list, func(f workspace.File) bool { return f.Name == name })
	}
	for _, f := range was {
		switch i := find(now, f.Name); {
		case IsReturn(f.Name):
			r.Archived = append(r.Archived, f.Name)
		case i < 0:
			r.Missing = append(r.Missing, f.Name)
		case now[i].Sum() == f.Sum():
			r.Equal = append(r.Equal, f.Name)
		default:
			r.Differ = append(r.Differ, f.Name)
		}
	}
	for _, f := range now {
		if find(was, f.Name) < 0 {
			r.Added = append(r.Added, f.Name)
		}
	}
	slices.Sort(r.Added)
}

// explainExactly says why something differs: all else that it is printed from is what
// it was.
func (r *Rendered) explainExactly(from sources, program printProgram, build string, fonts *fontSet) error {
	if r.Same() {
		return nil
	}
	for _, v := range r.Versions {
		r.Reasons = append(r.Reasons, fmt.Sprintf("%s与当时不同（当时%s，现为%s）", v.Part, v.Old, v.New))
	}
	if program.Build != build && !slices.ContainsFunc(r.Versions, func(v VersionChange) bool { return v.Part == partNames[len(partNames)-1].name }) {
		r.Reasons = append(r.Reasons, "程序与当时不同（版本号相同，编译不同："+short(program.Build)+"，现为"+short(build)+"）")
	}
	faces, err := fonts.Faces()
	if err != nil {
		return err
	}
	differ, err := from.differingFonts(faces)
	r.Reasons = append(r.Reasons, differ...)
	if len(r.Reasons) == 0 {
		r.Reasons = append(r.Reasons, "程序、字体、方案、设置、历史数据和报告文字都与当时相同，不应有差别：请运行 zhibao verify 检查台账，并把以上文件名告诉维护人员")
	}
	return err
}

// explain says why something of an earlier version's printing differs. What is not in
// the ledger can only be guessed at.
func (r *Rendered) explain(run int64) {
	if r.Same() {
		return
	}
	for _, v := range r.Versions {
		r.Reasons = append(r.Reasons, fmt.Sprintf("%s与第%d次运行时不同（当时%s，现为%s）", v.Part, run, v.Old, v.New))
		if v.Part == partNames[0].name {
			r.Reasons = append(r.Reasons, "如存有当时的方案，可用 --plan 指明其文件夹，再行比较")
		}
	}
	if len(r.Versions) > 0 || r.Refused != "" {
		return
	}
	others := slices.DeleteFunc(slices.Concat(r.Differ, r.Missing, r.Added), func(name string) bool {
		return path.Ext(name) == ".pdf" || name == workspace.ManifestName
	})
	if len(others) == 0 {
		r.Reasons = append(r.Reasons, "方案、表式、规则和程序的版本都与当时相同，只有 PDF（及清单中它的校验码）不同：多为字体文件与当时不同")
		return
	}
	r.Reasons = append(r.Reasons, "方案、表式、规则和程序的版本都与当时相同；台账不记的有：zhibao.yaml 的设置（文头、文号、日期、统计截至时间）、inputs/history、报告文字（templates/reports、经验做法.txt）、字体，差别当出自其中")
}

func notThatPlan(run int64, dir, want, got string) error {
	return fault.Config(fmt.Sprintf("该文件夹里的方案不是第%d次运行所用的方案（校验码应为%s，实为%s）", run, want, got), dir, "请指明当时的方案文件夹，各文件须一字不差。")
}
