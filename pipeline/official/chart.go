package official

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"zhibao/pipeline/ooxml"
)

var (
	chartRef   = regexp.MustCompile(`(?s)<c:(numRef|strRef|multiLvlStrRef)>(.*?)</c:(?:numRef|strRef|multiLvlStrRef)>`)
	chartF     = regexp.MustCompile(`(?s)<c:f>(.*?)</c:f>`)
	formatCode = regexp.MustCompile(`(?s)<c:formatCode>.*?</c:formatCode>`)
)

// charts moves the series of every chart, and stores the points that they show now.
func (b *book) charts() {
	for _, name := range keys(b.Files) {
		part := string(b.Files[name])
		if !strings.Contains(part, "<c:chartSpace") {
			continue
		}
		b.Files[name] = []byte(chartRef.ReplaceAllStringFunc(part, func(one string) string {
			m := chartRef.FindStringSubmatch(one)
			return "<c:" + m[1] + ">" + b.series(name, m[1], m[2]) + "</c:" + m[1] + ">"
		}))
	}
}

// series is the inside of a reference of a chart: the moved formula and its points.
func (b *book) series(part, kind, inner string) string {
	m := chartF.FindStringSubmatch(inner)
	if m == nil {
		return inner
	}
	formula := html.UnescapeString(m[1])
	text, err := b.carry(place{}, formula, asRange)
	if err == nil && b.acrossRows(formula) {
		err = errAcross
	}
	if err != nil {
		b.fault(nil, "", fmt.Sprintf("图表（%s）的数据系列%s：%s", part, firstLine(err), formula), "请让系列取整列的重复行（如 C5:C5），每列一个系列。")
		return inner
	}
	out := "<c:f>" + ooxml.XMLText(text) + "</c:f>"
	if cells, ok := b.pointsOf(text); ok && kind != "multiLvlStrRef" {
		out += points(kind, formatCode.FindString(inner), cells)
	}
	return out
}

var errAcross = fmt.Errorf("横跨重复行的几列，重复后不成一个系列")

// acrossRows reports whether a series goes along a row that repeats.
func (b *book) acrossRows(formula string) bool {
	across := false
	_, _ = each(formula, func(name string, r ref, _ string) (ref, error) {
		if s := b.sheetNamed(name); s != nil && r.from.row > 0 && s.at(r.from.row) != nil && r.from.column != r.to.column {
			across = true
		}
		return r, nil
	})
	return across
}

// pointsOf are the values of the cells of one range; ok is false for anything else.
func (b *book) pointsOf(text string) (cells []value, ok bool) {
	n, name, r, ok := referenceAt(text)
	s := b.sheetNamed(strings.ReplaceAll(strings.Trim(name, "'"), "''", "'"))
	if !ok || n != len(text) || s == nil || r.from.row == 0 || r.from.column == 0 {
		return nil, false
	}
	for row := r.from.row; row <= r.to.row; row++ {
		for column := r.from.column; column <= r.to.column; column++ {
			cells = append(cells, s.values[cellName(row, column)])
		}
	}
	return cells, true
}

// points are the stored points of a series. A formula without a result is left to the
// program that opens the workbook, like an empty cell.
func points(kind, format string, cells []value) string {
	name := "strCache"
	if kind == "numRef" {
		name = "numCache"
	} else {
		format = ""
	}
	var out strings.Builder
	fmt.Fprintf(&out, `<c:%s>%s<c:ptCount val="%d"/>`, name, format, len(cells))
	for i, c := range cells {
		if c.formula || c.text == "" || c.isText && kind == "numRef" {
			continue
		}
		fmt.Fprintf(&out, `<c:pt idx="%d"><c:v>%s</c:v></c:pt>`, i, ooxml.XMLText(c.text))
	}
	return out.String() + "</c:" + name + ">"
}
