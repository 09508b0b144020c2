// Package report is the neutral document: what every printed page, sheet and
// file is drawn from. It knows tables, sentences, charts and their ids; it does
// not know an indicator, a unit or a rule.
//
// A figure stands here once as an exact decimal and once as the text that is
// shown; renderers print the text and write the exact value, so Excel, PDF and
// prose cannot disagree.
package report

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// Document is one official paper: a head, a body and annexes.
type Document struct {
	ID      string   // stable id, for instance "report"
	Kind    string   // official kind of paper (文种): 通报, 报告, 审核报告
	Title   []string // title lines, top to bottom, already broken by sense
	Head    Head     // letterhead; empty fields are left out
	Mark    string   // printed in the foot of every page opposite the number, for instance 「示例数据」
	Body    []Block  // main text
	Annexes []Annex  // each starts a new page
	// Enclosed names what goes with the document as files of their own; a document that
	// has any lists them, not its annexes.
	Enclosed []string
	Imprint  Imprint   // at the foot of the last page; empty: none
	Meta     []KeyText // document properties: creator, subject; never a clock time

	Excerpt bool // of Quotes: a link to a cell that is left out leads to its table

	Quotes *Document // another document whose cells its sentences and charts may quote; nil: only its own

	sealed Cells // its own cells; nil: not sealed
}

// Head holds the parts of an official letterhead (GB/T 9704-2012, 版头).
type Head struct {
	Issuer    string // 发文机关标志
	Number    string // 发文字号, for instance 株转示〔2018〕3号
	Addressee string // 主送机关
	Signature string // 发文机关署名
	Date      string // 成文日期 in Arabic numerals without zero padding

	Remark string // 附注, under the date, without its brackets

	Upward     bool   // 上行文: carries 签发人
	Signer     string // 签发人; empty: room to be written in
	Preprinted bool   // 套打: the paper has 发文机关标志 and the red rule already
}

// Imprint holds what stands at the foot of a document's last page (GB/T 9704-2012, 版记).
type Imprint struct {
	Copies string // 抄送机关, without full stop
	Office string // 印发机关
	Date   string // 印发日期, without 印发
}

// KeyText is one named text.
type KeyText struct{ Key, Text string }

// Annex is a numbered part behind the body: a label such as 附表1 and blocks.
type Annex struct {
	ID     string
	Label  string // 附表1
	Title  string
	Sheet  string // sheet name in the workbook; at most 31 characters
	Letter string // 发文机关标志 of an annex that is a letter of its own (信函格式); empty: none
	Blocks []Block
}

// Block is a Heading, Paragraph, *Table or *Chart.
type Block interface{ BlockID() string }

// Heading is a heading of level 1 (一、), 2 ((一)) or 3 (1.). The number is part of Text.
type Heading struct {
	ID    string
	Level int
	Text  string
}

// Paragraph is running text; a Run with a Ref quotes the table cell of that id.
type Paragraph struct {
	ID   string
	Runs []Run
	Note bool // small print (说明) rather than body text

	Setting Setting // of a letter's parts
}

// Setting says how a paragraph stands on the page.
type Setting int

// Settings: running text; 主送机关, from the left edge; 署名 and 日期, at the right.
const (
	Running Setting = iota
	Addressed
	Signed
)

// Run is a piece of a sentence. Ref names the cell whose figure it quotes, or is empty.
type Run struct {
	Text string
	Ref  string
}

