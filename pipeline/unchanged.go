package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// lastRun is what is noted of a period's run, so that the next one has nothing to do
// as long as nothing has changed. What a run prints follows from Key and End alone:
// a note can be out of date, never wrong.
type lastRun struct {
	Key       string     // hash of all that a run depends on besides the ledger
	End       ledger.End // of the ledger after it
	Published []string   // what the tool has in the folder, other commands' files too
	Archived  []string   // hashes of the contents that were archived
	Units     []string   // codes of Summary.Units, whose units are the plan's
	Summary   Summary
}

// unchanged gives what the last run of a period told, if nothing that it depends on
// has changed and what it published is there, byte for byte; else nil. What cannot be
// made out is for the run itself to tell.
func (p *Project) unchanged(ctx context.Context, period stat.Period, key string) *Summary {
	var last lastRun
	if key == "" || !p.Workspace.Last(period.String(), &last) || last.Key != key || len(last.Units) != len(last.Summary.Units) {
		return nil
	}
	if left, err := p.Workspace.Printings(); err != nil || len(left) > 0 {
		return nil // a run was cut short while it printed
	}
	book, err := p.ReadLedger(ctx)
	if err != nil {
		return nil
	}
	defer book.Close()
	end, err := book.End(ctx)
	if err != nil || end != last.End {
		return nil
	}
	printed, err := lastPrinted(ctx, book, period)
	if err != nil || !p.inPlace(period, last, printed) {
		return nil
	}
	s := last.Summary
	for i, code := range last.Units {
		u, ok := p.Plan.Unit(code)
		if !ok {
			return nil
		}
		s.Units[i].Unit = u
	}
	s.Unchanged = true
	return &s
}

// lastPrinted are the files, name → SHA-256, that were printed last for a period.
func lastPrinted(ctx context.Context, book *ledger.Ledger, period stat.Period) (map[string]string, error) {
	all, err := book.Publications(ctx, period)
	if err != nil || len(all) == 0 {
		return nil, errors.Join(err, fs.ErrNotExist)
	}
	return all[len(all)-1].Files, nil
}

// inPlace reports whether the outputs are those that were printed last, and what was
// archived is there.
func (p *Project) inPlace(period stat.Period, last lastRun, printed map[string]string) bool {
	published, err := p.Workspace.Published(period.String())
	if err != nil || !slices.Equal(published, last.Published) || !slices.Equal(slices.Sorted(maps.Keys(printed)), slices.Sorted(slices.Values(last.Summary.Files))) {
		return false
	}
	for name, sum := range printed {
		p.working(stageCompare, name)
		at := filepath.Join(p.Workspace.Outputs(period.String()), filepath.FromSlash(name))
		if now, err := hashFile(at); err != nil || now != sum {
			return false
		}
	}
	return p.Workspace.HasContents(last.Archived)
}

// noteRun notes what a run did, unless another run with the same might do better: a
// file was not through in time, or something changed meanwhile. A note that cannot be
// written is not missed: the next run does the work again.
func (p *Project) noteRun(ctx context.Context, book *ledger.Ledger, in *received, key string, was ledger.End, s *Summary) {
	if key == "" || in.hasty.Load() || p.runKey(in.period) != key {
		return
	}
	end, err := book.End(ctx)
	if err != nil || !end.GrewBy(in.run(p).ID, was) {
		return
	}
	printed, err := lastPrinted(ctx, book, in.period)
	if err != nil {
		return
	}
	last := lastRun{Key: key, End: end, Summary: *s}
	last.Summary.InUse = nil // of the moment
	if last.Published, err = p.Workspace.Published(in.period.String()); err != nil {
		return
	}
	for _, sum := range slices.Sorted(maps.Values(in.inputs)) {
		if sum != "" && p.Workspace.HasContents([]string{sum}) { // not of a refused file; none at all with a server
			last.Archived = append(last.Archived, sum)
		}
	}
	if _, server := p.server(); !server {
		last.Archived = append(last.Archived, slices.Sorted(maps.Values(printed))...)
	}
	last.Summary.Units = make([]consolidate.UnitState, len(s.Units))
	for i, u := range s.Units {
		last.Units = append(last.Units, u.Unit.Code)
		u.Unit = (*plan.Unit)(nil)
		last.Summary.Units[i] = u
	}
	_ = p.Workspace.KeepLast(in.period.String(), last)
}

