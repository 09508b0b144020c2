// Package reportxlsx draws a neutral report as a workbook: one sheet for the
// body, if it says anything, and one for each annex.
//
//	names  sheet names after Excel's rules, a clash is an error   (names.go)
//	grid   one column grid a sheet, tables mapped onto it         (grid.go, size.go, measure.go)
//	draw   headings, paragraphs, tables, charts from top to bottom (text.go, table.go, chart.go)
//	follow formulas of derived cells, links                       (formula.go)
//	page   panes, paper, page breaks, repeated heads, footers     (page.go, breaks.go)
//	file   document properties, sorted zip entries, fixed times   (file.go)
//
// A figure's cell holds the exact decimal; its number format shows the report's
// text. The same document and options give the same bytes.
package reportxlsx

import (
	"bytes"
	"fmt"
	"time"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

// Options says what the document does not: the file's name for the places, and
// the time written into the document properties (2000-01-01 if zero).
type Options struct {
	File    string
	Created time.Time
}

// Render draws doc and returns the workbook and, for each id of a cell, block,
// row or annex, the sheet and cell where it stands. Where two items share an
// id, cells win over blocks, blocks over rows and rows over annexes.
func Render(doc *report.Document, opt Options) (xlsx []byte, places map[string]report.Place, err error) {
	b := newBook(doc, opt)
	if xlsx, err = b.render(); err != nil {
		return nil, nil, err
	}
	return xlsx, b.report(), nil
}

// Write draws doc and returns the workbook.
func Write(doc *report.Document, opt Options) (xlsx []byte, err error) {
	return newBook(doc, opt).render()
}

func (b *book) render() ([]byte, error) {
	defer b.file.Close()
	if !b.doc.Sealed() {
		if err := b.doc.Check(); err != nil {
			return nil, err
		}
	}
	if err := b.draw(); err != nil {
		return nil, fmt.Errorf("reportxlsx: %w", err)
	}
	var out bytes.Buffer
	if err := b.save(&out); err != nil {
		return nil, fmt.Errorf("reportxlsx: %w", err)
	}
	return out.Bytes(), nil
}

// book is one workbook while it is drawn.
type book struct {
	doc    *report.Document
	opt    Options
	file   *excelize.File
	styles map[look]int
	tones  map[report.Tone]int // conditional formats
	places map[string]placed
	links  []link

	names   map[string]bool // of tables, in lower case
	derived []derived
	ranked  map[*report.Formula][]run    // the cells of ranks
	results map[string]map[string]string // of the formulas, by part and cell
	ids     map[string]bool              // all that links lead to
	sized   sizes
	dry     bool           // nothing is written: heights are counted
	later   []func() error // what is drawn when every item has its place: charts
}

// rank orders the kinds of items that may share an id.
type rank int8

const (
	cellRank rank = iota
	blockRank
	rowRank
	annexRank
)

// placed is where an item stands: rows and columns from 1.
type placed struct {
	rank     rank
	sheet    string
	col, row int
}

func (p placed) cell() string { return cellName(p.col, p.row) }

func (p placed) place() report.Place { return report.Place{Sheet: p.sheet, Cell: p.cell()} }

// link is a cell that leads to the item with an id.
type link struct {
	sheet, cell, target string
}

func (b *book) place(id string, r rank, sheet string, col, row int) {
	if id == "" || b.dry {
		return
	}
	if old, ok := b.places[id]; ok && old.rank <= r {
		return
	}
	b.places[id] = placed{r, sheet, col, row}
}

func (b *book) report() map[string]report.Place {
	places := make(map[string]report.Place, len(b.places))
	for id, p := range b.places {
		place := p.place()
		place.File = b.opt.File
		places[id] = place
	}
	return places
}

func (b *book) draw() error {
	if err := b.defaultFace(); err != nil {
		return err
	}
	parts, err := b.parts()
	if err != nil {
		return err
	}
	names, err := sheetNames(b.doc, parts)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("document %s has neither text nor annexes", b.doc.ID)
	}
	for i, name := range names {
		if err := b.addSheet(i, name); err != nil {
			return err
		}
	}
	first := 0
	if hasBody(b.doc) {
		if err := b.drawBody(names[0]); err != nil {
			return fmt.Errorf("sheet %s: %w", names[0], err)
		}
		first = 1
	}
	for i, p := range parts {
		name := names[first+i]
		if err := b.drawPart(name, p); err != nil {
			return fmt.Errorf("sheet %s: %w", name, err)
		}
	}
	for _, draw := range b.later {
		if err := draw(); err != nil {
			return err
		}
	}
	if err := b.setFormulas(); err != nil {
		return err
	}
	return b.setLinks()
}

// defaultFace sets the face whose digits are the unit of column widths. At the
// size of the tables a column is as wide as its text needs and no wider.
func (b *book) defaultFace() error {
	if err := b.file.SetDefaultFont(song); err != nil {
		return err
	}
	size := tableSize
	b.file.Styles.Fonts.Font[0].Sz.Val = &size
	return nil
}

// addSheet makes the sheet of that index; a new file already has its first.
func (b *book) addSheet(i int, name string) error {
	if i == 0 {
		return b.file.SetSheetName(b.file.GetSheetName(0), name)
	}
	_, err := b.file.NewSheet(name)
	return err
}

// ids is every id that a link of the document leads to and that gets a place.
func ids(doc *report.Document) map[string]bool {
	there := map[string]bool{}
	eachTable(doc, func(t *report.Table) {
		for _, row := range t.Rows {
			for _, c := range row.Cells {
				if c.Link != "" {
					there[c.Link] = false
				}
			}
		}
	})
	if len(there) == 0 {
		return there
	}
	note := func(id string, stands bool) {
		if _, asked := there[id]; asked {
			there[id] = stands
		}
	}
	note(doc.ID, len(doc.Body) > 0)
	for _, a := range doc.Annexes {
		note(a.ID, true)
	}
	for _, blk := range doc.Blocks() {
		note(blk.BlockID(), true)
	}
	eachTable(doc, func(t *report.Table) {
		note(t.ID+report.NotesID, len(t.Notes) > 0)
		for _, row := range t.Rows {
			note(row.ID, true)
			for _, c := range row.Cells {
				note(c.ID, true)
			}
		}
	})
	return there
}

func eachTable(doc *report.Document, visit func(*report.Table)) {
	for _, blk := range doc.Blocks() {
		if t, ok := blk.(*report.Table); ok {
			visit(t)
		}
	}
}

func (b *book) setLinks() error {
	for _, l := range b.links {
		to, ok := b.places[l.target]
		if !ok {
			return fmt.Errorf("link of %s!%s leads to %s, which has no place", l.sheet, l.cell, l.target)
		}
		tip := "转到“" + to.sheet + "”" + to.cell()
		err := b.file.SetCellHyperLink(l.sheet, l.cell, quoteSheet(to.sheet)+"!"+to.cell(), "Location", excelize.HyperlinkOpts{Tooltip: &tip})
		if err != nil {
			return err
		}
	}
	return nil
}