// Text joins the runs of the paragraph.
func (p Paragraph) Text() string {
	var b strings.Builder
	for _, r := range p.Runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// BlockID returns the heading's id.
func (h Heading) BlockID() string { return h.ID }

// BlockID returns the paragraph's id.
func (p Paragraph) BlockID() string { return p.ID }

// BlockID returns the table's id.
func (t *Table) BlockID() string { return t.ID }

// BlockID returns the chart's id.
func (c *Chart) BlockID() string { return c.ID }

// Table is a statistical table: several head rows, section rows and data rows.
type Table struct {
	ID      string
	Title   string
	Unit    string // printed at the top right, for instance 单位:亿元; empty if units stand in a column
	Columns []Column
	Head    [][]HeadCell // each head row from left to right; spans cover later cells as in HTML
	Rows    []Row
	Tiles   bool     // headline figures: on a page of one sheet each row is a box with a large figure; the first cell is its name, the second the figure
	List    bool     // a long list to search in: a workbook gives it filters and keeps its first column in view
	Rank    Ranking  // of its rows, for an excerpt; the zero value: they have no rank
	Notes   []string // under the table: 说明, legend, rounding note
}

// Ranking is what ranks the rows of a table, each a unit: the figure in the cells whose
// ids end so. Words say it in a note: 地区生产总值增速.
type Ranking struct {
	Suffix string // .gdp.growth; empty: no ranking
	Low    bool   // the lowest is the first, as of places
	Words  string
}

// NotesID is what a table's id is followed by in the id of its notes, where a link may lead.
const NotesID = ".notes"

// Align is the alignment of a column's cells.
type Align int

// Alignments. Decimal columns are aligned on the decimal point.
const (
	Left Align = iota
	Centre
	Right
	Decimal
)

// Column gives the layout of one column. Width is a weight, about the number of
// half-width characters of a typical cell. Room is how many characters have room at
// least, for a column that is written in by hand; 0 for others.
type Column struct {
	Key    string
	Align  Align
	Width  float64
	Room   float64
	Group  bool    // equal texts in rows that follow each other are one cell
	Lights []Light // the words of a verdict, all that may stand in the column
}

// Light is a word and the tone that a cell has when it says so.
type Light struct {
	Text string
	Tone Tone
}

// HeadCell is one cell of a table head. Spans of zero count as one.
type HeadCell struct {
	Text             string
	ColSpan, RowSpan int
}

// RowKind tells data rows from section rows.
type RowKind int

// Row kinds. A section row has one cell that spans the table, and so has the row of a
// gap, which says how many rows an excerpt leaves out there.
const (
	Data RowKind = iota
	Section
	Total
	Gap
)

// Spans reports whether rows of the kind have one cell that spans the table.
func (k RowKind) Spans() bool { return k == Section || k == Gap }

// Row is one line of a table.
type Row struct {
	ID    string
	Kind  RowKind
	Cells []Cell
}

// Tone colours a cell; it always goes with a word or symbol in the text, so that grey print loses nothing.
type Tone int

// Tones.
const (
	Plain  Tone = iota
	Good        // ahead of plan, passed
	Watch       // about on plan, to be explained
	Bad         // behind, returned, missing
	Muted       // not applicable, not due
	Sample      // made-up figure
)

// Cell is one table cell. Value is nil for text and for missing figures; Text
// is what is printed. Format says how Value becomes Text.
type Cell struct {
	ID     string
	Text   string
	Value  *decimal.Decimal
	Format Format
	Tone   Tone
	Indent int    // 其中 rows: levels of indent
	Link   string // id of a cell or block this one leads to, or empty

	Formula *Formula // how it follows from other cells; nil if it does not
}

// Core is the shown text without what the format puts around the number.
func (c Cell) Core() string {
	return strings.TrimSuffix(strings.TrimPrefix(c.Text, c.Format.Prefix), c.Format.Suffix)
}

// Magnitude is Core without a sign, for sentences whose words carry it (下降, 低于).
func (c Cell) Magnitude() string { return strings.TrimPrefix(c.Core(), "-") }

// Format is a number format: decimals and what stands around the number.
type Format struct {
	Decimals       int
	Prefix, Suffix string // for instance "" and "%", or "[" and "]"
	Grouped        bool   // thousands separators
}

// Place says where a renderer put an item: sheet and cell, or page.
type Place struct {
	File  string
	Sheet string
	Cell  string
	Page  int
}

// Blocks returns all blocks of the document, body first, in order.
func (d *Document) Blocks() []Block {
	all := append([]Block(nil), d.Body...)
	for _, a := range d.Annexes {
		all = append(all, a.Blocks...)
	}
	return all
}

// Check proves the document is of one piece: ids are unique, table rows fill their
// columns, every quoted figure is the text of the cell it names, and every formula
// gives the figure of its cell from cells of the document.
func (d *Document) Check() error {
	_, err := d.check()
	return err
}

// Seal checks a document that is complete, and keeps its index of cells: nothing of it
// is changed from here on, and whoever renders it need not check it again.
func (d *Document) Seal() (err error) {
	if d.sealed == nil {
		d.sealed, err = d.check()
	}
	return err
}

// Sealed reports whether the document was sealed.
func (d *Document) Sealed() bool { return d.sealed != nil }

// Copy is the document for changes, not sealed.
func (d *Document) Copy() *Document {
	c := *d
	c.sealed = nil
	return &c
}

// check returns the index of the document's own cells.
func (d *Document) check() (Cells, error) {
	own, err := d.index()
	if err != nil {
		return nil, err
	}
	cells := own
	if d.Quotes != nil {
		others, err := d.Quotes.Cells()
		if err != nil {
			return nil, err
		}
		for id, c := range own.All() {
			if other, ok := others.Find(id); ok && c.Core() != other.Core() {
				return nil, fmt.Errorf("report: cell %s shows %q here and %q in %s", id, c.Text, other.Text, d.Quotes.ID)
			}
		}
		cells = own.With(others)
	}
	if err := d.checkFormulas(cells); err != nil {
		return nil, err
	}
	for _, b := range d.Blocks() {
		switch b := b.(type) {
		case *Table:
			err = b.check()
		case Paragraph:
			err = checkRuns(b, cells)
		case *Chart:
			err = b.check(cells)
		}
		if err != nil {
			return nil, err
		}
	}
	return own, nil
}

func checkRuns(p Paragraph, cells Cells) error {
	for _, r := range p.Runs {
		if r.Ref == "" {
			continue
		}
		c, ok := cells.Find(r.Ref)
		if !ok {
			return fmt.Errorf("report: paragraph %s quotes unknown cell %s", p.ID, r.Ref)
		}
		if r.Text != c.Text && r.Text != c.Core() && r.Text != c.Magnitude() {
			return fmt.Errorf("report: paragraph %s quotes %q, cell %s shows %q", p.ID, r.Text, r.Ref, c.Text)
		}
	}
	return nil
}

func (t *Table) check() error {
	for i, row := range t.Rows {
		want := len(t.Columns)
		if row.Kind.Spans() {
			want = 1
		}
		if len(row.Cells) != want {
			return fmt.Errorf("report: table %s row %d has %d cells, wants %d", t.ID, i+1, len(row.Cells), want)
		}
	}
	return nil
}

// Number makes a figure cell: the exact value and its shown text by the format,
// rounded once by round (given the decimals).
func Number(id string, v decimal.Decimal, f Format, round func(decimal.Decimal, int32) decimal.Decimal) Cell {
	return Cell{ID: id, Text: f.Show(v, round), Value: &v, Format: f}
}

// Text makes a text cell.
func Text(id, text string) Cell { return Cell{ID: id, Text: text} }

// Show formats v: rounded once, fixed decimals, a true minus never "-0.0".
func (f Format) Show(v decimal.Decimal, round func(decimal.Decimal, int32) decimal.Decimal) string {
	r := round(v, int32(f.Decimals))
	s := r.StringFixed(int32(f.Decimals))
	if r.IsZero() {
		s = strings.TrimPrefix(s, "-")
	}
	if f.Grouped {
		s = group(s)
	}
	return f.Prefix + s + f.Suffix
}

func group(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, dot := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + frac
	}
	return sign + whole
}
