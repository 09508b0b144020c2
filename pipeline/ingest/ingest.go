// Package ingest is the stage that turns a workbook into observations with their
// sources, and results for what could not be read as it was typed. It finds the
// forms by their labels, never by fixed addresses.
package ingest

import (
	"cmp"
	"maps"
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
	Key    []byte // seals issued forms; nil if the workspace has none
	words  *vocabulary
}

// Submission is what was read from one workbook.
type Submission struct {
	File         string
	SHA256       string
	Unit         *plan.Unit // nil if the workbook does not say whose it is
	Sample       bool       // at least one form is marked 示例数据
	Sequence     int        // of the hidden sheet; 0 if it has none or cannot be believed
	Unread       bool       // unit or period are in doubt, so no form was read
	Part         bool       // a csv, which holds a form or a few: see Join
	Forms        []string   // id/unit of the forms in it, ascending
	Files        []string   // of what was joined, in order of the forms; else empty
	Observations []stat.Observation
	Results      []rule.Result // findings only
	Uncertain    bool          // another reading of the same bytes may do better
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
	if !ctx.words.fits(ctx) {
		ctx = ctx.Prepared()
	}
	r := &reader{ctx: ctx, book: book, sub: &Submission{File: file, SHA256: book.SHA256}, id: readIdentity(book),
		words: ctx.words, taken: map[string]*grid{}}
	found := r.locate()
	if len(found) == 0 {
		r.fail(rule.NotOurs, rule.Subject{}, stat.Source{}, rule.Args{"seen": sheetNames(book)})
		return r.sub
	}
	if !r.identify(found) {
		return r.sub
	}
	r.readForms(found)
	r.answers()
	r.nothing(found)
	r.flags()
	slices.SortStableFunc(r.sub.Observations, stat.Compare)
	rule.Sort(r.sub.Results)
	return r.sub
}

type reader struct {
	ctx   Context
	book  *xlsx.Book
	sub   *Submission
	id    identity
	words *vocabulary
	taken map[string]*grid // form and unit → table that was read for it
}

func (r *reader) fail(id string, subject rule.Subject, src stat.Source, args rule.Args) {
	subject.Period = r.ctx.Period
	if subject.Unit == "" && r.sub.Unit != nil {
		subject.Unit = r.sub.Unit.Code
	}
	src.File, src.SHA256 = r.sub.File, r.sub.SHA256
	r.sub.Results = append(r.sub.Results, r.ctx.Rules.Fail(id, subject, src, args))
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
		r.readForm(l, due)
	}
	r.sub.Forms = slices.Sorted(maps.Keys(r.taken))
	r.missing(due)
	r.unsigned(stat.Source{Sheet: found[0].grid.name})
}

// unsigned names the fields of the foot that are empty on every form of what was
// sent; one form signed is enough. It is a 提示: the figures can be used as they
// are, the paper with the seal carries the signatures, and a foot has no cell in
// which a finding that wants an explanation could be explained. Where nothing was
// filled in, or a form could not be read, that is said instead.
func (r *reader) unsigned(at stat.Source) {
	if !r.sub.hasFigures() || slices.ContainsFunc(r.sub.Results, formUnread) {
		return
	}
	filled := map[stat.Measure]bool{}
	for _, o := range r.sub.Observations {
		if o.Item == form.FootItem {
			filled[o.Measure] = true
		}
	}
	for _, told := range r.sub.Results {
		if told.Rule == rule.SideField && told.Subject.Item == form.FootItem {
			filled[told.Subject.Measure] = true
		}
	}
	var empty []string
	for _, f := range form.FootFields() {
		if !filled[f.Measure] {
			empty = append(empty, f.Title)
		}
	}
	if len(empty) > 0 {
		r.fail(rule.FootEmpty, rule.Subject{}, at, rule.Args{"seen": strings.Join(empty, "、")})
	}
}

// formUnread reports whether a finding says of a form, or of a table that may be
// one, that it was not read.
func formUnread(r rule.Result) bool {
	return slices.Contains([]string{rule.SheetMissing, rule.SheetTwice, rule.ColumnMissing, rule.ColumnTwice, rule.IdentityDiffers, rule.WrongPeriod}, r.Rule)
}

