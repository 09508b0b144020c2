package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"sync/atomic"

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
)

// judged is one file with what was read and what the rules said.
type judged struct {
	*ingest.Submission
	passed int
	state  ledger.State
	read   []rule.Result // of a part: what reading it found, before any rule
	let    bool          // its observations were let go: the ledger has them
	from   []string      // the files that its results named, once they are dropped

	packed []stat.Packed // the observations, once it is judged
	gaps   rule.List     // results that were not evaluated, once it is judged
}

// received is a period's inputs, in order of file name.
type received struct {
	period stat.Period // of the report
	from   stat.Period // whose submissions it is made from: June's of the second quarter
	files  []*judged
	batch  []rule.Result // about no submission of a known unit
	inputs map[string]string

	own      [][]byte         // the bureau's own files: 收件.csv, 准予.yaml
	arrivals []ledger.Arrival // as 收件.csv says
	recalled bool             // from the ledger: what was read is not at hand
	past     *memory          // nil until it is asked for
	hasty    atomic.Bool      // something was left out for want of time: another run may do better
}

// receive reads and judges every file of the period's inputs by a bounded number
// of workers; the order of the result is that of the names.
func (p *Project) receive(ctx context.Context, book *ledger.Ledger, period stat.Period, fonts *fontSet) (*received, error) {
	from, err := p.folderOf(period)
	if err != nil {
		return nil, err
	}
	list, err := p.listInputs(from)
	if err != nil {
		return nil, err
	}
	in := &received{period: period, from: from, inputs: map[string]string{}}
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
		return nil, p.noInputs(period)
	}
	if err := p.takeArrivals(in, list); err != nil {
		return nil, err
	}
	entries, err := p.grants(in)
	if err != nil {
		return nil, err
	}
	past, err := p.remember(ctx, book, in)
	if err != nil {
		return nil, err
	}
	if past.earlier, past.sent, err = vintages(ctx, book, period); err != nil {
		return nil, err
	}
	k, err := p.intake(book, from)
	if err != nil {
		return nil, err
	}
	k.archived = p.deposit(book)
	defer k.archived.files.Discard()
	for _, data := range in.own {
		if err := k.put(ctx, workspace.Hash(data), data); err != nil {
			return nil, err
		}
	}
	if in.files, err = p.readAll(ctx, k, names, past, fonts); err != nil {
		return nil, err
	}
	for _, f := range in.files {
		in.inputs[f.File] = f.SHA256
		if !k.lasting(f.Submission) {
			in.hasty.Store(true)
		}
	}
	if err := p.judgeArrivals(ctx, book, in); err != nil {
		return nil, err
	}
	grant(in.files, entries, fonts)
	if err := p.settle(in, granting(p.joiner(k.with, past, fonts), entries, fonts)); err != nil {
		return nil, err
	}
	p.unusedGrants(in, entries)
	return in, p.lapse(ctx, book, in, fonts)
}

func (p *Project) listInputs(period stat.Period) ([]workspace.InputFile, error) {
	dir := p.Workspace.Inputs(period.String())
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return nil, p.noInputs(period)
	}
	return workspace.ListInputs(dir)
}

// noInputs says what comes before a run: forms go out, then they come back.
func (p *Project) noInputs(period stat.Period) error {
	dir := path.Join("inputs", period.String())
	remedy := fmt.Sprintf("请先用 zhibao template %s 生成表格下发，收回后放入该文件夹再运行。", period)
	if _, err := os.Stat(filepath.Join(p.Workspace.Outputs(period.String()), issuedFolder)); err == nil {
		remedy = fmt.Sprintf("表格已生成在 outputs/%s/%s/，请发给各单位，收回后放入 %s/ 再运行；谁还没有报，见 zhibao status %s。", period, issuedFolder, dir, period)
	}
	return fault.Config(fmt.Sprintf("收件夹 %s 里没有可读的表格", dir), dir+"/", remedy)
}

// shelf is how many files are read before what was read of them is stored, and let go.
const shelf = 1000

