package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/form"
	"zhibao/pipeline/ingest"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/validate"
	"zhibao/pipeline/workspace"
	"zhibao/pipeline/xlsx"
)

// judged is one file with what was read and what the rules said.
type judged struct {
	*ingest.Submission
	passed int
	state  ledger.State
}

// received is a period's inputs, in order of file name.
type received struct {
	period stat.Period
	files  []*judged
	batch  []rule.Result // about no submission of a known unit
	inputs map[string]string
}

// receive reads and judges every file of the period's inputs by a bounded number
// of workers; the order of the result is that of the names.
func (p *Project) receive(ctx context.Context, book *ledger.Ledger, period stat.Period, fonts *fontSet) (*received, error) {
	list, err := p.listInputs(period)
	if err != nil {
		return nil, err
	}
	in := &received{period: period, inputs: map[string]string{}}
	var names []workspace.InputFile
	for _, f := range list {
		switch {
		case f.Skipped == "":
			names = append(names, f)
		case !f.Routine:
			in.batch = append(in.batch, p.Rules.Fail(rule.SkippedEntry, rule.Subject{Period: period}, stat.Source{File: f.Name},
				rule.Args{"seen": f.Name, "expected": f.Skipped}))
		}
	}
	if len(names) == 0 {
		return nil, noInputs(period)
	}
	past, err := p.unitHistory(ctx, book)
	if err != nil {
		return nil, err
	}
	if in.files, err = p.readAll(ctx, names, period, past, fonts); err != nil {
		return nil, err
	}
	for _, f := range in.files {
		in.inputs[f.File] = f.SHA256
	}
	p.settle(in)
	return in, nil
}

func (p *Project) listInputs(period stat.Period) ([]workspace.InputFile, error) {
	dir := p.Workspace.Inputs(period.String())
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return nil, noInputs(period)
	}
	return workspace.ListInputs(dir)
}

func noInputs(period stat.Period) error {
	dir := filepath.ToSlash(filepath.Join("inputs", period.String()))
	return fault.Config(fmt.Sprintf("收件夹 %s 里没有可读的表格", dir), dir+"/",
		fmt.Sprintf("请先用 zhibao template %s 生成表格下发，收回后放入该文件夹再运行。", period))
}

func (p *Project) readAll(ctx context.Context, names []workspace.InputFile, period stat.Period, past validate.History, fonts *fontSet) ([]*judged, error) {
	out := make([]*judged, len(names))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(cmp.Or(p.Settings.Workers, runtime.GOMAXPROCS(0)))
	tell := p.counter("读取审核", len(names))
	for i, f := range names {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			j, err := p.judge(f.Path, f.Name, period, past)
			if err != nil {
				return err
			}
			if fonts != nil {
				fonts.judge(p, j)
			}
			out[i] = j
			tell()
			return nil
		})
	}
	return out, group.Wait()
}

// submissionLimits are tighter than the reader's own: a form is small.
func submissionLimits() xlsx.Limits {
	lim := xlsx.DefaultLimits()
	lim.Cells = 300_000
	lim.PartBytes = 64 << 20
	return lim
}

// judge reads one workbook and runs the rules on it.
func (p *Project) judge(path, name string, period stat.Period, past validate.History) (*judged, error) {
	ctx := ingest.Context{Plan: p.Plan, Forms: p.Forms, Rules: p.Rules, Period: period}
	workbook, err := xlsx.OpenFile(path, submissionLimits())
	var refusal *xlsx.Refusal
	switch {
	case errors.As(err, &refusal):
		sum, err := hashFile(path)
		if err != nil {
			sum = ""
		}
		return &judged{Submission: ingest.Refused(ctx, name, sum, refusal), state: ledger.Returned}, nil
	case err != nil:
		return nil, fault.Break("读不到收件夹中的文件", name, "请检查磁盘、网络盘和文件权限后重试。", err)
	}
	j := &judged{Submission: ingest.Read(ctx, name, workbook)}
	out, err := validate.Submission(validate.Context{Plan: p.Plan, Forms: p.Forms, Rules: p.Rules, Period: period, History: past}, j.Observations)
	if err != nil {
		return nil, err
	}
	j.passed = out.Passed
	j.Results = append(j.Results, out.Results...)
	validate.Explain(p.Rules, j.Observations, j.Results)
	rule.Sort(j.Results)
	j.state = stateOf(j.Results)
	return j, nil
}

