package ingest

import (
	"zhibao/pipeline/form"
	"zhibao/pipeline/label"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// vocabulary is the plan's and the forms' labels as labels are compared, made once
// for all files of a period. It is only read; without one, every label is
// normalised when it is met, with the same result.
type vocabulary struct {
	plan   *plan.Plan // what it was made of
	forms  *form.Set
	period stat.Period
	plain  map[string]string      // label as written → normalised
	titles map[string]bool        // of columns, normalised
	units  map[string]*plan.Unit  // by each of its names, normalised
	foot   map[string]form.Column // by title, normalised
}

// Prepared is the context with what all files have in common made once.
func (c Context) Prepared() Context {
	c.words = newVocabulary(c.Plan, c.Forms, c.Period)
	return c
}

// fits reports whether the vocabulary is that of a context.
func (v *vocabulary) fits(c Context) bool {
	return v != nil && v.plan == c.Plan && v.forms == c.Forms && v.period == c.Period
}

func newVocabulary(p *plan.Plan, forms *form.Set, period stat.Period) *vocabulary {
	v := &vocabulary{plan: p, forms: forms, period: period, plain: map[string]string{}, titles: map[string]bool{}, units: map[string]*plan.Unit{}, foot: map[string]form.Column{}}
	for _, w := range []string{form.CodeTitle, form.NameTitle, form.UnitTitle, form.RowTitle} {
		v.titles[v.learn(w)] = true
	}
	for _, f := range form.FootFields() {
		v.foot[v.learn(f.Title)] = f
		v.learn(f.Title + "：")
	}
	for _, d := range forms.Defs {
		v.learn(d.Code)
		v.learn(d.Sheet)
		for _, s := range d.Sections {
			v.learn(s.Title)
		}
		for _, c := range form.ColumnsFor(d.Columns, period) {
			v.titles[v.learn(c.Title)] = true
			for _, a := range c.Aliases {
				v.titles[v.learn(a)] = true
			}
		}
	}
	for i := range p.Units {
		for _, name := range p.Units[i].Names() {
			if key := v.learn(name); v.units[key] == nil {
				v.units[key] = &p.Units[i]
			}
		}
	}
	for _, d := range forms.Defs {
		for _, kind := range d.Units {
			for _, u := range p.UnitsOf(kind) {
				v.learnItems(d.Items(p, u))
			}
		}
	}
	return v
}

func (v *vocabulary) learnItems(items []plan.Item) {
	for _, it := range items {
		v.learn(it.Name)
		v.learn(it.Unit)
		for _, a := range it.Aliases {
			v.learn(a)
		}
	}
}

func (v *vocabulary) learn(text string) string {
	normal, known := v.plain[text]
	if !known {
		normal = label.Normalise(text)
		v.plain[text] = normal
	}
	return normal
}

// normal is the label as it is compared.
func (v *vocabulary) normal(text string) string {
	if v != nil {
		if normal, known := v.plain[text]; known {
			return normal
		}
	}
	return label.Normalise(text)
}

// same reports whether two labels are the same after normalisation.
func (v *vocabulary) same(a, b string) bool { return a == b || v.normal(a) == v.normal(b) }

// isItem reports whether a normalised label is one of the item's names.
func (v *vocabulary) isItem(normal string, it *plan.Item) bool {
	if v.normal(it.Name) == normal {
		return true
	}
	for _, a := range it.Aliases {
		if v.normal(a) == normal {
			return true
		}
	}
	return false
}