// missing reports the forms that are due and not there.
func (r *reader) missing(due []form.Sheet) {
	for _, s := range due {
		if !slices.Contains(r.sub.Forms, formKey(s)) {
			r.fail(rule.SheetMissing, rule.Subject{Unit: s.Unit.Code, Form: s.Def.ID}, stat.Source{}, rule.Args{"expected": s.Name})
		}
	}
}

// formKey names the form of a unit.
func formKey(s form.Sheet) string { return s.Def.ID + "/" + s.Unit.Code }

// readForm reads one table, unless it was read before.
func (r *reader) readForm(l located, due []form.Sheet) {
	unit := cmp.Or(r.unitOf(l.head.unitCode, l.head.unitName), r.sub.Unit)
	key, at := l.def.ID+"/"+unit.Code, stat.Source{Sheet: l.grid.name}
	if !r.belongs(l) {
		r.taken[key] = l.grid
		return
	}
	i := slices.IndexFunc(due, func(s form.Sheet) bool { return s.Def.ID == l.def.ID && s.Unit.Code == unit.Code })
	if i < 0 {
		r.fail(rule.UnknownSheet, rule.Subject{Form: l.def.ID}, at, rule.Args{"seen": l.grid.name})
		return
	}
	subject := rule.Subject{Unit: unit.Code, Form: l.def.ID}
	if other, twice := r.taken[key]; twice {
		id := rule.SheetTwice
		if other.same(l.grid) {
			id = rule.SheetCopied
		}
		r.fail(id, subject, at, rule.Args{"seen": due[i].Name, "sheet": l.grid.name, "expected": other.name})
		return
	}
	if l.by != "" {
		r.fail(rule.FormGuessed, subject, at, rule.Args{"seen": l.by, "expected": due[i].Name})
	}
	r.taken[key] = l.grid
	r.sub.Sample = r.sub.Sample || l.head.sample
	r.readSheet(due[i], l)
}

// nothing reports a workbook that was sent back as it was issued. Where rows are
// required, what is missing has been named row by row.
func (r *reader) nothing(found []located) {
	if !r.sub.blank() || r.ctx.Period.Short() && r.signed() {
		return // a signed list without a row says that there is no project
	}
	name := found[0].grid.name
	r.fail(rule.NothingFilled, rule.Subject{Form: found[0].def.ID}, stat.Source{Sheet: name}, rule.Args{"seen": name})
}

// signed reports whether a field under a form is filled in.
func (r *reader) signed() bool {
	return slices.ContainsFunc(r.sub.Observations, func(o stat.Observation) bool { return o.Item == form.FootItem })
}

// blank reports whether nothing was filled in and no finding says so.
func (s *Submission) blank() bool {
	return !slices.ContainsFunc(s.Results, rule.Result.Open) && !s.hasFigures()
}

// hasFigures reports whether the unit filled in more than the foot.
func (s *Submission) hasFigures() bool {
	return slices.ContainsFunc(s.Observations, func(o stat.Observation) bool { return o.Item != form.FootItem && o.Measure != stat.Prior })
}

// belongs reports whether a form's own head agrees with the workbook's unit and
// period; if not, that form is not read.
func (r *reader) belongs(l located) bool {
	if s := r.stranger(l.head, r.sub.Unit); s != "" {
		r.fail(rule.IdentityDiffers, rule.Subject{Form: l.def.ID}, stat.Source{Sheet: l.grid.name, Cell: l.head.unitCell},
			rule.Args{"seen": s, "expected": r.sub.Unit.NameAt(r.ctx.Period)})
		return false
	}
	if p, ok := readPeriod(l.head.period); l.head.period == "" || ok && p.Key() == r.ctx.Period.Key() {
		return true
	}
	r.wrongPeriod(rule.Subject{Form: l.def.ID}, l.head.period, l.head, stat.Source{Sheet: l.grid.name})
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
	list, _ := Answers(r.book) // ours, with a hidden column
	for _, f := range r.book.Flags {
		words, ok := flagWords[f.Kind]
		if !ok || f.Place == form.IdentitySheet {
			continue
		}
		sheet, cell, _ := strings.Cut(f.Place, "!")
		if list != "" && sheet == list {
			continue
		}
		r.fail(rule.WorkbookFlag, rule.Subject{}, stat.Source{Sheet: sheet, Cell: cell}, rule.Args{"seen": words})
	}
}
