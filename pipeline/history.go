package pipeline

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/csvbook"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/validate"
)

// past holds figures of earlier periods by unit and item, in order of the period's key.
type past map[[2]string][]record

// record is a validate.Record in little memory: at least one figure.
type record struct{ value, growth held }

// held is an observation: of inputs/history without its place, which is the line.
type held struct {
	stat.Packed
	line int
}

func hold(o stat.Observation) held {
	line := historyLine(o.Source)
	if line > 0 {
		o.Source.Cell = ""
	}
	return held{stat.Pack(o), line}
}

// observation is what was held; nil if nothing was.
func (h held) observation() *stat.Observation {
	if h.IsZero() {
		return nil
	}
	o := h.Observation()
	if h.line > 0 {
		o.Source.Cell = historyCell(h.line)
	}
	return &o
}

func (r record) period() stat.Period {
	if r.value.IsZero() {
		return r.growth.Period()
	}
	return r.value.Period()
}

// full is the record as validation asks for it.
func (r record) full() validate.Record {
	return validate.Record{Period: r.period(), Value: r.value.observation(), Growth: r.growth.observation()}
}

// find is what is known of an item in a period; nil if nothing is.
func (h past) find(unit, item string, period stat.Period) *record {
	list := h[[2]string{unit, item}]
	for i := range list {
		if list[i].period().SameTime(period) {
			return &list[i]
		}
	}
	return nil
}

// at is what is known of an item in a period; nothing if nothing is.
func (h past) at(unit, item string, period stat.Period) validate.Record {
	if r := h.find(unit, item, period); r != nil {
		return r.full()
	}
	return validate.Record{}
}

// of is all that is known of an item.
func (h past) of(unit, item string) []validate.Record {
	var list []validate.Record
	for _, r := range h[[2]string{unit, item}] {
		list = append(list, r.full())
	}
	return list
}

// memory is what is known of earlier periods, as validation asks for it.
type memory struct {
	history validate.History
	past    validate.Past
	earlier earlier
	known   past                          // what the history files and the ledger say
	marks   map[string]string             // unit → digest of all that history and past say of it
	sent    func(unit, sum string) string // digest of all that earlier says of a unit to the file with that hash
}

// unitHistory gives what is known of periods before current: the ledger's accepted
// figures first, then inputs/history/*.csv, then what the plan itself prints for
// the responsible department.
func (p *Project) unitHistory(ctx context.Context, book reader, current stat.Period) (memory, error) {
	all, err := p.loadHistory(p.historyFolder())
	if err != nil {
		return memory{}, err
	}
	reported := past{}
	if book != nil {
		if err := reported.load(ctx, book, current); err != nil {
			return memory{}, err
		}
	}
	all.add(reported)
	all.until(current)
	return memory{history: p.lookUp(all), past: p.records(all), known: all, marks: all.marks()}, nil
}

// until drops what is of later periods: a period reads earlier ones only, and one
// that comes later is no reason to judge it anew.
func (h past) until(current stat.Period) {
	for key, list := range h {
		if h[key] = slices.DeleteFunc(list, func(r record) bool { return current.Before(r.period()) }); len(h[key]) == 0 {
			delete(h, key)
		}
	}
}

// load adds what the ledger holds of all periods but one.
func (h past) load(ctx context.Context, book reader, without stat.Period) error {
	periods, err := book.Periods(ctx)
	if err != nil {
		return err
	}
	for _, period := range periods {
		if period.Key() == without.Key() {
			continue
		}
		observations, err := book.Packed(ctx, period)
		if err != nil {
			return err
		}
		for _, o := range observations {
			h.keep(held{Packed: o})
		}
	}
	return nil
}

// add puts figures in the place of those that were known before.
func (h past) add(more past) {
	for _, list := range more {
		for _, r := range list {
			for _, o := range []held{r.value, r.growth} {
				if !o.IsZero() {
					h.keep(o)
				}
			}
		}
	}
}

