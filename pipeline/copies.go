package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/formxlsx"
	"zhibao/pipeline/ingest"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
	"zhibao/pipeline/xlsx"
)

// files are what goes back for one file: the unit's own workbook with the review
// in it, or where that cannot be, a blank form with the list in front.
func (c copying) files(ctx context.Context, digest string) ([]workspace.File, error) {
	switch {
	case c.Unit == nil:
		return c.stranger()
	case c.gone:
		return c.blank("报来的文件已不在收件夹中", "", false, nil)
	case c.Unread:
		return c.blank("报来的不是下发给本单位、本期的表格", "", false, nil)
	}
	data, err := xlsx.ReadFile(c.path, c.limits.Limits)
	if err != nil || workspace.Hash(data) != digest {
		return nil, changed(c.File, c.period, err)
	}
	got, err := within(ctx, c.limits.Time, func() annotated { return c.annotate(data) })
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		c.hasty.Store(true)
		return c.blank("标注没有完成", "，报来的文件一并附上", true, data)
	case got.foreign:
		return c.blank("报来的不是 .xlsx 工作簿", "，已填入读到的数据", true, nil)
	case got.problem != "":
		return c.blank(got.problem, "，报来的文件一并附上", true, data)
	}
	return []workspace.File{{Name: c.name + got.extension, Data: got.data}}, nil
}

// annotated is what became of the unit's own workbook.
type annotated struct {
	data      []byte
	extension string
	foreign   bool   // it is no .xlsx
	problem   string // why it cannot be sent back
}

// annotate puts the review into the unit's workbook, and proves that no cell of it
// has changed by reading both with the strict reader.
func (c copying) annotate(data []byte) annotated {
	before, err := xlsx.Read(data, c.limits.Limits)
	if err != nil {
		return annotated{foreign: true}
	}
	review := c.review()
	var answers []ingest.Answer
	review.Earlier, answers = ingest.Answers(before)
	for i, f := range review.Findings {
		for _, a := range answers {
			if a.Key == f.Key {
				review.Findings[i].Answer = a.Text
			}
		}
	}
	review.Stamps = c.stamps(before)
	marked, err := formxlsx.Return(data, review)
	if err != nil {
		return annotated{problem: "报来的" + err.Error()}
	}
	after, err := xlsx.Read(marked, c.limits.Limits)
	if err != nil {
		return annotated{problem: "报来的表格标注后不能再读取"}
	}
	if !unchanged(before, after, review) {
		return annotated{problem: "报来的表格标注后数据会有变化"}
	}
	return annotated{data: marked, extension: formxlsx.Extension(data)}
}

// unchanged reports whether every sheet of before, the earlier list apart, holds
// the same cells afterwards, the stamps apart.
func unchanged(before, after *xlsx.Book, r formxlsx.Review) bool {
	stamped := func(sheet string, cell xlsx.Cell) bool {
		return slices.ContainsFunc(r.Stamps, func(s formxlsx.Stamp) bool { return s.Sheet == sheet && s.Cell == cell.Ref() })
	}
	added := func(sheet string) (cells int) { // a new line of the hidden sheet, below all others
		for _, s := range r.Stamps {
			if s.Sheet == sheet && s.Label != "" {
				cells += 2
			}
		}
		return cells
	}
	rest := slices.DeleteFunc(slices.Clone(before.Sheets), func(s xlsx.Sheet) bool { return s.Name == r.Earlier })
	return before.Date1904 == after.Date1904 && len(after.Sheets) == len(rest)+1 &&
		slices.EqualFunc(rest, after.Sheets[1:], func(x, y xlsx.Sheet) bool {
			return x.Name == y.Name && x.Visibility == y.Visibility && slices.Equal(x.Merges, y.Merges) &&
				len(y.Cells) == len(x.Cells)+added(x.Name) &&
				slices.EqualFunc(x.Cells, y.Cells[:len(x.Cells)], func(a, b xlsx.Cell) bool { return a == b || a.Ref() == b.Ref() && stamped(x.Name, a) })
		})
}

