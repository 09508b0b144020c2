package pipeline

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/form"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// Finding is a failed or not evaluated result as findings.json and --json show it:
// a validation of the ESS validation report (van der Loo and ten Bosch, Design of a
// generic machine-readable validation report structure, 1.0.0), with plain fields
// beside it. templates/schema/findings.schema.json describes it.
type Finding struct {
	ID    string      `json:"id"`   // the same for the same rule, place, file and figures
	Type  string      `json:"type"` // validation
	Event Event       `json:"event"`
	Rule  FindingRule `json:"rule"`
	Data  FindingData `json:"data"`
	Value string      `json:"value"` // 0: failed; NA: not evaluated

	Level     string         `json:"level"`    // 强制性, 准强制性, 核实性 or 提示
	Standing  string         `json:"standing"` // 待改正, 待说明, 已说明, 已准予, 提示 or 未能评判
	Open      bool           `json:"open"`     // a person is needed
	Unit      string         `json:"unit,omitempty"`
	UnitName  string         `json:"unit_name,omitempty"`
	Form      string         `json:"form,omitempty"`
	Item      string         `json:"item,omitempty"`
	ItemName  string         `json:"item_name,omitempty"`
	Measure   string         `json:"measure,omitempty"`
	Period    string         `json:"period"`
	Source    *Source        `json:"source,omitempty"`
	Related   []Source       `json:"related,omitempty"`
	Seen      string         `json:"seen,omitempty"`
	Expected  string         `json:"expected,omitempty"`
	Message   string         `json:"message"`
	Remedy    string         `json:"remedy"`
	Explained string         `json:"explained,omitempty"` // 核实说明, where it is accepted
	Refused   *FindingRefuse `json:"refused,omitempty"`   // 核实说明 that is not
	Granted   *FindingGrant  `json:"granted,omitempty"`
}

// Event says when and by whom a rule was held against data. The time is never the
// clock's: when the file arrived, else its 报出日期, else it is left out.
type Event struct {
	Time    string `json:"time,omitempty"`
	Actor   string `json:"actor"`
	Agent   string `json:"agent"`
	Trigger string `json:"trigger"`
}

// FindingRule is a rule in the words of the ESS report, with its id and name.
type FindingRule struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Language    string `json:"language"`
	Expression  string `json:"expression"`
	Severity    string `json:"severity"` // error, warning or information
	Description string `json:"description"`
}

// FindingData says which cells were looked at and which data point is judged.
type FindingData struct {
	Source      []string `json:"source"` // FILE#SHEET!CELL
	Target      []string `json:"target"` // unit/period/form/item/measure, as far as they apply
	Description string   `json:"description,omitempty"`
}

// FindingRefuse is an explanation that is not accepted.
type FindingRefuse struct {
	Note string `json:"note"`
	Why  string `json:"why"`
}

// FindingGrant is the bureau's leave for a figure.
type FindingGrant struct {
	Reason string `json:"reason"`
	By     string `json:"by"`
	Date   string `json:"date"`
}

// Source is a place as JSON shows it.
type Source struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256,omitempty"`
	Sheet  string `json:"sheet,omitempty"`
	Cell   string `json:"cell,omitempty"`
}

// Passes is how many rules a file passed: an aggregation of the ESS report. Passed
// rules are counted and not listed.
type Passes struct {
	ID        string      `json:"id"`
	Type      string      `json:"type"` // aggregation
	Event     Event       `json:"event"`
	Aggregate Aggregate   `json:"aggregate"`
	Data      FindingData `json:"data"`
	Value     string      `json:"value"`
}

// Aggregate says how the value of an aggregation is made.
type Aggregate struct {
	Language    string `json:"language"`
	Expression  string `json:"expression"`
	Description string `json:"description"`
}

// Words of events and rules.
const (
	actorBureau    = "统计局"
	triggerRun     = "收件审核"
	triggerCheck   = "单独审核"
	languageExpr   = "expr"
	languageNative = "zhibao"
)

// severityESS maps our levels to the three of the ESS report.
func severityESS(s rule.Severity) string {
	switch s {
	case rule.Verify:
		return "warning"
	case rule.Hint:
		return "information"
	}
	return "error"
}