// readAll reads the files. Who stops it does not want what was read so far read again.
func (p *Project) readAll(ctx context.Context, k *intake, names []workspace.InputFile, past memory, fonts *fontSet) ([]*judged, error) {
	out := make([]*judged, 0, len(names))
	tell := p.counter(stageRead, len(names))
	for some := range slices.Chunk(names, shelf) {
		read, err := p.readSome(ctx, k, some, past, fonts, tell)
		if err != nil && ctx.Err() == nil {
			return nil, err
		}
		if kept := k.keep(context.WithoutCancel(ctx)); kept != nil {
			return nil, kept
		}
		if err != nil {
			return nil, err
		}
		out = append(out, read...)
	}
	return out, nil
}

func (p *Project) readSome(ctx context.Context, k *intake, names []workspace.InputFile, past memory, fonts *fontSet, tell func()) ([]*judged, error) {
	out := make([]*judged, len(names))
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(cmp.Or(p.Settings.Workers, runtime.GOMAXPROCS(0)))
	for i, f := range names {
		group.Go(func() error {
			if err := within.Err(); err != nil {
				return err
			}
			p.working(stageRead, f.Name)
			j, err := p.judge(within, k, f.Path, f.Name, past)
			if err != nil {
				return err
			}
			if fonts != nil {
				fonts.judge(p, j)
			}
			j.pack()
			out[i] = j
			tell()
			return nil
		})
	}
	return out, group.Wait()
}

// reading is what a period's files are read with, the workspace's key included.
func (p *Project) reading(period stat.Period) (ingest.Context, error) {
	key, err := p.Workspace.Key()
	return ingest.Context{Plan: p.Plan, Forms: p.Forms, Rules: p.Rules, Period: period, Key: key}.Prepared(), err
}

// judge reads one file and runs the rules on it.
func (p *Project) judge(ctx context.Context, k *intake, path, name string, past memory) (*judged, error) {
	sub, err := k.take(ctx, path, name)
	if err != nil {
		return nil, err
	}
	return k.verdict(ctx, sub, past)
}

// assess runs the rules on what was read.
func (p *Project) assess(reading ingest.Context, sub *ingest.Submission, past memory) (*judged, error) {
	j := &judged{Submission: sub}
	if sub.Part {
		j.read = slices.Clone(sub.Results)
	}
	out, err := validate.Submission(validate.Context{Plan: p.Plan, Forms: p.Forms, Rules: p.Rules, Period: reading.Period,
		History: past.history, Past: past.past, Earlier: past.earlier}, j.Observations)
	if err != nil {
		return nil, err
	}
	j.passed = out.Passed
	j.Results = slices.Concat(j.Results, out.Results)
	validate.Explain(p.Rules, j.Observations, j.Results)
	rule.Sort(j.Results)
	j.state = stateOf(j.Results)
	return j, nil
}

func stateOf(results []rule.Result) ledger.State {
	if slices.ContainsFunc(results, rule.Result.Returns) {
		return ledger.Returned
	}
	return ledger.Accepted
}

// submissions are the files of known units, as the ledger keeps them.
func (in *received) submissions() iter.Seq[ledger.Submission] {
	return func(yield func(ledger.Submission) bool) {
		for _, f := range in.files {
			if f.Unit == nil {
				continue
			}
			results := slices.Collect(f.all())
			rule.Sort(results)
			if !yield(ledger.Submission{
				Period: in.from, Unit: f.Unit.Code, File: f.File, SHA256: f.SHA256, State: f.state,
				Observations: slices.Collect(f.values()), Results: results, Passed: f.passed,
			}) {
				return
			}
		}
	}
}

// run is the record of this pass; its id follows from the content.
func (in *received) run(p *Project) ledger.Run {
	content := map[string]string{"period": in.period.Key(), "versions": p.versionDigest(), "inputs": digest(in.inputs)}
	if in.period != in.from {
		content["report"] = in.period.String()
	}
	return ledger.Run{ID: digest(content), Period: in.period, At: p.now(), Versions: p.versions(), Inputs: in.inputs, Batch: in.batch, Arrivals: in.arrivals}
}

// results are what the period reports of its files.
func (in *received) results() rule.List {
	all := rule.Listed(in.batch)
	for _, f := range in.files {
		if f.Unit != nil {
			all = append(all, f.told()...)
		}
	}
	return all
}

