package pipeline

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/reportxlsx"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// FigureKind says where a figure of a trace comes from.
type FigureKind string

// Kinds of figure. Only computed and official ones have figures below them.
const (
	ComputedFigure FigureKind = "computed" // by the formula from the figures below
	OfficialFigure FigureKind = "official" // the responsible department's, as it reported it
	ReportedFigure FigureKind = "reported" // stood in a cell of a submission
	PlanFigure     FigureKind = "plan"     // stands in inputs/plan
	HistoryFigure  FigureKind = "history"  // stands in a line of inputs/history
	PeriodFigure   FigureKind = "period"   // follows from the reporting period alone
	NoFigure       FigureKind = "none"     // nothing to print: the text says why
)

// Figure is a node of a trace: a figure, and what it was made of.
type Figure struct {
	ID       string        `json:"id,omitempty"`   // of the printed cell
	Role     string        `json:"role,omitempty"` // what the formula above calls it
	Name     string        `json:"name"`
	Kind     FigureKind    `json:"kind"`
	Unit     string        `json:"unit,omitempty"`    // of measure
	Value    string        `json:"value,omitempty"`   // exact decimal; empty for a text
	Text     string        `json:"text"`              // as printed, or as read
	Method   string        `json:"method,omitempty"`  // how it was made, in words
	Formula  string        `json:"formula,omitempty"` // over the roles of From
	Worked   string        `json:"worked,omitempty"`  // the formula with the figures put in
	Reported *ReportedCell `json:"reported,omitempty"`
	Line     *PlanLine     `json:"line,omitempty"`
	Printed  []PrintedAt   `json:"printed,omitempty"`
	Findings []Finding     `json:"findings,omitempty"`
	From     []*Figure     `json:"from,omitempty"`
}

// ReportedCell is the cell of a submission in which a figure stood.
type ReportedCell struct {
	Unit     string `json:"unit"` // code
	UnitName string `json:"unit_name"`
	Period   string `json:"period"`
	Measure  string `json:"measure"`
	Vintage  string `json:"vintage,omitempty"` // 预计, 初步, 核实, 修订
	Sample   bool   `json:"sample,omitempty"`  // 示例数据
	File     string `json:"file"`              // below the workspace, with slashes
	SHA256   string `json:"sha256"`
	Sheet    string `json:"sheet"`
	Cell     string `json:"cell"`
	Typed    string `json:"typed"` // as it stood in the cell
}

// PlanLine is the place of a figure in the plan's files.
type PlanLine struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Key  string `json:"key"` // such as gdp.target
}

// PrintedAt is a place where a figure is printed: a cell or a page.
type PrintedAt struct {
	File  string `json:"file"`
	Sheet string `json:"sheet,omitempty"`
	Cell  string `json:"cell,omitempty"`
	Page  int    `json:"page,omitempty"`
	Prose bool   `json:"prose,omitempty"` // quoted in the text rather than in a table
}

// Tracer follows the printed figures of a period back to cells.
type Tracer struct {
	project  *Project
	period   stat.Period
	in       *Assembled
	doc      *report.Document
	cells    report.Cells
	order    []string               // ids of the cells as printed
	printed  map[string][]PrintedAt // id → places
	at       map[string]string      // sheet!cell of the workbook → id
	years    map[int]pastYear
	units    evaluate.UnitHistory
	findings map[stat.Source][]rule.Result // of the period, by cell
	plan     map[string][]string           // file of the plan → lines
}

// pastYear is what the ledger holds of an earlier year.
type pastYear struct {
	observations map[observed]stat.Observation
	findings     map[stat.Source][]rule.Result
}

type observed struct {
	unit, item string
	measure    stat.Measure
}

// OpenTrace assembles a period from the ledger and renders it in memory, to know
// where each figure is printed. It writes nothing.
func OpenTrace(ctx context.Context, p *Project, period stat.Period) (*Tracer, error) {
	book, in, err := p.recall(ctx, period)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	t, err := newTracer(ctx, p, book, period, in)
	if err != nil {
		return nil, err
	}
	return t, t.print()
}

// newTracer assembles a period, without the places of its figures.
func newTracer(ctx context.Context, p *Project, book reader, period stat.Period, in *received) (*Tracer, error) {
	t := &Tracer{project: p, period: period, printed: map[string][]PrintedAt{}, at: map[string]string{}, years: map[int]pastYear{}}
	var err error
	if t.in, err = p.assemble(ctx, book, period, in); err != nil {
		return nil, err
	}
	past, err := p.remember(ctx, book, in)
	if err != nil {
		return nil, err
	}
	t.units = past.units(period)
	t.findings = byCell(slices.Collect(t.in.Results.Findings()))
	for year := p.Plan.Head.FirstYear; year < period.Year; year++ {
		if t.years[year], err = loadYear(ctx, book, stat.Period{Kind: stat.Year, Year: year}); err != nil {
			return nil, err
		}
	}
	t.plan, err = p.planLines()
	return t, err
}

func loadYear(ctx context.Context, book reader, year stat.Period) (pastYear, error) {
	y := pastYear{observations: map[observed]stat.Observation{}}
	observations, err := book.Observations(ctx, year)
	if err != nil {
		return y, err
	}
	for _, o := range observations {
		y.observations[observed{o.Unit, o.Item, o.Measure}] = o
	}
	subs, err := book.Received(ctx, year)
	var results []rule.Result
	for _, s := range subs {
		results = append(results, s.Results...)
	}
	y.findings = byCell(results)
	return y, err
}