// runKey hashes all that a run of a period depends on besides the ledger: the program,
// plan, forms and rules as loaded, the configuration with what was asked for on the
// command line, the key that seals forms, fonts, the converter, and every file of
// the inputs, the history and the bureau's own templates. Empty if it cannot be told.
func (p *Project) runKey(period stat.Period) string {
	if p.Settings.Build == "" {
		return "" // two programs with the same version could not be told apart
	}
	key, err := p.Workspace.Key()
	if err != nil {
		return ""
	}
	parts := p.versions()
	parts["period"], parts["build"], parts["settings"] = period.String(), p.Settings.Build, p.Settings.spelt()
	parts["converter"] = fmt.Sprint(p.Convert != nil)
	parts["key"] = workspace.Hash(append([]byte("zhibao run\n"), key...))
	parts["fonts"] = reportpdf.Stamp(p.fontConfig())
	if p.hashInputs(parts, period) != nil || hashTree(parts, "history", p.Workspace.HistoryDir(), "") != nil ||
		hashTree(parts, "templates", p.Workspace.TemplatesDir(), filepath.Base(p.Workspace.FontsDir())) != nil {
		return ""
	}
	return digest(parts)
}

// spelt writes out the settings that outputs may depend on, whatever is added to them.
func (s Settings) spelt() string {
	s.Workers, s.Ledger.Password = 0, ""
	s.Fonts.BuiltIn = nil // of the program, which Build names
	times := []string{shownPointer(s.AsOf)}
	s.AsOf, s.Papers = nil, maps.Clone(s.Papers)
	for _, name := range slices.Sorted(maps.Keys(s.Papers)) {
		paper := s.Papers[name]
		times = append(times, name+" "+shownPointer(paper.AsOf))
		paper.AsOf = nil
		s.Papers[name] = paper
	}
	return fmt.Sprintf("%#v %q", s, times)
}

func shownPointer(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

// hashInputs adds every entry of a period's inputs that a run looks at.
func (p *Project) hashInputs(parts map[string]string, period stat.Period) error {
	from, err := p.folderOf(period)
	if err != nil {
		return err
	}
	parts["from"] = from.String()
	list, err := p.listInputs(from)
	if err != nil {
		return err
	}
	n := 0 // two names may be written alike
	for _, f := range list {
		name := norm.NFC.String(f.Name)
		control := strings.EqualFold(name, workspace.ReceiptsName) || strings.EqualFold(name, workspace.GrantsName) || strings.EqualFold(name, workspace.PracticeName)
		if f.Routine && !control {
			continue
		}
		n++
		part := f.Skipped
		p.working(stageCompare, f.Name)
		if f.Skipped == "" || control {
			if part, err = hashFile(f.Path); err != nil {
				return err
			}
		}
		parts[fmt.Sprintf("inputs/%d/%s", n, f.Name)] = part
	}
	return nil
}

// hashTree adds every file below a folder, which need not be there. What is no plain
// file is an error: it could be anything tomorrow.
func hashTree(parts map[string]string, label, dir, without string) error {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && without != "" && name == without:
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		sum, err := hashFile(filepath.Join(dir, filepath.FromSlash(name)))
		parts[path.Join(label, name)] = sum
		return err
	})
}

func hashFile(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s: %w", path, fs.ErrInvalid)
	}
	data, err := os.ReadFile(path)
	return workspace.Hash(data), err
}
