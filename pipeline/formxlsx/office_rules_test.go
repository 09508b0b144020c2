package formxlsx

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/form"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// office converts workbooks in a profile of its own; it skips the test where
// LibreOffice is not installed.
func office(t *testing.T, to, dir string, names []string) {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice (soffice) is not installed: formulas are not reckoned")
	}
	out := filepath.Join(dir, to)
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", to, "--outdir", out}
	if text, err := exec.Command(soffice, append(args, names...)...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, text)
	}
}

// spare is where a copy of a format's formula is put: right of the table.
const spare = 30

// trial is a form filled in with an example of a rule.
type trial struct {
	name, sheet, ref string
	rule             *rule.Rule
	want             string // pass, fail or na
	formula          string // of the rule's format
	now              string // the line at the head as it was written
	ratios           string // the line under the foot, empty if there is none
}

// seat is the first sheet and row that a rule has a format on.
func (s sample) seat(t *testing.T, r *rule.Rule) (sheet form.Sheet, item string) {
	t.Helper()
	for _, sheet := range s.everySheet(t) {
		found, err := translate(r, sheet, planned(sheet))
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			continue
		}
		if r.Scope == rule.Form {
			return sheet, ""
		}
		for _, row := range sheet.Rows {
			one := sheet
			one.Rows = []form.Row{row}
			if found, _ := translate(r, one, planned(one)); len(found) > 0 {
				return sheet, row.Item.Code
			}
		}
	}
	t.Fatalf("%s has no format anywhere", r.ID)
	return
}

