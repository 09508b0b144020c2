package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"zhibao/pipeline/ledger"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// Verification is what verify found.
type Verification struct {
	Altered []Alteration `json:"altered"`
	Notes   []string     `json:"notes"` // what is worth knowing and no alteration
	Files   int          `json:"files"` // outputs held against their hashes
	Records int          `json:"records"`
	// Contents is how many archived contents were held against their hashes.
	Contents int `json:"contents"`
}

// Alteration is something that is not as the program left it.
type Alteration struct {
	Kind   string `json:"kind"`  // output, manifest, ledger, archive or key
	Where  string `json:"where"` // file, or table and record
	What   string `json:"what"`
	Since  int64  `json:"since_run,omitempty"` // the run that wrote it
	Remedy string `json:"remedy"`
}

// Verify holds outputs against their manifests and against what was printed last, the
// ledger's rows against its digests, the chains of runs and publications against what
// they link, archived contents against their hashes, and looks at the rights of the
// key. It changes nothing.
func Verify(ctx context.Context, p *Project) (*Verification, error) {
	v := &verifying{Verification: &Verification{Altered: []Alteration{}, Notes: []string{}}, p: p}
	book, err := p.ReadLedger(ctx)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.note("还没有台账，只核对输出。")
	case err != nil:
		return nil, err
	default:
		defer book.Close()
		v.book = book
		if v.marks, err = book.Marks(ctx); err != nil {
			return nil, err
		}
	}
	periods, err := p.Workspace.PublishedPeriods()
	if err != nil {
		return nil, err
	}
	for _, period := range v.printedHere(periods) {
		if err := v.outputs(ctx, period); err != nil {
			return nil, err
		}
	}
	if v.book != nil {
		for _, check := range []func(context.Context) error{v.records, v.chains, v.contents} {
			if err := check(ctx); err != nil {
				return nil, err
			}
		}
	}
	exposed, err := p.Workspace.KeyExposed()
	if err != nil {
		return nil, err
	}
	if exposed {
		v.found("key", ".zhibao/key", "表格封印的密钥文件可被其他用户读写", 0, "请将该文件改为只限本人读写（chmod 600）；如怀疑泄露，删去该文件后重新下发表格。")
	}
	return v.Verification, nil
}

// verifying is one verification at work.
type verifying struct {
	*Verification
	p     *Project
	book  *ledger.Ledger // nil without one
	marks []ledger.Mark
}

func (v *verifying) note(format string, args ...any) {
	v.Notes = append(v.Notes, fmt.Sprintf(format, args...))
}

func (v *verifying) found(kind, where, what string, since int64, remedy string) {
	v.Altered = append(v.Altered, Alteration{Kind: kind, Where: where, What: what, Since: since, Remedy: remedy})
}

