package reportxlsx

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

// sheet is one sheet while it is drawn from top to bottom.
type sheet struct {
	*book
	name     string
	grid     grid
	row      int      // next free row, from 1
	lastRow  int      // last row of the printed part
	aside    int      // last column used outside the printed part, or 0
	asideRow int      // next free row there
	merges   []area   // done last: excelize looks through them at every write
	heads    []extent // of the tables, in order
	tables   []*report.Table
	text     bool // has running text
	heights  map[int]float64
	keeps    []keep
	top      int      // the row under the sheet's title
	whole    []extent // of each table from title to notes
	data     []extent // the rows under the tables' heads
	pages    paging
}

// area is a block of cells: columns and rows from 1, both ends included.
type area struct{ col, row, toCol, toRow int }

// extent is the rows of a table's head.
type extent struct{ from, to int }

func (b *book) newSheet(name string, blocks []report.Block) (*sheet, error) {
	s := &sheet{book: b, name: name, row: 1, heights: map[int]float64{}}
	for _, blk := range blocks {
		switch t := blk.(type) {
		case *report.Table:
			if len(t.Columns) == 0 {
				return nil, fmt.Errorf("table %s has no columns", t.ID)
			}
			s.tables = append(s.tables, t)
		case report.Paragraph:
			s.text = s.text || !t.Note
		}
	}
	s.grid = newGrid(s.sized, s.tables, s.text)
	return s, s.columns()
}

// columns sets the widths of the grid.
func (s *sheet) columns() error {
	if s.dry {
		return nil
	}
	for i, w := range s.grid.widths {
		col, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := s.file.SetColWidth(s.name, col, col, excelWidth(w)); err != nil {
			return err
		}
	}
	return nil
}

// across is the area of n rows from the current one over the whole grid.
func (s *sheet) across(n int) area { return area{1, s.row, len(s.grid.widths), s.row + n - 1} }

// width of an area in half-width characters.
func (s *sheet) width(a area) float64 { return sum(s.grid.widths[a.col-1 : a.toCol]) }

// lines that text takes in an area.
func (s *sheet) lines(a area, text string, l look) int {
	w := s.width(a) - indentWidth*float64(l.indent)
	room := capacity(w, l.size)
	if textWidth(text) <= room && !strings.Contains(text, "\n") {
		return 1
	}
	return len(breakLines(text, room))
}

// put writes text into an area, as text whatever it begins with.
func (s *sheet) put(a area, text string, l look) error {
	if s.dry {
		return s.dress(a, l)
	}
	text = clean(text)
	if strings.IndexAny(text, "=+-@\t\r") == 0 {
		l.number = "@" // stays text when somebody edits the cell
	}
	if err := s.dress(a, l); err != nil || text == "" {
		return err
	}
	return s.file.SetCellStr(s.name, cellName(a.col, a.row), text)
}

// clean makes text fit for a workbook's XML: what XML cannot hold becomes 〓, and
// what Excel would take for an escaped character (_x0041_) is escaped itself.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' && !strings.ContainsRune("\t\n\r", r) || r == 0xFFFE || r == 0xFFFF {
			return '〓'
		}
		return r
	}, text)
	if !strings.Contains(text, "_x") {
		return text
	}
	return regexp.MustCompile(`_x[0-9a-fA-F]{4}_`).ReplaceAllString(text, "_x005F$0")
}

// putNumber writes a figure into an area.
func (s *sheet) putNumber(a area, v float64, l look) error {
	if err := s.dress(a, l); err != nil || s.dry {
		return err
	}
	return s.file.SetCellFloat(s.name, cellName(a.col, a.row), v, -1, 64)
}

// dress gives every cell of the area its look and merges the area.
func (s *sheet) dress(a area, l look) error {
	s.lastRow = max(s.lastRow, a.toRow)
	if s.dry {
		return nil
	}
	id, err := s.style(l)
	if err != nil {
		return err
	}
	if a.col != a.toCol || a.row != a.toRow {
		s.merges = append(s.merges, a)
	}
	return s.file.SetCellStyle(s.name, cellName(a.col, a.row), cellName(a.toCol, a.toRow), id)
}

// rowHeight sets the height of a row in points.
func (s *sheet) rowHeight(row int, points float64) error {
	s.heights[row] = math.Min(points, maxRowHeight)
	if s.dry {
		return nil
	}
	return s.file.SetRowHeight(s.name, row, s.heights[row])
}

// line writes one text over the whole width, high enough for it, and goes on to the next row.
func (s *sheet) line(text string, l look) error {
	a := s.across(1)
	if err := s.rowHeight(s.row, height(s.lines(a, text, l), l.size)); err != nil {
		return err
	}
	s.row++
	return s.put(a, text, l)
}

// gap leaves a low empty row.
func (s *sheet) gap() error {
	s.row++
	return s.rowHeight(s.row-1, 12)
}

// finish merges what is to be merged and sets up view and page.
func (s *sheet) finish() error {
	for _, m := range s.merges {
		if err := s.file.MergeCell(s.name, cellName(m.col, m.row), cellName(m.toCol, m.toRow)); err != nil {
			return err
		}
	}
	return s.setUp()
}

// cellName is the A1 name of a cell whose numbers are known to be good.
func cellName(col, row int) string {
	name, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		panic(err) // columns and rows are counted by this package
	}
	return name
}
