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
	"time"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// ReprintOptions choose what was printed and what is done with it.
type ReprintOptions struct {
	AsOf    string // number or id of a run, or a date
	To      string // an empty or new folder; empty: below the period's outputs
	Render  bool   // print again from the ledger, and compare
	PlanDir string // for Render: the plan of that time, if it was another one
}

// Reprint is what was printed earlier, handed out again.
type Reprint struct {
	Period   string     `json:"period"`
	Run      RunMark    `json:"run"`
	At       *time.Time `json:"at"`     // when it was printed; null: not known
	Set      int        `json:"set"`    // which of the sets that the run printed, from 1
	Folder   string     `json:"folder"` // where the files lie now
	Files    []string   `json:"files"`
	Notes    []string   `json:"notes"`
	Rendered *Rendered  `json:"rendered,omitempty"`
}

// PrintedAsOf hands out the files that were printed by a run, or by a date, byte for
// byte as they are in the archive; each is held against its hash. It leaves the
// present outputs alone.
func PrintedAsOf(ctx context.Context, p *Project, period stat.Period, opt ReprintOptions) (*Reprint, error) {
	unlock, err := p.Workspace.Lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	book, err := p.settledLedger(ctx, period)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	marks, err := book.Marks(ctx)
	if err != nil {
		return nil, err
	}
	all, err := book.Publications(ctx, period)
	if err != nil {
		return nil, err
	}
	out := &Reprint{Period: period.String(), Notes: []string{}}
	printed, err := out.choose(all, marks, period, opt.AsOf)
	if err != nil {
		return nil, err
	}
	files, err := p.archived(ctx, book, printed)
	if err != nil {
		return nil, err
	}
	if err := p.handOut(out, files, opt.To); err != nil {
		return nil, err
	}
	if opt.Render {
		err = p.renderThen(ctx, book, out, printed, files, marks, opt.PlanDir)
	}
	return out, err
}

// settledLedger opens the ledger after what a broken run left is settled.
func (p *Project) settledLedger(ctx context.Context, period stat.Period) (*ledger.Ledger, error) {
	if err := p.Workspace.Recover(); err != nil {
		return nil, err
	}
	left, err := p.Workspace.Printings()
	if err != nil {
		return nil, err
	}
	if len(left) == 0 {
		book, err := p.ReadLedger(ctx)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, notRun(period)
		}
		return book, err
	}
	book, err := p.OpenLedger(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.confirm(ctx, book); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return book, nil
}

// choose picks the set: of a date the last one printed up to its end; of a run the
// last one that it printed, or if it printed none, that had been printed before.
func (r *Reprint) choose(all []ledger.Publication, marks []ledger.Mark, period stat.Period, asOf string) (one ledger.Publication, err error) {
	if !slices.ContainsFunc(marks, func(m ledger.Mark) bool { return m.Period == period }) {
		return one, notRun(period)
	}
	if len(all) == 0 {
		return one, fault.Config("台账中没有该报告期印出的文件", "", "较早版本的程序印出的文件没有存档，请从当时的备份中找；也可用 zhibao report 按现有数据重新生成。")
	}
	if day, e := time.ParseInLocation(time.DateOnly, asOf, time.Local); e == nil {
		one, err = printedBy(all, day)
	} else {
		one, err = r.ofRun(all, marks, period, asOf)
	}
	if err != nil {
		return one, err
	}
	r.Run = RunMark{one.RunSeq, one.RunID}
	for _, x := range all {
		if x.RunSeq == one.RunSeq && x.ID <= one.ID {
			r.Set++
		}
	}
	if !one.At.IsZero() {
		r.At = &one.At
	}
	return one, nil
}

func printedBy(all []ledger.Publication, day time.Time) (one ledger.Publication, err error) {
	for _, x := range all {
		if !x.At.IsZero() && x.At.Before(day.AddDate(0, 0, 1)) {
			one = x
		}
	}
	if one.ID == 0 {
		return one, fault.Config(day.Format(time.DateOnly)+"之前没有印出该报告期的文件", "", "请改用较晚的日期，或运行的序号："+printedRuns(all)+"。")
	}
	return one, nil
}

