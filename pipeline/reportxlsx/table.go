package reportxlsx

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zhibao/pipeline/report"
)

// table draws title, unit, head, rows and notes of t and remembers where its head stands.
func (s *sheet) table(t *report.Table, titled bool) error {
	from := s.row
	if titled && t.Title != "" {
		l := headLook()
		l.size = textSize
		if err := s.line(t.Title, l); err != nil {
			return err
		}
	}
	if t.Unit != "" {
		l := noteLook()
		l.across, l.down = "right", "center"
		if err := s.line(t.Unit, l); err != nil {
			return err
		}
	}
	d := &drawing{sheet: s, table: t, edges: s.grid.edges(t), columns: slices.Clone(s.sized.of(t).columns)}
	d.pads()
	if err := d.head(); err != nil {
		return fmt.Errorf("table %s: %w", t.ID, err)
	}
	data := extent{s.row, s.row + len(t.Rows) - 1}
	if err := s.nameTable(t, data); err != nil {
		return fmt.Errorf("table %s: %w", t.ID, err)
	}
	for i := range t.Rows {
		if err := d.dataRow(i); err != nil {
			return fmt.Errorf("table %s row %d: %w", t.ID, i+1, err)
		}
	}
	s.place(t.ID+report.NotesID, blockRank, s.name, 1, s.row)
	notes := t.Notes
	lit, err := d.lights(data)
	if err != nil {
		return fmt.Errorf("table %s: %w", t.ID, err)
	}
	if lit {
		notes = append(slices.Clone(notes), lightLegend)
	}
	for _, note := range notes {
		if err := s.flow(note, noteLook()); err != nil {
			return err
		}
	}
	s.keepTable(from, data)
	return nil
}

// drawing is one table while it is drawn.
type drawing struct {
	*sheet
	table   *report.Table
	edges   []int
	columns []columnLayout
}

// pads centres the block of figures of each right-aligned column.
func (d *drawing) pads() {
	for i := range d.columns {
		c := &d.columns[i]
		spare := sum(d.grid.widths[d.edges[i]:d.edges[i+1]]) - c.widest - 1.5
		c.pad = max(0, int(spare/2))
	}
}

// cells is the area of table columns from col to before end, n rows high.
func (d *drawing) cells(col, end, row, n int) area {
	return area{d.edges[col] + 1, row, d.edges[end], row + n - 1}
}

// frame gives a look the rules of a statistical table: open at the sides, thin inside.
func (d *drawing) frame(l look, col, end int) look {
	l.top, l.bottom, l.left, l.right = thin, thin, thin, thin
	if col == 0 {
		l.left = open
	}
	if end == len(d.table.Columns) {
		l.right = open
	}
	return l
}

// headBox is a head cell with its place in the table.
type headBox struct {
	text               string
	row, col, end, bot int
}

// head draws the head rows with their spans as merges.
func (d *drawing) head() error {
	boxes, err := headBoxes(d.table)
	if err != nil {
		return err
	}
	n, first := len(d.table.Head), d.row
	if n > 0 {
		d.heads = append(d.heads, extent{first, first + n - 1})
	}
	if err := d.headHeights(boxes, n); err != nil {
		return err
	}
	for _, b := range boxes {
		l := d.frame(headLook(), b.col, b.end)
		if b.row == 0 {
			l.top = medium
		}
		if b.bot == n && len(d.table.Rows) == 0 {
			l.bottom = medium
		}
		if err := d.put(d.cells(b.col, b.end, first+b.row, b.bot-b.row), b.text, l); err != nil {
			return err
		}
	}
	d.row += n
	return nil
}

// headHeights makes head rows high enough; a cell over several rows lends its need to the last of them.
func (d *drawing) headHeights(boxes []headBox, n int) error {
	need := make([]float64, n)
	for i := range need {
		need[i] = minRowHeight
	}
	for _, span := range []bool{false, true} {
		for _, b := range boxes {
			if (b.bot-b.row > 1) != span {
				continue
			}
			h := height(d.lines(d.cells(b.col, b.end, 1, 1), b.text, headLook()), tableSize)
			if lack := h - sum(need[b.row:b.bot]); lack > 0 {
				need[b.bot-1] += lack
			}
		}
	}
	for i, h := range need {
		if err := d.rowHeight(d.row+i, h); err != nil {
			return err
		}
	}
	return nil
}

// headBoxes finds the place of every head cell, as HTML does: spans cover later cells.
func headBoxes(t *report.Table) ([]headBox, error) {
	n, m := len(t.Head), len(t.Columns)
	taken := make([][]bool, n)
	for i := range taken {
		taken[i] = make([]bool, m)
	}
	var boxes []headBox
	for r, row := range t.Head {
		col := 0
		for _, c := range row {
			for col < m && taken[r][col] {
				col++
			}
			b := headBox{c.Text, r, col, col + max(1, c.ColSpan), r + max(1, c.RowSpan)}
			if b.end > m || b.bot > n {
				return nil, fmt.Errorf("head cell %q of row %d reaches outside the table", c.Text, r+1)
			}
			for i := b.row; i < b.bot; i++ {
				for j := b.col; j < b.end; j++ {
					if taken[i][j] {
						return nil, fmt.Errorf("head cell %q of row %d covers another", c.Text, r+1)
					}
					taken[i][j] = true
				}
			}
			boxes = append(boxes, b)
			col = b.end
		}
	}
	for r := range taken {
		for c, ok := range taken[r] {
			if !ok {
				return nil, fmt.Errorf("head row %d has no cell for column %d", r+1, c+1)
			}
		}
	}
	return boxes, nil
}

