package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// material is 佐证材料清单: for each figure of the indicators the cell in which it was
// reported, and the workbooks and documents with what identifies them.
func (c *composer) material() (*report.Document, error) {
	m := &material{composer: c, byFile: map[string]*workbook{}}
	err := c.selfRows(func(_, _ string, a *evaluate.Assessment) error {
		m.indicator(a)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, list := range [][]evaluate.Completion{c.Evaluated.Industries, c.Evaluated.Tasks} {
		for _, x := range list {
			if o, ok := x.Figure.Official.Of(stat.Value); ok {
				m.workbook(o.Unit, o.Period, o.Source).more = true
			}
		}
	}
	tables := []report.Block{m.figures(), m.list()}
	if len(c.Plan.Self.Documents) > 0 {
		tables = append(tables, c.documents())
	}
	return c.enclosure("material", materialName, tables...)
}

// material gathers the figures and the workbooks in which they stood.
type material struct {
	*composer
	rows   []report.Row
	files  []*workbook // in the order of their first figure
	byFile map[string]*workbook
}

// workbook is a submission that figures come from.
type workbook struct {
	id     string // 材料1
	period string
	file   string
	sum    string // SHA-256
	unit   string // code
	sheets []string
	rows   []int // numbers of the indicators that it supports, in the plan
	more   bool  // it supports industries and tasks
}

func (w *workbook) supports(row int) {
	if at, known := slices.BinarySearch(w.rows, row); !known {
		w.rows = slices.Insert(w.rows, at, row)
	}
}

// supported says what the workbook supports.
func (w *workbook) supported() string {
	var words []string
	for _, row := range w.rows {
		words = append(words, fmt.Sprint(row))
	}
	if w.more {
		words = append(words, "产业和任务")
	}
	return strings.Join(words, "、")
}

func (m *material) workbook(unit string, period stat.Period, src stat.Source) *workbook {
	key := period.Collected().String() + "/" + src.File
	w := m.byFile[key]
	if w == nil {
		w = &workbook{id: fmt.Sprintf("材料%d", len(m.files)+1), period: period.Collected().String(), file: src.File, sum: src.SHA256, unit: unit}
		m.byFile[key], m.files = w, append(m.files, w)
	}
	if !slices.Contains(w.sheets, src.Sheet) {
		w.sheets = append(w.sheets, src.Sheet)
	}
	return w
}

// indicator lists the figures of an indicator: this period's, the parts of a ratio,
// those of earlier years, and the plan's.
func (m *material) indicator(a *evaluate.Assessment) {
	ind, id := a.Indicator, "tm."+a.Indicator.Code
	now := m.period.Label()
	for _, x := range []struct {
		key, name string
		measure   stat.Measure
	}{{"value", now + "实际", stat.Value}, {"growth", now + "增速（%）", stat.Growth}, {"prior", "上年同期", stat.Prior}} {
		if o, ok := a.Figure.Official.Of(x.measure); ok && o.Kind == stat.Number {
			m.reported(a, id+"."+x.key, x.name, o)
		}
	}
	if a.Figure.Pending {
		m.row(a, report.Row{ID: id + ".pending"}, now+"实际", m.number("", nil, 0, pending), text(none), text(none), text(none))
	}
	if r := a.Figure.Ratio; r != nil {
		for _, part := range []struct {
			key, name string
			o         stat.Observation
		}{{"numerator", "分子：", r.Numerator}, {"denominator", "分母：", r.Denominator}} {
			it, _ := m.Plan.Item(part.o.Item)
			m.reported(a, id+"."+part.key, part.name+it.Name+"（"+it.Unit+"）", part.o)
		}
		m.row(a, report.Row{ID: id + ".again.row"}, "按分子、分母重算", m.number(id+".again", &r.Value, max(ind.Decimals, 1), none), text(none), text(none), text(none))
	}
	for _, y := range a.Years {
		if y.Year == m.period.Year && m.period.Kind == stat.Year {
			continue
		}
		m.earlier(a, fmt.Sprintf("%s.%d", id, y.Year), fmt.Sprintf("%d年实际", y.Year), y.Year, y.Value, y.Source)
		m.earlier(a, fmt.Sprintf("%s.%d.growth", id, y.Year), fmt.Sprintf("%d年增速（%%）", y.Year), y.Year, y.Growth, y.GrowthSource)
	}
	m.earlier(a, id+".base", fmt.Sprintf("%d年基数", m.Plan.Head.BaseYear), m.Plan.Head.BaseYear, a.Base.Value, a.Base.Source)
	m.row(a, report.Row{ID: id + ".target"}, fmt.Sprintf("%d年目标", m.Plan.Head.TargetYear),
		m.plain(id+".target.value", &ind.Target.Decimal, ind.Target.Decimals(), none), text(planMaterial), text(none), text(none))
}

// planMaterial is what the plan's own figures are supported by.
const planMaterial = "《方案》"

// reported is a figure that stood in a workbook of the period.
func (m *material) reported(a *evaluate.Assessment, id, name string, o stat.Observation) {
	w := m.workbook(o.Unit, o.Period, o.Source)
	w.supports(a.Indicator.Row)
	m.row(a, report.Row{ID: id + ".row"}, name, m.plain(id, &o.Number, a.Indicator.Decimals+2, none), m.leading(w), text(o.Source.Sheet), text(o.Source.Cell))
}

// earlier is a figure of an earlier year: a workbook's, a line's of inputs/history, or
// the plan's.
func (m *material) earlier(a *evaluate.Assessment, id, name string, year int, v *decimal.Decimal, src stat.Source) {
	if v == nil {
		return
	}
	cell := m.plain(id, v, a.Indicator.Decimals+2, none)
	switch {
	case src.SHA256 != "":
		w := m.workbook(a.Indicator.Owner, stat.Period{Kind: stat.Year, Year: year}, src)
		w.supports(a.Indicator.Row)
		m.row(a, report.Row{ID: id + ".row"}, name, cell, m.leading(w), text(src.Sheet), text(src.Cell))
	case strings.HasPrefix(src.File, "inputs/history/"):
		m.row(a, report.Row{ID: id + ".row"}, name, cell, text("历史数据"), text(strings.TrimPrefix(src.File, "inputs/history/")), text(src.Cell))
	default:
		m.row(a, report.Row{ID: id + ".row"}, name, cell, text(planMaterial), text(none), text(none))
	}
}

// leading is the cell that names a workbook and leads to its line in the list.
func (m *material) leading(w *workbook) report.Cell {
	return report.Cell{Text: w.id, Link: "tf." + w.id}
}

func (m *material) row(a *evaluate.Assessment, r report.Row, name string, cells ...report.Cell) {
	r.Cells = append([]report.Cell{text(fmt.Sprint(a.Indicator.Row)), text(printedName(a.Indicator)), text(name)}, cells...)
	m.rows = append(m.rows, r)
}

func (m *material) figures() *report.Table {
	t := &report.Table{ID: "tm", Title: "（一）各项数据的来源", Rows: m.rows, Columns: columns(
		grouped(report.Centre, 5), grouped(report.Left, 22), col(report.Left, 26), col(report.Decimal, 11), col(report.Centre, 9), col(report.Left, 12), col(report.Centre, 9))}
	t.Head = head1("序号", "三级指标", "数据", "数值", "材料", "工作表", "单元格")
	t.Notes = []string{"序号为《方案》表1的序号。“《方案》”表示数字摘自方案原文；“历史数据”表示编报单位留存的往年数据文件，其后为文件名和行。" + legend}
	return t
}

func (m *material) list() *report.Table {
	t := &report.Table{ID: "tf", Title: "（二）报表", Columns: columns(
		col(report.Centre, 8), col(report.Left, 28), col(report.Left, 16), col(report.Left, 16), col(report.Centre, 14), col(report.Left, 14), col(report.Left, 34))}
	t.Head = head1("编号", "报告期/文件名", "报送单位", "报表", "收到时间", "所佐证的\n指标", "校验码（SHA-256）")
	for _, w := range m.files {
		received := "未登记"
		if at, ok := m.Arrived[w.period+"/"+w.file]; ok {
			received = strings.Replace(calendar.Short(at), " ", "\n", 1)
		}
		var forms []string
		for _, s := range w.sheets {
			forms = append(forms, cmp.Or(m.FormCodes[s], s))
		}
		t.Rows = append(t.Rows, report.Row{ID: "tf." + w.id, Cells: []report.Cell{
			text(w.id), text(w.period + "/" + w.file), text(m.Plan.UnitName(w.unit, m.period)), text(strings.Join(forms, "、")), text(received),
			text(w.supported()), text(w.sum),
		}})
	}
	t.Notes = []string{"所佐证的指标为《方案》表1的序号。校验码由文件内容算出，文件改动一处即不相同；编报单位存有各份报表的原件。收到时间为北京时间，摘自收件登记。"}
	return t
}

// documents lists the papers that the layout of 自评表 names.
func (c *composer) documents() *report.Table {
	t := &report.Table{ID: "td", Title: "（三）文件", Columns: columns(col(report.Centre, 6), col(report.Left, 50), col(report.Left, 20), col(report.Left, 24))}
	t.Head = head1("编号", "文件", "文号", "所佐证的指标")
	for i, d := range c.Plan.Self.Documents {
		t.Rows = append(t.Rows, report.Row{ID: fmt.Sprintf("td.%d", i+1), Cells: []report.Cell{
			text(fmt.Sprintf("文件%d", i+1)), text(d.Name), text(orNone(d.Number)), text(c.supported(d)),
		}})
	}
	t.Notes = []string{"文件由编报单位另附。"}
	return t
}

// supported says which indicators a document supports, by their numbers in the plan.
func (c *composer) supported(d plan.Evidence) string {
	var rows []string
	for _, code := range d.Indicators {
		ind, _ := c.Plan.Indicator(code)
		rows = append(rows, fmt.Sprint(ind.Row))
	}
	if len(rows) == 0 {
		return "全部"
	}
	return strings.Join(rows, "、")
}
