package reportxlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

// derived is a cell whose formula is written when every cell has its place.
type derived struct {
	sheet, cell, result string
	formula             *report.Formula
}

// setFormulas writes the formulas; their results come with the file (file.go).
func (b *book) setFormulas() error {
	for _, d := range b.derived {
		text, err := b.a1(d.formula, d.sheet, 0)
		if err != nil {
			return fmt.Errorf("formula of %s!%s: %w", d.sheet, d.cell, err)
		}
		if err := b.setFormula(d.sheet, d.cell, text, d.result); err != nil {
			return err
		}
	}
	return nil
}

// setFormula writes a formula and notes its present result.
func (b *book) setFormula(sheet, cell, text, result string) error {
	i, err := b.file.GetSheetIndex(sheet)
	if err != nil {
		return err
	}
	part := fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)
	if b.results[part] == nil {
		b.results[part] = map[string]string{}
	}
	b.results[part][cell] = result
	return b.file.SetCellFormula(sheet, cell, text)
}

// operator is how an operation between its arguments is written; a tighter one has
// the greater rank, and a strict one wants its right side in brackets at equal rank.
type operator struct {
	sign   string
	rank   int
	strict bool
}

var operators = map[report.Op]operator{
	report.Add: {"+", 2, false}, report.Sub: {"-", 2, true},
	report.Mul: {"*", 3, false}, report.Div: {"/", 3, true},
	report.Pow: {"^", 4, true},
}

var functions = map[report.Op]string{
	report.Ln: "LN", report.Min: "MIN", report.Max: "MAX", report.Sum: "SUM", report.Count: "COUNT", report.If: "IF",
}

// a1 writes a formula as a cell of the sheet holds it, in brackets if it binds less
// than the place where it stands.
func (b *book) a1(f *report.Formula, sheet string, rank int) (string, error) {
	switch f.Op {
	case report.Ref:
		return b.reference(f.Cell, sheet)
	case report.Const:
		return bracket(f.Value.String(), f.Value.IsNegative()), nil
	case report.Word:
		return `"` + strings.ReplaceAll(f.Text, `"`, `""`) + `"`, nil
	case report.Sum, report.Count:
		return b.call(functions[f.Op], f.Args, sheet)
	case report.RankDown, report.RankUp:
		return b.rankOf(f, sheet)
	case report.AnnuityRate:
		args, err := b.each(f.Args, sheet, 0)
		if err != nil {
			return "", err
		}
		return "RATE(" + args[0] + ",-1,0," + args[1] + ",1)", nil
	}
	if f.Op == report.AtLeast {
		return b.atLeast(f.Args[0], f.Args[1], sheet)
	}
	if name, ok := functions[f.Op]; ok {
		args, err := b.each(f.Args, sheet, 0)
		return name + "(" + strings.Join(args, ",") + ")", err
	}
	op, ok := operators[f.Op]
	if !ok {
		return "", fmt.Errorf("operation %d has no formula", f.Op)
	}
	var text strings.Builder
	for i, arg := range f.Args {
		need := op.rank
		if i > 0 {
			text.WriteString(op.sign)
			if op.strict {
				need++
			}
		}
		s, err := b.a1(arg, sheet, need)
		if err != nil {
			return "", err
		}
		text.WriteString(s)
	}
	return bracket(text.String(), op.rank < rank), nil
}

// atLeast compares to nine decimals: equal figures may differ in the last place of
// their doubles.
func (b *book) atLeast(x, y *report.Formula, sheet string) (string, error) {
	bound := "0"
	if y.Op == report.Const {
		bound = y.Value.String()
	} else {
		x = report.Do(report.Sub, x, y)
	}
	s, err := b.a1(x, sheet, 0)
	return "ROUND(" + s + ",9)>=" + bound, err
}

func bracket(s string, needed bool) string {
	if needed {
		return "(" + s + ")"
	}
	return s
}

func (b *book) each(args []*report.Formula, sheet string, rank int) ([]string, error) {
	list := make([]string, len(args))
	for i, a := range args {
		var err error
		if list[i], err = b.a1(a, sheet, rank); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// call writes a function over cells, those that stand in one column or row as a range.
func (b *book) call(name string, args []*report.Formula, sheet string) (string, error) {
	runs, err := b.runs(args)
	if err != nil {
		return "", err
	}
	var list []string
	for _, r := range runs {
		list = append(list, r.ref(sheet, ""))
	}
	return name + "(" + strings.Join(list, ",") + ")", nil
}

// rankOf writes a rank; RANK takes one range, so cells that stand apart are counted
// run by run.
func (b *book) rankOf(f *report.Formula, sheet string) (string, error) {
	own, err := b.a1(f.Args[0], sheet, 9)
	if err != nil {
		return "", err
	}
	among := f.Args[1]
	runs, known := b.ranked[among]
	if !known {
		if runs, err = b.runs(among.Args); err != nil {
			return "", err
		}
		b.ranked[among] = runs
	}
	order, sign := "0", ">"
	if f.Op == report.RankUp {
		order, sign = "1", "<"
	}
	if len(runs) == 1 {
		return "RANK(" + own + "," + runs[0].ref(sheet, "$") + "," + order + ")", nil
	}
	text := "1"
	for _, r := range runs {
		text += `+COUNTIF(` + r.ref(sheet, "$") + `,"` + sign + `"&` + own + `)`
	}
	return text, nil
}

// run is a block of cells one under or beside another.
type run struct {
	sheet    string
	from, to spot
}

type spot struct{ col, row int }

// ref is the run as a formula on the sheet names it, the rows fixed by a mark.
func (r run) ref(on, fixed string) string {
	name := func(c spot) string {
		col, _ := excelize.ColumnNumberToName(c.col) // read from a place
		return col + fixed + strconv.Itoa(c.row)
	}
	text := name(r.from)
	if r.to != r.from {
		text += ":" + name(r.to)
	}
	if r.sheet != on {
		text = quoteSheet(r.sheet) + "!" + text
	}
	return text
}

// runs puts the cells, in the order in which they are given, into as few blocks as
// stand together.
func (b *book) runs(args []*report.Formula) ([]run, error) {
	var list []run
	for _, a := range args {
		if a.Op != report.Ref {
			return nil, fmt.Errorf("a range of what is no cell")
		}
		p, ok := b.places[a.Cell]
		if !ok {
			return nil, fmt.Errorf("cell %s has no place", a.Cell)
		}
		at := spot{p.col, p.row}
		if n := len(list) - 1; n >= 0 && list[n].takes(p.sheet, at) {
			list[n].to = at
			continue
		}
		list = append(list, run{p.sheet, at, at})
	}
	return list, nil
}

// takes tells whether the run goes on with a cell.
func (r run) takes(sheet string, c spot) bool {
	under := r.from.col == c.col && r.to.row+1 == c.row
	beside := r.from.row == c.row && r.to.row == c.row && r.to.col+1 == c.col
	return r.sheet == sheet && (under || beside)
}

func (b *book) reference(id, sheet string) (string, error) {
	p, ok := b.places[id]
	if !ok {
		return "", fmt.Errorf("cell %s has no place", id)
	}
	at := spot{p.col, p.row}
	return run{p.sheet, at, at}.ref(sheet, ""), nil
}
