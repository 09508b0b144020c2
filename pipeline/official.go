package pipeline

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/official"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// officialPattern is where tables of the higher authority lie among the templates.
const officialPattern = "official/*.xlsx"

// gapsFile says which cells of the filled tables have no figure.
const gapsFile = submissionFolder + "/填表说明.txt"

// officialTables are the tables to be filled in, by path; the locks that Excel and
// LibreOffice leave beside an open workbook are none.
func (p *Project) officialTables() (names []string, err error) {
	all, err := fs.Glob(p.Templates, officialPattern)
	for _, name := range all {
		if base := path.Base(name); !strings.HasPrefix(base, "~$") && !strings.HasPrefix(base, ".") {
			names = append(names, name)
		}
	}
	return names, err
}

// takesTables reports whether official tables are filled in for a period: not for ten
// days or a week, which have projects alone.
func takesTables(period stat.Period) bool { return !period.Short() }

// officialPaths is an index with all paths of a period and no figures of it.
func (p *Project) officialPaths(period stat.Period) *report.Index {
	return compose.Index(compose.Input{
		Plan: p.Plan, Figures: &consolidate.Result{Period: period}, Evaluated: &evaluate.Result{}, Paper: p.Settings.paper(period),
	}, nil)
}

// checkOfficial refuses tables that cannot be filled in, all faults at once, before
// anything is read or written.
func (p *Project) checkOfficial(period stat.Period) error {
	names, err := p.officialTables()
	if err != nil || len(names) == 0 || !takesTables(period) {
		return err
	}
	var lines []string
	ix := p.officialPaths(period)
	for _, name := range names {
		data, err := fs.ReadFile(p.Templates, name)
		if err != nil {
			return fault.Break("读不到上级表样", "templates/"+name, "请检查文件权限后重试。", err)
		}
		if base := path.Base(name); base == selfTableXLSX || base == materialXLSX {
			lines = append(lines, fmt.Sprintf("  templates/%s：与程序写的上报文件同名。请给表样换一个文件名。", name))
		}
		_, faults := official.Check(data, ix)
		lines = append(lines, faultLines("templates/"+name, faults)...)
	}
	return officialFault(lines)
}

// faultLines tells each fault with its place and what to do.
func faultLines(file string, faults []official.Fault) []string {
	var lines []string
	for _, f := range faults {
		lines = append(lines, fmt.Sprintf("  %s %s：%s。%s", file, f.Place(), strings.TrimRight(f.What, "。"), f.Remedy))
	}
	return lines
}

func officialFault(lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	f := fault.Config(fmt.Sprintf("上级表样有%d处需要修改，没有生成任何文件", len(lines)), "",
		"请改好表样后重新运行；zhibao official check 文件 可列出一个表样的全部占位符。不再使用的表样请移出 templates/official。")
	f.Detail = strings.Join(lines, "\n")
	return f
}

// officialFiles fills in the tables of the higher authority, and says what is missing.
func (p *Project) officialFiles(all *Assembled) ([]workspace.File, error) {
	names, err := p.officialTables()
	if err != nil || len(names) == 0 || !takesTables(all.Figures.Period) {
		return nil, err
	}
	ix := compose.Index(all.Input, all.Judged.Units)
	var files []workspace.File
	var lines []string
	told := []string{fmt.Sprintf("上级表样填报说明　%s", all.Figures.Period.Label()), ""}
	for _, name := range names {
		data, err := fs.ReadFile(p.Templates, name)
		if err != nil {
			return nil, fault.Break("读不到上级表样", "templates/"+name, "请检查文件权限后重试。", err)
		}
		out, faults, err := official.Fill(data, ix)
		if err != nil {
			return nil, err
		}
		lines = append(lines, faultLines("templates/"+name, faults)...)
		if out == nil {
			continue
		}
		files = append(files, workspace.File{Name: submissionFolder + "/" + workspace.Portable(path.Base(name)), Data: out.Data})
		told = append(told, toldOf(path.Base(name), out)...)
	}
	if err := officialFault(lines); err != nil {
		return nil, err
	}
	told = append(told, "单元格中的数是未经舍入的原值，按表样自己的数字格式显示。缺数的单元格写符号，不写0：“—”表示不适用、不可计算或没有记录，“待核定”表示责任部门没有有效数据，",
		"“缺报”“退回”“未报”表示该单位没有有效数据；缺少的文字留空。公式引用到这些单元格时可能显示 #VALUE!，请与上级部门商定后处理。")
	if all.Figures.Sample {
		told = append(told, "本期数据中有示例数据，不得上报。")
	}
	return append(files, workspace.File{Name: gapsFile, Data: []byte("\xef\xbb\xbf" + strings.Join(told, "\r\n") + "\r\n")}), nil
}

// toldOf says what was filled into a table, and every cell without a figure.
func toldOf(name string, out *official.Filled) []string {
	lines := []string{fmt.Sprintf("%s：填写%d处，其中缺数%d处。", name, out.Cells, len(out.Gaps))}
	for _, g := range out.Gaps {
		sign := "留空"
		if g.Sign != "" {
			sign = "写作“" + g.Sign + "”"
		}
		lines = append(lines, fmt.Sprintf("　　工作表「%s」%s　%s　%s", g.Sheet, g.Cell, g.Path, sign))
	}
	return append(lines, "")
}

// OfficialCheck is what a table asks for.
type OfficialCheck struct {
	File   string           `json:"file"`
	Period string           `json:"period,omitempty"`
	Asks   []official.Ask   `json:"asks"`
	Faults []official.Fault `json:"faults"`
}

// CheckTable lists what a table asks for. With a period that was run, each place
// comes with its figure; without one (nil) the year is only what the plan knows.
func CheckTable(ctx context.Context, p *Project, file string, data []byte, period *stat.Period) (*OfficialCheck, error) {
	ix := p.officialPaths(stat.Period{Kind: stat.Year, Year: p.Plan.Head.FirstYear})
	out := &OfficialCheck{File: file, Asks: []official.Ask{}, Faults: []official.Fault{}}
	if period != nil {
		out.Period = period.String()
		all, err := Recall(ctx, p, *period)
		if err != nil {
			return nil, err
		}
		ix = compose.Index(all.Input, all.Judged.Units)
	}
	asks, faults := official.Check(data, ix)
	out.Asks, out.Faults = append(out.Asks, asks...), append(out.Faults, faults...)
	if period == nil {
		for i := range out.Asks {
			out.Asks[i].Shown, out.Asks[i].Missing = "", false
		}
	}
	return out, nil
}
