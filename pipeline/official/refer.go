package official

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// end is one end of a reference. Row or column is 0 in a reference to whole
// columns or rows.
type end struct {
	row, column           int
	fixedRow, fixedColumn bool
}

// ref is a reference to a cell or a range of a sheet.
type ref struct {
	from, to end
	single   bool // written without a colon
}

const (
	oneCell = `(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})`
	oneRow  = `(\$?)([0-9]{1,7})`
	oneCol  = `(\$?)([A-Z]{1,3})`
)

var (
	cellsForm = regexp.MustCompile(`^` + oneCell + `(?::` + oneCell + `)?$`)
	rowsForm  = regexp.MustCompile(`^` + oneRow + `:` + oneRow + `$`)
	colsForm  = regexp.MustCompile(`^` + oneCol + `:` + oneCol + `$`)
)

// parseRef reads A1, A1:B2, 1:2 or A:B, with or without dollar signs.
func parseRef(text string) (ref, bool) {
	if m := cellsForm.FindStringSubmatch(text); m != nil {
		r := ref{from: newEnd(m[1], m[2], m[3], m[4]), single: m[6] == ""}
		r.to = r.from
		if !r.single {
			r.to = newEnd(m[5], m[6], m[7], m[8])
		}
		return r.ordered(), r.from.row > 0 && r.to.row > 0 && r.from.row <= lastRow && r.to.row <= lastRow
	}
	if m := rowsForm.FindStringSubmatch(text); m != nil {
		return ref{from: newEnd("", "", m[1], m[2]), to: newEnd("", "", m[3], m[4])}, true
	}
	if m := colsForm.FindStringSubmatch(text); m != nil {
		return ref{from: newEnd(m[1], m[2], "", ""), to: newEnd(m[3], m[4], "", "")}, true
	}
	return ref{}, false
}

// ordered puts the upper row first.
func (r ref) ordered() ref {
	if r.from.row > r.to.row {
		r.from.row, r.to.row = r.to.row, r.from.row
		r.from.fixedRow, r.to.fixedRow = r.to.fixedRow, r.from.fixedRow
	}
	return r
}

func newEnd(fixedColumn, column, fixedRow, row string) end {
	e := end{column: columnNumber(column), fixedColumn: fixedColumn != "", fixedRow: fixedRow != ""}
	e.row, _ = strconv.Atoi(row) // digits, or none of a whole column
	return e
}

func (e end) String() string {
	out := ""
	if e.column > 0 {
		out += dollar(e.fixedColumn) + columnName(e.column)
	}
	if e.row > 0 {
		out += dollar(e.fixedRow) + strconv.Itoa(e.row)
	}
	return out
}

func (r ref) String() string {
	if r.single {
		return r.from.String()
	}
	return r.from.String() + ":" + r.to.String()
}

func dollar(fixed bool) string {
	if fixed {
		return "$"
	}
	return ""
}

func columnNumber(name string) int {
	n := 0
	for _, c := range name {
		n = n*26 + int(c-'A') + 1
	}
	return n
}

