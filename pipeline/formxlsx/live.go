package formxlsx

import (
	"fmt"
	"strconv"
	"strings"

	"zhibao/pipeline/form"
)

// The line at the head that says what is still to do stands in the last head row.
const (
	liveRow  = firstHead + headLines - 1
	liveFrom = 3    // first column
	longest  = 7800 // characters of a formula; Excel takes 8192
	tuckedIn = 4    // column of the hidden sheet with parts of long formulas
)

// live is a sheet's line, to be written when all sheets stand.
type live struct {
	sheet, ref string
	filled     string    // said when nothing required is empty
	todo       [3][]term // required and empty, failed, to be explained
}

// term is a part of a sum: a formula, and its result as the sheet is written.
type term struct {
	formula string
	now     int
}

// liveLine notes what the line at the head counts, and colours it.
func (p *page) liveLine() error {
	for _, j := range p.judged {
		p.count(j)
	}
	l := live{sheet: p.name, ref: cellName(liveFrom, liveRow), todo: p.todo}
	if p.form.Def.Layout == form.Rows && len(p.todo[0]) > 0 {
		l.filled = "必填项已填齐，"
	}
	p.lives = append(p.lives, l)
	for _, c := range []struct{ when, ink string }{
		{fmt.Sprintf(`OR(LEFT(%s,2)="还有",ISNUMBER(FIND("未通过",%s)))`, l.ref, l.ref), redInk},
		{fmt.Sprintf(`ISNUMBER(FIND("需核实",%s))`, l.ref), amberInk},
	} {
		id, err := p.inkStyle(c.ink)
		if err != nil {
			return err
		}
		if err := p.colourWhen(l.ref, coloured{c.when, id}); err != nil {
			return err
		}
	}
	return nil
}

// count adds a cell to what is to do; a red cell is not counted as amber.
func (p *page) count(j judged) {
	add := func(i int, formula string, holds bool) {
		t := term{formula: formula}
		if holds {
			t.now = 1
		}
		p.todo[i] = append(p.todo[i], t)
	}
	if j.required {
		v, filled := p.values[j.ref]
		add(0, "COUNTBLANK("+here+j.ref+")", !filled || v.IsText && v.Text == "")
	}
	red := anyOf(j.red)
	add(1, "("+red.formula+")", red.now)
	if len(j.amber) == 0 {
		return
	}
	amber := anyOf(j.amber)
	if len(j.red) == 1 && strings.HasPrefix(red.formula, "COUNT(") { // a cell without number has no amber
		add(2, "("+amber.formula+")", amber.now)
		return
	}
	add(2, "AND(NOT("+red.formula+"),"+amber.formula+")", amber.now && !red.now)
}

// anyOf holds where one of the faults does; one that cannot be reckoned, such as
// a growth over nothing, does not.
func anyOf(faults []fault) fault {
	var parts []string
	var any fault
	for _, f := range faults {
		any.now = any.now || f.now
		if strings.HasPrefix(f.formula, "AND(") {
			f.formula = "IFERROR(" + f.formula + ",FALSE)"
		}
		parts = append(parts, f.formula)
	}
	any.formula = parts[0]
	if len(parts) > 1 {
		any.formula = "OR(" + strings.Join(parts, ",") + ")"
	}
	return any
}

// liveLines writes the lines; a formula that would be too long is divided over
// cells of the hidden sheet.
func (b *book) liveLines() error {
	row := 1
	for _, l := range b.lives {
		var sums [3]string
		length := 0
		for i, terms := range l.todo {
			sums[i] = seenFrom("", added(terms))
			length += len(sums[i])
		}
		if length > longest {
			for i, terms := range l.todo {
				var err error
				if sums[i], row, err = b.tuck(terms, l.sheet, row); err != nil {
					return err
				}
			}
		}
		if err := b.formula(l.sheet, l.ref, l.sentence(sums), l.present()); err != nil {
			return err
		}
	}
	if row == 1 {
		return nil
	}
	return b.file.SetSheetDimension(form.IdentitySheet, "A1:"+cellName(tuckedIn, max(row-1, len(b.identityPairs()))))
}

// added is the sum of the terms; the nought makes a number of a truth value.
func added(terms []term) string {
	sum := "0"
	for _, t := range terms {
		sum += "+" + t.formula
	}
	return sum
}

func total(terms []term) int {
	sum := 0
	for _, t := range terms {
		sum += t.now
	}
	return sum
}

// sentence is the formula of the line: each part shows what it counts, if any.
func (l live) sentence(sums [3]string) string {
	part := func(i int, format string) string {
		return "TEXT(" + sums[i] + `,"` + strings.ReplaceAll(format, `"`, `""`) + `")`
	}
	return strings.Join([]string{
		part(0, `"还有"0"项必填未填，";;"`+l.filled+`"`), part(1, `0"处未通过审核";;"未发现审核问题"`), part(2, `"，另有"0"处需核实";;`), `"。"`,
	}, "&")
}

// present is the line as the sheet is written.
func (l live) present() string {
	text := l.filled
	if n := total(l.todo[0]); n > 0 {
		text = fmt.Sprintf("还有%d项必填未填，", n)
	}
	if n := total(l.todo[1]); n > 0 {
		text += fmt.Sprintf("%d处未通过审核", n)
	} else {
		text += "未发现审核问题"
	}
	if n := total(l.todo[2]); n > 0 {
		text += fmt.Sprintf("，另有%d处需核实", n)
	}
	return text + "。"
}

// tuck writes a long sum into cells of the hidden sheet, from a row on, and
// returns what adds them up.
func (b *book) tuck(terms []term, sheet string, row int) (sum string, next int, err error) {
	from := row
	for len(terms) > 0 || row == from {
		n, length := 0, 0
		for n < len(terms) && (n == 0 || length < longest) {
			length += len(seenFrom(quoted(sheet), terms[n].formula)) + 1
			n++
		}
		if length > longest && n > 1 {
			n--
		}
		text := seenFrom(quoted(sheet), added(terms[:n]))
		if err := b.formula(form.IdentitySheet, cellName(tuckedIn, row), text, strconv.Itoa(total(terms[:n]))); err != nil {
			return "", row, err
		}
		terms, row = terms[n:], row+1
	}
	column := columnName(tuckedIn)
	return fmt.Sprintf("SUM(%s!$%s$%d:$%s$%d)", form.IdentitySheet, column, from, column, row-1), row, nil
}
