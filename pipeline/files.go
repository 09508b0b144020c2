package pipeline

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// EncodeJSON writes indented JSON with Chinese as it is and a final newline.
func EncodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// listWriter writes a list as JSON, an element a line, with Chinese as it is. The first
// error is kept and ends the writing.
type listWriter struct {
	to    io.Writer
	some  bool
	line  bytes.Buffer
	error error
}

func (w *listWriter) add(v any) {
	w.line.Reset()
	w.line.WriteString(",\n")
	if !w.some {
		w.line.Reset()
		w.line.WriteString("[\n")
	}
	e := json.NewEncoder(&w.line)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		w.error = errors.Join(w.error, err)
		return
	}
	w.some = true
	w.write(bytes.TrimSuffix(w.line.Bytes(), []byte("\n")))
}

// end closes the list.
func (w *listWriter) end() error {
	if w.some {
		w.write([]byte("\n]\n"))
	} else {
		w.write([]byte("[]\n"))
	}
	return w.error
}

func (w *listWriter) write(text []byte) {
	if w.error == nil {
		_, w.error = w.to.Write(text)
	}
}

// dataFile writes the valid observations as CSV: UTF-8 with a byte order mark, so
// that Excel opens it in Chinese.
func dataFile(p *Project, observations []stat.Packed) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\xef\xbb\xbf")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{{"报告期", "单位代码", "单位", "表", "指标代码", "指标", "栏目", "数值", "文字", "计量单位", "状态", "示例", "文件", "SHA-256", "工作表", "单元格", "原文"}}
	for o := range stat.Unpacked(observations) {
		it, _ := p.Plan.Item(o.Item)
		number, text, sample := "", o.Read, ""
		if o.Kind == stat.Number {
			number, text = o.Number.String(), ""
		}
		if o.Sample {
			sample = "示例数据"
		}
		rows = append(rows, []string{o.Period.String(), o.Unit, p.Plan.UnitName(o.Unit, o.Period), o.Form, o.Item, it.Name, string(o.Measure),
			number, text, unitOf(it, o.Measure), o.Vintage, sample, o.Source.File, o.Source.SHA256, o.Source.Sheet, o.Source.Cell, o.Read})
	}
	for i, row := range rows {
		for j := range row {
			if j != 7 { // a negative number is a number
				row[j] = harmless(row[j])
			}
		}
		rows[i] = row
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

// unitOf is the unit of a measure: growth is per cent whatever the item's unit.
func unitOf(it plan.Item, m stat.Measure) string {
	if m == stat.Growth {
		return "%"
	}
	return it.Unit
}

// harmless keeps a spreadsheet from taking a text for a formula: such a text gets
// an apostrophe before it, unless it is a plain number.
func harmless(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return s
	}
	digits := strings.TrimLeft(s, "+-")
	if digits != "" && !slices.ContainsFunc([]rune(digits), func(r rune) bool { return (r < '0' || r > '9') && r != '.' }) {
		return s
	}
	return "'" + s
}