func columnName(n int) string {
	name := ""
	for ; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

func cellName(row, column int) string { return columnName(column) + strconv.Itoa(row) }

// place is where what refers stands: in a copy of a block, or outside (block nil).
type place struct {
	sheet *sheet
	block *block
	copy  int
}

// How a single cell of a repeating row is understood outside of it.
type reading int

const (
	asCell  reading = iota // in doubt: an error
	asRange                // of all copies: in SUM(), a name, a chart
)

var (
	errOneOfMany = errors.New("引用了重复行中的一个单元格，重复后不知指哪一行")
	errPart      = errors.New("只引用了一组重复行的一部分")
)

// follow is where a reference to the sheet target points afterwards. Below and above
// blocks it moves along. A range that spans a block spans all of its copies. Within a
// block it follows the rule of filling down: relative rows are those of the own copy,
// fixed ones (C$5) the first copy as a beginning, the last as an end.
func (p place) follow(r ref, target *sheet, how reading) (ref, error) {
	if r.from.row == 0 {
		return r, nil // whole columns
	}
	from, to := target.at(r.from.row), target.at(r.to.row)
	own := func(b *block) bool { return b != nil && b == p.block }
	switch {
	case r.single && from == nil:
	case r.single && own(from):
		at := p.copy
		if r.from.fixedRow {
			at = 0
		}
		r.from.row = from.inCopy(r.from.row, at)
		r.to.row = r.from.row
		return r, nil
	case r.single && (how != asRange || from.height() > 1):
		return r, errOneOfMany
	case r.single:
		r.single = from.copies == 1
	case from != nil && !(own(from) && !r.from.fixedRow) && r.from.row != from.from,
		to != nil && !(own(to) && !r.to.fixedRow) && r.to.row != to.to:
		return r, errPart
	}
	r.from.row = p.begin(r.from, target, from)
	r.to.row = p.finish(r.to, target, to)
	return r, nil
}

func (p place) begin(e end, target *sheet, in *block) int {
	switch {
	case in == nil:
		return target.moved(e.row)
	case in == p.block && !e.fixedRow:
		return in.inCopy(e.row, p.copy)
	}
	return in.inCopy(e.row, 0)
}

func (p place) finish(e end, target *sheet, in *block) int {
	switch {
	case in == nil:
		return target.moved(e.row)
	case in == p.block && !e.fixedRow:
		return in.inCopy(e.row, p.copy)
	}
	return in.inCopy(e.row, in.copies-1)
}

// spread is where a range that something lies on comes to lie: one for each copy if
// it lies within a block, in pieces if it covers only a part of one.
func (s *sheet) spread(r ref) []ref {
	if r.from.row == 0 {
		return []ref{r}
	}
	r.single = false
	from, to := s.at(r.from.row), s.at(r.to.row)
	if (from == nil || r.from.row == from.from) && (to == nil || r.to.row == to.to) {
		outside := place{sheet: s}
		r.from.row, r.to.row = outside.begin(r.from, s, from), outside.finish(r.to, s, to)
		return []ref{r}
	}
	if from != nil && from == to {
		return s.inCopies(r, from)
	}
	head, tail := r, r
	if from != nil && r.from.row != from.from {
		head.to.row, tail.from.row = from.to, from.to+1
	} else {
		head.to.row, tail.from.row = to.from-1, to.from
	}
	return append(s.spread(head), s.spread(tail)...)
}

// inCopies is a range within a block in each of its copies.
func (s *sheet) inCopies(r ref, in *block) []ref {
	var list []ref
	for i := range in.copies {
		one := r
		one.from.row, one.to.row = in.inCopy(r.from.row, i), in.inCopy(r.to.row, i)
		list = append(list, one)
	}
	return list
}

// spreadAll is spread over a list of ranges as attributes hold it.
func (s *sheet) spreadAll(text string) string {
	var out []string
	for _, word := range strings.Fields(text) {
		r, ok := parseRef(word)
		if !ok {
			out = append(out, word)
			continue
		}
		for _, one := range s.spread(r) {
			out = append(out, one.short())
		}
	}
	return strings.Join(out, " ")
}

// short is a range as attributes have it: one cell without a colon.
func (r ref) short() string {
	r.single = r.single || r.from == r.to
	return r.String()
}

// home is the block that a list of ranges begins in, as the place that formulas for
// it are relative to.
func (s *sheet) home(ranges string) place {
	first, _, _ := strings.Cut(strings.TrimSpace(ranges), " ")
	if r, ok := parseRef(first); ok {
		if b := s.at(r.from.row); b != nil && r.to.row <= b.to {
			return place{sheet: s, block: b}
		}
	}
	return place{sheet: s}
}

func rowsText(b *block) string {
	if b.height() == 1 {
		return fmt.Sprintf("第%d行", b.from)
	}
	return fmt.Sprintf("第%d—%d行", b.from, b.to)
}