// remember gives what is known of other periods, read once in a run.
func (p *Project) remember(ctx context.Context, book reader, in *received) (memory, error) {
	if in.past != nil {
		return *in.past, nil
	}
	known, err := p.unitHistory(ctx, book, in.period)
	in.past = &known
	return known, err
}

// HistoryFrom is what a folder of history files and the plan say, without a ledger.
func (p *Project) HistoryFrom(dir string) (validate.History, error) {
	all, err := p.loadHistory(dir)
	return p.lookUp(all), err
}

func (p *Project) lookUp(all past) validate.History {
	return func(unit, item string, period stat.Period) (stat.Observation, bool) {
		if r := all.at(unit, item, period); r.Value != nil {
			return *r.Value, true
		}
		return p.printed(unit, item, period)
	}
}

// records gives all that is known of an item, in order of period. What the plan
// prints counts for the responsible department where nothing else is known.
func (p *Project) records(all past) validate.Past {
	printed := map[[2]string][]validate.Record{} // what all says, and the plan beside it
	for _, ind := range p.Plan.Indicators {
		key := [2]string{ind.Owner, ind.Code}
		for _, year := range slices.Sorted(maps.Keys(ind.Printed)) {
			period, err := stat.ParsePeriod(year)
			if err != nil || all.at(ind.Owner, ind.Code, period).Value != nil {
				continue
			}
			if _, begun := printed[key]; !begun {
				printed[key] = all.of(key[0], key[1])
			}
			o, _ := p.printed(ind.Owner, ind.Code, period)
			printed[key] = mergeRecord(printed[key], period, o)
		}
	}
	return func(unit, item string) []validate.Record {
		if list, ok := printed[[2]string{unit, item}]; ok {
			return list
		}
		return all.of(unit, item)
	}
}

func beforeKey(r validate.Record, key string) int { return strings.Compare(r.Period.Key(), key) }

// mergeRecord puts a value among sorted records.
func mergeRecord(list []validate.Record, period stat.Period, o stat.Observation) []validate.Record {
	i, found := slices.BinarySearchFunc(list, period.Key(), beforeKey)
	if !found {
		return slices.Insert(list, i, validate.Record{Period: period, Value: &o})
	}
	list[i].Value = &o
	return list
}

func (h past) keep(o held) {
	measure := o.Measure()
	if o.Kind() != stat.Number || measure != stat.Value && measure != stat.Growth {
		return
	}
	r := h.find(o.Unit(), o.Item(), o.Period())
	if r == nil {
		key := [2]string{o.Unit(), o.Item()}
		i, _ := slices.BinarySearchFunc(h[key], o.Period().Key(), func(r record, key string) int { return strings.Compare(r.period().Key(), key) })
		h[key] = slices.Insert(h[key], i, record{})
		r = &h[key][i]
	}
	if measure == stat.Value {
		r.value = o
	} else {
		r.growth = o
	}
}

// printed is the plan's own figure of a year, known to the department that owns it.
func (p *Project) printed(unit, item string, period stat.Period) (stat.Observation, bool) {
	it, ok := p.Plan.Item(item)
	if !ok || it.Owner != unit || period.Kind != stat.Year {
		return stat.Observation{}, false
	}
	f, ok := p.Plan.PrintedFigure(item, fmt.Sprint(period.Year))
	if !ok {
		return stat.Observation{}, false
	}
	return stat.Observation{Unit: unit, Item: item, Measure: stat.Value, Period: period,
		Quantity: stat.Quantity{Kind: stat.Number, Number: f.Decimal, Read: f.Text},
		Source:   stat.Source{File: "inputs/plan/indicators.yaml"}}, true
}

