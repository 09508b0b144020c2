package formxlsx

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/form"
)

// Paper, in inches; A4 by Excel's number.
const (
	paperA4   = 9
	side      = 0.5
	edge      = 0.55
	runningAt = 0.3
)

// Rows of a form's head.
const (
	titleRow     = 1
	firstHead    = 2
	headLines    = 4
	columnsRow   = firstHead + headLines
	headBlock    = 36.0 // least width of the block at the right of the head
	titleHeight  = 30.0
	lineHeight   = 15.5
	columnHeight = 32.0
	aroundRows   = titleHeight + headLines*lineHeight + columnHeight + gapHeight + 2*footHeight + lineHeight
)

// page is a form's sheet being drawn.
type page struct {
	*book
	form   form.Sheet
	name   string
	titles []string
	widths []float64
	row    int               // next row
	first  string            // first input cell
	cells  map[string]string // item and measure → cell
	judged []judged
	values map[string]Value // what was filled in, by cell
	todo   [3][]term        // what the line at the head adds up, besides the judged cells

	reckoned []reckoned // cells whose formulas are written when all rows stand
}

func (b *book) newPage(s form.Sheet) *page {
	p := &page{book: b, form: s, name: s.Name, cells: map[string]string{}, values: map[string]Value{}}
	add := func(title string, width float64) {
		p.titles = append(p.titles, title)
		p.widths = append(p.widths, width)
	}
	if s.Def.Layout == form.List {
		add(form.RowTitle, 6)
	} else {
		add(form.CodeTitle, codeWidth(s.Rows))
		add(form.NameTitle, nameWidth(s.Rows))
		add(form.UnitTitle, 10)
	}
	for _, c := range s.Columns {
		add(c.Title, c.Width)
	}
	return p
}

// codeWidth lets the longest code stand on one line.
func codeWidth(rows []form.Row) float64 {
	longest := 6
	for _, r := range rows {
		longest = max(longest, len(r.Item.Number))
	}
	return 0.8*float64(longest) + 2
}

// nameWidth lets most names stand on one line; longer ones are broken.
func nameWidth(rows []form.Row) float64 {
	longest := 0
	for _, r := range rows {
		longest = max(longest, utf8.RuneCountInString(r.Item.Name))
	}
	return min(40, max(24, 1.9*float64(longest)+2))
}

func (p *page) last() int { return len(p.widths) }

