// Package csvbook reads a form that was saved as .csv into the same value that the
// strict reader of workbooks gives, so that one ingest reads both. The lines stand
// as they stand in the form, head lines first. Several forms may follow each other
// in one csv: a line with 表号 begins the next. Rows are counted through the file.
//
// The text is UTF-8 with or without a byte order mark, or GB 18030, told by the
// bytes. A plain decimal number becomes a number cell with its digits as they are;
// everything else is a string. What cannot be read for certain is refused, as in
// package xlsx; there is no checksum in a csv, so a damaged file may go unseen.
package csvbook

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"zhibao/pipeline/xlsx"
)

// SheetName is the name of the first sheet of a csv; the next is CSV-2.
const SheetName = "CSV"

// The largest grid that a sheet can have.
const (
	maxRow = 1_048_576
	maxCol = 16_384
)

// plain is a number as a spreadsheet writes it without separators or signs.
var plain = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

// Read reads a csv from its bytes. The error is a *xlsx.Refusal; its rule is
// xlsx.RuleNotXLSX if the bytes are no csv with a head of ours.
func Read(data []byte, lim xlsx.Limits) (*xlsx.Book, error) {
	text, ok := Decode(data)
	if !ok {
		return nil, refuse(xlsx.RuleNotXLSX, "", "文件内容既不是 .xlsx 工作簿，也不是文本，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
	}
	cells, err := readCells(text, lim)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	return &xlsx.Book{SHA256: hex.EncodeToString(sum[:]), Sheets: split(cells)}, nil
}

// split makes a sheet of each form.
func split(cells []xlsx.Cell) []xlsx.Sheet {
	var sheets []xlsx.Sheet
	from, last := 0, 0 // of the sheet; the row of its 表号
	end := func(to int) {
		name := SheetName
		if len(sheets) > 0 {
			name = fmt.Sprintf("%s-%d", SheetName, len(sheets)+1)
		}
		sheets = append(sheets, xlsx.Sheet{Name: name, Visibility: xlsx.Visible, Cells: cells[from:to:to]})
	}
	for i, c := range cells {
		if !isFormCode(c.Text) || c.Row == last {
			continue
		}
		if last > 0 {
			at := i
			for at > 0 && cells[at-1].Row == c.Row {
				at--
			}
			end(at)
			from = at
		}
		last = c.Row
	}
	end(len(cells))
	return sheets
}

// isFormCode reports whether a cell says which form this is.
func isFormCode(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "表号：") || strings.HasPrefix(text, "表号:")
}

// Decode gives the text of the bytes; ok is false if they are neither UTF-8 nor
// GB 18030, or hold a NUL and so are no text at all.
func Decode(data []byte) (text []byte, ok bool) {
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, false
	}
	marked, found := bytes.CutPrefix(data, []byte("\xef\xbb\xbf"))
	if found || utf8.Valid(data) {
		return marked, utf8.Valid(marked)
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	// The decoder writes U+FFFD for what it does not know; a form never holds one.
	return text, err == nil && !bytes.ContainsRune(text, utf8.RuneError)
}

// readCells reads the lines; a text that names no form is not ours.
func readCells(text []byte, lim xlsx.Limits) ([]xlsx.Cell, error) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	var cells []xlsx.Cell
	ours, inside := false, 0 // inside counts the line breaks within fields
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, broken(ours, err)
		}
		line, _ := r.FieldPos(0)
		row := line - inside
		for i, field := range record {
			inside += strings.Count(field, "\n")
			c, err := cellOf(row, i+1, field, lim)
			if err != nil {
				return nil, err
			}
			if c.HasValue {
				cells = append(cells, c)
				ours = ours || isFormCode(field)
			}
		}
		if len(cells) > lim.Cells {
			return nil, refuse(xlsx.RuleCells, place(row, 1), fmt.Sprintf("单元格超过 %d 个的上限，请删去无关内容后重新报送。", lim.Cells))
		}
	}
	if !ours {
		return nil, notOurs()
	}
	return cells, nil
}

// cellOf makes the cell of a field; an empty field gives none.
func cellOf(row, col int, field string, lim xlsx.Limits) (xlsx.Cell, error) {
	switch {
	case field == "":
		return xlsx.Cell{}, nil
	case row > maxRow || col > maxCol:
		return xlsx.Cell{}, refuse(xlsx.RuleExtent, fmt.Sprintf("第%d行", row), "行数或列数超过工作表的上限，请删去无关内容后重新报送。")
	case utf8.RuneCountInString(field) > lim.CellText:
		return xlsx.Cell{}, refuse(xlsx.RuleCellText, place(row, col), fmt.Sprintf("一格文字超过 %d 个字的上限，请删减后重新报送。", lim.CellText))
	}
	kind := xlsx.String
	if plain.MatchString(field) {
		kind = xlsx.Number
	}
	return xlsx.Cell{Row: row, Col: col, Type: kind, HasValue: true, Text: strings.Clone(field)}, nil
}

// broken words a line that is no csv; before a head of ours was seen, the text may
// well be anything else.
func broken(ours bool, err error) error {
	var at *csv.ParseError
	if !ours || !errors.As(err, &at) {
		return notOurs()
	}
	return refuse(xlsx.RuleDamaged, fmt.Sprintf("第%d行", at.StartLine), fmt.Sprintf("CSV 文件第%d行的引号不成对，请另存为 .xlsx 后重新报送。", at.StartLine))
}

func notOurs() error {
	return refuse(xlsx.RuleNotXLSX, "", "文件是文本（如 .csv、.txt），但不是下发表格的内容（没有「表号」），请使用下发的 .xlsx 表格填报。")
}

func place(row, col int) string { return SheetName + "!" + xlsx.CellName(row, col) }

func refuse(rule, place, detail string) error {
	return &xlsx.Refusal{Rule: rule, Place: place, Detail: detail}
}