// stamps raise the sequence number of the hidden sheet and renew its seal; without
// the key the old seal goes, for it would not fit. A hidden sheet that was issued
// without a seal gets one if it names the unit that the form was taken for: the
// copy is the bureau's own again. One that cannot be believed stays as it is.
func (c copying) stamps(book *xlsx.Book) []formxlsx.Stamp {
	id, cells := ingest.IdentityCells(book)
	unsealed := c.Sequence == 0 && cells["seal"] == "" && id.Unit == c.Unit.Code
	if c.Sequence == 0 && !unsealed || cells["sequence"] == "" {
		return nil
	}
	id.Sequence = max(c.Sequence, id.Sequence) + 1
	out := []formxlsx.Stamp{{Sheet: form.IdentitySheet, Cell: cells["sequence"], Text: strconv.Itoa(id.Sequence)}}
	seal := formxlsx.Stamp{Sheet: form.IdentitySheet, Cell: cells["seal"]}
	if len(c.key) > 0 {
		seal.Text = id.Seal(c.key)
	}
	switch {
	case seal.Cell != "":
		out = append(out, seal)
	case seal.Text != "":
		seal.Label = "seal"
		out = append(out, seal)
	}
	return out
}

// review is what is said of the file.
func (c copying) review() formxlsx.Review {
	r := formxlsx.Review{Issuer: c.Forms.Defs[0].Authority, Period: c.period.Label(), Created: documentTime(c.period)}
	if r.File = c.File; c.Unit != nil {
		r.Unit, r.File = c.Unit.NameAt(c.period)+"（"+c.Unit.CodeAt(c.period)+"）", ""
	}
	for _, f := range c.findings {
		s := f.Subject
		line := formxlsx.ReviewFinding{
			Rule: f.Rule, Level: f.Severity, Settled: !f.Open(), Sheet: f.Source.Sheet, Cell: f.Source.Cell, Item: c.itemText(s),
			What: f.Message, Remedy: f.Remedy, Seen: f.Seen, Expected: f.Expected,
			Key: strings.Join([]string{s.Unit, s.Form, s.Item, string(s.Measure), f.Rule}, "/"),
		}
		if f.Severity == rule.Verify && f.Explained != "" {
			line.Remedy = "已有核实说明：" + f.Explained
		}
		if f.Standing() == rule.WasGranted {
			line.Remedy = "统计局已准予：" + f.Granted.Reason
		}
		r.Findings = append(r.Findings, line)
	}
	slices.SortStableFunc(r.Findings, func(a, b formxlsx.ReviewFinding) int { return cmp.Compare(weight(a), weight(b)) })
	return r
}

// weight orders the list: what returns the form, what is to be explained, what is
// explained, what only informs.
func weight(f formxlsx.ReviewFinding) int {
	if f.Level != rule.Hint && f.Settled {
		return 2*int(rule.Verify) + 1
	}
	return 2 * int(f.Level)
}

// itemText names the indicator and column of a finding, as far as it has them.
func (c copying) itemText(s rule.Subject) string {
	var words []string
	if it, ok := c.Plan.Item(s.Item); ok {
		words = append(words, it.Name)
	} else if _, n, ok := strings.Cut(s.Item, ":"); ok {
		words = append(words, "第"+n+"行")
	}
	if d, ok := c.Forms.Def(s.Form); ok && s.Measure != "" {
		for _, col := range append(form.ColumnsFor(d.Columns, c.period), form.FootFields()...) {
			if col.Measure == s.Measure {
				words = append(words, col.Title)
				break
			}
		}
	}
	return strings.Join(words, "·")
}

