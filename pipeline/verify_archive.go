package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"zhibao/pipeline/ledger"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// contents holds every archived content against its hash, and wants every one that a
// record names to be there.
func (v *verifying) contents(ctx context.Context) error {
	named, err := v.book.Namings(ctx)
	if err != nil {
		return err
	}
	first := map[string]ledger.Naming{} // by hash: who named it first
	for _, n := range named {
		if _, known := first[n.SHA256]; !known {
			first[n.SHA256] = n
		}
	}
	inFiles, err := v.p.Workspace.Contents()
	if err != nil {
		return err
	}
	inLedger, err := v.book.Contents(ctx)
	if err != nil {
		return err
	}
	all := slices.Sorted(maps.Keys(first))
	for _, sum := range slices.Concat(inFiles, inLedger) {
		if _, known := first[sum]; !known {
			all = append(all, sum)
		}
	}
	slices.Sort(all)
	_, remote := v.p.server()
	for _, sum := range slices.Compact(all) {
		if err := ctx.Err(); err != nil {
			return err
		}
		v.Contents++
		data, err := v.p.RawContent(ctx, v.book, sum)
		n, known := first[sum]
		switch {
		case errors.Is(err, fs.ErrNotExist):
			v.found("archive", contentPlace(sum, n, known), "存档的原件不见了", n.Run, restoreContent(n))
		case err != nil && remote: // the server's fault, not the content's
			return err
		case err != nil:
			v.found("archive", contentPlace(sum, n, known), "存档的原件读不出来", n.Run, restoreContent(n))
		case workspace.Hash(data) != sum:
			v.found("archive", contentPlace(sum, n, known), "存档的原件被改动：内容的 SHA-256 现为"+workspace.Hash(data), n.Run, restoreContent(n))
		}
	}
	return nil
}

// contentPlace says where a content is kept and what it is.
func contentPlace(sum string, n ledger.Naming, known bool) string {
	what := "没有记录用到它"
	switch {
	case n.Printed:
		what = fmt.Sprintf("outputs/%s/%s，第%d次运行所印", n.Period, n.Name, n.Run)
	case n.Source:
		what = fmt.Sprintf("%s，第%d次运行（%s）印制所依据", sourceName(n.Name), n.Run, n.Period)
	case known:
		what = "inputs/" + n.Period + "/" + n.Name
	}
	return "档案 " + sum[:min(2, len(sum))] + "/" + sum[min(2, len(sum)):] + "（" + what + "）"
}

func restoreContent(n ledger.Naming) string {
	if n.Run == 0 && !n.Printed {
		return "请从备份恢复档案中的这份原件。"
	}
	return "请从备份恢复档案中的这份原件；在此之前，涉及它的追溯和历次报告的取出都不能完成。"
}

// chains follows the chains of runs and publications, and says where they break.
func (v *verifying) chains(ctx context.Context) error {
	gone, err := v.book.Gone(ctx)
	if err != nil {
		return err
	}
	for _, n := range gone {
		v.found("ledger", fmt.Sprintf("台账 第%d次运行", n), "这次运行的记录被删去，其他记录还提到它", n, restoreBackup)
	}
	breaks, err := v.book.Broken(ctx)
	if err != nil {
		return err
	}
	for _, b := range breaks {
		if b.Table == "run" {
			v.found("ledger", fmt.Sprintf("台账 第%d次运行（%s）", b.Seq, b.Period), runBreak(b), v.sinceRun(b, gone), restoreBackup)
			continue
		}
		what, err := v.printedBreak(ctx, b)
		if err != nil {
			return err
		}
		v.found("ledger", fmt.Sprintf("台账 第%d次运行所印文件的记录（%s）", b.Seq, b.Period), what, b.Seq, restoreBackup)
	}
	return nil
}

// sinceRun is the first run that may have been altered: of a gap the missing one.
func (v *verifying) sinceRun(b ledger.Break, gone []int64) int64 {
	for _, n := range gone {
		if n > b.Before && n < b.Seq {
			return n
		}
	}
	return b.Seq
}

