package xlsx

import (
	"bytes"
	"fmt"
)

// grid is the state of reading one worksheet.
type grid struct {
	*reader
	sheet      *Sheet
	row, col   int    // of the current cell; row 0 before the first
	inCell     bool   // the current cell is being read
	rowHidden  bool   // the current row is hidden
	hiddenRows spans  // hidden rows with content
	hiddenCol  []bool // by column, nil when none is hidden
	rowsSeen   bool   // sheetData was read
	merged     bool   // mergeCells was read
	cols       int    // col elements so far
}

// readSheets reads the sheets in the order of the workbook.
func (r *reader) readSheets() error {
	r.book.Sheets = make([]Sheet, len(r.sheets))
	for i, ref := range r.sheets {
		sheet := &r.book.Sheets[i]
		sheet.Name, sheet.Visibility = ref.name, ref.shown
		if !ref.isGrid {
			continue // a chart or macro sheet: readRest looks at its part
		}
		if err := r.loadNamed(ref.part); err != nil {
			return err
		}
		g := grid{reader: r, sheet: sheet}
		if n := len(r.sc.data); n > inflateStep {
			// Counted, because growing by appending would need twice the memory.
			sheet.Cells = make([]Cell, 0, min(bytes.Count(r.sc.data, []byte("<v"))+64, r.lim.Cells))
		}
		if err := g.read(); err != nil {
			return g.placed(err)
		}
		g.mark()
	}
	return nil
}

// placed adds the current cell to a refusal that names the sheet's part only.
func (g *grid) placed(err error) error {
	if ref, ok := err.(*Refusal); ok && ref.Place == g.sc.part && g.inCell && !g.sc.past {
		ref.Place += " " + CellName(g.row, max(g.col, 1))
	}
	return err
}

// read reads a worksheet part from its root to the end of the part.
func (g *grid) read() error {
	s := &g.sc
	if err := s.enter(nsMain, "worksheet"); err != nil {
		return err
	}
	for {
		ok, err := s.child()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		switch {
		case s.is("sheetData"):
			err = g.readRows()
		case s.is("cols"):
			err = g.readCols()
		case s.is("mergeCells"):
			err = g.readMerges()
		default:
			err = s.only("sheetData", "mergeCells", "cols", "row", "c")
		}
		if err != nil {
			return err
		}
	}
	return s.leave()
}

// readCols reads which columns are hidden.
func (g *grid) readCols() error {
	s := &g.sc
	for {
		ok, err := s.child()
		if err != nil || !ok {
			return err
		}
		if g.cols++; !s.is("col") || g.cols > maxCol {
			return s.misplaced()
		}
		first, last, hidden := 0, 0, false
		for i := range s.attrs {
			switch a := &s.attrs[i]; string(a.name) {
			case "min":
				first, _ = whole(a.value, maxCol)
			case "max":
				if last, ok = whole(a.value, maxCol); !ok {
					last = maxCol // some programs write one column too many
				}
			case "hidden":
				hidden = hidden || truth(a.value)
			case "width":
				hidden = hidden || string(a.value) == "0"
			}
		}
		if hidden && first >= 1 {
			if g.hiddenCol == nil {
				g.hiddenCol = make([]bool, maxCol+1)
			}
			for c := first; c <= last; c++ {
				g.hiddenCol[c] = true
			}
		}
		if err := s.skip(); err != nil {
			return err
		}
	}
}

// readRows reads sheetData.
func (g *grid) readRows() error {
	s := &g.sc
	if g.rowsSeen {
		return s.misplaced()
	}
	g.rowsSeen = true
	for {
		ok, err := s.child()
		if err != nil || !ok {
			return err
		}
		switch {
		case s.is("row"):
			err = g.readRow()
		case s.is("extLst"):
			err = s.only("row", "c")
		default:
			err = s.misplaced()
		}
		if err != nil {
			return err
		}
	}
}

// readRow reads one row. A row without a number follows the one before.
func (g *grid) readRow() error {
	s := &g.sc
	row := g.row + 1
	g.rowHidden = false
	for i := range s.attrs {
		switch a := &s.attrs[i]; string(a.name) {
		case "r":
			n, ok := whole(a.value, maxRow)
			if !ok {
				return s.refuse(RuleCellRef, "行号“"+printable(string(a.value))+"”不是 1 至 1048576 之间的整数，请另存为 .xlsx 后重新报送。")
			}
			row = n
		case "hidden":
			g.rowHidden = g.rowHidden || truth(a.value)
		case "ht":
			g.rowHidden = g.rowHidden || string(a.value) == "0"
		}
	}
	if row <= g.row || row > maxRow {
		return s.refuse(RuleRowOrder, fmt.Sprintf("第 %d 行出现在第 %d 行之后，行的顺序已乱，无法保证不读错位，请另存为 .xlsx 后重新报送。", row, g.row))
	}
	g.row, g.col = row, 0
	before := len(g.sheet.Cells)
	for {
		ok, err := s.child()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		switch {
		case s.is("c"):
			g.inCell = true
			err = g.readCell()
		case s.is("extLst"):
			err = s.only("c")
		default:
			err = s.misplaced()
		}
		if err != nil {
			return err
		}
		g.inCell = false
	}
	if g.rowHidden && len(g.sheet.Cells) > before {
		g.hiddenRows.add(row)
	}
	if g.extent += g.col; g.extent > g.lim.Extent {
		return s.over(RuleExtent, fmt.Sprintf("表格太大（各行末列之和超过 %d），请删去数据区以外的内容后重新报送。", g.lim.Extent))
	}
	return nil
}

// readMerges reads the merged ranges.
func (g *grid) readMerges() error {
	s := &g.sc
	if g.merged {
		return s.misplaced()
	}
	g.merged = true
	for {
		ok, err := s.child()
		if err != nil || !ok {
			return err
		}
		if !s.is("mergeCell") {
			return s.misplaced()
		}
		ref, _ := s.attr("ref")
		m, ok := parseRange(ref)
		if !ok {
			return s.refuse(RuleMerges, "合并区域“"+printable(string(ref))+"”不是有效的区域，请取消该合并后重新报送。")
		}
		if len(g.sheet.Merges) >= g.lim.Merges {
			return s.over(RuleMerges, fmt.Sprintf("一个工作表的合并区域超过 %d 个的上限，请删去多余的合并后重新报送。", g.lim.Merges))
		}
		g.sheet.Merges = append(g.sheet.Merges, m)
		if err := s.skip(); err != nil {
			return err
		}
	}
}
