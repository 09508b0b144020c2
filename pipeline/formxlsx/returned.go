package formxlsx

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhibao/pipeline/ooxml"
	"zhibao/pipeline/rule"
)

// Review is what a returned copy tells a unit (退回).
type Review struct {
	Issuer, Unit, Period string          // as the head of the list prints them
	File                 string          // its name, instead of the unit where the file does not say whose it is
	Notes                []string        // sentences for the head, besides what it always says
	Findings             []ReviewFinding // in the order of the list
	Earlier              string          // the sheet with an earlier list, which is replaced; may be empty
	Stamps               []Stamp
	Created              time.Time // property of a workbook with the list alone
}

// ReviewFinding is one line of the list.
type ReviewFinding struct {
	Rule           string
	Level          rule.Severity
	Settled        bool   // explained, or granted by the bureau
	Sheet, Cell    string // empty if the finding has no place in the workbook
	Item           string // indicator and column, for a person
	What, Remedy   string
	Seen, Expected string
	Answer         string // what the unit answered so far
	Key            string // unit/form/item/measure/rule, for the intake
}

// Open reports whether the unit has to do something about it.
func (f ReviewFinding) Open() bool {
	return f.Level != rule.Hint && !f.Settled
}

// Stamp is a new text for a cell of the hidden sheet; with a label it is a new line
// below the others.
type Stamp struct{ Sheet, Cell, Label, Text string }

// Return puts a review into the workbook that a unit sent: the list as the first
// sheet, colours and comments on the cells, the stamps on the hidden sheet. Nil
// data makes a workbook with the list alone. What an earlier round left is taken
// back first. The error is for a workbook that cannot be edited safely.
//
// The parts of the file are edited in place; no library reads the workbook and
// writes it anew. So cells, styles, names, validations, pages and protection stay
// byte for byte as they came, which the caller still has to prove by reading both.
//
// The colour is a conditional format with a marker in its formula, not a style of
// the cell: it lies over the unit's own fill without touching it, moves along when
// rows are inserted, survives Excel, WPS and LibreOffice (SheetJS drops it whole),
// and is taken back by its marker. A style would have to be remembered by an id
// that LibreOffice renumbers and an address that inserting rows shifts.
func Return(data []byte, r Review) ([]byte, error) {
	b, err := openReturned(data, r)
	if err != nil {
		return nil, err
	}
	for _, step := range []func() error{b.dropEarlier, b.stamp, b.addStyles, b.markSheets, b.addList} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b.Pack()
}

// returned is a workbook being edited.
type returned struct {
	ooxml.Parts
	review   Review
	mainPart string
	sheets   []ooxml.SheetPart // in the order of the workbook
	looks    map[string]int
	redMark  int // conditional styles
	amber    int
}

// findingsAt are the open findings of a sheet by cell, heaviest first.
func (b *returned) findingsAt(sheet string) map[string][]ReviewFinding {
	at := map[string][]ReviewFinding{}
	for _, f := range b.review.Findings {
		if f.Sheet == sheet && ooxml.IsCell(f.Cell) && f.Open() {
			at[f.Cell] = append(at[f.Cell], f)
		}
	}
	for _, list := range at {
		slices.SortStableFunc(list, func(a, b ReviewFinding) int { return int(a.Level) - int(b.Level) })
	}
	return at
}

// stamp writes the new texts into the hidden sheet.
func (b *returned) stamp() error {
	for _, s := range b.review.Stamps {
		i := slices.IndexFunc(b.sheets, func(p ooxml.SheetPart) bool { return p.Name == s.Sheet })
		if i < 0 {
			return ooxml.ErrUnusual
		}
		part := b.sheets[i].Part
		edit := func(sheet []byte) ([]byte, error) { return setText(sheet, s.Cell, s.Text) }
		if s.Label != "" {
			edit = func(sheet []byte) ([]byte, error) { return addLine(sheet, s.Label, s.Text) }
		}
		data, err := edit(b.Files[part])
		if err != nil {
			return err
		}
		b.Files[part] = data
	}
	return nil
}

var styleAttr = regexp.MustCompile(` s="\d+"`)

// setText replaces what a cell holds by a text; its style stays.
func setText(sheet []byte, cell, text string) ([]byte, error) {
	start := strings.Index(string(sheet), `<c r="`+cell+`"`)
	if start < 0 {
		return nil, ooxml.ErrUnusual
	}
	head := strings.IndexByte(string(sheet[start:]), '>')
	if head < 0 {
		return nil, ooxml.ErrUnusual
	}
	tag, end := string(sheet[start:start+head+1]), start+head+1
	if !strings.HasSuffix(tag, "/>") {
		length := strings.Index(string(sheet[end:]), "</c>")
		if length < 0 {
			return nil, ooxml.ErrUnusual
		}
		end += length + len("</c>")
	}
	style := ""
	if m := styleAttr.FindString(tag); m != "" {
		style = m
	}
	cellXML := `<c r="` + cell + `"` + style + ` t="inlineStr"><is><t xml:space="preserve">` + ooxml.XMLText(text) + `</t></is></c>`
	return slices.Concat(sheet[:start], []byte(cellXML), sheet[end:]), nil
}

var rowNumber = regexp.MustCompile(`<row [^>]*\br="([0-9]+)"`)

// addLine adds a row of two texts below all others.
func addLine(sheet []byte, label, text string) ([]byte, error) {
	end := bytes.LastIndex(sheet, []byte("</sheetData>"))
	if end < 0 {
		return nil, ooxml.ErrUnusual
	}
	last := 0
	for _, m := range rowNumber.FindAllSubmatch(sheet[:end], -1) {
		n, err := strconv.Atoi(string(m[1]))
		if err != nil {
			return nil, ooxml.ErrUnusual
		}
		last = max(last, n)
	}
	row := fmt.Sprintf(`<row r="%d">`, last+1)
	for i, t := range []string{label, text} {
		row += fmt.Sprintf(`<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, cellName(i+1, last+1), ooxml.XMLText(t))
	}
	return slices.Concat(sheet[:end], []byte(row+"</row>"), sheet[end:]), nil
}