func (p *page) draw() error {
	steps := []func() error{p.columns, p.head, p.columnHeads, p.rows, p.reckon, p.foot, p.judge, p.colour, p.derived, p.liveLine, p.setUp}
	if p.form.Def.Layout == form.List {
		steps[3] = p.list
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (p *page) columns() error {
	for i, w := range p.widths {
		if err := p.file.SetColWidth(p.name, columnName(i+1), columnName(i+1), w); err != nil {
			return err
		}
	}
	return nil
}

// head writes the title and the lines at the left and right under it.
func (p *page) head() error {
	d, u := p.form.Def, p.form.Unit
	if err := p.merged(titleRow, 1, p.last(), d.Title, titleLook()); err != nil {
		return err
	}
	if err := p.file.SetRowHeight(p.name, titleRow, titleHeight); err != nil {
		return err
	}
	reporter := p.opt.Reporter
	if u.Code != p.unit.Code { // a sub-park's own sheet
		reporter = u.NameAt(p.period)
	}
	left := []string{"填报单位：" + reporter, "单位代码：" + u.CodeAt(p.period), "报告期：" + p.period.Label(), ""}
	right := []string{"表号：" + d.Code, "制定机关：" + d.Authority, "文号：" + d.Approval, "有效期至：" + validUntil(d.ValidUntil)}
	leftLooks := []look{lineLook(), lineLook(), lineLook(), lineLook()}
	if p.opt.Sample[d.ID] {
		left[3], leftLooks[3].face, leftLooks[3].colour = form.SampleMark, hei, redInk
	}
	from := p.rightBlock()
	for i := range headLines {
		row := firstHead + i
		if err := p.file.SetRowHeight(p.name, row, lineHeight); err != nil {
			return err
		}
		to := from - 1
		if row == liveRow {
			to = liveFrom - 1
			if err := p.merged(row, liveFrom, from-1, "", liveLook()); err != nil {
				return err
			}
		}
		if err := p.merged(row, 1, to, left[i], leftLooks[i]); err != nil {
			return err
		}
		if err := p.merged(row, from, p.last(), right[i], lineLook()); err != nil {
			return err
		}
	}
	return nil
}

// rightBlock is the column from which the right part of the head has room.
func (p *page) rightBlock() int {
	room := 0.0
	for col := p.last(); col > 3; col-- {
		room += p.widths[col-1]
		if room >= headBlock {
			return col
		}
	}
	return 4
}

// validUntil prints a month such as 2022-06 as 2022年6月.
func validUntil(month string) string {
	var y, m int
	if n, err := fmt.Sscanf(month, "%d-%d", &y, &m); n != 2 || err != nil {
		return month
	}
	return fmt.Sprintf("%d年%d月", y, m)
}

func (p *page) columnHeads() error {
	for i, t := range p.titles {
		if err := p.text(i+1, columnsRow, broken(t, p.widths[i]), headLook()); err != nil {
			return err
		}
	}
	p.row = columnsRow + 1
	return p.file.SetRowHeight(p.name, columnsRow, columnHeight)
}

// broken puts the unit of a column on a line of its own where the title is too
// long for one: a program would break it behind the bracket.
func broken(title string, width float64) string {
	at := strings.LastIndex(title, "（")
	if at <= 0 || lines(title, width, bodySize) == 1 {
		return title
	}
	return title[:at] + "\n" + title[at:]
}

// text writes a fixed text of ours.
func (p *page) text(col, row int, text string, l look) error {
	ref := cellName(col, row)
	id, err := p.style(l)
	if err != nil {
		return err
	}
	if err := p.file.SetCellStyle(p.name, ref, ref, id); err != nil {
		return err
	}
	if text == "" {
		return nil
	}
	return p.file.SetCellStr(p.name, ref, text)
}

// merged writes a text over the columns from to to.
func (p *page) merged(row, from, to int, text string, l look) error {
	if err := p.text(from, row, text, l); err != nil || from >= to {
		return err
	}
	a, z := cellName(from, row), cellName(to, row)
	id, err := p.style(l)
	if err != nil {
		return err
	}
	if err := p.file.SetCellStyle(p.name, a, z, id); err != nil {
		return err
	}
	return p.file.MergeCell(p.name, a, z)
}

// setUp sets dimension, view, paper, repeated rows and footer; the last row
// written is the one before p.row.
func (p *page) setUp() error {
	corner := cellName(p.last(), p.row-1)
	if err := p.file.SetSheetDimension(p.name, "A1:"+corner); err != nil {
		return err
	}
	if err := p.freeze(); err != nil {
		return err
	}
	running := strings.Join([]string{p.form.Def.Code, p.form.Unit.NameAt(p.period), p.period.Label()}, "　")
	return p.paper(p.name, corner, columnsRow, running)
}

// freeze keeps the head and the first two columns on the screen and puts the
// cursor into the first input cell.
func (p *page) freeze() error {
	if err := p.plain(p.name); err != nil {
		return err
	}
	corner := cellName(3, columnsRow+1)
	at := p.first
	if at == "" {
		at = corner
	}
	pane := "bottomRight"
	if strings.HasPrefix(at, "B") {
		pane = "bottomLeft"
	}
	return p.file.SetPanes(p.name, &excelize.Panes{
		Freeze: true, XSplit: 2, YSplit: columnsRow, TopLeftCell: corner, ActivePane: pane,
		Selection: []excelize.Selection{{SQRef: at, ActiveCell: at, Pane: pane}},
	})
}

// plain hides the grid lines.
func (b *book) plain(sheet string) error {
	grid := false
	return b.file.SetSheetView(sheet, 0, &excelize.ViewOptions{ShowGridLines: &grid})
}

// paper sets A4 landscape, one page wide, the head row repeated, page numbers.
// corner is the last cell that is printed.
func (b *book) paper(sheet, corner string, headRow int, running string) error {
	size, wide, high, fit, centre, orientation := paperA4, 1, 0, true, true, "landscape"
	layout := excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}
	if err := b.file.SetPageLayout(sheet, &layout); err != nil {
		return err
	}
	if err := b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	left, top, at := side, edge, runningAt
	err := b.file.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{
		Left: &left, Right: &left, Top: &top, Bottom: &top, Header: &at, Footer: &at, Horizontally: &centre,
	})
	if err != nil {
		return err
	}
	face := `&"宋体,Regular"&9`
	err = b.file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{
		OddFooter: "&L" + face + strings.ReplaceAll(running, "&", "&&") + "&R" + face + "第 &P 页，共 &N 页",
	})
	if err != nil {
		return err
	}
	quoted := "'" + strings.ReplaceAll(sheet, "'", "''") + "'"
	col, row, err := excelize.CellNameToCoordinates(corner)
	if err != nil {
		return err
	}
	area := fmt.Sprintf("%s!$A$1:$%s$%d", quoted, columnName(col), row)
	if err := b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: sheet, RefersTo: area}); err != nil {
		return err
	}
	titles := fmt.Sprintf("%s!$%d:$%d", quoted, headRow, headRow)
	return b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet, RefersTo: titles})
}
