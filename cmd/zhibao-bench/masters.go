package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"zhibao/pipeline"
	"zhibao/pipeline/formxlsx"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/validate"
)

// masterKey tells the masters apart: one for each writer, form and kind of error that
// stands in the workbook's own parts.
type masterKey struct{ writer, form, kind string }

// clean is the kind of a master without an error.
const clean = ""

// drawMasters has our own writer make a workbook for each form and kind, and for each
// department, in folder; it gives the names of the files.
func (w *workspaceMaker) drawMasters(p *pipeline.Project, folder string) (map[string]masterKey, error) {
	past, err := p.HistoryFrom(filepath.Join(w.dir, "inputs", "history"))
	if err != nil {
		return nil, err
	}
	files := map[string]masterKey{}
	draw := func(name string, u *plan.Unit, entries map[formxlsx.Key]formxlsx.Value) error {
		sample := map[string]bool{}
		for key := range entries {
			sample[key.Form] = true
		}
		data, err := p.Blank(u, period, past, formxlsx.Options{Sequence: 1, Entries: entries, Sample: sample})
		if err != nil {
			return fmt.Errorf("%s: %w", u.Name, err)
		}
		return os.WriteFile(filepath.Join(folder, name), data, 0o644)
	}
	for _, pl := range w.models() {
		form := ownForm(pl)
		u, _ := p.Plan.Unit(pl.code)
		for _, kind := range append([]faultKind{{name: clean}}, faultKinds...) {
			if kind.name != clean && kind.text == nil && kind.gap == nil {
				continue
			}
			key := masterKey{form: form, kind: kind.name}
			name := fmt.Sprintf("%s-%d.xlsx", form, len(files))
			if err := draw(name, u, w.typed(p, pl, u, kind, past)); err != nil {
				return nil, err
			}
			files[name] = key
		}
	}
	for _, u := range p.Plan.UnitsOf(plan.DeptUnit) {
		name := pipeline.IssuedName(u, period)
		if err := draw(name, u, w.department(p, u, past)); err != nil {
			return nil, err
		}
		files[name] = masterKey{form: u.Code}
	}
	return files, nil
}

// models are the places that the masters are made for: the first county and park.
func (w *workspaceMaker) models() []place {
	return []place{w.counties[0], w.parks[0]}
}

// typed is what the unit of a master types in.
func (w *workspaceMaker) typed(p *pipeline.Project, pl place, u *plan.Unit, kind faultKind, past validate.History) map[formxlsx.Key]formxlsx.Value {
	said := reported{}
	maps.Copy(said, w.sample.units[pl.base])
	for c, q := range w.sample.units[projectBases[ownForm(pl)]] { // the words of a project
		for i := range projectPlans[ownForm(pl)] {
			if c.item == "project:1" && q.Kind != stat.Number && c.measure != "problem" {
				said[cell{c.form, fmt.Sprintf("project:%d", i+1), c.measure}] = q
			}
		}
	}
	for i := range projectPlans[ownForm(pl)] {
		said[cell{"project", fmt.Sprintf("project:%d", i+1), "name"}] = stat.Quantity{Kind: stat.TextOnly, Read: fmt.Sprintf("示例项目：%s%d号标准厂房", pl.name, i+1)}
	}
	for c, v := range w.vary(pl, w.chance(pl)).cells {
		said[c] = stat.Quantity{Kind: stat.Number, Number: v}
	}
	if c, ok := kind.text[ownForm(pl)]; ok {
		said[c] = stat.Quantity{Kind: stat.TextOnly, Read: approximate}
	}
	if c, ok := kind.gap[ownForm(pl)]; ok {
		delete(said, c)
	}
	return entries(p, u, said, past)
}

// projectBases are the sample's units whose project lends its words, by form.
var projectBases = map[string]string{"county": "430281", "park": "P01"}

// department is what a department types: what it does in the sample, levels resized.
func (w *workspaceMaker) department(p *pipeline.Project, u *plan.Unit, past validate.History) map[formxlsx.Key]formxlsx.Value {
	said := reported{}
	for c, q := range w.sample.units[u.Code] {
		if q.Kind == stat.Number && (c.measure == stat.Value || c.measure == stat.Prior) && sized(p.Plan, c.item) {
			q.Number = resize(q.Number, w.scale)
		}
		said[c] = q
	}
	return entries(p, u, said, past)
}

// entries is what is typed into the open cells of a unit's workbook; what the bureau
// fills in or the form reckons is not among it.
func entries(p *pipeline.Project, u *plan.Unit, said reported, past validate.History) map[formxlsx.Key]formxlsx.Value {
	reckoned := map[string]bool{}
	for _, s := range p.Sheets(u, period) {
		for _, row := range s.Rows {
			reckoned[row.Item.Code] = row.Derived != nil
		}
	}
	list := map[formxlsx.Key]formxlsx.Value{}
	for c, q := range said {
		_, known := past(u.Code, c.item, period.YearAgo())
		if c.measure == stat.Prior && known || c.measure == stat.Value && reckoned[c.item] {
			continue
		}
		v := formxlsx.Txt(q.Read)
		if q.Kind == stat.Number {
			v = formxlsx.Num(q.Number)
		}
		list[formxlsx.Key{Unit: u.Code, Form: c.form, Item: c.item, Measure: c.measure}] = v
	}
	return list
}

// cutMasters reads what the writers saved and makes the templates of it. Every writer's
// file must say the same as ours.
func (w *workspaceMaker) cutMasters(p *pipeline.Project, folders map[string]string, files map[string]masterKey) error {
	w.templates = map[masterKey]template{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		key := files[name]
		var first []string
		for _, writer := range slices.Sorted(maps.Keys(folders)) {
			data, err := os.ReadFile(filepath.Join(folders[writer], name))
			if err != nil {
				return err
			}
			sub, err := readWorkbook(p, data)
			if err != nil {
				return fmt.Errorf("%s by %s: %w", name, writer, err)
			}
			said := lines(sub.Observations)
			if first == nil {
				first = said
			}
			if !slices.Equal(first, said) {
				return fmt.Errorf("%s by %s is read otherwise than by the others", name, writer)
			}
			key.writer = writer
			u := sub.Unit
			if u.Kind == plan.DeptUnit {
				w.whole[masterKey{writer: writer, form: u.Code}] = data
				continue
			}
			if w.templates[key], err = cutTemplate(data, sub.Observations, u.Name, u.Code); err != nil {
				return fmt.Errorf("%s by %s: %w", name, writer, err)
			}
		}
	}
	return nil
}

func lines(list []stat.Observation) []string {
	var said []string
	for _, o := range list {
		said = append(said, o.Key()+"="+o.Read+"@"+o.Source.Sheet+"!"+o.Source.Cell)
	}
	return said
}
