package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/convert"
	"zhibao/pipeline/rule"
)

func (a *app) runCommand() *cobra.Command {
	return a.withOn(a.withEdition(a.withJSON(&cobra.Command{
		Use: "run 报告期", Short: "收件、审核、汇总、评价，生成全部报告",
		Example: "  zhibao run 2018-06", Args: exactly(1, "报告期"),
		RunE: func(c *cobra.Command, args []string) error {
			p, period, err := a.openFor(args[0])
			if err != nil {
				return err
			}
			if converter := convert.Find(); converter != nil {
				p.Convert = converter.Convert
			}
			s, err := pipeline.Run(c.Context(), p, period)
			if err != nil {
				return err
			}
			return a.tell(p, s)
		},
	})), textFlagOn)
}

func (a *app) reportCommand() *cobra.Command {
	var past pipeline.ReprintOptions
	return a.withOn(a.withEdition(a.withJSON(reprintFlags(&cobra.Command{
		Use: "report 报告期", Short: "不读表格，按台账重新生成报告；或取出以前印出的",
		Example: "  zhibao report 2018-06\n  zhibao report 2017 --as-of 3 --render", Args: exactly(1, "报告期"),
		RunE: func(c *cobra.Command, args []string) error {
			p, period, err := a.openFor(args[0])
			if err != nil {
				return err
			}
			if err := checkReprint(past); err != nil {
				return err
			}
			if past.AsOf != "" {
				return a.reprint(c.Context(), p, period, past)
			}
			s, err := pipeline.Report(c.Context(), p, period)
			if err != nil {
				return err
			}
			return a.tell(p, s)
		},
	}, &past))), textFlagOn)
}

// tell prints the one-screen summary and sets the exit code.
func (a *app) tell(p *pipeline.Project, s *pipeline.Summary) error {
	a.code = s.Code()
	if a.json {
		return a.printJSON(summaryJSON(p, s))
	}
	if a.quiet {
		return nil
	}
	a.say("")
	a.say("%s  %s", p.Plan.Head.City, s.Period.Label())
	a.say("  报送  应报%d家，审核通过%d家，退回%d家，缺报%d家", len(s.Units), s.Count(consolidate.Reported), s.Count(consolidate.Returned), s.Count(consolidate.Missing))
	a.say("  问题  强制性%d个，准强制性%d个，核实性%d个，提示%d个%s", s.Findings[rule.Mandatory], s.Findings[rule.NearMandatory], s.Findings[rule.Verify], s.Findings[rule.Hint], excused(s))
	a.tellVerdicts(s)
	a.tellOpen(p, s)
	if s.Unchanged {
		a.say(textUnchanged)
	}
	a.say("  文件  %s/", strings.ReplaceAll(s.Folder, `\`, "/"))
	a.say("        %s", strings.Join(shownFiles(s), "  "))
	a.say("  下一步  %s", nextStep(s))
	return nil
}

// excused counts what was explained and granted, if anything was.
func excused(s *pipeline.Summary) string {
	var parts []string
	if n := s.Excused[rule.WasExplained]; n > 0 {
		parts = append(parts, fmt.Sprintf("已说明%d个", n))
	}
	if n := s.Excused[rule.WasGranted]; n > 0 {
		parts = append(parts, fmt.Sprintf("已准予%d个", n))
	}
	if len(parts) == 0 {
		return ""
	}
	return "；其中" + strings.Join(parts, "，")
}

func (a *app) tellVerdicts(s *pipeline.Summary) {
	counts := map[string]int{}
	var order []string
	for _, v := range s.Verdicts {
		if counts[string(v)] == 0 {
			order = append(order, string(v))
		}
		counts[string(v)]++
	}
	each := "项"
	if s.Period.Short() {
		each = "个" // projects
	}
	for i, w := range order {
		order[i] = fmt.Sprintf("%s%d%s", w, counts[w], each)
	}
	if len(order) == 0 {
		order = []string{"没有可评价的内容"}
	}
	a.say("  评价  %s", strings.Join(order, "，"))
}

// shownFindings is how many open findings fit on one screen.
const shownFindings = 6

func (a *app) tellOpen(p *pipeline.Project, s *pipeline.Summary) {
	for i, r := range s.Open {
		if i == shownFindings {
			a.say("        ……另有%d个，见审核报告.xlsx", len(s.Open)-i)
			break
		}
		head := "  待办  "
		if i > 0 {
			head = "        "
		}
		a.say("%s%s", head, oneLine(p, s, r))
	}
}

func oneLine(p *pipeline.Project, s *pipeline.Summary, r rule.Result) string {
	unit := p.Plan.UnitName(r.Subject.Unit, s.Period)
	if unit == "" {
		unit = r.Source.File
	}
	place := ""
	if r.Source.Cell != "" {
		place = "（" + r.Source.Sheet + "!" + r.Source.Cell + "）"
	}
	return unit + "：" + strings.TrimRight(r.Message, "。") + place + "。"
}

// shownFiles are the files in a line; of folders only how many each holds.
func shownFiles(s *pipeline.Summary) []string {
	files := slices.Clone(s.Files)
	for _, folder := range []struct {
		holds func(name string) bool
		text  string
	}{{pipeline.IsUnitSheet, textUnitSheets}, {pipeline.IsSubmission, textSubmission}, {pipeline.IsReturn, textReturns}} {
		was := len(files)
		if files = slices.DeleteFunc(files, folder.holds); len(files) < was {
			files = append(files, fmt.Sprintf(folder.text, was-len(files)))
		}
	}
	return files
}

func nextStep(s *pipeline.Summary) string {
	back := slices.ContainsFunc(s.Files, pipeline.IsReturn)
	switch {
	case back && s.Count(consolidate.Missing) > 0:
		return "把退回/中的表格发给相关单位，向缺报单位催报（催报单.xlsx），收到后放入收件夹再运行。"
	case s.Count(consolidate.Returned) > 0 || back:
		return "把退回/中的表格发给相关单位，改正或说明后放回收件夹再运行。"
	case s.Count(consolidate.Missing) > 0:
		return "向缺报单位催报（催报单.xlsx），收到后放入收件夹再运行。"
	case len(s.Open) > 0:
		return "请相关单位补写核实说明后重报。"
	}
	if slices.ContainsFunc(s.Files, pipeline.IsSubmission) {
		return "打印评估报告.pdf，按程序报批；报送上级的文件在上报/中。"
	}
	return "打印评估报告.pdf，按程序报批。"
}

func summaryJSON(p *pipeline.Project, s *pipeline.Summary) any {
	type unit struct {
		Unit  string `json:"unit"`
		Name  string `json:"name"`
		State string `json:"state"`
		File  string `json:"file,omitempty"`
	}
	units := []unit{}
	for _, u := range s.Units {
		units = append(units, unit{u.Unit.Code, u.Unit.NameAt(s.Period), string(u.State), u.File})
	}
	return map[string]any{
		"period": s.Period.String(), "folder": strings.ReplaceAll(s.Folder, `\`, "/"), "files": s.Files, "units": units,
		"findings": p.Findings(s.Open, s.Period, s.Times), "exit_code": int(s.Code()),
	}
}
