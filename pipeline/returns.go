package pipeline

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ingest"
	"zhibao/pipeline/label"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/validate"
	"zhibao/pipeline/workspace"
)

// Folders of what goes back to the units.
const (
	returnsFolder = "退回"
	strangers     = "未识别单位" // below it: files that do not say whose they are
)

// IsReturn reports whether a published file is one that goes back to a unit.
func IsReturn(name string) bool { return strings.HasPrefix(name, returnsFolder+"/") }

// dispatch is one file of the inputs that goes back, with what was found in it.
type dispatch struct {
	*judged
	path     string // of the file in the inputs
	name     string // of the copy, without extension
	findings []rule.Result
	sequence int  // of a blank form that takes the file's place
	gone     bool // the file is not in the inputs any more; only the ledger knows what was found
}

// returns makes a copy for every submission that is returned or has a 核实性
// finding without an explanation. What was rendered for the period before and is
// still right is kept when the workbooks are not read again; what was lost is made
// from the inputs or, where they are gone too, from the findings in the ledger.
func (p *Project) returns(ctx context.Context, book *ledger.Ledger, in *received, results rule.List, spool *workspace.Spool) ([]workspace.File, error) {
	if in.recalled {
		if files, ok := p.keptReturns(in); ok {
			return files, nil
		}
	}
	list, err := p.dispatches(ctx, in, results)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	past, err := p.remember(ctx, book, in)
	if err != nil {
		return nil, err
	}
	key, err := p.Workspace.Key()
	if err != nil {
		return nil, err
	}
	out := make([][]workspace.File, len(list))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(p.workers())
	tell := p.counter(stageReturns, len(list))
	for i, d := range list {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			p.working(stageReturns, d.File)
			c := copying{Project: p, dispatch: d, period: in.from, key: key, past: past.history, limits: p.Settings.Limits.orDefault(), hasty: &in.hasty}
			var err error
			if out[i], err = c.files(ctx, in.inputs[d.File]); err == nil {
				err = keep(spool, out[i])
			}
			tell()
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return slices.Concat(out...), nil
}

// keptReturns are the copies of the last run of the same inputs, if all are there
// as they were written.
func (p *Project) keptReturns(in *received) ([]workspace.File, bool) {
	dir := p.Workspace.Outputs(in.period.String())
	data, err := os.ReadFile(filepath.Join(dir, workspace.ManifestName))
	if err != nil {
		return nil, false
	}
	m, err := workspace.ParseManifest(data)
	if err != nil || !maps.Equal(m.Inputs, in.inputs) {
		return nil, false
	}
	var files []workspace.File
	for _, name := range slices.Sorted(maps.Keys(m.Outputs)) {
		if !IsReturn(name) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil || workspace.Hash(data) != m.Outputs[name] {
			return nil, false
		}
		files = append(files, workspace.File{Name: name, Data: data})
	}
	return files, true
}

// dispatches lists what goes back, in the order of the file names.
func (p *Project) dispatches(ctx context.Context, in *received, results rule.List) ([]*dispatch, error) {
	// What the bureau alone has to do is not told to the units.
	bureauOnly := []string{rule.ArrivalUnknown, rule.ArrivalMissing, rule.ArrivalUnitDiffers, rule.NoGlyph}
	found := map[string][]rule.Result{}
	for r := range results.Findings() {
		if r.Source.File != "" && !slices.Contains(bureauOnly, r.Rule) {
			found[r.Source.File] = append(found[r.Source.File], r)
		}
	}
	known := in.owners()
	for name, f := range known {
		if name != f.File { // a part of what came as several files
			found[f.File] = append(found[f.File], found[name]...)
			rule.Sort(found[f.File])
		}
	}
	paths := map[string]string{}
	inputs, err := p.listInputs(in.from)
	if err != nil && !in.recalled { // the ledger alone will do for report
		return nil, err
	}
	for _, f := range inputs {
		paths[f.Name] = f.Path
	}
	var list []*dispatch
	for _, name := range slices.Sorted(maps.Keys(in.inputs)) {
		if name == workspace.ReceiptsName || name == workspace.GrantsName { // the bureau's own
			continue
		}
		d := &dispatch{judged: known[name], path: paths[name], findings: found[name]}
		if d.judged != nil && (d.state == ledger.Superseded || d.File != name) || !slices.ContainsFunc(d.findings, rule.Result.Open) {
			continue
		}
		if d.judged == nil {
			d.judged = &judged{Submission: &ingest.Submission{File: name}}
		}
		if in.recalled || d.let {
			if err := p.readAgain(ctx, d, in); err != nil {
				return nil, err
			}
		}
		list = append(list, d)
	}
	p.nameCopies(list, in.period)
	return list, nil
}

// owners are the submissions by each file that they were read from.
func (in *received) owners() map[string]*judged {
	known := map[string]*judged{}
	for _, f := range in.files {
		if f.Unit == nil {
			continue
		}
		for _, name := range f.sources() {
			if known[name] == nil {
				known[name] = f
			}
		}
	}
	for _, f := range in.files {
		known[f.File] = f
	}
	return known
}

// readAgain reads a file of which only the findings are at hand, unless it is
// gone or another one has taken its name, which ends a run that read it before.
func (p *Project) readAgain(ctx context.Context, d *dispatch, in *received) error {
	if d.gone = d.path == ""; d.gone {
		return nil
	}
	k, err := p.intake(nil, in.from)
	if err != nil {
		return err
	}
	sub, err := k.take(ctx, d.path, d.File)
	if err != nil {
		return err
	}
	if d.gone = sub.SHA256 != in.inputs[d.File]; !d.gone {
		d.judged = &judged{Submission: sub}
	} else if !in.recalled {
		return changed(d.File, in.from, nil)
	}
	return nil
}

func changed(name string, period stat.Period, err error) error {
	return fault.Break("收件夹中的文件在运行期间有变化，或读不到了", "inputs/"+period.String()+"/"+name, "请待文件复制完毕后重新运行。", err)
}

// nameCopies gives each copy its name: by the unit, and by the file too where a
// unit gets several.
func (p *Project) nameCopies(list []*dispatch, period stat.Period) {
	each, sequence := map[string]int{}, map[string]int{}
	for _, d := range list {
		if d.Unit != nil {
			each[d.Unit.Code]++
			sequence[d.Unit.Code] = max(sequence[d.Unit.Code], d.Sequence)
		}
	}
	taken := map[string]bool{}
	for _, d := range list {
		stem := fileStem(d.File)
		name := strangers + "/" + stem
		if d.Unit != nil {
			name = strings.TrimSuffix(IssuedName(d.Unit, period), ".xlsx")
			d.sequence = max(1, sequence[d.Unit.Code]) + 1
			if each[d.Unit.Code] > 1 {
				name += "（" + stem + "）"
			}
		}
		d.name = returnsFolder + "/" + name
		for n := 2; taken[strings.ToLower(d.name)]; n++ {
			d.name = fmt.Sprintf("%s/%s-%d", returnsFolder, name, n)
		}
		taken[strings.ToLower(d.name)] = true
	}
}

// longestStem is how many characters of a file's name its copy keeps.
const longestStem = 60

// fileStem is a file's name without extension, made safe for every system.
func fileStem(name string) string {
	stem := []rune(strings.TrimSuffix(name, filepath.Ext(name)))
	return workspace.Portable(string(stem[:min(len(stem), longestStem)]))
}

// unitByFileName is the unit that a file is named after. It only says which blank
// form is put behind the list; it never says whose figures they are.
func (p *Project) unitByFileName(name string, period stat.Period) *plan.Unit {
	stem := strings.TrimSuffix(name, filepath.Ext(name))
	for _, u := range p.Due(period) {
		for _, own := range append(u.Names(), u.CodeAt(period), strings.TrimSuffix(IssuedName(u, period), ".xlsx")) {
			if label.Equal(own, stem) {
				return u
			}
		}
	}
	return nil
}

// copying makes the copy of one file.
type copying struct {
	*Project
	*dispatch
	period stat.Period
	key    []byte
	past   validate.History
	limits Limits
	hasty  *atomic.Bool // set if the file was not through in time
}
