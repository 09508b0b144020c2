package pipeline

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unique"

	"zhibao/pipeline/convert"
	"zhibao/pipeline/csvbook"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/ingest"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
	"zhibao/pipeline/xlsx"
)

// Converter turns an old workbook into .xlsx of at most limit bytes.
type Converter func(ctx context.Context, data []byte, limit int64) ([]byte, error)

// fetch gets the bytes of one file of the inputs, or the submission of one that is
// refused unread. Only a file that cannot be fetched from the disk is an error.
func (p *Project) fetch(c ingest.Context, path, name string) (data []byte, refused *ingest.Submission, err error) {
	data, err = xlsx.ReadFile(path, p.Settings.Limits.orDefault().Limits)
	var refusal *xlsx.Refusal
	switch {
	case errors.As(err, &refusal):
		return nil, ingest.Refused(c, name, "", refusal), nil
	case workspace.Held(err):
		return nil, nil, fault.Break("收件夹中的文件正被其他程序占用", name, "请先在 Excel 或 WPS 中关闭该文件（正在复制的，等复制完毕），然后重新运行；已读过的表格不会重读。", err)
	case err != nil:
		return nil, nil, fault.Break("读不到收件夹中的文件", name, "请检查磁盘、网络盘和文件权限后重试。", err)
	}
	return data, nil, nil
}

// readData reads one file of the inputs, whatever it is: its type is told by its
// content. Only the end of the run is an error; all else is a submission with
// findings.
func (p *Project) readData(ctx context.Context, c ingest.Context, name, sum string, data []byte) (*ingest.Submission, error) {
	in := incoming{ctx: c, name: name, sum: sum, lim: p.Settings.Limits.orDefault()}
	sub, refusal, err := in.read(ctx, data)
	if err != nil || refusal == nil {
		return sub, err
	}
	if refusal.Rule != xlsx.RuleLegacyXLS || p.Convert == nil {
		return ingest.Refused(c, name, in.sum, refusal), nil
	}
	return in.convert(ctx, data, p.Convert)
}

// incoming is one file being read.
type incoming struct {
	ctx  ingest.Context
	name string
	sum  string // of the bytes that were sent
	lim  Limits
}

// read reads bytes within the time limit. A file that is not through by then, or
// on which the program stumbles, is left out with a finding.
func (in incoming) read(ctx context.Context, data []byte) (*ingest.Submission, *xlsx.Refusal, error) {
	type outcome struct {
		sub *ingest.Submission
		err error
	}
	got, err := within(ctx, in.lim.Time, func() outcome {
		book, part, err := parse(data, in.lim.Limits)
		if err != nil {
			return outcome{err: err}
		}
		book.SHA256 = in.sum
		sub := ingest.Read(in.ctx, in.name, book)
		detach(sub)
		sub.Part = part
		return outcome{sub: in.bounded(sub)}
	})
	switch {
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	case err != nil:
		return in.unfinished(err.Error()), nil, nil
	}
	var refusal *xlsx.Refusal
	if got.err != nil && !errors.As(got.err, &refusal) {
		return nil, nil, got.err
	}
	return got.sub, refusal, nil
}

// detach copies what was read out of the workbook, whose texts lie in few large blocks
// that would else stay in memory with it.
func detach(sub *ingest.Submission) {
	for i := range sub.Observations {
		o := &sub.Observations[i]
		for _, text := range []*string{&o.Item, &o.Read, &o.Vintage} {
			*text = strings.Clone(*text)
		}
		detachSource(&o.Source)
	}
	for i := range sub.Results {
		r := &sub.Results[i]
		for _, text := range []*string{&r.Subject.Item, &r.Seen, &r.Expected, &r.Message, &r.Remedy} {
			*text = strings.Clone(*text)
		}
		detachSource(&r.Source)
		for j := range r.Related {
			detachSource(&r.Related[j])
		}
	}
}

// detachSource keeps the name of a sheet or cell once for all files.
func detachSource(s *stat.Source) {
	s.Sheet, s.Cell = unique.Make(s.Sheet).Value(), unique.Make(s.Cell).Value()
}

