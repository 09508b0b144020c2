// Package ingest is the stage that turns a workbook into observations with their
// sources, and results for what could not be read as it was typed. It finds the
// forms by their labels, never by fixed addresses.
package ingest

import (
	"cmp"
	"slices"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/label"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// Context is what ingest needs to know: what is asked for, and the rule book
// that gives findings their level and words.
type Context struct {
	Plan   *plan.Plan
	Forms  *form.Set
	Rules  *rule.Catalogue
	Period stat.Period
}

// Submission is what was read from one workbook.
type Submission struct {
	File         string
	SHA256       string
	Unit         *plan.Unit // nil if the workbook does not say whose it is
	Sample       bool       // at least one form is marked 示例数据
	Observations []stat.Observation
	Results      []rule.Result // findings only
}

// Refused makes the submission of a file that the strict reader refused.
func Refused(ctx Context, file, digest string, why *xlsx.Refusal) *Submission {
	sub := &Submission{File: file, SHA256: digest}
	src := stat.Source{File: file, SHA256: digest, Cell: ""}
	sub.Results = []rule.Result{ctx.Rules.Fail(rule.FileRefused, rule.Subject{Period: ctx.Period}, src,
		rule.Args{"seen": strings.TrimRight(why.Detail, "。") + "。"})}
	return sub
}

// Read reads a workbook. It never fails: whatever is wrong is a result.
func Read(ctx Context, file string, book *xlsx.Book) *Submission {
	r := &reader{ctx: ctx, book: book, sub: &Submission{File: file, SHA256: book.SHA256}, taken: map[string]string{}}
	id := readIdentity(book)
	found := r.locate()
	if len(found) == 0 {
		r.fail(rule.NotOurs, rule.Subject{}, stat.Source{}, rule.Args{"seen": sheetNames(book)})
		return r.sub
	}
	if !r.identify(id, found) {
		return r.sub
	}
	r.readForms(found)
	r.nothing(found)
	r.flags()
	slices.SortStableFunc(r.sub.Observations, stat.Compare)
	rule.Sort(r.sub.Results)
	return r.sub
}

type reader struct {
	ctx    Context
	book   *xlsx.Book
	sub    *Submission
	period stat.Period
	taken  map[string]string // form and unit → sheet that was read for it
}

func (r *reader) fail(id string, subject rule.Subject, src stat.Source, args rule.Args) {
	subject.Period = r.ctx.Period
	if subject.Unit == "" && r.sub.Unit != nil {
		subject.Unit = r.sub.Unit.Code
	}
	src.File, src.SHA256 = r.sub.File, r.sub.SHA256
	r.sub.Results = append(r.sub.Results, r.ctx.Rules.Fail(id, subject, src, args))
}

// identify settles unit and period from the hidden sheet and the visible heads.
// It reports whether the forms can be read.
func (r *reader) identify(id identity, found []located) bool {
	head := found[0].head
	at := stat.Source{Sheet: found[0].grid.name, Cell: head.unitCell}
	period, unit := cmp.Or(id.period, head.period), r.unitOf(head.unitCode, head.unitName)
	if id.unit != "" {
		hidden, ok := r.ctx.Plan.Unit(id.unit)
		if !ok {
			r.fail(rule.UnknownUnit, rule.Subject{}, stat.Source{Sheet: form.IdentitySheet}, rule.Args{"seen": id.unit, "near": ""})
			return false
		}
		r.sub.Unit = hidden
		if stranger := r.stranger(head, hidden); stranger != "" {
			r.fail(rule.IdentityDiffers, rule.Subject{}, at, rule.Args{"seen": stranger, "expected": hidden.NameAt(r.ctx.Period)})
			return false
		}
	} else {
		if unit == nil {
			r.fail(rule.UnknownUnit, rule.Subject{}, at, rule.Args{"seen": cmp.Or(head.unitName, head.unitCode, "（空）"), "near": near(head.unitName, r.unitNames())})
			return false
		}
		r.sub.Unit = r.reporter(unit)
		r.fail(rule.NoIdentity, rule.Subject{}, at, rule.Args{"seen": unit.NameAt(r.ctx.Period)})
	}
	return r.checkPeriod(period, head, at)
}

// stranger is what a head says of a unit other than owner, in its name or in its
// code; a sub-park is no stranger to its park, and an empty head says nothing.
func (r *reader) stranger(h head, owner *plan.Unit) string {
	for _, said := range []struct{ text, code, name string }{{h.unitName, "", h.unitName}, {h.unitCode, h.unitCode, ""}} {
		u := r.unitOf(said.code, said.name)
		switch {
		case said.text == "":
		case u == nil:
			return said.text
		case u.Code != owner.Code && u.Parent != owner.Code:
			return u.NameAt(r.ctx.Period)
		}
	}
	return ""
}

func (r *reader) checkPeriod(shown string, head head, at stat.Source) bool {
	p, err := stat.ParsePeriod(shown)
	if err == nil && p.Key() == r.ctx.Period.Key() && (head.period == "" || head.period == shown || label.Equal(head.period, p.Label())) {
		r.period = p
		return true
	}
	if err != nil && label.Equal(shown, r.ctx.Period.Label()) {
		r.period = r.ctx.Period
		return true
	}
	seen := cmp.Or(head.period, shown, "（空）")
	if err == nil && p.Key() != r.ctx.Period.Key() {
		seen = p.Label()
	}
	at.Cell = head.periodCell
	r.fail(rule.WrongPeriod, rule.Subject{}, at, rule.Args{"seen": seen, "expected": r.ctx.Period.Label()})
	return false
}

func (r *reader) unitOf(code, name string) *plan.Unit {
	if u, ok := r.ctx.Plan.Unit(strings.TrimSpace(code)); ok {
		return u
	}
	for i := range r.ctx.Plan.Units {
		u := &r.ctx.Plan.Units[i]
		for _, n := range u.Names() {
			if name != "" && label.Equal(n, name) {
				return u
			}
		}
	}
	return nil
}

// reporter is the unit that sends the workbook: a sub-park's park.
func (r *reader) reporter(u *plan.Unit) *plan.Unit {
	if parent, ok := r.ctx.Plan.Unit(u.Parent); ok {
		return parent
	}
	return u
}

func (r *reader) unitNames() []string {
	var names []string
	for _, u := range r.ctx.Plan.Units {
		names = append(names, u.NameAt(r.ctx.Period))
	}
	return names
}

// near words the nearest known label for a message, or nothing.
func near(seen string, known []string) string {
	if n := label.Nearest(seen, known); n != "" {
		return "，最接近的是「" + n + "」"
	}
	return ""
}

func sheetNames(book *xlsx.Book) string {
	var names []string
	for _, s := range book.Sheets {
		if s.Visibility == xlsx.Visible {
			names = append(names, s.Name)
		}
	}
	return "工作表有：" + strings.Join(names, "、")
}

// readForms reads every form that is due and reports what is missing.
func (r *reader) readForms(found []located) {
	due := r.ctx.Forms.Sheets(r.ctx.Plan, r.sub.Unit, r.ctx.Period)
	for _, l := range found {
		unit := r.unitOf(l.head.unitCode, l.head.unitName)
		if unit == nil {
			unit = r.sub.Unit
		}
		i := slices.IndexFunc(due, func(s form.Sheet) bool { return s.Def.ID == l.def.ID && s.Unit.Code == unit.Code })
		at := stat.Source{Sheet: l.grid.name}
		if !r.belongs(l) {
			r.taken[l.def.ID+"/"+unit.Code] = l.grid.name
			continue
		}
		if i < 0 {
			r.fail(rule.UnknownSheet, rule.Subject{Form: l.def.ID}, at, rule.Args{"seen": l.grid.name})
			continue
		}
		key := l.def.ID + "/" + unit.Code
		if other, twice := r.taken[key]; twice {
			r.fail(rule.SheetTwice, rule.Subject{Unit: unit.Code, Form: l.def.ID}, at, rule.Args{"seen": due[i].Name, "expected": other})
			continue
		}
		r.taken[key] = l.grid.name
		r.sub.Sample = r.sub.Sample || l.head.sample
		r.readSheet(due[i], l)
	}
	for _, s := range due {
		if _, ok := r.taken[s.Def.ID+"/"+s.Unit.Code]; !ok {
			r.fail(rule.SheetMissing, rule.Subject{Unit: s.Unit.Code, Form: s.Def.ID}, stat.Source{}, rule.Args{"expected": s.Name})
		}
	}
}

// nothing reports a workbook that was sent back as it was issued. Where rows are
// required, what is missing has been named row by row.
func (r *reader) nothing(found []located) {
	if len(r.sub.Results) > 0 || slices.ContainsFunc(r.sub.Observations, func(o stat.Observation) bool {
		return o.Item != form.FootItem && o.Measure != stat.Prior
	}) {
		return
	}
	name := found[0].grid.name
	r.fail(rule.NothingFilled, rule.Subject{Form: found[0].def.ID}, stat.Source{Sheet: name}, rule.Args{"seen": name})
}

// belongs reports whether a form's own head agrees with the workbook's unit and
// period; if not, that form is not read.
func (r *reader) belongs(l located) bool {
	if s := r.stranger(l.head, r.sub.Unit); s != "" {
		r.fail(rule.IdentityDiffers, rule.Subject{Form: l.def.ID}, stat.Source{Sheet: l.grid.name, Cell: l.head.unitCell},
			rule.Args{"seen": s, "expected": r.sub.Unit.NameAt(r.ctx.Period)})
		return false
	}
	p, ok := stat.ParseLabel(l.head.period)
	if code, err := stat.ParsePeriod(strings.TrimSpace(l.head.period)); err == nil {
		p, ok = code, true
	}
	if l.head.period == "" || ok && p.Key() == r.ctx.Period.Key() {
		return true
	}
	r.fail(rule.WrongPeriod, rule.Subject{Form: l.def.ID}, stat.Source{Sheet: l.grid.name, Cell: l.head.periodCell},
		rule.Args{"seen": l.head.period, "expected": r.ctx.Period.Label()})
	return false
}

// flagWords names what the strict reader flagged but did not refuse.
var flagWords = map[string]string{
	xlsx.FlagHiddenRow:       "隐藏的行",
	xlsx.FlagHiddenColumn:    "隐藏的列",
	xlsx.FlagHiddenSheet:     "隐藏的工作表",
	xlsx.FlagValueUnderMerge: "被合并单元格盖住的值",
	xlsx.FlagMacros:          "宏（未运行）",
	xlsx.FlagExternalLink:    "到其他文件的链接",
	xlsx.FlagDate1904:        "1904年起算的日期（已按此换算）",
}

func (r *reader) flags() {
	for _, f := range r.book.Flags {
		words, ok := flagWords[f.Kind]
		if !ok || f.Place == form.IdentitySheet {
			continue
		}
		sheet, cell, _ := strings.Cut(f.Place, "!")
		r.fail(rule.WorkbookFlag, rule.Subject{}, stat.Source{Sheet: sheet, Cell: cell}, rule.Args{"seen": words})
	}
}
