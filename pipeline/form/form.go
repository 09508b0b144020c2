// Package form is what is asked: form definitions as data, and the sheets they
// become for one unit and one period. The definitions drive the blank workbook,
// the ingest, the names in rules and the messages.
package form

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// Layout of a form: fixed rows of items, or a list that the unit extends.
type Layout string

// Layouts.
const (
	Rows Layout = "rows"
	List Layout = "list"
)

// IdentitySheet is the hidden sheet that says whose workbook it is.
const IdentitySheet = "_zhibao"

// GuideSheet is the sheet with instructions for whoever fills in the workbook.
const GuideSheet = "填报说明"

// The sheet that a returned copy has in front, and the titles of its columns that
// the intake looks for.
const (
	ReviewSheet    = "审核清单"
	AnswerTitle    = "核实说明／答复"
	ReviewKeyTitle = "对应"
)

// SampleMark stands in the head of a form whose figures are made up.
const SampleMark = "示例数据"

// Def is one form definition, a file of templates/forms/.
type Def struct {
	ID         string          `yaml:"id"`
	Code       string          `yaml:"code"` // 表号
	Title      string          `yaml:"title"`
	Sheet      string          `yaml:"sheet"`
	Authority  string          `yaml:"authority"`   // 制定机关
	Approval   string          `yaml:"approval"`    // 文号
	ValidUntil string          `yaml:"valid_until"` // 有效期至, a month such as 2022-06
	Units      []plan.UnitKind `yaml:"units"`
	Layout     Layout          `yaml:"layout"`
	Sections   []SectionDef    `yaml:"sections"`
	Columns    []Column        `yaml:"columns"`
	BlankRows  int             `yaml:"blank_rows"`
	Periods    []string        `yaml:"periods"` // kinds of period it is sent for: year, quarter, month, ten_day, week; empty: the first three
	OwedBy     []plan.UnitKind `yaml:"owed_by"` // kinds of unit that owe the list for ten days or a week; others may send it
	Guide      []string        `yaml:"guide"`   // sentences for 填报说明
}

// SectionDef is a titled group of rows. Owned selects the items that the
// reporting department is responsible for.
type SectionDef struct {
	Title string   `yaml:"title"`
	Rows  []RowDef `yaml:"rows"`
	Owned string   `yaml:"owned"` // indicators, components, industries or tasks
}

// RowDef is one row of a section.
type RowDef struct {
	Item     string `yaml:"item"`
	Optional bool   `yaml:"optional"`
	Derived  bool   `yaml:"derived"` // a ratio that the form reckons where its parts are asked for
}

// ColumnKind is the type of a column's cells.
type ColumnKind string

// Column kinds.
const (
	NumberColumn ColumnKind = "number"
	TextColumn   ColumnKind = "text"
	DateColumn   ColumnKind = "date"
	ChoiceColumn ColumnKind = "choice"
)

// Column is a column of a form. Title may hold {cumulative}, {current} and
// {previous}, which the period replaces.
type Column struct {
	Measure  stat.Measure `yaml:"measure"`
	Title    string       `yaml:"title"`
	Kind     ColumnKind   `yaml:"kind"`
	Width    float64      `yaml:"width"`
	Required bool         `yaml:"required"`
	Choices  []string     `yaml:"choices"`
	Prompt   string       `yaml:"prompt"`
	Aliases  []string     `yaml:"aliases"`
}

// Sheet is a form for one unit and one period: what the blank workbook shows and
// what ingest looks for.
type Sheet struct {
	Def     *Def
	Unit    *plan.Unit
	Period  stat.Period
	Name    string // sheet name
	Columns []Column
	Rows    []Row // empty for a list
}

// Row is one row that is asked for.
type Row struct {
	Section  string
	Item     plan.Item
	Required []stat.Measure
	Open     []stat.Measure // cells the unit may fill in
	Derived  *plan.Ratio    // reckons the row's value, which is no input then; nil for other rows
}

// Set is the catalogue of forms.
type Set struct {
	Defs    []*Def
	Kinds   Kinds // which forms are due when; none: every form always
	version string
	common  sync.Map // commonKey → *common: what is the same for all units that a form asks
}

// commonKey names a form in a period.
type commonKey struct {
	def    *Def
	plan   *plan.Plan
	period stat.Period
}

// common are the columns of a form in a period, and its rows where they do not depend on
// the unit. They are only read.
type common struct {
	columns []Column
	rows    []Row
	shared  bool // the rows are those of every unit
}

