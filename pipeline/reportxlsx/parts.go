package reportxlsx

import (
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

// part is what one sheet holds of an annex.
type part struct {
	annex  *report.Annex
	blocks []report.Block
	nth    int // from 1
}

// parts divides the annexes among sheets. A table that no page holds stands alone on
// its sheet: a sheet repeats one head only, and so each of its pages has it.
func (b *book) parts() ([]part, error) {
	var all []part
	for i := range b.doc.Annexes {
		a := &b.doc.Annexes[i]
		groups, err := b.divide(a.Blocks)
		if err != nil {
			return nil, err
		}
		for n, blocks := range groups {
			all = append(all, part{a, blocks, n + 1})
		}
	}
	return all, nil
}

func (b *book) divide(blocks []report.Block) ([][]report.Block, error) {
	var groups [][]report.Block
	var group []report.Block
	tables := 0 // in the group
	turned := newGrid(b.sized, tablesOf(blocks), false).landscape
	end := func() {
		groups = append(groups, group)
		group, tables = nil, 0
	}
	for _, blk := range blocks {
		t, ok := blk.(*report.Table)
		tall := false
		if ok && len(blocks) > 1 {
			var err error
			if tall, err = b.tall(t, turned); err != nil {
				return nil, err
			}
		}
		if tall && tables > 0 {
			end()
		}
		group = append(group, blk)
		if ok {
			tables++
		}
		if tall {
			end()
		}
	}
	if len(group) > 0 || len(groups) == 0 {
		end()
	}
	return groups, nil
}

func tablesOf(blocks []report.Block) []*report.Table {
	var tables []*report.Table
	for _, blk := range blocks {
		if t, ok := blk.(*report.Table); ok {
			tables = append(tables, t)
		}
	}
	return tables
}

// tall tells whether a table is too high for a page, landscape if the sheet of all would
// be turned. For that it is drawn without a file.
func (b *book) tall(t *report.Table, turned bool) (bool, error) {
	scratch := &book{doc: b.doc, opt: b.opt, names: map[string]bool{}, ids: b.ids, sized: b.sized, dry: true}
	s, err := scratch.newSheet("", []report.Block{t})
	if err != nil {
		return false, err
	}
	if err := s.table(t, true); err != nil {
		return false, err
	}
	total := sum(s.rows())
	if turned && !s.grid.landscape {
		s.grid.landscape = true
		return total > s.room(), nil
	}
	return total > s.room() && s.pageHeight()/total < legible, nil
}

func newBook(doc *report.Document, opt Options) *book {
	return &book{
		doc: doc, opt: opt, file: excelize.NewFile(), styles: map[look]int{}, tones: map[report.Tone]int{}, places: map[string]placed{},
		names: map[string]bool{}, ranked: map[*report.Formula][]run{}, results: map[string]map[string]string{}, ids: ids(doc), sized: sizes{},
	}
}
