package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"zhibao/pipeline/label"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Origin says where a figure of a series comes from.
type Origin string

// Origins of a figure in a series.
const (
	FromLedger  Origin = "ledger"  // reported in a submission
	FromHistory Origin = "history" // inputs/history
	FromPlan    Origin = "plan"    // printed by the plan itself
)

// Series is everything known of a unit's item, all versions included.
type Series struct {
	Unit     string       `json:"unit"`
	UnitName string       `json:"unit_name"`
	Item     string       `json:"item"`
	ItemName string       `json:"item_name"`
	Measure  string       `json:"unit_of_measure"`
	Figures  []PastFigure `json:"figures"`
}

// PastFigure is one version of one figure.
type PastFigure struct {
	Period   string        `json:"period"`
	Label    string        `json:"label"` // the period's printed name
	Column   string        `json:"column"`
	Value    string        `json:"value"`
	Unit     string        `json:"unit,omitempty"` // of measure
	Origin   Origin        `json:"origin"`
	Vintage  string        `json:"vintage,omitempty"` // 预计, 初步, 核实, 修订
	State    string        `json:"state,omitempty"`   // of the submission: 已接收, 退回, 被取代
	Used     bool          `json:"used"`              // counts now
	FirstRun int64         `json:"first_run,omitempty"`
	LastRun  int64         `json:"last_run,omitempty"`
	Reported *ReportedCell `json:"reported,omitempty"`
	Line     *PlanLine     `json:"line,omitempty"` // of inputs/history or inputs/plan

	period  stat.Period
	measure stat.Measure
}

// PastOf gives the series of a unit's item: what it ever reported, what
// inputs/history says, and what the plan prints for the responsible department.
// The city stands for the department.
func PastOf(ctx context.Context, p *Project, unit, item string) (*Series, error) {
	it, err := p.findItem(item)
	if err != nil {
		return nil, err
	}
	if label.Equal(unit, p.Plan.Head.City) || unit == p.Plan.Head.CityCode {
		unit = it.Owner
	}
	u, err := p.findUnit(unit)
	if err != nil {
		return nil, err
	}
	s := &Series{Unit: u.Code, UnitName: cmp.Or(u.Short, u.Name), Item: it.Code, ItemName: it.Name, Measure: it.Unit, Figures: []PastFigure{}}
	if err := p.addVersions(ctx, s, it); err != nil {
		return nil, err
	}
	known, err := p.loadHistory(p.Workspace.HistoryDir())
	if err != nil {
		return nil, err
	}
	for _, r := range known.of(u.Code, it.Code) {
		for _, o := range []*stat.Observation{r.Value, r.Growth} {
			if o != nil {
				s.Figures = append(s.Figures, fromHistory(it, o))
			}
		}
	}
	if err := p.addPrinted(s, it); err != nil {
		return nil, err
	}
	s.order()
	return s, nil
}