// officialHistory gives the official city figures of the plan's years before the
// current period: the ledger's of the responsible department, else those of
// inputs/history, else the plan's own. The base year's is the plan's, whatever was
// published later.
func (p *Project) officialHistory(known past, current stat.Period) evaluate.History {
	return func(code string, year int) (evaluate.YearFigure, bool) {
		it, _ := p.Plan.Item(code)
		period := stat.Period{Kind: stat.Year, Year: year}
		out := evaluate.YearFigure{Year: year}
		var f validate.Record
		if year >= p.Plan.Head.FirstYear && period.Before(current) {
			f = known.at(it.Owner, code, period)
		}
		if f.Growth != nil {
			out.Growth, out.GrowthSource = &f.Growth.Number, f.Growth.Source
		}
		if f.Value != nil {
			out.Value, out.Source = &f.Value.Number, f.Value.Source
		}
		if out.Value == nil && out.Growth == nil {
			o, ok := p.printed(it.Owner, code, period)
			if !ok {
				return out, false
			}
			out.Value, out.Source, out.Text = &o.Number, o.Source, o.Read
		}
		return out, true
	}
}

// historyHeader is the first line of inputs/history/*.csv.
var historyHeader = []string{"报告期", "单位代码", "指标代码", "数值", "同比增速", "来源", "备注"}

// loadHistory reads inputs/history/*.csv in name order; UTF-8 with or without a
// byte order mark.
func (p *Project) loadHistory(dir string) (past, error) {
	h := past{}
	names, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	for _, name := range names {
		if err := p.loadHistoryFile(h, name); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func (p *Project) loadHistoryFile(h past, path string) error {
	shown := "inputs/history/" + filepath.Base(path)
	data, err := os.ReadFile(path)
	if err != nil {
		return fault.Break("读不到历史数据文件", shown, "请检查文件权限后重试。", err)
	}
	text, ok := csvbook.Decode(data)
	if !ok {
		return historyFault(shown, 1, "不是文本文件，请另存为 CSV（逗号分隔）")
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = len(historyHeader)
	head, err := r.Read()
	if err != nil || !slices.Equal(head, historyHeader) {
		return historyFault(shown, 1, "表头应为："+strings.Join(historyHeader, "，"))
	}
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			return historyFault(shown, line, "各行的栏数应与表头一致")
		}
		if err := p.keepHistory(h, rec, stat.Source{File: shown, Cell: historyCell(line)}); err != nil {
			return historyFault(shown, line, err.Error())
		}
	}
}

// historyCell is the place of a line of inputs/history.
func historyCell(line int) string { return fmt.Sprintf("第%d行", line) }

// historyLine is the line that a place names; 0 if it names none.
func historyLine(s stat.Source) int {
	line, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(s.Cell, "第"), "行"))
	if s.Cell != historyCell(line) {
		return 0
	}
	return line
}

func historyFault(shown string, line int, what string) error {
	return fault.Config("历史数据文件有误："+what, fmt.Sprintf("%s 第%d行", shown, line), "请改正该行后重试。")
}

func (p *Project) keepHistory(h past, rec []string, src stat.Source) error {
	period, err := stat.ParsePeriod(rec[0])
	if err != nil {
		return err
	}
	if period.Short() {
		return fmt.Errorf("报告期「%s」是旬或周，旬、周只报重大项目，没有指标数", rec[0])
	}
	u, ok := p.Plan.Unit(rec[1])
	if !ok {
		return fmt.Errorf("单位代码「%s」不在报送名单中", rec[1])
	}
	it, ok := p.Plan.Item(rec[2])
	if !ok {
		return fmt.Errorf("指标代码「%s」没有定义", rec[2])
	}
	for i, m := range map[int]stat.Measure{3: stat.Value, 4: stat.Growth} {
		if rec[i] == "" {
			continue
		}
		d, err := decimal.NewFromString(rec[i])
		if err != nil {
			return fmt.Errorf("「%s」不是数字", rec[i])
		}
		h.keep(hold(stat.Observation{Unit: u.Code, Item: it.Code, Measure: m, Period: period,
			Quantity: stat.Quantity{Kind: stat.Number, Number: d, Read: strings.Clone(rec[i])}, Source: src}))
	}
	return nil
}
