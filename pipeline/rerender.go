package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"

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

// renderThen prints a set again from the ledger as it stood then, and compares.
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
	then := p
	if planDir != "" {
		if then, err = p.withPlan(planDir); err != nil {
			return err
		}
		if got, want := then.Plan.Version(), run.Versions["plan"]; got != want {
			return notThatPlan(printed.RunSeq, planDir, want, got)
		}
	}
	for _, part := range partNames {
		if a, b := run.Versions[part.key], then.versions()[part.key]; a != b {
			r.Versions = append(r.Versions, VersionChange{part.name, a, b})
		}
	}
	now, err := then.printView(ctx, view, printed, was)
	var f *fault.Fault
	if errors.As(err, &f) && f.Code == fault.Usage {
		r.Refused = f.What
		err = nil
	}
	if err != nil {
		return err
	}
	r.compare(was, now)
	r.explain(printed.RunSeq)
	return nil
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
func (p *Project) printView(ctx context.Context, view bygone, printed ledger.Publication, was []workspace.File) ([]workspace.File, error) {
	fonts, err := p.findFonts()
	if err != nil {
		return nil, err
	}
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
	files, err := p.documents(all, in, fonts)
	if err != nil {
		return nil, err
	}
	for _, f := range was {
		if IsReturn(f.Name) {
			files = append(files, f)
		}
	}
	m, err := p.manifest(in, files)
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
		case bytes.Equal(now[i].Data, f.Data):
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

// explain says why something differs. What is not in the ledger can only be guessed at.
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
	r.Reasons = append(r.Reasons, "方案、表式、规则和程序的版本都与当时相同；台账不记的有：zhibao.yaml 的设置（文头、文号、日期、统计截至时间）、inputs/history、报告文字（templates/reports）、字体，差别当出自其中")
}

func notThatPlan(run int64, dir, want, got string) error {
	return fault.Config(fmt.Sprintf("该文件夹里的方案不是第%d次运行所用的方案（校验码应为%s，实为%s）", run, want, got), dir, "请指明当时的方案文件夹，各文件须一字不差。")
}
