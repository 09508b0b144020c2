package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/form"
)

// corpus is the cases as workbooks. A folder of them holds one file for each that
// is sent, named by case and number, so that one call of a program takes all.
type corpus struct {
	workspace string              // with plan, key and nothing received
	names     map[string]string   // unit → name of its form
	blanks    string              // folder of the forms, filled in as they should be
	sheets    map[string]string   // unit → first sheet
	rows      map[string]sheetRow // unit and item → where its row stands
	key       string              // of the seals
	ours      string              // folder: as excelize writes them
	jobs      []corpusJob
}

// corpusJob is a file of a case: what SheetJS is given, and what is to come of it.
type corpusJob struct {
	From   string       `json:"from"`
	To     string       `json:"to"`
	Format string       `json:"format"` // a bookType of SheetJS
	Edits  []corpusEdit `json:"edits"`
	c      *corpusCase
	f      corpusFile
	file   string // name in a folder
}

type corpusEdit struct {
	edit
	Format string `json:"format"`
}

type sheetRow struct {
	sheet string
	row   int
}

// sent is the name under which a file arrives.
func (m *corpus) sent(k *corpusCase, f corpusFile) string {
	switch {
	case f.Send != "":
		return f.Send
	case f.As == "xls":
		return strings.TrimSuffix(m.names[k.Unit], ".xlsx") + ".xls"
	case f.As == "csv", f.As == "gb18030":
		return strings.TrimSuffix(m.names[k.Unit], ".xlsx") + ".csv"
	}
	return m.names[k.Unit]
}

// staged is the name of a file in a folder.
func (m *corpus) staged(k *corpusCase, file int) string {
	ext := ".xlsx"
	switch k.files()[file].As {
	case "csv", "gb18030":
		ext = ".csv"
	case "xls":
		ext = ".xls"
	}
	return fmt.Sprintf("%s-%d%s", k.id, file, ext)
}

func makeCorpus(t *testing.T, clauses []*clause) *corpus {
	t.Helper()
	m := &corpus{workspace: sample(t), names: map[string]string{}, blanks: t.TempDir(), sheets: map[string]string{}, rows: map[string]sheetRow{}, ours: t.TempDir()}
	mustDo(t, os.RemoveAll(filepath.Join(m.workspace, "inputs", month)))
	declare(t, m.workspace)
	must(t, m.workspace, 0, "template", month)
	m.key = read(t, filepath.Join(m.workspace, ".zhibao", "key"))
	m.fillBlanks(t, clauses)
	mustDo(t, os.RemoveAll(filepath.Join(m.workspace, "outputs")))
	structured := t.TempDir()
	for _, c := range clauses {
		for i := range c.Cases {
			k := &c.Cases[i]
			for n, f := range k.files() {
				job := corpusJob{From: filepath.Join(structured, fmt.Sprintf("%s-%d.xlsx", k.id, n)), c: k, f: f, file: m.staged(k, n), Format: "xlsx"}
				m.makeOne(t, &job)
				m.jobs = append(m.jobs, job)
			}
		}
	}
	return m
}

// fillBlanks types the figures of the sample into the issued forms.
func (m *corpus) fillBlanks(t *testing.T, clauses []*clause) {
	t.Helper()
	for _, o := range dumped[[]observed](t, baseline(t), "dump", "observations", month) {
		code := strings.SplitN(o.Source.File, "-", 2)[0]
		m.names[code] = o.Source.File
	}
	edits := map[string][]corpusEdit{}
	for _, o := range dumped[[]observed](t, baseline(t), "dump", "observations", month) {
		_, row := coordinates(t, o.Source.Cell)
		code := strings.SplitN(o.Source.File, "-", 2)[0]
		m.rows[code+" "+o.Item] = sheetRow{o.Source.Sheet, row}
		if o.Measure == "prior" {
			continue // stands there as issued
		}
		kind, value := "text", o.Read
		if o.Number != "0" || o.Read == "0" {
			kind, value = "number", o.Number
		} else if regexp.MustCompile(`^\d{4}-\d\d-\d\d$`).MatchString(o.Read) {
			kind = "date"
		}
		edits[o.Source.File] = append(edits[o.Source.File], corpusEdit{edit: edit{o.Source.Sheet, o.Source.Cell, kind, value}})
	}
	for _, c := range clauses {
		for _, k := range c.Cases {
			if m.sheets[k.Unit] != "" {
				continue
			}
			name := m.names[k.Unit]
			if name == "" {
				t.Fatalf("%s: the sample has no form of %s", k.Name, k.Unit)
			}
			f, err := excelize.OpenFile(filepath.Join(m.workspace, "outputs", month, "下发", name))
			mustDo(t, err)
			m.sheets[k.Unit] = f.GetSheetName(0)
			rows, err := f.GetRows(f.GetSheetName(0))
			mustDo(t, err)
			head := slices.IndexFunc(rows, func(r []string) bool { return len(r) > 1 && r[1] == form.NameTitle })
			m.rows[k.Unit+" head"] = sheetRow{f.GetSheetName(0), head + 1}
			for _, e := range edits[name] {
				typeCell(t, f, e)
			}
			mustDo(t, f.SaveAs(filepath.Join(m.blanks, name)))
			mustDo(t, f.Close())
		}
	}
}