func (s *Set) commonOf(d *Def, p *plan.Plan, unit *plan.Unit, period stat.Period) *common {
	key := commonKey{d, p, period}
	if made, ok := s.common.Load(key); ok {
		return made.(*common)
	}
	made := &common{columns: slices.Clip(ColumnsFor(d.Columns, period))}
	made.shared = d.Layout == Rows && !slices.ContainsFunc(d.Sections, func(section SectionDef) bool { return section.Owned != "" })
	if made.shared {
		made.rows = slices.Clip(d.rows(p, unit, period))
	}
	s.common.Store(key, made)
	return made
}

// Version is a digest of the form files.
func (s *Set) Version() string { return s.version }

// Def returns the definition of an id.
func (s *Set) Def(id string) (*Def, bool) {
	for _, d := range s.Defs {
		if d.ID == id {
			return d, true
		}
	}
	return nil, false
}

// Load reads all forms/*.yaml of fsys in name order. p resolves the items.
func Load(fsys fs.FS, shown string, p *plan.Plan) (*Set, error) {
	names, err := fs.Glob(fsys, "forms/*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	set := &Set{}
	h := sha256.New()
	for _, name := range names {
		def := &Def{}
		at := shown + "/" + name
		if err := yamlfile.Load(fsys, name, at, def); err != nil {
			return nil, err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(h, "%s %d\n", name, len(data))
		h.Write(data)
		if err := def.check(data, at, p); err != nil {
			return nil, err
		}
		for _, other := range set.Defs {
			if other.ID == def.ID || other.Code == def.Code {
				return nil, yamlfile.At(data, at, "$.id", fmt.Sprintf("表式的 id「%s」或表号「%s」已被另一张表使用", def.ID, def.Code), "每张表的 id 和表号都要唯一。")
			}
		}
		set.Defs = append(set.Defs, def)
	}
	set.version = hex.EncodeToString(h.Sum(nil))[:12]
	return set, nil
}

func (d *Def) check(data []byte, at string, p *plan.Plan) error {
	problem := func(path, what, remedy string) error {
		return yamlfile.At(data, at, path, what, remedy)
	}
	if d.ID == "" || d.Code == "" || d.Sheet == "" || len(d.Units) == 0 {
		return problem("$", "表式定义缺少 id、code、sheet 或 units", "请补全。")
	}
	if _, err := stat.ParsePeriod(d.ValidUntil); err != nil {
		return problem("$.valid_until", fmt.Sprintf("有效期「%s」无法识别", d.ValidUntil), "请写成 2022-06。")
	}
	if d.Layout != Rows && d.Layout != List {
		return problem("$.layout", fmt.Sprintf("版式「%s」不认识", d.Layout), "可用的写法：rows、list。")
	}
	for i, k := range d.Units {
		if !slices.Contains([]plan.UnitKind{plan.County, plan.Park, plan.DeptUnit}, k) {
			return problem(fmt.Sprintf("$.units[%d]", i), fmt.Sprintf("单位类别「%s」不认识", k), "可用的写法：county、park、department。")
		}
	}
	if err := d.checkPeriods(problem); err != nil {
		return err
	}
	if len(d.Columns) == 0 {
		return problem("$", "表式没有栏目", "请用 columns 写明各栏。")
	}
	if err := d.checkColumns(problem); err != nil {
		return err
	}
	items := map[string]bool{}
	for i, s := range d.Sections {
		for j, r := range s.Rows {
			if _, ok := p.Item(r.Item); !ok {
				return problem(fmt.Sprintf("$.sections[%d].rows[%d].item", i, j), fmt.Sprintf("表式提到未知指标「%s」", r.Item), "请使用 inputs/plan/ 中的代码。")
			}
			if items[r.Item] {
				return problem(fmt.Sprintf("$.sections[%d].rows[%d].item", i, j), fmt.Sprintf("指标「%s」在同一张表中出现两次", r.Item), "请删去一处。")
			}
			items[r.Item] = true
			if err := d.checkDerived(r, p); r.Derived && err != nil {
				return problem(fmt.Sprintf("$.sections[%d].rows[%d].derived", i, j), err.Error(), "请删去 derived，或把分子、分母两行列入本表。")
			}
		}
		if s.Owned != "" && !slices.Contains([]string{"indicators", "components", "industries", "tasks"}, s.Owned) {
			return problem(fmt.Sprintf("$.sections[%d].owned", i), fmt.Sprintf("「%s」不认识", s.Owned), "可用的写法：indicators、components、industries、tasks。")
		}
	}
	return nil
}

func (d *Def) checkColumns(problem func(path, what, remedy string) error) error {
	seen := map[stat.Measure]bool{}
	for i, c := range d.Columns {
		at := fmt.Sprintf("$.columns[%d]", i)
		switch {
		case c.Measure == "" || c.Title == "":
			return problem(at, "栏目缺少 measure 或 title", "请补全。")
		case seen[c.Measure]:
			return problem(at+".measure", fmt.Sprintf("栏目「%s」出现两次", c.Measure), "每个栏目只写一次。")
		case !slices.Contains([]ColumnKind{NumberColumn, TextColumn, DateColumn, ChoiceColumn}, c.Kind):
			return problem(at+".kind", fmt.Sprintf("栏目类型「%s」不认识", c.Kind), "可用的写法：number、text、date、choice。")
		case c.Kind == ChoiceColumn && len(c.Choices) == 0:
			return problem(at+".kind", fmt.Sprintf("栏目「%s」没有可选项", c.Title), "请用 choices 写明可选项。")
		}
		seen[c.Measure] = true
	}
	return nil
}

// Sheets returns the sheets that a unit is asked to fill in for a period, in the
// order of the definitions; a park's sub-parks follow the park. A form with rows
// none of which is due is left out.
func (s *Set) Sheets(p *plan.Plan, unit *plan.Unit, period stat.Period) []Sheet {
	var sheets []Sheet
	for _, d := range s.Defs {
		if !slices.Contains(d.Units, unit.Kind) || !d.sentFor(period) || !s.Kinds.asks(d.ID, period) {
			continue
		}
		sheets = s.appendSheet(sheets, d, p, unit, period)
		if d.Layout == Rows {
			for _, sub := range p.SubParksOf(unit.Code) {
				sheets = s.appendSheet(sheets, d, p, sub, period)
			}
		}
	}
	return sheets
}

func (s *Set) appendSheet(sheets []Sheet, d *Def, p *plan.Plan, unit *plan.Unit, period stat.Period) []Sheet {
	made := s.commonOf(d, p, unit, period)
	sheet := Sheet{Def: d, Unit: unit, Period: period, Name: d.Sheet, Columns: made.columns}
	if unit.Kind == plan.SubPark {
		sheet.Name = d.Sheet + "-" + unit.NameAt(period)
	}
	if d.Layout == Rows {
		if sheet.Rows = made.rows; !made.shared {
			sheet.Rows = d.rows(p, unit, period)
		}
		if len(sheet.Rows) == 0 {
			return sheets
		}
	}
	return append(sheets, sheet)
}

// ColumnsFor returns the columns of a form in a period, with their titles. A
// column for the period alone is left out where the period has no months before.
func ColumnsFor(defs []Column, period stat.Period) []Column {
	var cols []Column
	for _, c := range defs {
		if c.Measure == stat.Current && (period.Kind == stat.Year || period.Kind == stat.Month && period.N == 2) {
			continue
		}
		before, hasBefore := period.Previous()
		if c.Measure == stat.Previous && !hasBefore {
			continue
		}
		cumulative := "1—" + fmt.Sprint(period.EndMonth()) + "月累计"
		if period.Kind == stat.Year {
			cumulative = "全年"
		}
		if title := c.Title; strings.Contains(title, "{") {
			c.Aliases = append(slices.Clone(c.Aliases), strings.NewReplacer("{cumulative}", "本年累计", "{current}", "本期", "{previous}", "上期累计").Replace(title))
			c.Title = strings.NewReplacer("{cumulative}", cumulative, "{current}", period.Current(),
				"{previous}", fmt.Sprintf("1—%d月累计", before.EndMonth())).Replace(title)
		}
		cols = append(cols, c)
	}
	return cols
}

// Column returns the column of a measure.
func (s Sheet) Column(m stat.Measure) (Column, bool) {
	for _, c := range s.Columns {
		if c.Measure == m {
			return c, true
		}
	}
	return Column{}, false
}

// FootFields are the signature fields under a form, in order; a key is the
// measure its text is kept under.
func FootFields() []Column {
	return []Column{
		{Measure: "responsible", Title: "单位负责人", Kind: TextColumn},
		{Measure: "statistics_head", Title: "统计负责人", Kind: TextColumn},
		{Measure: "filled_by", Title: "填表人", Kind: TextColumn},
		{Measure: "phone", Title: "联系电话", Kind: TextColumn},
		{Measure: "reported_on", Title: "报出日期", Kind: DateColumn},
	}
}

// FootItem is the item under which the foot fields are kept.
const FootItem = "foot"

// Fixed column titles that are not measures.
const (
	CodeTitle = "代码"
	NameTitle = "指标名称"
	UnitTitle = "计量单位"
	RowTitle  = "序号" // of a list
)

// Asked reports whether a unit owes a workbook for the period.
func (s *Set) Asked(p *plan.Plan, unit *plan.Unit, period stat.Period) bool {
	return slices.ContainsFunc(s.Sheets(p, unit, period), Sheet.Owed)
}