// addVersions adds what the ledger holds; a workspace without one has none.
func (p *Project) addVersions(ctx context.Context, s *Series, it plan.Item) error {
	book, err := p.ReadLedger(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer book.Close()
	versions, err := book.Reports(ctx, s.Unit, it.Code)
	if err != nil {
		return err
	}
	used := map[string]map[string]stat.Observation{} // period → key → what counts
	for _, v := range versions {
		key := v.Period.Key()
		if used[key] == nil {
			if used[key], err = countsNow(ctx, book, v.Period, it.Code); err != nil {
				return err
			}
		}
		now, counts := used[key][v.Key()]
		counts = counts && v.State == ledger.Accepted && now.Source == v.Source
		s.add(PastFigure{
			Value: v.Number.String(), Unit: unitOf(it, v.Measure), Origin: FromLedger, Vintage: v.Vintage, State: v.State.String(), Used: counts,
			FirstRun: v.FirstRun, LastRun: v.LastRun, period: v.Period, measure: v.Measure,
			Reported: &ReportedCell{Unit: v.Unit, UnitName: p.Plan.UnitName(v.Unit, v.Period), Period: v.Period.String(), Measure: measureName(v.Measure),
				Vintage: v.Vintage, Sample: v.Sample, File: "inputs/" + v.Period.String() + "/" + v.Source.File, SHA256: v.Source.SHA256,
				Sheet: v.Source.Sheet, Cell: v.Source.Cell, Typed: v.Read},
		})
	}
	return nil
}

func countsNow(ctx context.Context, book *ledger.Ledger, period stat.Period, item string) (map[string]stat.Observation, error) {
	observations, err := book.Item(ctx, period, item)
	now := map[string]stat.Observation{}
	for _, o := range observations {
		now[o.Key()] = o
	}
	return now, err
}

// add adds a version, or widens the runs of the same one: a file that was only
// judged again by other rules is told once for each state.
func (s *Series) add(f PastFigure) {
	for i := range s.Figures {
		old := &s.Figures[i]
		if old.Reported != nil && *old.Reported == *f.Reported && old.State == f.State && old.Value == f.Value {
			old.FirstRun, old.LastRun, old.Used = min(old.FirstRun, f.FirstRun), max(old.LastRun, f.LastRun), old.Used || f.Used
			return
		}
	}
	s.Figures = append(s.Figures, f)
}

func fromHistory(it plan.Item, o *stat.Observation) PastFigure {
	return PastFigure{Value: o.Number.String(), Unit: unitOf(it, o.Measure), Origin: FromHistory, period: o.Period, measure: o.Measure,
		Line: &PlanLine{File: o.Source.File, Line: historyLine(o.Source)}}
}

// addPrinted adds the figures that the plan prints, which are the department's.
func (p *Project) addPrinted(s *Series, it plan.Item) error {
	ind, ok := p.Plan.Indicator(it.Code)
	if !ok || it.Owner != s.Unit {
		return nil
	}
	lines, err := p.planLines()
	if err != nil {
		return err
	}
	for _, year := range slices.Sorted(maps.Keys(ind.Printed)) {
		period, err := stat.ParsePeriod(year)
		if err != nil {
			return err
		}
		key := "printed." + year
		s.Figures = append(s.Figures, PastFigure{Value: ind.Printed[year].Text, Unit: it.Unit, Origin: FromPlan, period: period, measure: stat.Value,
			Line: &PlanLine{File: "inputs/plan/indicators.yaml", Line: lineOf(lines["indicators.yaml"], it.Code, key), Key: it.Code + "." + key}})
	}
	return nil
}

// measureOrder is the order of the columns in a series.
var measureOrder = []stat.Measure{stat.Value, stat.Growth, stat.Current, stat.Previous, stat.Prior, stat.PriorComparable}

// order sorts by period, column and origin, and marks what counts where the ledger
// has nothing: what the plan prints, as in the evaluation, before inputs/history.
func (s *Series) order() {
	slices.SortStableFunc(s.Figures, func(a, b PastFigure) int {
		return cmp.Or(cmp.Compare(a.period.Key(), b.period.Key()),
			cmp.Compare(slices.Index(measureOrder, a.measure), slices.Index(measureOrder, b.measure)), cmp.Compare(a.FirstRun, b.FirstRun))
	})
	taken := map[string]bool{}
	for i := range s.Figures {
		f := &s.Figures[i]
		f.Period, f.Label, f.Column = f.period.String(), f.period.Label(), measureName(f.measure)
		if f.Used {
			taken[fmt.Sprint(f.period.Key(), f.measure)] = true
		}
	}
	for _, origin := range []Origin{FromPlan, FromHistory} {
		for i := range s.Figures {
			f := &s.Figures[i]
			key := fmt.Sprint(f.period.Key(), f.measure)
			if f.Origin == origin && !taken[key] {
				f.Used, taken[key] = true, true
			}
		}
	}
}