// makeOne does to a form what the case says and types what it says.
func (m *corpus) makeOne(t *testing.T, job *corpusJob) {
	t.Helper()
	to := filepath.Join(m.ours, job.file)
	if data, ok := inItsPlace(t, job.f.As); ok {
		write(t, to, data)
		return
	}
	f, err := excelize.OpenFile(filepath.Join(m.blanks, m.names[job.c.Unit]))
	mustDo(t, err)
	for _, line := range job.f.Do {
		words := strings.Fields(line)
		for i, w := range words {
			w, more, _ := strings.Cut(w, "+")
			if at, ok := m.rows[job.c.Unit+" "+w]; ok {
				below, _ := strconv.Atoi(more) // 0 if there is none
				words[i] = strconv.Itoa(at.row + below)
			}
			if w == "KEY" {
				words[i] = m.key
			}
		}
		step, ok := steps[words[0]]
		if !ok || len(words)-1 != step.args {
			t.Fatalf("%s: no step %q", job.c.Name, line)
		}
		if err := step.do(f, words[1:]); err != nil {
			t.Fatalf("%s: %s: %v", job.c.Name, line, err)
		}
	}
	for _, sheet := range f.GetSheetList() {
		mustDo(t, f.SetSheetDimension(sheet, "")) // excelize does not move it; SheetJS believes it
	}
	mustDo(t, f.SaveAs(job.From))
	patches := map[string]string{} // cell → what stands there instead of the mark
	for _, typed := range job.f.Type {
		for len(typed) < 4 {
			typed = append(typed, "")
		}
		sheet, cell := m.cell(job.c.Unit, typed[0])
		if i, err := f.GetSheetIndex(sheet); err != nil || i < 0 {
			sheet = f.GetSheetName(0) // renamed
		}
		e := corpusEdit{edit{sheet, cell, typed[1], typed[2]}, typed[3]}
		job.Edits = append(job.Edits, e)
		switch e.Kind {
		case "error":
			patches[cell] = `t="e"><v>` + e.Value + `</v>`
		case "formula": // formula=value, or a formula alone
			formula, value, stored := strings.Cut(e.Value, "=")
			if patches[cell] = `><f>` + formula + `</f>`; stored {
				patches[cell] += `<v>` + value + `</v>`
			}
		}
		typeCell(t, f, e)
	}
	switch job.f.As {
	case "csv", "gb18030":
		write(t, to, encoded(t, job.f.As, csvOf(t, f)))
		fallthrough // LibreOffice converts the workbook
	case "", "xls":
		to = strings.TrimSuffix(to, filepath.Ext(to)) + ".xlsx"
		mustDo(t, f.SaveAs(to))
	case "encrypted":
		mustDo(t, f.SaveAs(to, excelize.Options{Password: "zhuzhou"}))
	default:
		t.Fatalf("%s: cannot be sent as %q", job.c.Name, job.f.As)
	}
	mustDo(t, f.Close())
	if len(patches) > 0 {
		rewrite(t, to, func(_, data string) string {
			for cell, value := range patches {
				data = regexp.MustCompile(`(<c r="`+cell+`"[^>]*?)(?: t="\w+")?><v>`+regexp.QuoteMeta(mark)+`</v>`).ReplaceAllString(data, `$1 `+value)
			}
			return data
		})
	}
}

// itemCell is a cell by item and column, such as gdp.E, or gdp+2.E when rows were
// put in above.
var itemCell = regexp.MustCompile(`^([a-z_0-9:A-Z]+)(\+\d+)?\.([A-Z]+)$`)