func (r *Reprint) ofRun(all []ledger.Publication, marks []ledger.Mark, period stat.Period, asOf string) (one ledger.Publication, err error) {
	run, _, err := chooseRun(marks, period, asOf)
	if err != nil {
		return one, err
	}
	for _, x := range all {
		if x.RunSeq == run.Seq || x.RunSeq < run.Seq && !x.At.After(run.At) {
			one = x
		}
	}
	if one.ID == 0 {
		return one, fault.Config(fmt.Sprintf("到第%d次运行为止没有印出该报告期的文件", run.Seq), "", "请改用较晚的运行："+printedRuns(all)+"。")
	}
	if one.RunSeq != run.Seq {
		r.Notes = append(r.Notes, fmt.Sprintf("第%d次运行没有印出该报告期的文件，以下是此前第%d次运行所印。", run.Seq, one.RunSeq))
	}
	return one, nil
}

// printedRuns names the runs that printed something.
func printedRuns(all []ledger.Publication) string {
	var words []string
	for _, x := range all {
		words = append(words, fmt.Sprintf("第%d次", x.RunSeq))
	}
	return joined(slices.Compact(words))
}

// archived fetches the files of a set, in the order of their names.
func (p *Project) archived(ctx context.Context, book *ledger.Ledger, printed ledger.Publication) ([]workspace.File, error) {
	var files []workspace.File
	for _, name := range slices.Sorted(maps.Keys(printed.Files)) {
		at := fmt.Sprintf("outputs/%s/%s（第%d次运行所印）", printed.Period, name, printed.RunSeq)
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return nil, fault.Break("台账所记的文件名不合规，台账被改动。", at, restoreBackup, nil)
		}
		data, err := p.RawContent(ctx, book, printed.Files[name])
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fault.Break("档案中没有这份文件，没有取出任何文件。", at, restoreArchive, err)
		case err != nil:
			return nil, err
		case workspace.Hash(data) != printed.Files[name]:
			return nil, fault.Break("档案中的这份文件被改动过，没有取出任何文件。", at, restoreArchive, nil)
		}
		files = append(files, workspace.File{Name: name, Data: data})
	}
	return files, nil
}

const restoreArchive = "请运行 zhibao verify 查明范围，从备份恢复档案后重试。"

// handOut puts the files into a folder of their own.
func (p *Project) handOut(out *Reprint, files []workspace.File, to string) error {
	for _, f := range files {
		out.Files = append(out.Files, f.Name)
	}
	if to != "" {
		out.Folder = to
		return p.writeAside(to, files)
	}
	folder := fmt.Sprintf("%s/第%d次运行", pastFolder, out.Run.Number)
	if out.Set > 1 {
		folder += fmt.Sprintf("-第%d套", out.Set)
	}
	out.Folder = "outputs/" + out.Period + "/" + folder
	below := make([]workspace.File, len(files))
	for i, f := range files {
		f.Name = folder + "/" + f.Name
		below[i] = f
	}
	return p.Workspace.Publish(out.Period, []string{folder}, below)
}

// writeAside writes the files into a new or empty folder outside the program's own:
// all of them or none.
func (p *Project) writeAside(to string, files []workspace.File) error {
	at, err := filepath.Abs(to)
	if err != nil {
		return err
	}
	if root, err := filepath.Abs(p.Workspace.Root); err == nil {
		rel, err := filepath.Rel(root, at)
		if err == nil && filepath.IsLocal(rel) && rel != "." && slices.Contains([]string{"inputs", "outputs", "templates", ".zhibao"}, strings.Split(filepath.ToSlash(rel), "/")[0]) {
			return fault.Config("不能取到工作区自己的文件夹里", to, "请另选文件夹；不写 --to 时取到 outputs/报告期/"+pastFolder+"/。")
		}
	}
	if entries, err := os.ReadDir(at); err == nil && len(entries) > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Config("要取到的文件夹不是空的，或不是文件夹", to, "请指定一个空的或尚不存在的文件夹。")
	}
	cannot := func(err error) error {
		return fault.Break("无法写出文件，没有取出任何文件。", to, "请检查磁盘空间和写权限，然后重试。", err)
	}
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		return cannot(err)
	}
	if err := sweepHalves(at); err != nil {
		return cannot(err)
	}
	half, err := os.MkdirTemp(filepath.Dir(at), halfName(at)+"*"+halfSuffix)
	if err != nil {
		return cannot(err)
	}
	defer workspace.RemoveAll(half) // nothing is there once it has its name
	if err := os.Chmod(half, 0o755); err != nil {
		return cannot(err)
	}
	for _, f := range files {
		path := filepath.Join(half, filepath.FromSlash(f.Name))
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		if err == nil {
			err = os.WriteFile(path, f.Data, 0o644)
		}
		if err != nil {
			return cannot(err)
		}
	}
	if err := os.Remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return cannot(err)
	}
	if err := os.Rename(half, at); err != nil {
		return cannot(err)
	}
	return nil
}