// letGo drops the observations that the ledger has, but of files that go back, and of
// those that are parts, which are read together.
func (in *received) letGo() {
	for _, f := range in.files {
		if !f.Part && len(f.Files) == 0 && !slices.ContainsFunc(f.Results, rule.Result.Open) {
			f.packed, f.let = nil, true
		}
	}
}

// reported drops of each file what was not evaluated, once a period's results are
// gathered: no later step asks a file for it.
func (in *received) reported() {
	for _, f := range in.files {
		f.from = f.sources()
		f.Results, f.gaps = failed(f.Results), nil
	}
}

// sources are the files that a submission was read from, as its results name them.
func (f *judged) sources() []string {
	names := slices.Clone(f.from)
	for r := range f.all() {
		if name := r.Source.File; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// failed are the findings among results.
func failed(results []rule.Result) []rule.Result {
	var list []rule.Result
	for _, r := range results {
		if r.Outcome == rule.Fail {
			list = append(list, r)
		}
	}
	return list
}

// told are the findings that a period reports: of a file that another one took the
// place of, only that it did. The ledger keeps the rest.
func (j *judged) told() rule.List {
	if j.state != ledger.Superseded {
		return append(rule.Listed(j.Results), j.gaps...)
	}
	return rule.Listed(slices.DeleteFunc(slices.Clone(j.Results), func(r rule.Result) bool { return r.Rule != rule.SameFile && r.Rule != rule.Replaced }))
}

// pack puts in little memory what no rule asks for any more: the observations, and what
// was not evaluated.
func (j *judged) pack() {
	j.packed, j.Observations = stat.PackAll(j.Observations), nil
	var gaps, rest []rule.Result
	for _, r := range j.Results {
		if r.Outcome == rule.NotEvaluated {
			gaps = append(gaps, r)
		} else {
			rest = append(rest, r)
		}
	}
	j.gaps, j.Results = rule.Listed(gaps), rest
}

// values are the observations.
func (j *judged) values() iter.Seq[stat.Observation] {
	if j.packed != nil {
		return stat.Unpacked(j.packed)
	}
	return slices.Values(j.Observations)
}

// all are the results, the findings first.
func (j *judged) all() iter.Seq[rule.Result] {
	return func(yield func(rule.Result) bool) {
		for _, list := range []iter.Seq[rule.Result]{slices.Values(j.Results), j.gaps.All()} {
			for r := range list {
				if !yield(r) {
					return
				}
			}
		}
	}
}

func (in *received) passed() int {
	n := 0
	for _, f := range in.files {
		if f.state != ledger.Superseded {
			n += f.passed
		}
	}
	return n
}

// states says of every unit that owes a report what became of it. Its own files go
// before a form on which the plan lets it report with another.
func (in *received) states(p *Project) []consolidate.UnitState {
	own, others := map[string]consolidate.UnitState{}, map[string]consolidate.UnitState{}
	for _, f := range in.files {
		if f.Unit == nil || f.state == ledger.Superseded {
			continue
		}
		f.speak(own, f.Unit.Code)
		for _, r := range f.Results {
			if r.Rule == rule.ReportsTogether {
				f.speak(others, r.Subject.Unit)
			}
		}
	}
	var list []consolidate.UnitState
	for _, u := range p.Due(in.period) {
		s, ok := own[u.Code]
		if !ok {
			s, ok = others[u.Code]
		}
		if !ok {
			s.State = consolidate.Missing
		}
		s.Unit = u
		list = append(list, s)
	}
	return list
}

// speak notes a file as what a unit sent. Of several the first accepted counts, else
// the last.
func (j *judged) speak(states map[string]consolidate.UnitState, unit string) {
	if states[unit].State == consolidate.Reported {
		return
	}
	s := consolidate.UnitState{State: consolidate.Reported, File: j.File}
	if j.state == ledger.Returned {
		s.State = consolidate.Returned
	}
	states[unit] = s
}

// Due lists the units that owe a workbook for the period.
func (p *Project) Due(period stat.Period) []*plan.Unit {
	return slices.DeleteFunc(p.Plan.Reporters(), func(u *plan.Unit) bool { return !p.Forms.Asked(p.Plan, u, period) })
}

// Sheets returns the forms of a unit.
func (p *Project) Sheets(u *plan.Unit, period stat.Period) []form.Sheet {
	return p.Forms.Sheets(p.Plan, u, period)
}