func stateOf(results []rule.Result) ledger.State {
	if slices.ContainsFunc(results, func(r rule.Result) bool { return r.Outcome == rule.Fail && r.Severity.Returns() }) {
		return ledger.Returned
	}
	return ledger.Accepted
}

// settle decides between files of one unit: a copy is named and set aside, two
// different ones are both returned, since nothing says which is meant.
func (p *Project) settle(in *received) {
	byUnit := map[string][]*judged{}
	for _, f := range in.files {
		if f.Unit == nil {
			in.batch = append(in.batch, f.Results...)
			continue
		}
		byUnit[f.Unit.Code] = append(byUnit[f.Unit.Code], f)
	}
	for code, files := range byUnit {
		for i, f := range files {
			for _, other := range files[:i] {
				p.settlePair(f, other, code, in.period)
			}
		}
	}
	for _, f := range in.files {
		rule.Sort(f.Results)
	}
	rule.Sort(in.batch)
}

func (p *Project) settlePair(f, other *judged, unit string, period stat.Period) {
	args := rule.Args{"seen": f.File, "expected": other.File, "unit": p.Plan.UnitName(unit, period)}
	subject := rule.Subject{Unit: unit, Period: period}
	if f.SHA256 == other.SHA256 {
		if f.state != ledger.Superseded {
			f.Results = append(f.Results, p.Rules.Fail(rule.SameFile, subject, stat.Source{File: f.File, SHA256: f.SHA256}, args))
			f.state = ledger.Superseded
		}
		return
	}
	if other.state == ledger.Superseded {
		return
	}
	for _, j := range []*judged{f, other} {
		j.Results = append(j.Results, p.Rules.Fail(rule.SecondFile, subject, stat.Source{File: j.File, SHA256: j.SHA256}, args))
		j.state = ledger.Returned
	}
}

// submissions are the files of known units, as the ledger keeps them.
func (in *received) submissions() []ledger.Submission {
	var subs []ledger.Submission
	for _, f := range in.files {
		if f.Unit != nil {
			subs = append(subs, ledger.Submission{
				Period: in.period, Unit: f.Unit.Code, File: f.File, SHA256: f.SHA256, State: f.state,
				Observations: f.Observations, Results: f.Results, Passed: f.passed,
			})
		}
	}
	return subs
}

// run is the record of this pass; its id follows from the content.
func (in *received) run(p *Project) ledger.Run {
	content := map[string]string{"period": in.period.Key(), "versions": p.versionDigest(), "inputs": digest(in.inputs)}
	return ledger.Run{ID: digest(content), Period: in.period, Versions: p.versions(), Inputs: in.inputs, Batch: in.batch}
}

func (in *received) results() []rule.Result {
	all := slices.Clone(in.batch)
	for _, f := range in.files {
		if f.Unit != nil {
			all = append(all, f.Results...)
		}
	}
	return all
}

func (in *received) passed() int {
	n := 0
	for _, f := range in.files {
		n += f.passed
	}
	return n
}

// states says of every unit that owes a report what became of it.
func (in *received) states(p *Project) []consolidate.UnitState {
	var list []consolidate.UnitState
	for _, u := range p.Due(in.period) {
		s := consolidate.UnitState{Unit: u, State: consolidate.Missing}
		for _, f := range in.files {
			if f.Unit == nil || f.Unit.Code != u.Code || f.state == ledger.Superseded {
				continue
			}
			s.State, s.File = consolidate.Reported, f.File
			if f.state == ledger.Returned {
				s.State = consolidate.Returned
			}
		}
		list = append(list, s)
	}
	return list
}

// Due lists the units that owe a workbook for the period.
func (p *Project) Due(period stat.Period) []*plan.Unit {
	return slices.DeleteFunc(p.Plan.Reporters(), func(u *plan.Unit) bool { return !p.Forms.Asked(p.Plan, u, period) })
}

// Sheets returns the forms of a unit.
func (p *Project) Sheets(u *plan.Unit, period stat.Period) []form.Sheet {
	return p.Forms.Sheets(p.Plan, u, period)
}