// try fills in a form with an example and puts the formulas of the judged cell,
// and of the line at the head, where their results can be read.
func (s sample) try(t *testing.T, cat *rule.Catalogue, r *rule.Rule, e rule.Example, name string) trial {
	t.Helper()
	sheet, item := s.seat(t, r)
	unit := sheet.Unit
	if parent, ok := s.plan.Unit(unit.Parent); ok {
		unit = parent
	}
	opt := Options{Rules: cat, Prefill: map[Key]Value{}, Entries: map[Key]Value{}}
	place := func(operand string) Key {
		code, m := item, operand
		if r.Scope == rule.Form {
			code, m, _ = strings.Cut(operand, ".")
		}
		return Key{sheet.Unit.Code, sheet.Def.ID, code, stat.Measure(m)}
	}
	for operand, v := range e.Given {
		if k := place(operand); k.Measure == stat.Previous {
			opt.Prefill[k] = Num(v.Decimal)
		} else {
			opt.Entries[k] = Num(v.Decimal)
		}
	}
	data, err := Workbook(typedOver(s.forms.Sheets(s.plan, unit, sheet.Period)), unit, sheet.Period, opt)
	if err != nil {
		t.Fatalf("%s %v: %v", r.ID, e.Given, err)
	}
	f := open(t, data)
	k := place(r.At)
	it, _ := s.plan.Item(k.Item)
	column, _ := sheet.Column(k.Measure)
	tr := trial{name: name, sheet: sheet.Name, ref: at(t, f, sheet.Name, it.Number, column.Title), rule: r, want: e.Want, now: raw(t, f, sheet.Name, cellName(liveFrom, liveRow))}
	tr.formula = s.format(t, f, tr)
	line, err := f.GetCellFormula(sheet.Name, cellName(liveFrom, liveRow))
	if err != nil {
		t.Fatal(err)
	}
	ratios := ""
	for row := columnsRow; row < 60 && ratios == ""; row++ {
		if ratios, _ = f.GetCellFormula(sheet.Name, cellName(1, row)); ratios != "" {
			tr.ratios = raw(t, f, sheet.Name, cellName(1, row))
		}
	}
	for row, formula := range []string{tr.formula, line, ratios} {
		if err := f.SetCellFormula(sheet.Name, cellName(spare, row+1), formula); err != nil {
			t.Fatal(err)
		}
	}
	for _, other := range f.GetSheetList() {
		if other != sheet.Name && other != form.IdentitySheet {
			if err := f.DeleteSheet(other); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.SaveAs(name); err != nil {
		t.Fatal(err)
	}
	return tr
}

// typedOver makes inputs of the derived cells: whoever takes the protection off can
// type a figure there.
func typedOver(sheets []form.Sheet) []form.Sheet {
	for _, sheet := range sheets {
		for i := range sheet.Rows {
			if r := &sheet.Rows[i]; r.Derived != nil {
				r.Derived, r.Open = nil, append(r.Open, stat.Value)
			}
		}
	}
	return sheets
}

// format is the formula of the rule's format at the cell; it has the rule's colour.
func (s sample) format(t *testing.T, f *excelize.File, tr trial) string {
	t.Helper()
	formats, err := f.GetConditionalFormats(tr.sheet)
	if err != nil {
		t.Fatal(err)
	}
	cell := func(operand string) (string, bool) { return "", true }
	shape, err := tr.rule.Formula(cell)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range formats[tr.ref] {
		if bare(c.Criteria) == bare(shape) {
			style, err := f.GetConditionalStyle(*c.Format)
			want := amberFill
			if tr.rule.Severity().Returns() {
				want = redFill
			}
			if err != nil || !slices.Contains(style.Fill.Color, want) || !c.StopIfTrue {
				t.Errorf("%s at %s: colour %v (%v), want %s", tr.rule.ID, tr.ref, style.Fill.Color, err, want)
			}
			return c.Criteria
		}
	}
	t.Fatalf("%s: no format at %s: %v", tr.rule.ID, tr.ref, formats[tr.ref])
	return ""
}

var addresses = regexp.MustCompile(`\b[A-Z]{1,2}[0-9]+\b`)

// bare leaves the addresses out of a formula.
func bare(formula string) string { return addresses.ReplaceAllString(formula, "") }

// TestRulesInLibreOffice lets LibreOffice reckon each rule's own examples in the
// forms: the format holds where the rule fails, and only there; and the line at
// the head says what this program wrote.
func TestRulesInLibreOffice(t *testing.T) {
	t.Parallel()
	s, dir := load(t), t.TempDir()
	cat := s.rules(t)
	var trials []trial
	var names []string
	beyond := map[string]bool{}
	for _, g := range Untranslated(cat, s.everySheet(t)) {
		beyond[g.Rule] = true
	}
	for _, r := range cat.Rules {
		for i, e := range r.Examples {
			if beyond[r.ID] {
				continue // it needs more than one form
			}
			name := filepath.Join(dir, fmt.Sprintf("%s-%d.xlsx", r.ID, i))
			if r.Expr == "" || r.Severity() == rule.Hint {
				continue
			}
			trials, names = append(trials, s.try(t, cat, r, e, name)), append(names, name)
		}
	}
	office(t, "xlsx", dir, names)
	for _, tr := range trials {
		f, err := excelize.OpenFile(filepath.Join(dir, "xlsx", filepath.Base(tr.name)))
		if err != nil {
			t.Fatal(err)
		}
		outcome := raw(t, f, tr.sheet, cellName(spare, 1))
		if fails := outcome == "1" || outcome == "TRUE"; fails != (tr.want == "fail") {
			t.Errorf("%s: %s is %q, want %s", filepath.Base(tr.name), tr.formula, outcome, tr.want)
		}
		if got := raw(t, f, tr.sheet, cellName(spare, 2)); got != tr.now {
			t.Errorf("%s: the line says %q, was written as %q", filepath.Base(tr.name), got, tr.now)
		}
		if got := raw(t, f, tr.sheet, cellName(spare, 3)); got != tr.ratios {
			t.Errorf("%s: the ratios are %q, were written as %q", filepath.Base(tr.name), got, tr.ratios)
		}
		f.Close()
	}
	if len(trials) < 80 {
		t.Errorf("only %d examples were tried", len(trials))
	}
}

// TestColoursInLibreOffice looks at the printed page: a sound form has no red and
// no amber, a form with a red cell above an amber one shows them so.
func TestColoursInLibreOffice(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		t.Skip("poppler-utils (pdftoppm) is not installed: colours are not looked at")
	}
	s, dir := load(t), t.TempDir()
	key := func(item string, m stat.Measure) Key { return Key{"430281", "county", item, m} }
	var names []string
	for name, entries := range map[string]map[Key]Value{
		"sound":   {key("gdp", stat.Value): num("80"), key("trade", stat.Value): num("3"), key("energy_cut", stat.Value): num("4.7")},
		"unsound": {key("gdp", stat.Value): num("80"), key("trade", stat.Value): Txt("3亿"), key("energy_cut", stat.Value): num("-4.7")},
	} {
		names = append(names, filepath.Join(dir, name+".xlsx"))
		if err := os.WriteFile(names[len(names)-1], s.make(t, "430281", "2018-06", Options{Rules: s.rules(t), Entries: entries}), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	office(t, "pdf", dir, names)
	red, amber := [3]byte{0xFF, 0x8A, 0x80}, [3]byte{0xFF, 0xC0, 0x00}
	sound := firstRows(t, filepath.Join(dir, "pdf", "sound.pdf"), red, amber)
	if sound[0] >= 0 || sound[1] >= 0 {
		t.Errorf("a sound form shows red in row %d, amber in row %d of the picture", sound[0], sound[1])
	}
	unsound := firstRows(t, filepath.Join(dir, "pdf", "unsound.pdf"), red, amber)
	if unsound[0] < 0 || unsound[1] <= unsound[0] {
		t.Errorf("red begins in row %d, amber in row %d of the picture: red must stand above", unsound[0], unsound[1])
	}
}

// firstRows prints the first page and gives the first row of the picture with
// each colour, -1 without.
func firstRows(t *testing.T, file string, colours ...[3]byte) []int {
	t.Helper()
	picture, err := exec.Command("pdftoppm", "-r", "60", "-f", "1", "-l", "1", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	var width, height, most int
	head := bytes.NewReader(picture)
	if n, err := fmt.Fscanf(head, "P6\n%d %d\n%d\n", &width, &height, &most); n != 3 || err != nil || most != 255 {
		t.Fatalf("%s: no picture: %v", file, err)
	}
	pixels := picture[len(picture)-3*width*height:]
	rows := make([]int, len(colours))
	for i, c := range colours {
		rows[i] = -1
		for p := 0; p < len(pixels) && rows[i] < 0; p += 3 {
			if [3]byte(pixels[p:p+3]) == c {
				rows[i] = p / 3 / width
			}
		}
	}
	return rows
}
