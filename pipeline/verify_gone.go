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

	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// printedHere adds the periods that the ledger knows to those of which this workspace
// notes that it published something. A server's may have been printed elsewhere.
func (v *verifying) printedHere(periods []string) []string {
	if _, server := v.p.server(); !server {
		for _, m := range v.marks {
			periods = append(periods, m.Period.String())
		}
	}
	slices.Sort(periods)
	return slices.Compact(periods)
}

// gone holds a period's outputs against what the ledger has of the last set that was
// printed, where no manifest tells: it says which files are missing, and from which run.
func (v *verifying) gone(ctx context.Context, name string) error {
	period, err := stat.ParsePeriod(name)
	if v.book == nil || err != nil {
		return nil // a folder of some other name is not ours
	}
	all, err := v.book.Publications(ctx, period)
	if err != nil || len(all) == 0 {
		return err
	}
	last := all[len(all)-1]
	remedy := fmt.Sprintf("可用 zhibao report %s --as-of %d 取出当时所印的，或运行 zhibao report %s 重新生成。", name, last.RunSeq, name)
	var missing []string
	for _, file := range slices.Sorted(maps.Keys(last.Files)) {
		sum := last.Files[file]
		data, err := os.ReadFile(filepath.Join(v.p.Workspace.Outputs(name), filepath.FromSlash(file)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			missing = append(missing, file)
		case file == workspace.ManifestName: // told already
		case err != nil:
			v.found("output", "outputs/"+name+"/"+file, "文件读不出来", last.RunSeq, remedy)
		case workspace.Hash(data) != sum:
			v.found("output", "outputs/"+name+"/"+file, fmt.Sprintf("内容与台账不符：台账所记 SHA-256 为%s，现为%s", sum, workspace.Hash(data)), last.RunSeq, remedy)
		}
	}
	if slices.Equal(missing, []string{workspace.ManifestName}) {
		if names, err := v.p.Workspace.Published(name); err != nil || slices.Contains(names, workspace.ManifestName) {
			return err // told already
		}
	}
	if len(missing) > 0 {
		v.found("output", "outputs/"+name+"/", fmt.Sprintf("第%d次运行所印的%d个文件不见了：%s", last.RunSeq, len(missing), joined(missing)), last.RunSeq, remedy)
	}
	return nil
}
