package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// sources are what a set of files is printed from besides what the ledger holds: name →
// content. They are archived with the set, so that it can be printed again when plan,
// settings, history and texts have long changed. Of fonts and program, which are large
// and others' to keep, they say only which they were.
type sources map[string][]byte

// Names of sources. Files keep the paths that they have in the workspace.
const (
	planSources     = "inputs/plan/"
	historySources  = "inputs/history/"
	templateSources = "templates/"
	settingsSource  = "settings"
	fontsSource     = "fonts"
	programSource   = "program"
)

// sourceName is what a source is called to a person.
func sourceName(name string) string {
	return cmp.Or(map[string]string{settingsSource: "当时的设置", fontsSource: "当时的字体清单", programSource: "当时的程序版本"}[name], name)
}

// printSettings are the settings that documents depend on.
type printSettings struct {
	Issuer, Addressee, Signature string
	Superior, Contact            string
	Paper                        PaperSetting
	Schedule                     calendar.Schedule
	AsOf                         *time.Time
	Preprinted                   bool
	Imprint                      ImprintSetting
	Edition                      Edition        `json:",omitempty"`
	Print                        compose.Limits // as it was before there were limits: none
}

// printProgram says which program printed.
type printProgram struct {
	Build    string            // told apart even where versions are equal
	Versions map[string]string // of plan, scheme, forms, rules and tool
}

// sources gathers what a period's files are printed from now.
func (p *Project) sources(period stat.Period, fonts *fontSet) (sources, error) {
	s := sources{}
	for prefix, at := range map[string]string{planSources: p.planFolder(), historySources: p.historyFolder(), templateSources: p.Workspace.TemplatesDir()} {
		if err := s.addTree(prefix, at); err != nil {
			return nil, err
		}
	}
	data, err := p.practiceFile(period)
	if err != nil {
		return nil, err
	}
	if data != nil {
		s[practiceName(period)] = data
	}
	set := p.Settings
	kept := printSettings{set.Issuer, set.Addressee, set.Signature, set.Superior, set.Contact, set.Papers[period.String()], set.Schedule, set.AsOf, set.Preprinted, set.Imprint, set.Edition, set.Print}
	kept.Schedule.Exceptions = slices.Clone(kept.Schedule.Exceptions)
	for i := range kept.Schedule.Exceptions {
		kept.Schedule.Exceptions[i].Where = "" // only for faults
	}
	faces, err := fonts.Faces()
	if err != nil {
		return nil, err
	}
	for name, v := range map[string]any{settingsSource: kept, fontsSource: faces, programSource: p.program()} {
		data, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			return nil, err
		}
		s[name] = data
	}
	return s, nil
}

func (p *Project) program() printProgram { return printProgram{p.Settings.Build, p.versions()} }

func (p *Project) planFolder() string { return cmp.Or(p.planDir, p.Workspace.PlanDir()) }

func (p *Project) historyFolder() string { return cmp.Or(p.historyDir, p.Workspace.HistoryDir()) }

// addTree adds the plain files below a folder, which need not be there. Fonts are not
// among them.
func (s sources) addTree(prefix, dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && prefix == templateSources && name == "fonts":
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		s[prefix+name], err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		return err
	})
}

// sources archives each content and gives its hash by name.
func (d *deposit) sources(ctx context.Context, s sources) (map[string]string, error) {
	sums := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(s)) {
		sums[name] = workspace.Hash(s[name])
		if err := d.put(ctx, sums[name], s[name]); err != nil {
			return nil, err
		}
	}
	return sums, nil
}

// fetchSources takes what a set was printed from out of the archive; each content is
// held against its hash. Nil if none was archived.
func (p *Project) fetchSources(ctx context.Context, book *ledger.Ledger, printed ledger.Publication) (sources, error) {
	if len(printed.Sources) == 0 {
		return nil, nil
	}
	s := sources{}
	for name, sum := range printed.Sources {
		data, err := p.Content(ctx, book, sum)
		if err != nil {
			return nil, err
		}
		s[name] = data
	}
	return s, nil
}

// layOut writes the files among the sources below a folder.
func (s sources) layOut(folder string) error {
	for name, data := range s {
		if !strings.Contains(name, "/") {
			continue
		}
		at := filepath.Join(folder, filepath.FromSlash(path.Clean("/"+name)))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(at, data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// as gives the project that printed from s: its plan, forms, rules, texts, history and
// settings, laid out below a folder that the caller removes. Program, fonts and the
// place of ledger and archive are this project's.
func (p *Project) as(s sources, period stat.Period, folder string) (*Project, error) {
	if err := s.layOut(folder); err != nil {
		return nil, err
	}
	var kept printSettings
	if err := json.Unmarshal(s[settingsSource], &kept); err != nil {
		return nil, err
	}
	set := p.Settings
	set.Issuer, set.Addressee, set.Signature = kept.Issuer, kept.Addressee, kept.Signature
	set.Superior, set.Contact = kept.Superior, kept.Contact
	set.Schedule, set.AsOf = kept.Schedule, kept.AsOf
	set.Edition, set.Print = kept.Edition, kept.Print
	set.Preprinted, set.Imprint = kept.Preprinted, kept.Imprint
	set.Papers = map[string]PaperSetting{period.String(): kept.Paper}
	then, err := Open(&workspace.Workspace{Root: folder}, set, p.Progress)
	if err != nil {
		return nil, err
	}
	then.planDir, then.historyDir = then.Workspace.PlanDir(), then.Workspace.HistoryDir()
	then.fontDir, then.practiceDir = p.Workspace.FontsDir(), then.Workspace.Inputs(period.String())
	then.Workspace, then.Now, then.Convert = p.Workspace, p.Now, p.Convert
	return then, nil
}

// differingFonts says which faces are not those of then.
func (s sources) differingFonts(now []reportpdf.Face) ([]string, error) {
	var then []reportpdf.Face
	if err := json.Unmarshal(s[fontsSource], &then); err != nil {
		return nil, err
	}
	if slices.Equal(then, now) {
		return nil, nil
	}
	files := func(faces []reportpdf.Face) map[string]string {
		m := map[string]string{}
		for _, f := range faces {
			m[f.File] = f.SHA256
		}
		return m
	}
	old, current := files(then), files(now)
	var list []string
	for _, name := range slices.Sorted(maps.Keys(old)) {
		switch {
		case current[name] == "":
			list = append(list, "当时用的字体文件 "+name+" 现在没有用到（当时校验码"+short(old[name])+"）")
		case current[name] != old[name]:
			list = append(list, "字体文件 "+name+" 与当时不同（当时校验码"+short(old[name])+"，现为"+short(current[name])+"）")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(current)) {
		if old[name] == "" {
			list = append(list, "现在用的字体文件 "+name+" 当时没有用到（校验码"+short(current[name])+"）")
		}
	}
	if len(list) == 0 {
		list = append(list, "字体文件与当时相同，但各字体的用途或先后与当时不同")
	}
	return list, nil
}

func short(sum string) string { return sum[:min(16, len(sum))] }