// blank makes the workbook for a file on which nothing can be marked: a form of
// the unit with the list in front, filled with what was read if that is asked for,
// and with the file itself beside it.
func (c copying) blank(seen, expected string, filled bool, original []byte) ([]workspace.File, error) {
	review := c.review()
	opt := formxlsx.Options{Sequence: c.sequence, Key: c.key, Placed: map[formxlsx.Key]formxlsx.Place{}}
	if filled {
		opt.Entries = c.entries(c.Unit)
		opt.Sample = c.samples()
	}
	data, err := c.form(c.Unit, opt)
	if err != nil && filled { // a figure that a workbook cannot hold exactly, say
		opt.Entries, expected = nil, "，读到的数据没有填入"+strings.TrimSuffix(expected, "，已填入读到的数据")
		data, err = c.form(c.Unit, opt)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	note := c.Rules.Fail(rule.CopyReplaced, rule.Subject{}, stat.Source{}, rule.Args{"seen": seen, "expected": expected})
	review.Notes = []string{note.Message + note.Remedy}
	for i, f := range review.Findings {
		key := strings.Split(f.Key, "/")
		at := opt.Placed[formxlsx.Key{Unit: key[0], Form: key[1], Item: key[2], Measure: stat.Measure(key[3])}]
		review.Findings[i].Cell = at.Cell
		if at.Sheet != "" {
			review.Findings[i].Sheet = at.Sheet
		}
	}
	if data, err = formxlsx.Return(data, review); err != nil {
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	files := []workspace.File{{Name: c.name + ".xlsx", Data: data}}
	if original != nil {
		files = append(files, workspace.File{Name: c.name + "（报来的文件）" + formxlsx.Extension(original), Data: original})
	}
	return files, nil
}

// form is a blank form of the unit, or nothing if no form is due.
func (c copying) form(u *plan.Unit, opt formxlsx.Options) ([]byte, error) {
	if len(c.Sheets(u, c.period)) == 0 {
		return nil, nil
	}
	return c.Blank(u, c.period, c.past, opt)
}

// entries are the figures and texts that were read, for a blank form of the unit.
func (c copying) entries(u *plan.Unit) map[formxlsx.Key]formxlsx.Value {
	open := map[formxlsx.Key]bool{}
	for _, s := range c.Sheets(u, c.period) {
		for _, r := range s.Rows {
			for _, m := range r.Open {
				if _, ok := s.Column(m); ok {
					open[formxlsx.Key{Unit: s.Unit.Code, Form: s.Def.ID, Item: r.Item.Code, Measure: m}] = true
				}
			}
		}
	}
	out := map[formxlsx.Key]formxlsx.Value{}
	for o := range c.values() {
		k := formxlsx.Key{Unit: o.Unit, Form: o.Form, Item: o.Item, Measure: o.Measure}
		list := strings.HasPrefix(o.Item, o.Form+":") || o.Item == form.FootItem
		switch {
		case !open[k] && !list:
		case o.Kind == stat.Number:
			out[k] = formxlsx.Num(o.Number)
		default:
			out[k] = formxlsx.Txt(o.Read)
		}
	}
	for _, f := range c.findings { // what was typed and not taken
		s := f.Subject
		k := formxlsx.Key{Unit: s.Unit, Form: s.Form, Item: s.Item, Measure: s.Measure}
		if _, there := out[k]; !there && open[k] && f.Seen != "" && f.Source.Cell != "" {
			out[k] = formxlsx.Txt(f.Seen)
		}
	}
	return out
}

// samples are the forms whose figures are made up.
func (c copying) samples() map[string]bool {
	out := map[string]bool{}
	for o := range c.values() {
		out[o.Form] = out[o.Form] || o.Sample
	}
	return out
}

// stranger makes the workbook for a file that does not say whose it is: the list,
// with a blank form behind it if the file is named after a unit.
func (c copying) stranger() ([]workspace.File, error) {
	review := c.review()
	for i := range review.Findings {
		review.Findings[i].Cell = ""
	}
	var data []byte
	if u := c.unitByFileName(c.File, c.period); u != nil {
		review.Notes = []string{"报来的文件不能读取，按文件名附上" + u.NameAt(c.period) + "的空白表格，请在表中填报并报回。"}
		var err error
		if data, err = c.form(u, formxlsx.Options{Sequence: 1, Key: c.key}); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	data, err := formxlsx.Return(data, review)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	return []workspace.File{{Name: c.name + ".xlsx", Data: data}}, nil
}
