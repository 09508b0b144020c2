package reportxlsx

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

const (
	paperA4       = 9
	sideMargin    = 0.6 // inch
	topMargin     = 0.8
	bottomMargin  = 0.9
	footerMargin  = 0.45
	frozenRows    = 12 // a head lower than this is not frozen: it would fill the screen
	builtInTitles = "_xlnm.Print_Titles"
	builtInArea   = "_xlnm.Print_Area"
)

// setUp sets dimension, view, paper, repeated heads and footers of a drawn sheet.
func (s *sheet) setUp() error {
	last := max(len(s.grid.widths), s.aside)
	rows := max(1, s.lastRow, s.asideRow-2)
	if err := s.stretch(); err != nil {
		return err
	}
	s.pages = s.paging()
	for _, step := range []func() error{
		func() error { return s.file.SetSheetDimension(s.name, "A1:"+cellName(last, rows)) },
		s.freeze,
		s.filter,
		s.paper,
		s.pageBreaks,
		s.printNames,
		s.footers,
		func() error { // row numbers are texts: no green corners
			return s.file.AddIgnoredErrors(s.name, "A1:"+cellName(last, rows), excelize.IgnoredErrorsNumberStoredAsText)
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// freeze keeps everything down to the first table's head on the screen.
func (s *sheet) freeze() error {
	grid := false
	if err := s.file.SetSheetView(s.name, 0, &excelize.ViewOptions{ShowGridLines: &grid}); err != nil {
		return err
	}
	if len(s.heads) == 0 || s.heads[0].to > frozenRows {
		return nil
	}
	below := cellName(1, s.heads[0].to+1)
	panes := excelize.Panes{
		Freeze: true, YSplit: s.heads[0].to, TopLeftCell: below, ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: below, ActiveCell: below, Pane: "bottomLeft"}},
	}
	if s.list() {
		panes.XSplit, panes.ActivePane, panes.TopLeftCell = 1, "bottomRight", cellName(2, s.heads[0].to+1)
		panes.Selection = []excelize.Selection{{SQRef: panes.TopLeftCell, ActiveCell: panes.TopLeftCell, Pane: "bottomRight"}}
	}
	return s.file.SetPanes(s.name, &panes)
}

// list tells whether the sheet is one long list. Its title then stands in the
// merged cells over it, which freezing the first column cuts.
func (s *sheet) list() bool { return len(s.tables) == 1 && s.tables[0].List && len(s.heads) == 1 }

// filter gives a list the buttons of a filter.
func (s *sheet) filter() error {
	if !s.list() {
		return nil
	}
	last := s.data[0].to
	for i := len(s.tables[0].Rows) - 1; i >= 0 && s.tables[0].Rows[i].Kind == report.Total; i-- {
		last-- // a total is no entry of the list
	}
	if last < s.data[0].from {
		return nil
	}
	return s.file.AutoFilter(s.name, cellName(1, s.heads[0].to)+":"+cellName(len(s.grid.widths), last), nil)
}

// paper sets A4, one page wide and as many high as needed, centred.
// Where only a few rows are too many for one page they are shrunk into it.
func (s *sheet) paper() error {
	size, wide, high, fit, centre := paperA4, 1, 0, true, true
	orientation := "portrait"
	if s.grid.landscape {
		orientation = "landscape"
	}
	if s.pages.onePage {
		high = 1
	}
	layout := excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}
	if err := s.file.SetPageLayout(s.name, &layout); err != nil {
		return err
	}
	if err := s.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	side, top, bottom, footer := sideMargin, topMargin, bottomMargin, footerMargin
	return s.file.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &top, Bottom: &bottom, Header: &footer, Footer: &footer, Horizontally: &centre,
	})
}

// printNames names the print area and the head rows that every page repeats.
func (s *sheet) printNames() error {
	sheet := quoteSheet(s.name)
	col, err := excelize.ColumnNumberToName(len(s.grid.widths))
	if err != nil {
		return err
	}
	err = s.file.SetDefinedName(&excelize.DefinedName{
		Name: builtInArea, Scope: s.name,
		RefersTo: fmt.Sprintf("%s!$A$1:$%s$%d", sheet, col, max(1, s.lastRow)),
	})
	if err != nil || !s.pages.titles {
		return err
	}
	return s.file.SetDefinedName(&excelize.DefinedName{
		Name: builtInTitles, Scope: s.name,
		RefersTo: fmt.Sprintf("%s!$%d:$%d", sheet, s.heads[0].from, s.heads[0].to),
	})
}

// sameHeads tells whether the first head is good for every table. Tables of
// unlike heads share no repeated rows: the wrong head over a page would be
// worse than none.
func (s *sheet) sameHeads() bool {
	if len(s.heads) == 0 || len(s.tables[0].Head) == 0 {
		return false
	}
	for _, t := range s.tables[1:] {
		if !reflect.DeepEqual(t.Head, s.tables[0].Head) {
			return false
		}
	}
	return true
}

// footers puts the page number outside, as GB/T 9704 does, and the mark opposite.
func (s *sheet) footers() error {
	number := `&"宋体,Regular"&12— &P —`
	mark := ""
	if s.doc.Mark != "" {
		mark = `&9&"宋体,Regular"` + strings.ReplaceAll(s.doc.Mark, "&", "&&")
	}
	odd, even := "&R"+number, "&L"+number
	if mark != "" {
		odd, even = "&L"+mark+odd, even+"&R"+mark
	}
	return s.file.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{
		DifferentOddEven: true, OddFooter: odd, EvenFooter: even,
	})
}
