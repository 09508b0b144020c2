package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// measureNames are what a person calls the columns of the forms.
var measureNames = map[stat.Measure]string{
	stat.Value: "本年累计（期末值）", stat.Current: "本期", stat.Previous: "上期累计", stat.Prior: "上年同期",
	stat.PriorComparable: "上年同期可比口径", stat.Growth: "同比增速", "total_plan": "总投资", "year_plan": "年度计划", "year_done": "本年完成",
}

func measureName(m stat.Measure) string {
	if n, ok := measureNames[m]; ok {
		return n
	}
	return string(m)
}

// reported is the leaf of an observation.
func (t *Tracer) reported(role string, o stat.Observation) *Figure {
	it, _ := t.project.Plan.Item(o.Item)
	f := &Figure{
		Role: role, Name: t.unitName(o.Unit) + "所报" + itemTitle(it, o), Kind: ReportedFigure, Unit: unitOf(it, o.Measure), Text: o.Read,
		Reported: &ReportedCell{
			Unit: o.Unit, UnitName: t.unitName(o.Unit), Period: o.Period.String(), Measure: measureName(o.Measure), Vintage: o.Vintage, Sample: o.Sample,
			File: "inputs/" + o.Period.String() + "/" + o.Source.File, SHA256: o.Source.SHA256, Sheet: o.Source.Sheet, Cell: o.Source.Cell, Typed: o.Read,
		},
	}
	if o.Kind == stat.Number {
		f.Value, f.Text = o.Number.String(), o.Number.String()
	}
	findings := t.findings
	if o.Period.Key() != t.period.Key() {
		findings = t.years[o.Period.Year].findings
	}
	if found := findings[o.Source]; len(found) > 0 {
		f.Findings = t.project.Findings(found, o.Period, t.in.Times)
	}
	return f
}

// itemTitle names an observation after its row and column.
func itemTitle(it plan.Item, o stat.Observation) string {
	name := it.Name
	if name == "" {
		name = "项目"
	}
	return name + "，" + o.Period.Label() + "，" + measureName(o.Measure)
}

func (t *Tracer) unitName(code string) string { return t.project.Plan.UnitName(code, t.period) }

// planLeaf is a figure that a file of inputs/plan gives under a key of a code.
func (t *Tracer) planLeaf(role, name, unit, file, code, key string, v yamlfile.Figure) *Figure {
	shown := "inputs/plan/" + file
	full := key
	if code != "" {
		full = code + "." + key
	}
	return &Figure{
		Role: role, Name: name, Kind: PlanFigure, Unit: unit, Value: v.String(), Text: v.Text,
		Line: &PlanLine{File: shown, Line: lineOf(t.plan[file], code, key), Key: full},
	}
}

// fromPeriod is a whole number that the period itself gives.
func fromPeriod(role, name string, n int) *Figure {
	text := fmt.Sprint(n)
	return &Figure{Role: role, Name: name, Kind: PeriodFigure, Value: text, Text: text}
}

// absentFigure is a cell that prints a sign or nothing in place of a figure.
func absentFigure(name, method string) *Figure {
	return &Figure{Name: name, Kind: NoFigure, Method: method}
}

// computed is a figure made by a formula: roles stand in braces.
func computed(name, unit string, v *decimal.Decimal, method, formula string, from ...*Figure) *Figure {
	if v == nil {
		return &Figure{Name: name, Kind: NoFigure, Unit: unit, Method: "不适用或缺少数据，不计算（" + method + "）", From: from}
	}
	f := &Figure{Name: name, Kind: ComputedFigure, Unit: unit, Value: v.String(), Text: shortest(*v), Method: method, From: from}
	bare := strings.NewReplacer("{", "", "}", "")
	f.Formula = bare.Replace(formula)
	for _, x := range from {
		formula = strings.ReplaceAll(formula, "{"+x.Role+"}", x.inFormula())
	}
	f.Worked = formula + "＝" + f.Text
	return f
}

// inFormula is the figure as it stands in a worked formula.
func (f *Figure) inFormula() string {
	d, err := decimal.NewFromString(f.Value)
	if err != nil {
		return f.Text
	}
	s := shortest(d)
	if d.IsNegative() {
		return "（" + strings.Replace(s, "-", "−", 1) + "）"
	}
	return s
}

// workedDecimals is how many decimals a worked formula shows of a computed figure.
const workedDecimals = 8

func shortest(d decimal.Decimal) string {
	return d.Round(workedDecimals).String()
}

// called gives a copy of the figure another role in the formula above.
func (f *Figure) called(role string) *Figure {
	again := *f
	again.Role = role
	return &again
}

// planLines reads the files of the plan, to tell the lines of figures.
func (p *Project) planLines() (map[string][]string, error) {
	lines := map[string][]string{}
	for _, name := range []string{"plan.yaml", "indicators.yaml", "units.yaml", "tasks.yaml", "scheme.yaml"} {
		data, err := os.ReadFile(filepath.Join(p.planFolder(), name))
		if err != nil {
			return nil, fault.Break("读不到方案文件", "inputs/plan/"+name, "请检查文件权限后重试。", err)
		}
		lines[name] = strings.Split(string(data), "\n")
	}
	return lines, nil
}

// lineOf finds the line of a key below the entry of a code, counted from 1; 0 if
// the file does not write it so. Without a code the key is sought in the whole file.
// Of a key with a dot the last part is sought below the first.
func lineOf(lines []string, code, key string) int {
	start := 0
	if code != "" {
		start = findLine(lines, 0, "code", code)
		if start < 0 {
			return 0
		}
	}
	at := start
	for part := range strings.SplitSeq(key, ".") { // a key of a block may stand on the block's line
		if at = findLine(lines, at, part, ""); at < 0 {
			return 0
		}
	}
	return at + 1
}

// findLine finds the first line from start on with a key, and with that value if
// one is given. Quotes do not matter.
func findLine(lines []string, start int, key, value string) int {
	for i := start; i < len(lines); i++ {
		line := strings.ReplaceAll(lines[i], `"`, "")
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for rest := line; ; {
			at := strings.Index(rest, key+":")
			if at < 0 {
				break
			}
			bounded := at == 0 || strings.ContainsRune(" {,-", rune(rest[at-1]))
			after := strings.TrimLeft(rest[at+len(key)+1:], " ")
			if bounded && (value == "" || strings.HasPrefix(after, value) && !wordGoesOn(after[len(value):])) {
				return i
			}
			rest = rest[at+len(key)+1:]
		}
	}
	return -1
}

func wordGoesOn(s string) bool {
	return s != "" && !strings.ContainsRune(" ,}", rune(s[0]))
}