// bounded keeps one file from filling the reports and the ledger.
func (in incoming) bounded(sub *ingest.Submission) *ingest.Submission {
	if n := len(sub.Observations); n > in.lim.Observations {
		return in.unfinished(fmt.Sprintf("填报的数据有%d项，超过%d项的上限", n, in.lim.Observations))
	}
	counts := map[string]int{}
	sub.Results = slices.DeleteFunc(sub.Results, func(r rule.Result) bool {
		counts[r.Rule]++
		return counts[r.Rule] > in.lim.Findings
	})
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		if counts[id] > in.lim.Findings {
			known, _ := in.ctx.Rules.Rule(id)
			sub.Results = append(sub.Results, in.ctx.Rules.Fail(rule.TooManyAlike, in.subject(sub), in.source(),
				rule.Args{"label": known.Name, "seen": fmt.Sprint(counts[id]), "expected": fmt.Sprint(in.lim.Findings)}))
		}
	}
	return sub
}

// subject is the file's unit, as far as it is known.
func (in incoming) subject(sub *ingest.Submission) rule.Subject {
	subject := rule.Subject{Period: in.ctx.Period}
	if sub.Unit != nil {
		subject.Unit = sub.Unit.Code
	}
	return subject
}

// convert reads an old workbook by way of LibreOffice. Its source stays the file
// that was sent.
func (in incoming) convert(ctx context.Context, data []byte, converter Converter) (*ingest.Submission, error) {
	refused := func(why string) *ingest.Submission {
		sub := ingest.Refused(in.ctx, in.name, in.sum, &xlsx.Refusal{Rule: xlsx.RuleLegacyXLS,
			Detail: "这是旧格式工作簿（.xls 或 WPS 的 .et），" + why + "，请另存为 .xlsx 后重新报送。"})
		sub.Uncertain = true
		return sub
	}
	var slow *convert.TooSlow
	converted, err := converter(ctx, data, in.lim.FileBytes)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &slow):
		return refused(fmt.Sprintf("转换超过%.0f秒没有完成，已停止", slow.Limit.Seconds())), nil
	case err != nil:
		return refused("转换没有成功"), nil
	}
	sub, refusal, err := in.read(ctx, converted)
	switch {
	case err != nil:
		return nil, err
	case refusal != nil:
		return refused("转换后仍不能接收：" + strings.TrimRight(refusal.Detail, "。")), nil
	}
	sub.Results = append(sub.Results, in.ctx.Rules.Fail(rule.Converted, in.subject(sub), in.source(), rule.Args{"seen": in.name}))
	rule.Sort(sub.Results)
	return sub, nil
}

// unfinished is the submission of a file that was left out.
func (in incoming) unfinished(why string) *ingest.Submission {
	return &ingest.Submission{File: in.name, SHA256: in.sum, Results: []rule.Result{
		in.ctx.Rules.Fail(rule.NotFinished, rule.Subject{Period: in.ctx.Period}, in.source(), rule.Args{"seen": why}),
	}}
}

func (in incoming) source() stat.Source { return stat.Source{File: in.name, SHA256: in.sum} }

// parse reads bytes as a workbook, or as forms saved as .csv, which may be only a
// part of what a unit sends. The error is that of the workbook unless the bytes
// are a text.
func parse(data []byte, lim xlsx.Limits) (book *xlsx.Book, part bool, err error) {
	book, err = xlsx.Read(data, lim)
	var refusal *xlsx.Refusal
	if errors.As(err, &refusal) && refusal.Rule == xlsx.RuleNotXLSX {
		book, err = csvbook.Read(data, lim)
		return book, true, err
	}
	return book, false, err
}

// within runs work and gives its result, or an error in words if it does not come
// back within the limit, or panics. Work that does not come back goes on in the
// background until the process ends; nobody reads its result.
func within[T any](ctx context.Context, limit time.Duration, work func() T) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		var out outcome
		defer func() {
			if r := recover(); r != nil {
				out.err = fmt.Errorf("程序在读取中出错（%v）", r)
			}
			done <- out
		}()
		out.value = work()
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	var none T
	select {
	case out := <-done:
		return out.value, out.err
	case <-ctx.Done():
		return none, ctx.Err()
	case <-timer.C:
		return none, fmt.Errorf("读取超过%.0f秒", limit.Seconds())
	}
}
