package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/ingest"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// Report renders a period's documents again from the ledger, without reading
// workbooks.
func Report(ctx context.Context, p *Project, period stat.Period) (*Summary, error) {
	if err := p.checkSubmission(period); err != nil {
		return nil, err
	}
	unlock, fonts, err := p.begin()
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := p.checkOfficial(period); err != nil {
		return nil, err
	}
	book, in, err := p.recall(ctx, period)
	if err != nil {
		return nil, err
	}
	err = fonts.recall(ctx, book, in)
	if err = errors.Join(err, book.Close()); err != nil {
		return nil, err
	}
	written, err := p.OpenLedger(ctx) // to note what is printed
	if err != nil {
		return nil, err
	}
	defer written.Close()
	if err := p.confirm(ctx, written); err != nil {
		return nil, err
	}
	return p.publish(ctx, written, period, in, fonts)
}

// recall notes what submissions say that are not read again.
func (f *fontSet) recall(ctx context.Context, book reader, in *received) error {
	observations, err := book.Packed(ctx, in.period)
	f.noteAll(observations, in.results())
	return err
}

// Recall assembles a period from the ledger, for dump and status.
func Recall(ctx context.Context, p *Project, period stat.Period) (*Assembled, error) {
	book, in, err := p.recall(ctx, period)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	return p.assemble(ctx, book, period, in)
}

// recall opens the ledger and restores what the last run of the period received.
// The caller closes the ledger unless there is an error.
func (p *Project) recall(ctx context.Context, period stat.Period) (*ledger.Ledger, *received, error) {
	book, err := p.ReadLedger(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, notRun(period)
	}
	if err != nil {
		return nil, nil, err
	}
	in, err := p.restore(ctx, book, period)
	if err != nil {
		return nil, nil, errors.Join(err, book.Close())
	}
	return book, in, nil
}

// errNotRun is in the fault of a period that was never run.
var errNotRun = errors.New("the period was not run")

func notRun(period stat.Period) error {
	f := fault.Config(fmt.Sprintf("台账中没有 %s 的数据", period), "", fmt.Sprintf("请先运行 zhibao run %s。", period))
	f.Err = errNotRun
	return f
}

// before is the last run of the period with other inputs, to compare with; nil if
// there is none. A run with the same inputs is never recorded twice, so running
// again changes nothing here.
func (p *Project) before(ctx context.Context, book reader, period stat.Period) (*compose.Before, error) {
	run, subs, ok, err := book.Before(ctx, period)
	if err != nil || !ok {
		return nil, err
	}
	b := &compose.Before{Results: run.Batch}
	for _, s := range subs {
		b.Results = append(b.Results, slices.Collect((&judged{state: s.State, Submission: &ingest.Submission{Results: s.Results}}).told().Findings())...)
	}
	rule.Sort(b.Results)
	return b, nil
}

func (p *Project) restore(ctx context.Context, book reader, period stat.Period) (*received, error) {
	run, ok, err := book.LastRun(ctx, period)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, notRun(period)
	}
	subs, err := book.Received(ctx, period)
	if err != nil {
		return nil, err
	}
	in := &received{period: period, from: period, batch: run.Batch, inputs: run.Inputs, arrivals: run.Arrivals, recalled: true}
	for _, s := range subs {
		in.from = s.Period
		u, ok := p.Plan.Unit(s.Unit)
		if !ok {
			return nil, fault.Config(fmt.Sprintf("台账中的单位代码「%s」不在报送名单中", s.Unit), "inputs/plan/units.yaml", "请恢复该单位，或以曾用代码保留。")
		}
		in.files = append(in.files, &judged{state: s.State, passed: s.Passed,
			Submission: &ingest.Submission{File: s.File, SHA256: s.SHA256, Unit: u, Results: s.Results}})
	}
	return in, nil
}
