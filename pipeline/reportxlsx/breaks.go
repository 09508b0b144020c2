package reportxlsx

import "math"

// Paging of a sheet. Row heights are set by this package, so pages can be
// counted before any program prints them; every page is begun by a manual
// break, else an estimate a little off would move all that follow.
const (
	pointsPerInch = 72.0
	a4Short       = 595.3 // points
	a4Long        = 841.9
	defaultRow    = 13.0 // points: rows without a height of their own
	pageSafety    = 0.97 // of a page, for programs that round heights up
	// A column unit is a digit of the default face. Excel, with 宋体, makes it
	// narrowest; there the page is shrunk least and holds fewest rows.
	narrowUnit   = 5.25 // points
	wideUnit     = 6.4  // LibreOffice with a substitute for 宋体
	legible      = 0.75 // least scale of a page: 10 points become 7.5
	leastLegible = 0.7  // the same where it saves a table from being torn
	tornRows     = 3    // at least so many rows of a torn table stand with its head, and with its notes
)

// keep is rows that shall stand on one page if one page can hold them. A soft
// one is torn rather than leave more than half of the page before it empty.
type keep struct {
	from, to int
	soft     bool
}

// pageBreaks returns the rows that begin a new page, given the heights of the
// rows from 1 and the points that the first page and the later ones hold. A
// page ends where it is full, or before the rows that would be torn there.
func pageBreaks(heights []float64, first, later float64, keeps []keep) []int {
	at := prefix(heights) // at[r-1] is the top of row r
	var breaks []int
	start, room := 1, first
	for {
		next := start + 1
		for next <= len(heights) && at[next]-at[start-1] <= room {
			next++
		}
		if next > len(heights) {
			return breaks
		}
		next = spared(at, start, next, at[start-1]+room/2, later, keeps)
		breaks = append(breaks, next)
		start, room = next, later
	}
}

// spared moves a break before row next of the page from start up, out of all
// that a later page can hold; half is the middle of the page.
func spared(at []float64, start, next int, half, later float64, keeps []keep) int {
	for moved := true; moved; {
		moved = false
		for _, k := range keeps {
			torn := k.from > start && k.from < next && next <= k.to
			last := min(k.to, len(at)-1) // a heading may be kept with a row that never came
			fits := at[last]-at[k.from-1] <= later
			if torn && fits && (!k.soft || at[k.from-1] >= half) {
				next, moved = k.from, true
			}
		}
	}
	return next
}

// keepTable says how a table, drawn from its title down to its notes, may be
// torn: not at all if a page can hold it; else neither under its title and
// first rows nor above its last rows and notes.
func (s *sheet) keepTable(from int, data extent) {
	end := s.row - 1
	from = s.withTitle(from)
	s.whole = append(s.whole, extent{from, end})
	s.keeps = append(s.keeps, keep{from, end, len(s.tables) == 1}) // beside others it has no repeated head
	s.keep(from, min(data.from+tornRows-1, data.to, end))
	s.keep(max(data.to-tornRows+1, data.from, from), end)
	s.data = append(s.data, data)
}

// keep asks that these rows stand on one page.
func (s *sheet) keep(from, to int) { s.keeps = append(s.keeps, keep{from: from, to: to}) }

// withTitle is the row from which a block is kept: the first block of a sheet
// stands under the sheet's title.
func (s *sheet) withTitle(row int) int {
	if row == s.top {
		return 1
	}
	return row
}

// pageHeight and pageWidth are the printed area in points.
func (s *sheet) pageHeight() float64 {
	h := a4Long
	if s.grid.landscape {
		h = a4Short
	}
	return h - (topMargin+bottomMargin)*pointsPerInch
}

func (s *sheet) pageWidth() float64 {
	if s.grid.landscape {
		return landscapeWidth
	}
	return portraitWidth
}

// paging is how a sheet is printed.
type paging struct {
	breaks  []int
	onePage bool // shrunk to one page
	titles  bool // the head of the first table stands on every page
}

// room is the points of rows that a page holds at its scale.
func (s *sheet) room() float64 {
	return s.pageHeight() / math.Min(1, s.pageWidth()/(s.grid.units()*narrowUnit)) * pageSafety
}

// rows is the heights of all printed rows.
func (s *sheet) rows() []float64 {
	heights := make([]float64, s.lastRow)
	for i := range heights {
		heights[i] = defaultRow
		if h, ok := s.heights[i+1]; ok {
			heights[i] = h
		}
	}
	return heights
}

// stretch widens the columns, so that the page is shrunk more, where that lets
// a page hold a whole table that is a little too high for one.
func (s *sheet) stretch() error {
	if s.text {
		return nil
	}
	at := prefix(s.rows())
	most, room := 0.0, s.room()
	for _, t := range s.whole {
		h := at[t.to] - at[t.from-1]
		units := s.pageWidth() / narrowUnit * h / (s.pageHeight() * pageSafety)
		if h > room && s.pageWidth()/(units*wideUnit) >= leastLegible {
			most = math.Max(most, units)
		}
	}
	if most == 0 {
		return nil
	}
	fixed := float64(len(s.grid.widths)) // a little more than the constant part of each column
	scale(s.grid.widths, (most-fixed+1)/(s.grid.units()-fixed))
	return s.columns()
}

func (s *sheet) paging() paging {
	heights := s.rows()
	room := s.room()
	total := sum(heights)
	if total > room && !s.text && s.pageHeight()/total >= legible {
		return paging{onePage: true, titles: s.sameHeads()}
	}
	if s.sameHeads() {
		head := sum(heights[s.heads[0].from-1 : s.heads[0].to])
		breaks := pageBreaks(heights, room, room-head, s.keeps)
		if s.within(breaks) {
			return paging{breaks: breaks, titles: true}
		}
	}
	return paging{breaks: pageBreaks(heights, room, room, s.keeps)}
}

// within tells whether every break is between rows of a table: a head repeated
// over anything else would be wrong.
func (s *sheet) within(breaks []int) bool {
	for _, b := range breaks {
		in := false
		for _, d := range s.data {
			in = in || d.from < b && b <= d.to
		}
		if !in {
			return false
		}
	}
	return true
}

// pageBreaks writes the manual breaks.
func (s *sheet) pageBreaks() error {
	for _, row := range s.pages.breaks {
		if err := s.file.InsertPageBreak(s.name, cellName(1, row)); err != nil {
			return err
		}
	}
	return nil
}
