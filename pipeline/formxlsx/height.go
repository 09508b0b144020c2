package formxlsx

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"unicode/utf8"
)

// Measures of the printed page in points. A column's width counts digits of the
// workbook's font; programs differ in how wide they draw them.
const (
	widthPoints  = 6.0   // a unit of column width in Excel with 宋体
	narrowPoints = 5.6   // the least that is seen: text is broken by it
	paperWide    = 769.0 // A4 landscape less the margins
	paperHigh    = 518.0
	cellPadding  = 6.0
	lineSpacing  = 1.3
)

// rowSpan are rows that may grow with their text.
type rowSpan struct{ from, to int }

// lines is how many lines a text takes in a cell of the width.
func lines(text string, width, size float64) int {
	room := math.Max(width*narrowPoints-cellPadding, size)
	count, used := 1, 0.0
	for _, r := range text {
		if r == '\n' {
			count, used = count+1, 0
			continue
		}
		w := size
		if r < 0x2E80 && utf8.RuneLen(r) < 3 {
			w = 0.6 * size
		}
		if used += w; used > room {
			count, used = count+1, w
		}
	}
	return count
}

// textHeight is the height of a row that holds so many lines.
func textHeight(count int, size float64) float64 {
	return float64(count)*size*lineSpacing + cellPadding/2
}

func sum(list []float64) float64 {
	total := 0.0
	for _, x := range list {
		total += x
	}
	return total
}

// rowHeight spreads count rows over a page that holds other points besides, as
// far as they stay within least and most.
func (p *page) rowHeight(count int, others, least, most float64) float64 {
	scale := math.Min(1, paperWide/(sum(p.widths)*widthPoints))
	each := (paperHigh/scale - others) / float64(max(1, count))
	return math.Floor(math.Min(most, math.Max(least, each))*2) / 2
}

// letGrow notes rows whose height is a proposal: a program fits them when their
// text is changed.
func (p *page) letGrow(from, to int) error {
	part, err := p.part(p.name)
	p.grow[part] = rowSpan{from, to}
	return err
}

// release drops the marks that fix the heights of such rows, for which excelize
// has no setting.
func (g rowSpan) release(part []byte) []byte {
	row := regexp.MustCompile(`<row r="(\d+)"([^>]*) customHeight="(?:true|1)"`)
	return row.ReplaceAllFunc(part, func(tag []byte) []byte {
		m := row.FindSubmatch(tag)
		if n, err := strconv.Atoi(string(m[1])); err != nil || n < g.from || n > g.to {
			return tag
		}
		return fmt.Appendf(nil, `<row r="%s"%s`, m[1], m[2])
	})
}