// outputs checks what was published for a period.
func (v *verifying) outputs(ctx context.Context, name string) error {
	again := fmt.Sprintf("如非有意改动，请运行 zhibao report %s 重新生成。", name)
	names, err := v.p.Workspace.Published(name)
	if err != nil {
		return err
	}
	if !slices.Contains(names, workspace.ManifestName) {
		return v.gone(ctx, name) // or only blank workbooks were issued
	}
	where := "outputs/" + name + "/" + workspace.ManifestName
	data, err := os.ReadFile(filepath.Join(v.p.Workspace.Outputs(name), workspace.ManifestName))
	if err != nil {
		v.found("manifest", where, "清单不见了或读不出来，只能按台账核对各输出文件", v.lastRun(name), again)
		return v.gone(ctx, name)
	}
	m, err := workspace.ParseManifest(data)
	if err != nil || m.Period != name {
		v.found("manifest", where, "清单的内容被改动，已不能识别，只能按台账核对各输出文件", v.lastRun(name), again)
		return v.gone(ctx, name)
	}
	for _, file := range slices.Sorted(maps.Keys(m.Outputs)) {
		v.Files++
		at := "outputs/" + name + "/" + file
		data, err := os.ReadFile(filepath.Join(v.p.Workspace.Outputs(name), filepath.FromSlash(file)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			v.found("output", at, "文件不见了", v.lastRun(name), again)
		case err != nil:
			v.found("output", at, "文件读不出来", v.lastRun(name), again)
		case workspace.Hash(data) != m.Outputs[file]:
			v.found("output", at, fmt.Sprintf("内容与清单不符：清单所记 SHA-256 为%s，现为%s", m.Outputs[file], workspace.Hash(data)), v.lastRun(name), again)
		}
	}
	if err := v.inputs(name, m); err != nil {
		return err
	}
	if err := v.newest(ctx, name, m, data, again); err != nil {
		return err
	}
	return v.manifestRun(ctx, name, m, where, again)
}

// lastRun is the number of a period's latest run, 0 if it is not known.
func (v *verifying) lastRun(period string) int64 {
	last := int64(0)
	for _, m := range v.marks {
		if m.Period.String() == period {
			last = m.Seq
		}
	}
	return last
}

// inputs tells which inputs are others than those the outputs were made from.
func (v *verifying) inputs(name string, m workspace.Manifest) error {
	name = v.p.folderNamed(name)
	dir := v.p.Workspace.Inputs(name)
	list, err := workspace.ListInputs(dir)
	if _, gone := os.Stat(dir); errors.Is(gone, fs.ErrNotExist) {
		v.note("收件夹 inputs/%s 已不在，没有核对报送的文件。", name)
		return nil
	}
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, f := range list {
		if _, read := m.Inputs[f.Name]; f.Skipped != "" && !read { // the register of arrivals is an input, too
			continue
		}
		seen[f.Name] = true
		data, err := os.ReadFile(f.Path)
		was, known := m.Inputs[f.Name]
		switch {
		case !known:
			v.note("inputs/%s/%s 是上次运行之后收到的。", name, f.Name)
		case err != nil:
			v.note("inputs/%s/%s 读不出来。", name, f.Name)
		case was != "" && workspace.Hash(data) != was:
			v.note("inputs/%s/%s 自上次运行后有改动。", name, f.Name)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(m.Inputs)) {
		if !seen[file] {
			v.note("inputs/%s/%s 已不在收件夹。", name, file)
		}
	}
	return nil
}

// manifestRun holds the manifest's inputs against the runs of the ledger.
func (v *verifying) manifestRun(ctx context.Context, name string, m workspace.Manifest, where, again string) error {
	if v.book == nil {
		return nil
	}
	last := v.lastRun(name)
	for _, mark := range slices.Backward(v.marks) {
		if mark.Period.String() != name {
			continue
		}
		run, _, err := v.book.AsOf(mark.Seq).LastRun(ctx, mark.Period)
		if err != nil {
			return err
		}
		if maps.Equal(run.Inputs, m.Inputs) {
			if mark.Seq != last {
				v.note("outputs/%s 是第%d次运行的输出，第%d次运行没有发布完；请重新运行。", name, mark.Seq, last)
			}
			return nil
		}
	}
	v.found("manifest", where, "清单所记的报送文件与台账中该报告期的任何一次运行都不符：清单或台账被改动", last, again)
	return nil
}

// records checks the digests of the ledger and places what differs.
func (v *verifying) records(ctx context.Context) error {
	altered, err := v.book.Check(ctx)
	if err != nil {
		return err
	}
	v.Records = len(v.marks)
	for _, a := range altered {
		if a.Table == "run" {
			v.found("ledger", fmt.Sprintf("台账 第%d次运行（%s）", a.ID, a.Period), "运行记录或其所列文件、版本、审核结果被改动", a.FirstRun, restoreBackup)
			continue
		}
		if a.Table == "period_event" {
			v.found("ledger", fmt.Sprintf("台账 第%d号办理记录（%s）", a.ID, a.Period), "签发、封存或重开的这条记录，或它前面的一条，被改动或删去", a.FirstRun, restoreBackup)
			continue
		}
		where := fmt.Sprintf("台账 %s 所报 %s（%s，第%d号提交）", v.p.Plan.UnitName(a.Unit, stat.Period{}), a.File, a.Period, a.ID)
		what, err := v.place(ctx, a)
		if err != nil {
			return err
		}
		for _, w := range what {
			v.found("ledger", where, w, a.FirstRun, restoreBackup)
		}
	}
	return nil
}

const restoreBackup = "请保留现有台账备查，从备份恢复台账后重新运行。"

// place reads the original again and says which items of a submission differ.
func (v *verifying) place(ctx context.Context, a ledger.Altered) ([]string, error) {
	if a.Was != "" {
		return []string{"这份提交的状态（submission 表）被改动，原为" + a.Was.String()}, nil
	}
	original, err := v.original(ctx, a)
	if err != nil {
		return nil, err
	}
	if original == nil {
		return []string{"记录与其校验码不符；原件已不在收件夹和档案，不能指出是哪一项"}, nil
	}
	stored, err := v.book.Stored(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	now := map[string]stat.Observation{}
	for _, o := range stored {
		now[o.Key()] = o
	}
	var what []string
	for _, o := range original {
		it, _ := v.p.Plan.Item(o.Item)
		title := fmt.Sprintf("「%s」，原件%s!%s为「%s」", itemTitle(it, o), o.Source.Sheet, o.Source.Cell, o.Read)
		s, ok := now[o.Key()]
		delete(now, o.Key())
		switch {
		case !ok:
			what = append(what, "填报数（observation 表）少了一行："+title)
		case !same(s, o):
			what = append(what, fmt.Sprintf("填报数（observation 表）被改动：%s，台账为「%s」", title, storedText(s)))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(now)) {
		o := now[key]
		it, _ := v.p.Plan.Item(o.Item)
		what = append(what, fmt.Sprintf("填报数（observation 表）多了一行：「%s」，台账为「%s」，原件没有", itemTitle(it, o), storedText(o)))
	}
	if len(what) == 0 {
		what = []string{"填报数与原件一致；被改动的是这份提交的记录（submission 表：单位、文件、状态）或其审核结果（result 表）"}
	}
	return what, nil
}

func same(a, b stat.Observation) bool {
	return a.Kind == b.Kind && a.Number.Equal(b.Number) && a.Read == b.Read && a.Vintage == b.Vintage && a.Sample == b.Sample &&
		a.Source.Sheet == b.Source.Sheet && a.Source.Cell == b.Source.Cell && a.Period == b.Period
}

// storedText is a stored value with the text that goes with it, where they differ.
func storedText(o stat.Observation) string {
	if o.Kind == stat.Number && o.Number.String() != o.Read {
		return o.Number.String() + "」，所记原文「" + o.Read
	}
	return o.Read
}

// original reads the file that a submission was made of, if it is still there, or in
// the archive, with the same content; nil if it is not.
func (v *verifying) original(ctx context.Context, a ledger.Altered) ([]stat.Observation, error) {
	period, err := stat.ParsePeriod(a.Period)
	if err != nil || strings.ContainsAny(a.File, `/\`) {
		return nil, nil // the row itself is altered
	}
	path := filepath.Join(v.p.Workspace.Inputs(a.Period), a.File)
	data, err := os.ReadFile(path)
	if err != nil || workspace.Hash(data) != a.SHA256 {
		data, err = v.p.RawContent(ctx, v.book, a.SHA256)
	}
	if err != nil || workspace.Hash(data) != a.SHA256 {
		return nil, nil
	}
	reading, err := v.p.reading(period)
	if err != nil {
		return nil, err
	}
	sub, err := v.p.readData(ctx, reading, a.File, a.SHA256, data)
	if err != nil {
		return nil, err
	}
	return sub.Observations, nil
}