// Findings turns results into their JSON form. times says when each file arrived or
// was reported; a file that it does not know has no time.
func (p *Project) Findings(results []rule.Result, period stat.Period, times map[string]string) []Finding {
	list := []Finding{}
	return slices.AppendSeq(list, p.eachFinding(slices.Values(results), period, times))
}

// eachFinding turns results into their JSON form one by one.
func (p *Project) eachFinding(results iter.Seq[rule.Result], period stat.Period, times map[string]string) iter.Seq[Finding] {
	return func(yield func(Finding) bool) {
		twice := map[string]int{}
		for r := range results {
			f := p.finding(r, period)
			f.Event = p.event(times[r.Source.File], triggerRun)
			if twice[f.ID]++; twice[f.ID] > 1 {
				f.ID += "-" + strconv.Itoa(twice[f.ID])
			}
			if !yield(f) {
				return
			}
		}
	}
}

// CheckFindings are the findings of a workbook that was judged by itself.
func (p *Project) CheckFindings(c *Checked) []Finding {
	list := p.Findings(c.Results, c.Period, nil)
	for i := range list {
		list[i].Event = p.event(asDate(c.ReportedOn), triggerCheck)
	}
	return list
}

func (p *Project) event(at, trigger string) Event {
	return Event{Time: at, Actor: actorBureau, Agent: strings.TrimSpace("zhibao " + p.Settings.Version), Trigger: trigger}
}

func (p *Project) finding(r rule.Result, period stat.Period) Finding {
	f := Finding{
		ID: findingID(r, period), Type: "validation", Value: "0", Rule: p.findingRule(r), Data: p.findingData(r, period),
		Level: r.Severity.String(), Standing: string(r.Standing()), Open: r.Open(),
		Unit: r.Subject.Unit, Form: r.Subject.Form, Item: r.Subject.Item, Measure: string(r.Subject.Measure), Period: period.String(),
		Seen: r.Seen, Expected: r.Expected, Message: r.Message, Remedy: r.Remedy, Explained: r.Explained,
	}
	if r.Outcome == rule.NotEvaluated {
		f.Value, f.Explained = "NA", ""
		f.Message, f.Remedy = "缺少数据，不能评判："+f.Rule.Name, "补齐数据后自动评判。"
	}
	if r.Severity != rule.Verify {
		f.Explained = "" // a note beside it, which settles nothing
	}
	if r.Subject.Unit != "" {
		f.UnitName = p.Plan.UnitName(r.Subject.Unit, period)
	}
	if it, ok := p.Plan.Item(r.Subject.Item); ok {
		f.ItemName = it.Name
	}
	if r.Source.File != "" {
		f.Source = &Source{r.Source.File, r.Source.SHA256, r.Source.Sheet, r.Source.Cell}
	}
	for _, s := range r.Related {
		f.Related = append(f.Related, Source{s.File, s.SHA256, s.Sheet, s.Cell})
	}
	if r.Refused != (rule.Refusal{}) {
		f.Refused = &FindingRefuse{r.Refused.Note, r.Refused.Why}
	}
	if r.Granted != (rule.Grant{}) {
		f.Granted = &FindingGrant{r.Granted.Reason, r.Granted.By, r.Granted.Date}
	}
	return f
}

func (p *Project) findingRule(r rule.Result) FindingRule {
	out := FindingRule{ID: r.Rule, Language: languageNative, Expression: r.Rule, Severity: severityESS(r.Severity)}
	if rl, ok := p.Rules.Rule(r.Rule); ok {
		out.Name, out.Description = rl.Name, rl.Name
		if rl.Origin != "" {
			out.Description += "（" + rl.Origin + "）"
		}
		if rl.Expr != "" {
			out.Language, out.Expression = languageExpr, rl.Expr
		}
	}
	return out
}

func (p *Project) findingData(r rule.Result, period stat.Period) FindingData {
	d := FindingData{Source: []string{}, Target: []string{target(r.Subject, period)}}
	for _, s := range append([]stat.Source{r.Source}, r.Related...) {
		if text := address(s); text != "" && !slices.Contains(d.Source, text) {
			d.Source = append(d.Source, text)
		}
	}
	if it, ok := p.Plan.Item(r.Subject.Item); ok {
		d.Description = it.Name + p.columnTitle(r.Subject.Form, r.Subject.Measure, period)
	}
	return d
}

