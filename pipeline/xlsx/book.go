// Package xlsx is the strict reader of workbooks that strangers send: bytes in,
// typed cells out, or a refusal that says why. Gate and reader are one pass, so
// nothing that was judged differs from what was read.
//
// The steps, in the order of Read:
//
//	sniff.go      what the bytes are (an old .xls, a password, a PDF, a picture …)
//	archive.go    the zip directory: names, sizes, places, no second archive
//	inflate.go    every entry read to its end, length and CRC checked
//	encoding.go   UTF-8 or UTF-16, nothing else
//	scan.go       the tokenizer: well-formed to the end, no DOCTYPE, bounded
//	opc.go        content types and relationships: which part is what
//	workbook.go   the sheets, their names and visibility, the date system
//	styles.go     the number formats        strings.go  the shared strings
//	sheet.go      rows, cells, merges       cell.go     one cell's value
//	mark.go       hidden, under a merge, and the flags
//
// It never moves, loses or invents a cell: what it cannot read for certain, it
// refuses by rule, place and a sentence. It depends on the standard library only.
package xlsx

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Book is a workbook that was read whole.
type Book struct {
	SHA256   string  // of the file's bytes, lower-case hexadecimal
	Sheets   []Sheet // in the order of the workbook, chart sheets without cells
	Flags    []Flag  // what was accepted but has to be looked at
	Date1904 bool    // date serials count from 1904-01-01
}

// Flag is something that was read and is not refused, but that a reviewer has to
// know. Place is "SHEET!C4", "SHEET!5:9" (rows), "SHEET!C:D" (columns), the sheet's
// name alone, or a zip part. A place that is a sheet's name alone, for a kind that
// belongs to cells, says that the sheet has more of them than are listed.
type Flag struct {
	Kind  string
	Place string
}

// The kinds of flags.
const (
	FlagHiddenSheet         = "hidden-sheet"          // a hidden sheet with content
	FlagHiddenRow           = "hidden-row"            // hidden rows with content
	FlagHiddenColumn        = "hidden-column"         // hidden columns with content
	FlagValueUnderMerge     = "value-under-merge"     // a value that a merged range covers
	FlagErrorValue          = "error-value"           // #DIV/0! and its like
	FlagFormulaWithoutValue = "formula-without-value" // the writer stored no result
	FlagDate1904            = "date-1904"             // the 1904 date system
	FlagMacros              = "macros"                // a VBA project or a macro sheet
	FlagExternalLink        = "external-link"         // formulas refer to other files
	FlagStringsElsewhere    = "strings-elsewhere"     // shared strings not in xl/sharedStrings.xml: excelize would lose them
	FlagUTF16               = "utf-16"                // a part in UTF-16: excelize reads it as empty or fails
)

// Visibility says how a sheet is shown. The zero value is invalid.
type Visibility uint8

// The visibilities of a sheet.
const (
	Visible Visibility = iota + 1
	Hidden
	VeryHidden // cannot be shown from the user interface
)

// Sheet is one sheet of a workbook.
type Sheet struct {
	Name       string
	Visibility Visibility
	Cells      []Cell  // ascending by row, then column; only cells with content
	Merges     []Range // as stored, in the order of the file
}

// CellType is the type of a cell's stored value. The zero value is invalid.
type CellType uint8

// The types of cells.
const (
	Number CellType = iota + 1 // Text is the number exactly as stored
	String                     // Text is the text, runs joined, escapes decoded
	Bool                       // Text is TRUE or FALSE
	Error                      // Text is the code, such as #DIV/0!
	Date                       // Text is the ISO 8601 date or time as stored (t="d")
	Blank                      // a formula without a stored value
)

// String names the type in lower-case English, as dumps print it.
func (t CellType) String() string {
	switch t {
	case Number:
		return "number"
	case String:
		return "string"
	case Bool:
		return "bool"
	case Error:
		return "error"
	case Date:
		return "date"
	case Blank:
		return "blank"
	}
	return "invalid"
}

// Cell is one cell with content: a stored value, a formula, or both.
type Cell struct {
	Row, Col   int // 1-based
	Type       CellType
	Formula    bool   // the cell holds a formula; its text is never kept
	HasValue   bool   // a value is stored; false only for Blank
	Hidden     bool   // its row or column is hidden
	UnderMerge bool   // covered by a merged range whose first cell it is not
	Text       string // see CellType
	NumFmt     string // number format code, "" for General
}

// Ref returns the cell's address, such as "C4".
func (c Cell) Ref() string { return CellName(c.Row, c.Col) }

// Read reads a workbook from its bytes. The error is a *Refusal whenever the
// bytes are at fault. The result holds no reference to data.
func Read(data []byte, lim Limits) (*Book, error) {
	if err := sniff(data, lim); err != nil {
		return nil, err
	}
	arc, err := openArchive(data, lim)
	if err != nil {
		return nil, err
	}
	r := &reader{arc: arc, lim: &arc.lim, book: &Book{}, scratch: scratches.Get().(*scratch)}
	defer r.release()
	arc.inf, r.sc.lim = &r.inf, r.lim
	if err := r.readAll(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	r.book.SHA256 = hex.EncodeToString(sum[:])
	return r.book, nil
}

// reader is the state of one Read: the archive, one tokenizer that goes from
// part to part, and what the parts before have told.
type reader struct {
	arc     *archive
	lim     *Limits
	book    *Book
	types   contentTypes
	main    string   // the workbook part
	shared  []string // the shared strings
	formats []string // number format code by cell style
	styles  []int    // number format id by cell style
	styled  bool     // a styles part exists, so style numbers can be judged

	*scratch
	stylesPart  string
	stringsPart string
	sheets      []sheetRef
	texts       arena
	wide        bool // some part was UTF-16
	cells       int  // cell elements so far, over all sheets
	extent      int  // sum over the rows of the last column
}

// readAll goes through the parts in the order in which they explain each other,
// then through all entries that nobody has asked for.
func (r *reader) readAll() error {
	for _, step := range []func() error{
		r.readTypes, r.readRootRels, r.readWorkbook, r.readStyles, r.readStrings, r.readSheets, r.readRest,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	r.flagPackage()
	return nil
}

// arena hands out strings that share blocks, so that thousands of short texts
// cost a few allocations.
type arena struct{ block *strings.Builder }

// arenaBlock is the size of a block; longer texts get a block of their own.
const arenaBlock = 16 << 10

// keep returns b as a string.
func (a *arena) keep(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if a.block == nil || a.block.Cap()-a.block.Len() < len(b) {
		a.block = new(strings.Builder)
		a.block.Grow(max(arenaBlock, len(b)))
	}
	from := a.block.Len()
	a.block.Write(b)
	return a.block.String()[from:]
}