// byCell sorts findings to the cells that they are about or name beside.
func byCell(results []rule.Result) map[stat.Source][]rule.Result {
	cells := map[stat.Source][]rule.Result{}
	for _, r := range results {
		if r.Outcome != rule.Fail {
			continue
		}
		for _, s := range append([]stat.Source{r.Source}, r.Related...) {
			if s.Cell != "" && !slices.ContainsFunc(cells[s], func(x rule.Result) bool { return x.Rule == r.Rule && x.Message == r.Message }) {
				cells[s] = append(cells[s], r)
			}
		}
	}
	return cells
}

// print renders the report and notes the place of every figure.
func (t *Tracer) print() error {
	fonts, err := t.project.findFonts()
	if err != nil {
		return err
	}
	fonts.noteAll(t.in.Observations, t.in.Results)
	full, err := compose.Report(t.in.Input)
	if err != nil {
		return err
	}
	created := documentTime(t.period)
	set, err := printReport(full, t.project.Settings.Print, fonts, created)
	if err != nil {
		return err
	}
	t.doc = set.doc
	_, sheets, err := reportxlsx.Render(t.doc, reportxlsx.Options{File: reportXLSX, Created: created})
	if err != nil {
		return fmt.Errorf("%s: %w", reportXLSX, err)
	}
	if t.cells, err = t.doc.Cells(); err != nil {
		return err
	}
	for _, b := range t.doc.Blocks() {
		t.notePlaces(b, sheets, set.places)
	}
	return t.printOpen(fonts)
}

// printOpen notes where the figures stand in the public edition, if there is one.
func (t *Tracer) printOpen(fonts *fontSet) error {
	doc, err := t.project.openEdition(t.in.Input, fonts)
	if err != nil || doc == nil {
		return err
	}
	created := documentTime(t.period)
	_, sheets, err := reportxlsx.Render(doc, reportxlsx.Options{File: openXLSX, Created: created})
	if err != nil {
		return fmt.Errorf("%s: %w", openXLSX, err)
	}
	_, pages, err := reportpdf.Render(compose.Excerpt(doc, t.project.Settings.Print, openXLSX), fonts.Fonts, reportpdf.Options{File: openPDF, Created: created})
	if err != nil {
		return fmt.Errorf("%s: %w", openPDF, err)
	}
	order, at := t.order, maps.Clone(t.at)
	for _, b := range doc.Blocks() {
		t.notePlaces(b, sheets, pages)
	}
	t.order, t.at = order, at // what is asked for by a cell is a cell of the internal edition
	return nil
}

// notePlaces notes where the figures of a block stand: those of a table in their
// cells, those that a paragraph quotes where the paragraph begins.
func (t *Tracer) notePlaces(b report.Block, sheets, pages map[string]report.Place) {
	note := func(id, at string, prose bool) {
		s, page := sheets[at], pages[at]
		if s.Cell != "" {
			t.printed[id] = append(t.printed[id], PrintedAt{File: s.File, Sheet: s.Sheet, Cell: s.Cell, Prose: prose})
		}
		if page.Page > 0 {
			t.printed[id] = append(t.printed[id], PrintedAt{File: page.File, Page: page.Page, Prose: prose})
		}
	}
	switch b := b.(type) {
	case *report.Table:
		for _, row := range b.Rows {
			for _, c := range row.Cells {
				if c.ID == "" {
					continue
				}
				note(c.ID, c.ID, false)
				t.order = append(t.order, c.ID)
				t.at[sheets[c.ID].Sheet+"!"+sheets[c.ID].Cell] = c.ID
			}
		}
	case report.Paragraph:
		seen := map[string]bool{}
		for _, r := range b.Runs {
			if r.Ref != "" && !seen[r.Ref] {
				seen[r.Ref] = true
				note(r.Ref, b.ID, true)
			}
		}
	}
}

// figureOf builds the tree of a printed cell.
func (t *Tracer) figureOf(id string) (*Figure, error) {
	f, err := t.build(id)
	if err != nil {
		return nil, err
	}
	cell := t.cells.Of(id)
	f.ID, f.Role, f.Text = id, "", cell.Text
	for _, same := range t.sameFigure(id) {
		f.Printed = append(f.Printed, t.printed[same]...)
	}
	return f, nil
}

// errNoTrace says that a printed cell is none of the figures that can be followed.
var errNoTrace = errors.New("该处不是可追溯的数字")

// untraced reports whether a cell is of a table about the reporting itself, of the
// list of 督办, whose figures stand in the list of projects, or of the proposed awards,
// whose figures stand in the annexes that its notes name.
func untraced(id string) bool {
	table, _, _ := strings.Cut(id, ".")
	return strings.HasPrefix(table, "t5") || strings.HasPrefix(table, "t8") || table == "t61" || table == "t62"
}

// traceable lists the ids of the cells of 附表1 to 附表4 and of the projects that print a figure or a
// verdict, in printed order.
func (t *Tracer) traceable(sheet string) []string {
	var ids []string
	for _, id := range t.order {
		s := t.sheetOf(id)
		part := strings.HasPrefix(s, sheet+"（") // 附表4（2） is of 附表4
		if (sheet == "" || s == sheet || part) && strings.HasPrefix(s, "附表") && !untraced(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (t *Tracer) sheetOf(id string) string {
	for _, at := range t.printed[id] {
		if at.Sheet != "" && !at.Prose {
			return at.Sheet
		}
	}
	return ""
}