// target names a data point: unit, period, form, item, measure. A part that does
// not apply is 「-」; none stands at the end.
func target(s rule.Subject, period stat.Period) string {
	parts := []string{s.Unit, period.String(), s.Form, s.Item, string(s.Measure)}
	for len(parts) > 2 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	for i := range parts {
		parts[i] = cmp.Or(parts[i], "-")
	}
	return strings.Join(parts, "/")
}

// address names a cell, a sheet or a file.
func address(s stat.Source) string {
	switch {
	case s.Sheet == "":
		return s.File
	case s.Cell == "":
		return s.File + "#" + s.Sheet
	}
	return s.File + "#" + s.Sheet + "!" + s.Cell
}

// findingID is a digest of what a finding is about: not of the file's name, nor of
// the wording.
func findingID(r rule.Result, period stat.Period) string {
	var text []byte
	parts := []string{r.Rule, strconv.Itoa(int(r.Outcome)), r.Subject.Unit, r.Subject.Form, r.Subject.Item, string(r.Subject.Measure), period.Key(),
		cmp.Or(r.Source.SHA256, r.Source.File), r.Source.Sheet, r.Source.Cell, r.Seen, r.Expected}
	for _, o := range r.Operands {
		parts = append(parts, o.Item, string(o.Measure), o.Text)
	}
	for _, part := range parts {
		text = append(append(append(strconv.AppendInt(text, int64(len(part)), 10), ':'), part...), ',')
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])[:20]
}

// passes counts what each file that counts passed, and how often the rules between
// units passed, which are about no file.
func (p *Project) passes(in *received, times map[string]string, between int) []Passes {
	list := []Passes{}
	add := func(subject rule.Subject, src stat.Source, files []string, words string, n int) {
		list = append(list, Passes{
			ID: findingID(rule.Result{Outcome: rule.Pass, Subject: subject, Source: src}, in.period), Type: "aggregation", Event: p.event(times[src.File], triggerRun),
			Aggregate: Aggregate{Language: languageNative, Expression: "count(value == '1')", Description: words},
			Data:      FindingData{Source: files, Target: []string{target(subject, in.period)}},
			Value:     strconv.Itoa(n),
		})
	}
	for _, f := range in.files {
		if f.Unit == nil || f.state == ledger.Superseded {
			continue
		}
		add(rule.Subject{Unit: f.Unit.Code, Period: in.period}, stat.Source{File: f.File, SHA256: f.SHA256}, []string{f.File}, "审核通过的次数", f.passed)
	}
	add(rule.Subject{Period: in.period}, stat.Source{}, []string{}, "单位间审核通过的次数", between)
	return list
}

// findingsFile is findings.json: every finding, then what each file passed, each on a line.
func (p *Project) findingsFile(in *received, of *Assembled, to *workspace.SpoolWriter) (workspace.File, error) {
	w := &listWriter{to: to}
	for f := range p.eachFinding(of.Results.All(), in.period, of.Times) {
		w.add(f)
	}
	for _, c := range p.passes(in, of.Times, of.Passed-in.passed()) {
		w.add(c)
	}
	if err := w.end(); err != nil {
		return workspace.File{}, err
	}
	return to.File()
}

// eventTimes says of each file of the latest run when it was reported: its
// 报出日期, as far as it is a date. arrived, when the file came in, goes before it.
func eventTimes(ctx context.Context, book reader, period stat.Period, arrived map[string]string) (map[string]string, error) {
	times, err := book.ReportedOn(ctx, period, form.FootItem, reportedOn)
	if err != nil {
		return nil, err
	}
	for file, at := range times {
		times[file] = asDate(at)
	}
	for file, at := range arrived {
		times[file] = at
	}
	return times, nil
}

// asDate is a date of ISO 8601, or nothing if the text is none.
func asDate(text string) string {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return ""
	}
	return text
}

// reportedOn is the side field 报出日期 of the forms.
const reportedOn stat.Measure = "reported_on"

// arrived says when each file came in, as far as 收件.csv says it.
func (in *received) arrived() map[string]string {
	times := map[string]string{}
	for _, a := range in.arrivals {
		times[a.File] = a.At.In(calendar.Zone()).Format(time.RFC3339)
	}
	return times
}