// cell finds the cell that a case names: by item and column, by sheet and address,
// or by address in the first form.
func (m *corpus) cell(unit, name string) (sheet, cell string) {
	if sheet, cell, ok := strings.Cut(name, "!"); ok {
		return sheet, cell
	}
	if part := itemCell.FindStringSubmatch(name); part != nil {
		if at, ok := m.rows[unit+" "+part[1]]; ok {
			more, _ := strconv.Atoi(part[2]) // 0 if there is none
			return at.sheet, part[3] + strconv.Itoa(at.row+more)
		}
	}
	return m.sheets[unit], name
}

// mark stands for what excelize does not write until the workbook is whole.
const mark = "54321.5"

// typeCell enters a value as a person does; a format changes that of the cell.
func typeCell(t *testing.T, f *excelize.File, e corpusEdit) {
	t.Helper()
	var err error
	switch e.Kind {
	case "number":
		err = f.SetCellDefault(e.Sheet, e.Cell, e.Value)
	case "date":
		err = f.SetCellDefault(e.Sheet, e.Cell, strconv.Itoa(serial(t, e.Value)))
	case "text":
		err = f.SetCellStr(e.Sheet, e.Cell, e.Value)
	case "bool":
		err = f.SetCellBool(e.Sheet, e.Cell, e.Value == "TRUE")
	case "error", "formula":
		err = f.SetCellDefault(e.Sheet, e.Cell, mark)
	default:
		t.Fatalf("nothing is typed as %q", e.Kind)
	}
	if err == nil && e.Format != "" {
		var style int
		if style, err = f.NewStyle(&excelize.Style{CustomNumFmt: &e.Format}); err == nil {
			err = f.SetCellStyle(e.Sheet, e.Cell, e.Cell, style)
		}
	}
	mustDo(t, err)
}

// bySheetJS has SheetJS type the values of every case, in one process.
func (m *corpus) bySheetJS(t *testing.T, packages string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	var jobs []corpusJob
	for _, job := range m.jobs {
		job.To = filepath.Join(folder, job.file)
		switch job.f.As {
		case "csv", "gb18030":
			job.Format = "csv"
		case "xls":
			job.Format = "biff8"
		}
		if job.c.by(sheetJS) {
			jobs = append(jobs, job)
		}
	}
	data, err := json.Marshal(jobs)
	mustDo(t, err)
	list := filepath.Join(t.TempDir(), "jobs.json")
	write(t, list, string(data))
	output(t, "node", filepath.Join(packages, "fill.js"), "corpus", list)
	for _, job := range jobs {
		if job.f.As == "gb18030" {
			write(t, job.To, encoded(t, job.f.As, read(t, job.To)))
		}
	}
	return folder
}

// byLibreOffice saves our workbooks again, in three calls: one for each format.
func (m *corpus) byLibreOffice(t *testing.T, o office) (folder string) {
	t.Helper()
	formats := map[string]string{"csv": csvFormat, "gb18030": csvFormat, "xls": "xls:MS Excel 97"}
	return m.convert(t, o, m.ours, func(job corpusJob) string {
		if f := formats[job.f.As]; f != "" {
			return f
		}
		return asXLSX
	})
}

const csvFormat = "csv:Text - txt - csv (StarCalc):44,34,76,1"

// again saves workbooks once more. What is no workbook stays as it is.
func (m *corpus) again(t *testing.T, o office, from string) (folder string) {
	t.Helper()
	return m.convert(t, o, from, func(corpusJob) string { return asXLSX })
}

func (m *corpus) convert(t *testing.T, o office, from string, format func(corpusJob) string) (folder string) {
	t.Helper()
	files := map[string][]string{}
	folder = t.TempDir()
	for _, job := range m.jobs {
		if !job.c.by(libreOffice) {
			continue
		}
		f := format(job)
		source := filepath.Join(from, strings.TrimSuffix(job.file, filepath.Ext(job.file))+".xlsx")
		if f == asXLSX && filepath.Ext(job.file) != ".xlsx" {
			write(t, filepath.Join(folder, job.file), read(t, filepath.Join(from, job.file)))
			continue
		}
		files[f] = append(files[f], source)
	}
	for f, list := range files {
		mustDo(t, os.CopyFS(folder, os.DirFS(o.convert(t, f, list...))))
	}
	for _, job := range m.jobs {
		if path := filepath.Join(folder, job.file); job.f.As == "gb18030" && job.c.by(libreOffice) && from == m.ours {
			write(t, path, encoded(t, job.f.As, read(t, path)))
		}
	}
	return folder
}