func runBreak(b ledger.Break) string {
	before := "它前面没有运行"
	if b.Before > 0 {
		before = fmt.Sprintf("它前面是第%d次运行", b.Before)
	}
	switch {
	case b.Fits > 0:
		return fmt.Sprintf("运行的先后被改动：%s，按校验链应接在第%d次运行之后", before, b.Fits)
	case b.Seq > b.Before+1:
		return fmt.Sprintf("校验链在此断开：%s，其间的运行（第%s）被删去，或这次运行的时间、校验码被改动", before, numberRange(b.Before+1, b.Seq-1))
	}
	return "校验链在此断开：" + before + "，这次或前一次运行的时间、校验码被改动"
}

func numberRange(from, to int64) string {
	if from == to {
		return fmt.Sprintf("%d次", from)
	}
	return fmt.Sprintf("%d至%d次", from, to)
}

// printedBreak says what was altered in the record of a set of files: the archived
// manifest tells what the files were.
func (v *verifying) printedBreak(ctx context.Context, b ledger.Break) (string, error) {
	if b.Fits > 0 {
		return "先后被改动，或它前面的一套文件的记录被删去", nil
	}
	sum := b.Files[workspace.ManifestName]
	data, err := v.p.RawContent(ctx, v.book, sum)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	m, bad := workspace.ParseManifest(data)
	if err != nil || bad != nil || workspace.Hash(data) != sum {
		return "被改动：所记的清单（" + workspace.ManifestName + "）不在档案里，或不是原来的清单", nil
	}
	var what []string
	for _, name := range slices.Sorted(maps.Keys(m.Outputs)) {
		switch now, there := b.Files[name]; {
		case !there:
			what = append(what, name+"的一行被删去")
		case now != m.Outputs[name]:
			what = append(what, fmt.Sprintf("%s的 SHA-256 原为%s，现为%s", name, m.Outputs[name], now))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b.Files)) {
		if _, was := m.Outputs[name]; !was && name != workspace.ManifestName {
			what = append(what, "多了"+name+"一行")
		}
	}
	if len(what) == 0 {
		return "校验链在此断开：印出的时间、所属的运行被改动，或它前面的一套文件的记录被改动、删去", nil
	}
	return "被改动：" + listed(what), nil
}

// newest holds the outputs of a period against the set that was printed last, as the
// ledger has it: outputs and manifest may have been altered together.
func (v *verifying) newest(ctx context.Context, name string, m workspace.Manifest, data []byte, again string) error {
	period, err := stat.ParsePeriod(name)
	if v.book == nil || err != nil {
		return err
	}
	all, err := v.book.Publications(ctx, period)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		v.note("outputs/%s 没有记入台账，只按清单核对；下次运行时记入。", name)
		return nil
	}
	last, sum := all[len(all)-1], workspace.Hash(data)
	if last.Files[workspace.ManifestName] == sum {
		return nil
	}
	left, err := v.p.Workspace.Printings()
	if err != nil {
		return err
	}
	for _, set := range left {
		if set.Period == name && set.Files[workspace.ManifestName] == sum {
			v.note("outputs/%s 已换成新的，还没有记入台账；请重新运行，程序会补记。", name)
			return nil
		}
	}
	where := "outputs/" + name + "/"
	for _, p := range slices.Backward(all) {
		if p.Files[workspace.ManifestName] == sum {
			v.found("manifest", where+workspace.ManifestName, fmt.Sprintf("输出是第%d次运行所印的，不是最近一次（第%d次运行）所印的", p.RunSeq, last.RunSeq), last.RunSeq, again)
			return nil
		}
	}
	v.found("manifest", where+workspace.ManifestName, "与台账所记最近一次印出的清单不符", last.RunSeq, again)
	for _, file := range slices.Sorted(maps.Keys(m.Outputs)) {
		now, err := os.ReadFile(filepath.Join(v.p.Workspace.Outputs(name), filepath.FromSlash(file)))
		switch was, printed := last.Files[file]; {
		case err != nil || workspace.Hash(now) != m.Outputs[file]: // told already
		case !printed:
			v.found("output", where+file, "与清单相符，但台账没有印出过这个文件", last.RunSeq, again)
		case m.Outputs[file] != was:
			v.found("output", where+file, "与清单相符，但与台账所记印出的不符：文件和清单一起被改动", last.RunSeq, again)
		}
	}
	return nil
}
