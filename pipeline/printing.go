package pipeline

import (
	"context"
	"errors"
	"maps"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// print archives a period's files, swaps them in and notes in the ledger that its
// latest run printed them, in this order: the ledger never names a set that did not
// stand in the outputs. A note of the intent is left on the disk meanwhile, so that
// after a crash in between confirm tells the ledger what happened.
func (p *Project) print(ctx context.Context, book *ledger.Ledger, period stat.Period, files []workspace.File, from sources) error {
	set := workspace.Printing{Period: period.String(), At: p.now(), Files: map[string]string{}}
	tell := p.counter(stagePublish, len(files))
	archived := p.deposit(book)
	defer archived.files.Discard()
	for _, f := range files {
		p.working(stagePublish, f.Name)
		set.Files[f.Name] = f.Sum()
		data, err := f.Content()
		if err != nil {
			return err
		}
		if err := archived.put(ctx, set.Files[f.Name], data); err != nil {
			return err
		}
		tell()
	}
	p.working(stagePublish, "换上新的文件")
	marks, err := book.Marks(ctx)
	if err != nil {
		return err
	}
	for _, m := range marks {
		if m.Period == period {
			set.Run = m.Seq
		}
	}
	known, err := onRecord(ctx, book, period, set)
	if err != nil {
		return err
	}
	if known { // a set that is printed again: there is nothing to tell
		if err := archived.files.Settle(); err != nil {
			return err
		}
		return p.Workspace.Publish(period.String(), runOwns, files)
	}
	if err := book.CheckClock(ctx, set.At); err != nil {
		return err
	}
	if set.Sources, err = archived.sources(ctx, from); err != nil {
		return err
	}
	if err := archived.files.Settle(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := p.Workspace.NotePrinting(set); err != nil {
		return err
	}
	if err := p.Workspace.Publish(period.String(), runOwns, files); err != nil {
		if p.Workspace.Swapping() { // the next start completes it
			return err
		}
		return errors.Join(err, p.Workspace.ForgetPrinting(set.Period))
	}
	// From here on the files are printed, whoever wants to stop.
	if err := p.tell(context.WithoutCancel(ctx), book, set); err != nil {
		return fault.Break("输出文件已换成新的，但没有记入台账。", "outputs/"+set.Period, "请排除以下原因后重新运行，程序会补记。", err)
	}
	return nil
}

// onRecord reports whether the set is the last one on record for its run.
func onRecord(ctx context.Context, book *ledger.Ledger, period stat.Period, set workspace.Printing) (bool, error) {
	all, err := book.Publications(ctx, period)
	known := false
	for _, one := range all {
		if one.RunSeq == set.Run {
			known = maps.Equal(one.Files, set.Files)
		}
	}
	return known, err
}

func (p *Project) tell(ctx context.Context, book *ledger.Ledger, set workspace.Printing) error {
	if err := book.RecordPublication(ctx, set.Run, set.At, set.Files, set.Sources); err != nil {
		return err
	}
	return p.Workspace.ForgetPrinting(set.Period)
}

// confirm tells the ledger of sets that a broken run put in place without a word, and
// forgets those that it did not put in place. It comes after workspace.Recover.
func (p *Project) confirm(ctx context.Context, book *ledger.Ledger) error {
	left, err := p.Workspace.Printings()
	for _, set := range left {
		if err != nil {
			return err
		}
		if p.Workspace.Stands(set) {
			err = p.tell(ctx, book, set)
		} else {
			err = p.Workspace.ForgetPrinting(set.Period)
		}
	}
	return err
}
