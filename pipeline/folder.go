package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// folderOf is the period whose folder of the inputs a report is made from. A quarter
// and its last month, several years and the last of them, are collected once: the
// quarter's report is made from the month's submissions, the closing report from the
// year's. A folder of the quarter's own counts if there is none of the month's; two
// that differ are refused, since nobody could tell which one holds.
func (p *Project) folderOf(period stat.Period) (stat.Period, error) {
	once := period.Collected()
	other := period
	if other == once {
		other = p.alsoReported(period)
	}
	if other == once {
		return period, nil
	}
	shared, err := p.contents(once)
	if err != nil {
		return period, err
	}
	own, err := p.contents(other)
	switch {
	case err != nil:
		return period, err
	case len(own) > 0 && len(shared) > 0 && !slices.Equal(own, shared):
		return period, fault.Config(fmt.Sprintf("%s 和 %s 是同一次报送，两个收件夹的内容却不一样", once, other), fmt.Sprintf("inputs/%s/ 和 inputs/%s/", once, other),
			fmt.Sprintf("以 inputs/%s/ 为准：请把应当采用的表格放进该文件夹，移走 inputs/%s/ 后再运行。没有改动任何文件。", once, other))
	case period == once || len(shared) == 0 && len(own) > 0:
		return period, nil
	}
	return once, nil
}

// alsoReported is the other report that is made from a period's submissions: of March,
// June, September and December the quarter, of the plan's last year the close of the
// plan; else the period itself.
func (p *Project) alsoReported(period stat.Period) stat.Period {
	h := p.Plan.Head
	switch {
	case period.Kind == stat.Month && period.N%3 == 0:
		return stat.Period{Kind: stat.Quarter, Year: period.Year, N: period.N / 3}
	case period == stat.Period{Kind: stat.Year, Year: h.TargetYear} && h.Years() > 1:
		return p.planPeriod()
	}
	return period
}

// planPeriod is the period of the closing report (总结评估): all years of the plan.
func (p *Project) planPeriod() stat.Period {
	return stat.Period{Kind: stat.Year, Year: p.Plan.Head.TargetYear, N: p.Plan.Head.Years()}
}

// contents are the hashes of what lies in a period's inputs, sorted; a name with a
// hash for what the bureau keeps there itself. None of a folder that is not there.
func (p *Project) contents(period stat.Period) ([]string, error) {
	dir := p.Workspace.Inputs(period.String())
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	list, err := workspace.ListInputs(dir)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range list {
		own := strings.EqualFold(f.Name, workspace.ReceiptsName) || strings.EqualFold(f.Name, workspace.GrantsName)
		if f.Skipped != "" && !own {
			continue
		}
		data, err := os.ReadFile(f.Path)
		if err != nil {
			return nil, fault.Break("读不到收件夹中的文件", "inputs/"+period.String()+"/"+f.Name, "请检查磁盘、网络盘和文件权限后重试。", err)
		}
		name := ""
		if own {
			name = f.Name + " "
		}
		out = append(out, name+workspace.Hash(data))
	}
	slices.Sort(out)
	return out, nil
}

// folderNamed is folderOf of a folder of the outputs; of what is no period, or is not
// clear, the name itself.
func (p *Project) folderNamed(name string) string {
	period, err := stat.ParsePeriod(name)
	if err != nil {
		return name
	}
	from, err := p.folderOf(period)
	if err != nil {
		return name
	}
	return from.String()
}

// inUse lists the workbooks of a period's inputs that are open elsewhere. It is told
// and decides nothing, so that what cannot be made out is as good as none.
func (p *Project) inUse(period stat.Period) []string {
	from, err := p.folderOf(period)
	if err != nil {
		return nil
	}
	list, err := workspace.ListInputs(p.Workspace.Inputs(from.String()))
	if err != nil {
		return nil
	}
	return workspace.InUse(list)
}
