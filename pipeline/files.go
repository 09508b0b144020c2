package pipeline

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// Finding is a failed or not evaluated result as findings.json and --json show it.
type Finding struct {
	Rule      string   `json:"rule"`
	Name      string   `json:"name"`
	Severity  string   `json:"severity"`
	Outcome   string   `json:"outcome"` // fail or na
	Open      bool     `json:"open"`
	Unit      string   `json:"unit,omitempty"`
	UnitName  string   `json:"unit_name,omitempty"`
	Form      string   `json:"form,omitempty"`
	Item      string   `json:"item,omitempty"`
	Measure   string   `json:"measure,omitempty"`
	Period    string   `json:"period"`
	Source    *Source  `json:"source,omitempty"`
	Related   []Source `json:"related,omitempty"`
	Seen      string   `json:"seen,omitempty"`
	Expected  string   `json:"expected,omitempty"`
	Message   string   `json:"message"`
	Remedy    string   `json:"remedy"`
	Explained string   `json:"explained,omitempty"`
}

// Source is a place as JSON shows it.
type Source struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256,omitempty"`
	Sheet  string `json:"sheet,omitempty"`
	Cell   string `json:"cell,omitempty"`
}

// Findings turns results into their JSON form.
func (p *Project) Findings(results []rule.Result, period stat.Period) []Finding {
	list := []Finding{}
	for _, r := range results {
		f := Finding{
			Rule: r.Rule, Severity: r.Severity.String(), Outcome: "fail", Open: r.Open(), Unit: r.Subject.Unit, Form: r.Subject.Form,
			Item: r.Subject.Item, Measure: string(r.Subject.Measure), Period: period.String(), Seen: r.Seen, Expected: r.Expected,
			Message: r.Message, Remedy: r.Remedy, Explained: r.Explained,
		}
		if rl, ok := p.Rules.Rule(r.Rule); ok {
			f.Name = rl.Name
		}
		if r.Outcome == rule.NotEvaluated {
			f.Outcome = "na"
			f.Message = "缺少数据，不能评判：" + f.Name
			f.Remedy = "补齐数据后自动评判。"
		}
		if r.Subject.Unit != "" {
			f.UnitName = p.Plan.UnitName(r.Subject.Unit, period)
		}
		if r.Source.File != "" {
			f.Source = &Source{r.Source.File, r.Source.SHA256, r.Source.Sheet, r.Source.Cell}
		}
		for _, s := range r.Related {
			f.Related = append(f.Related, Source{s.File, s.SHA256, s.Sheet, s.Cell})
		}
		list = append(list, f)
	}
	return list
}

func findingsFile(p *Project, results []rule.Result) ([]byte, error) {
	var period stat.Period
	if len(results) > 0 {
		period = results[0].Subject.Period
	}
	return EncodeJSON(p.Findings(results, period))
}

// EncodeJSON writes indented JSON with Chinese as it is and a final newline.
func EncodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// dataFile writes the valid observations as CSV: UTF-8 with a byte order mark, so
// that Excel opens it in Chinese.
func dataFile(p *Project, observations []stat.Observation) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\xef\xbb\xbf")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{{"报告期", "单位代码", "单位", "表", "指标代码", "指标", "栏目", "数值", "文字", "计量单位", "状态", "示例", "文件", "SHA-256", "工作表", "单元格", "原文"}}
	for _, o := range observations {
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
