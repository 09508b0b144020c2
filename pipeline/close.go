package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// Steps of the sign-off, in their order.
var signSteps = []string{"初审", "复审", "签发"}

// lastStep makes a draft a final paper.
const lastStep = "签发"

// Decision is what a person decides about a period.
type Decision struct {
	Kind   ledger.EventKind
	Step   string // of a sign-off
	Name   string // office or title
	Reason string
	At     time.Time
}

// Decide records a sign-off, a closing or a reopening. What is signed or closed is
// what the latest run printed.
func Decide(ctx context.Context, p *Project, period stat.Period, d Decision) error {
	if strings.TrimSpace(d.Name) == "" {
		return fault.Config("没有写明是谁的决定", "", "请加 --name，写处室或职务，例如 --name 分管副局长。")
	}
	if d.Kind == ledger.Reopened && strings.TrimSpace(d.Reason) == "" {
		return fault.Config("重开已封存的报告期必须写明原因", "", `请加 --reason，例如 --reason "按第四次经济普查结果修订"。`)
	}
	unlock, err := p.Workspace.Lock()
	if err != nil {
		return err
	}
	defer unlock()
	book, err := p.OpenLedger(ctx)
	if err != nil {
		return err
	}
	defer book.Close()
	e, events, err := p.present(ctx, book, period)
	if err != nil {
		return err
	}
	if err := p.permit(d, e, events); err != nil {
		return err
	}
	e.Kind, e.Step, e.Name, e.Reason, e.At = d.Kind, d.Step, strings.TrimSpace(d.Name), strings.TrimSpace(d.Reason), d.At
	return book.RecordEvent(ctx, e)
}

// present is the state of a period that a decision binds to, and the decisions so far.
func (p *Project) present(ctx context.Context, book *ledger.Ledger, period stat.Period) (e ledger.Event, events []ledger.Event, err error) {
	in, err := p.restore(ctx, book, period)
	if err != nil {
		return e, nil, err
	}
	got, err := p.assemble(ctx, book, period, in)
	if err != nil {
		return e, nil, err
	}
	e.Period = period
	if e.Content, err = contentOf(got.Input); err != nil {
		return e, nil, err
	}
	marks, err := book.Marks(ctx)
	if err != nil {
		return e, nil, err
	}
	for _, m := range marks {
		if m.Period == period {
			e.Run = m.Seq
		}
	}
	events, err = book.Events(ctx, period)
	return e, events, err
}

// permit refuses a decision out of order, and one about something else than what
// was printed.
func (p *Project) permit(d Decision, now ledger.Event, events []ledger.Event) error {
	closed := closing(events)
	switch {
	case d.Kind == ledger.Reopened && closed == nil:
		return fault.Config(now.Period.Label()+"没有封存，不必重开", "", "可直接运行 zhibao run。")
	case d.Kind == ledger.Reopened:
		return nil
	case d.Kind == ledger.Closed && closed != nil:
		return fault.Config(fmt.Sprintf("%s已经封存（%s，%s）", now.Period.Label(), closed.Name, shownTime(closed.At)), "", "如要修订，请先运行 zhibao reopen 并写明原因。")
	}
	if err := p.printedNow(now.Period); err != nil {
		return err
	}
	if d.Kind == ledger.Closed {
		return nil
	}
	at := slices.Index(signSteps, d.Step)
	if at < 0 {
		return fault.Config(fmt.Sprintf("没有「%s」这个步骤", d.Step), "", "步骤依次为初审、复审、签发。")
	}
	done := signed(events, now.Content)
	if len(done) > at {
		return fault.Config(fmt.Sprintf("本稿已经%s（%s，%s）", d.Step, done[at].Name, shownTime(done[at].At)), "", "不必重复；数据改动后重新运行的稿子须重新初审、复审、签发。")
	}
	if len(done) < at {
		return fault.Config(fmt.Sprintf("本稿还没有%s，不能%s", signSteps[len(done)], d.Step), "", fmt.Sprintf("请先运行 zhibao sign %s --step %s --name 处室或职务。", now.Period, signSteps[len(done)]))
	}
	return nil
}

// printedNow refuses a decision when the printed files are not those of the present
// inputs, plan, rules and program.
func (p *Project) printedNow(period stat.Period) error {
	data, err := os.ReadFile(filepath.Join(p.Workspace.Outputs(period.String()), workspace.ManifestName))
	var m workspace.Manifest
	if err == nil {
		m, err = workspace.ParseManifest(data)
	}
	if err != nil || !maps.Equal(m.Versions, p.versions()) {
		return fault.Config("输出文件不是按现行方案、规则和程序生成的", "outputs/"+period.String(), fmt.Sprintf("请先运行 zhibao run %s，看过新的文件再办。", period))
	}
	for name, sum := range m.Outputs {
		data, err := os.ReadFile(filepath.Join(p.Workspace.Outputs(period.String()), filepath.FromSlash(name)))
		if err != nil || workspace.Hash(data) != sum {
			return fault.Config("输出文件与清单不符，可能被改动", "outputs/"+period.String()+"/"+name, fmt.Sprintf("请先运行 zhibao report %s 重新生成，看过再办。", period))
		}
	}
	return nil
}