// dataRow draws row i: a section over the whole width, or a cell for each column.
func (d *drawing) dataRow(i int) error {
	row := d.table.Rows[i]
	n := len(d.table.Columns)
	lines := 1
	for j, c := range row.Cells {
		end := j + 1
		if row.Kind == report.Section {
			end = n
		}
		over := d.table.Extent(i, j)
		if over == 0 { // a part of the cell above
			d.place(c.ID, cellRank, d.name, d.edges[j]+1, d.row)
			continue
		}
		l := d.frame(d.cellLook(row, j), j, end)
		if i == 0 && len(d.table.Head) == 0 {
			l.top = medium
		}
		if i+over == len(d.table.Rows) {
			l.bottom = medium
		}
		if over > 1 && (end == len(d.table.Columns) || !d.table.Columns[end].Group) { // the innermost groups stay on one page
			d.keep(d.row, d.row+over-1)
		}
		a := d.cells(j, end, d.row, over)
		if err := d.cell(c, a, j, l); err != nil {
			return err
		}
		if c.Value == nil {
			shown := c.Text
			if lit(d.table.Columns[min(j, n-1)], c) {
				shown = symbols[report.Good] + shown
			}
			lines = max(lines, (d.lines(a, shown, l)+over-1)/over)
		}
	}
	if row.Kind == report.Section && i+1 < len(d.table.Rows) {
		d.keep(d.row, d.row+1)
	}
	d.place(row.ID, rowRank, d.name, 1, d.row)
	d.row++
	return d.rowHeight(d.row-1, height(lines, tableSize))
}

// cellLook is the look of a cell by the kind of its row and its column.
func (d *drawing) cellLook(row report.Row, col int) look {
	l := cellLook()
	c := row.Cells[col]
	if row.Kind != report.Data {
		l.face = hei
	}
	if row.Kind == report.Section {
		return l.tint(c.Tone)
	}
	switch d.table.Columns[col].Align {
	case report.Centre:
		l.across = "center"
	case report.Right, report.Decimal:
		l.across = "center" // missing figures stand under the middle of the figures
		if c.Value != nil {
			l.across = "right"
		}
	}
	if l.across == "left" {
		l.indent = indent(c, col)
	}
	if lit(d.table.Columns[col], c) {
		return l
	}
	return l.tint(c.Tone)
}

// indent is the levels of indent of a cell of that column: beside a rule text
// stands a little off it.
func indent(c report.Cell, col int) int {
	if col == 0 {
		return c.Indent
	}
	return c.Indent + 1
}

// leads tells whether c becomes a link.
func (d *drawing) leads(c report.Cell) bool {
	return d.ids[c.Link] && linkWidth(c) <= widestLink
}

// blank is white space as wide as a space: half a square in 宋体, like a digit.
// (LibreOffice takes two spaces for the more obvious "_0".)
const blank = "_ "

// padding is the blanks behind a figure: in decimal columns points come to
// stand under each other, and the block of figures in the middle of its column.
func (d *drawing) padding(c report.Cell, col int) string {
	l := d.columns[col]
	switch d.table.Columns[col].Align {
	case report.Decimal:
		return strings.Repeat(blank, l.pad+int(l.tail-textWidth(tail(c))))
	case report.Right:
		return strings.Repeat(blank, l.pad)
	}
	return ""
}

// cell writes a cell: the exact figure under its format, or text.
func (d *drawing) cell(c report.Cell, a area, col int, l look) error {
	if d.dry {
		return d.dress(a, l)
	}
	name := cellName(a.col, a.row)
	d.place(c.ID, cellRank, d.name, a.col, a.row)
	if d.leads(c) {
		d.links = append(d.links, link{d.name, name, c.Link})
	}
	if c.Value == nil {
		if c.Formula != nil {
			return d.follow(derived{d.name, name, clean(c.Text), c.Formula}, a, l)
		}
		return d.put(a, c.Text, l)
	}
	l.wrap = false
	l.number = numberFormat(c, d.padding(c, col))
	v, _ := stored(*c.Value)
	if c.Formula != nil {
		return d.follow(derived{d.name, name, strconv.FormatFloat(v, 'f', -1, 64), c.Formula}, a, l)
	}
	return d.putNumber(a, v, l)
}

// follow leaves a cell to its formula.
func (d *drawing) follow(x derived, a area, l look) error {
	d.derived = append(d.derived, x)
	return d.dress(a, l)
}