// signed are the steps taken for a content, in their order.
func signed(events []ledger.Event, content string) []ledger.Event {
	var done []ledger.Event
	for _, e := range events {
		if e.Kind == ledger.Signed && e.Content == content && len(done) < len(signSteps) && e.Step == signSteps[len(done)] {
			done = append(done, e)
		}
	}
	return done
}

// closing is the event that keeps a period closed; nil if it is open.
func closing(events []ledger.Event) *ledger.Event {
	var last *ledger.Event
	for i := range events {
		switch events[i].Kind {
		case ledger.Closed:
			last = &events[i]
		case ledger.Reopened:
			last = nil
		}
	}
	return last
}

// issued is the last step of the sign-off (签发) of the report as composed; nil while
// it is a draft.
func issued(events []ledger.Event, in compose.Input) (*ledger.Event, error) {
	if !slices.ContainsFunc(events, func(e ledger.Event) bool { return e.Step == lastStep }) {
		return nil, nil
	}
	content, err := contentOf(in)
	done := signed(events, content)
	if err != nil || len(done) < len(signSteps) {
		return nil, err
	}
	return &done[len(done)-1], nil
}

// contentOf hashes what the report and the papers for the higher authority say, without letterhead, fonts and the marks on
// its pages: number and date are given when the paper is signed.
func contentOf(in compose.Input) (string, error) {
	in.Paper, in.Draft = compose.Paper{}, false
	doc, err := compose.Report(in)
	if err != nil {
		return "", err
	}
	papers, err := compose.Submit(in, doc, nil)
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(struct {
		Report *report.Document
		Papers *compose.Submission
	}{doc, papers})
	return workspace.Hash(data), err
}

// checkOpen refuses to take in, for a closed period, other inputs than those that it
// was closed with. A closed period with the same inputs may be run again.
func (p *Project) checkOpen(ctx context.Context, book *ledger.Ledger, period stat.Period, inputs map[string]string) error {
	events, err := book.Events(ctx, period)
	if err != nil {
		return err
	}
	closed := closing(events)
	if closed == nil {
		return nil
	}
	run, _, err := book.AsOf(closed.Run).LastRun(ctx, period)
	if err != nil {
		return err
	}
	var what []string
	for _, name := range slices.Sorted(maps.Keys(inputs)) {
		switch sum, known := run.Inputs[name]; {
		case !known:
			what = append(what, name+"是封存后收到的")
		case sum != inputs[name]:
			what = append(what, name+"与封存时不同")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(run.Inputs)) {
		if _, ok := inputs[name]; !ok {
			what = append(what, name+"已不在收件夹")
		}
	}
	for _, part := range partNames {
		if run.Versions[part.key] != p.versions()[part.key] {
			what = append(what, part.name+"与封存时不同")
		}
	}
	if len(what) == 0 {
		return nil
	}
	return closedFault(*closed, listed(what))
}

// checkClosedContent refuses to print a closed period other than it was closed.
func (p *Project) checkClosedContent(ctx context.Context, book *ledger.Ledger, period stat.Period, in compose.Input) error {
	events, err := book.Events(ctx, period)
	if err != nil {
		return err
	}
	closed := closing(events)
	if closed == nil {
		return nil
	}
	content, err := contentOf(in)
	if err != nil || content == closed.Content {
		return err
	}
	return closedFault(*closed, "以前年度的数据、方案、规则或程序与封存时不同，重新生成的报告会与封存的不一样")
}

func closedFault(closed ledger.Event, what string) error {
	return fault.Config(fmt.Sprintf("%s已于%s封存（%s），不再改动：%s", closed.Period.Label(), shownTime(closed.At), closed.Name, what),
		"inputs/"+closed.Period.String(), fmt.Sprintf("如确需修订，请先运行 zhibao reopen %s --name 处室或职务 --reason 原因；否则恢复封存时的文件。已有的输出没有改动。", closed.Period))
}

// shownTime is a time for a person, by the clock of this computer.
func shownTime(t time.Time) string { return t.In(calendar.Zone()).Format("2006年1月2日15:04") }

// Decisions are the decisions about a period so far, and the words for its state.
func Decisions(ctx context.Context, p *Project, period stat.Period) (events []ledger.Event, state []string, err error) {
	book, _, err := p.recall(ctx, period)
	if err != nil {
		return nil, nil, err
	}
	defer book.Close()
	now, events, err := p.present(ctx, book, period)
	if err != nil {
		return nil, nil, err
	}
	done := signed(events, now.Content)
	switch len(done) {
	case 0:
		state = append(state, "现稿尚未初审，为送审稿")
	case len(signSteps):
		state = append(state, "现稿已签发")
	default:
		state = append(state, "现稿已"+done[len(done)-1].Step+"，为送审稿")
	}
	if closing(events) != nil {
		state = append(state, "报告期已封存")
	}
	return events, state, nil
}
