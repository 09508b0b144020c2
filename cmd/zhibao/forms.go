package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/stat"
)

func (a *app) templateCommand() *cobra.Command {
	return a.withJSON(&cobra.Command{
		Use: "template 报告期", Short: "为每个单位生成下发的表格",
		Example: "  zhibao template 2018-06", Args: exactly(1, "报告期"),
		RunE: func(c *cobra.Command, args []string) error {
			p, period, err := a.openFor(args[0])
			if err != nil {
				return err
			}
			p.Random = rand.Reader
			issued, err := pipeline.Issue(c.Context(), p, period)
			if err != nil {
				return err
			}
			return a.tellIssued(p, period, issued)
		},
	})
}

// tellIssued says which forms were written, who gets none, and how many rules the
// forms do not show while they are filled in.
func (a *app) tellIssued(p *pipeline.Project, period stat.Period, issued *pipeline.Issued) error {
	if a.json {
		together := []map[string]string{}
		for _, u := range issued.Together {
			together = append(together, map[string]string{"unit": u.NameAt(period), "on": p.Plan.ReportsOn(u.Code).NameAt(period)})
		}
		return a.printJSON(map[string]any{"period": period.String(), "folder": "outputs/" + period.String() + "/下发",
			"files": issued.Files, "guide": issued.Guide, "together": together, "rules_after_return": issued.Later})
	}
	a.say("已生成%d份表格：outputs/%s/下发/", len(issued.Files), period)
	a.say("另有一页填报说明，印出或随表发给填报人：outputs/%s/下发/%s", period, issued.Guide)
	for _, u := range issued.Together {
		a.say("%s与%s合报，填在后者的表上，不另发表格。", u.NameAt(period), p.Plan.ReportsOn(u.Code).NameAt(period))
	}
	a.say("请发给各单位填报；收回后不论文件名，放入 inputs/%s/，再运行 zhibao run %s。", period, period)
	a.say("另有%d条审核规则在填表时不能即时提示，收回后由程序审核。", issued.Later)
	return nil
}

func (a *app) checkCommand() *cobra.Command {
	var asked string
	c := a.withJSON(&cobra.Command{
		Use: "check 文件…", Short: "审核单个表格，不写台账",
		Example: "  zhibao check 醴陵市.xlsx",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(fmt.Sprintf(textWantsArgs, c.CommandPath(), "至少一个文件"), fmt.Sprintf(textExample, "zhibao check 醴陵市.xlsx"))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			p, err := a.open()
			if err != nil {
				return err
			}
			return a.check(c.Context(), p, args, asked)
		},
	})
	c.Flags().StringVar(&asked, "period", "", textFlagPeriod)
	return c
}

type checked struct {
	File     string             `json:"file"`
	Unit     string             `json:"unit,omitempty"`
	Period   string             `json:"period,omitempty"`
	Accepted bool               `json:"accepted"`
	Findings []pipeline.Finding `json:"findings"`
}

func (a *app) check(ctx context.Context, p *pipeline.Project, paths []string, asked string) error {
	var period stat.Period
	if asked != "" {
		var err error
		if period, err = stat.ParsePeriod(asked); err != nil {
			return usage(err.Error(), fmt.Sprintf(textExample, a.example(asked)))
		}
	}
	list := []checked{}
	for _, path := range paths {
		if _, err := os.Lstat(path); err != nil {
			return fault.Config("找不到文件", path, "请核对文件名和路径。")
		}
		got, err := p.Check(ctx, path, filepath.Base(path), period)
		if err != nil {
			return err
		}
		item := checked{File: path, Accepted: got.Accepted, Findings: p.CheckFindings(got)}
		if got.Unit != nil {
			item.Unit, item.Period = got.Unit.NameAt(got.Period), got.Period.String()
		}
		if got.Open() {
			a.code = fault.Person
		}
		list = append(list, item)
	}
	if a.json {
		return a.printJSON(list)
	}
	for _, item := range list {
		a.tellChecked(item)
	}
	return nil
}

func (a *app) tellChecked(c checked) {
	verdict := "审核通过"
	open := 0
	for _, f := range c.Findings {
		if f.Open {
			open++
		}
	}
	switch {
	case !c.Accepted:
		verdict = "审核未通过，应退回"
	case open > 0:
		verdict = fmt.Sprintf("可以接收，另有%d个核实性问题须写明核实说明后重报", open)
	}
	who := ""
	if c.Unit != "" {
		who = "（" + c.Unit + "，" + c.Period + "）"
	}
	a.say("%s%s：%s", c.File, who, verdict)
	for _, f := range c.Findings {
		if f.Value == "NA" {
			continue
		}
		place := ""
		if f.Source != nil && f.Source.Cell != "" {
			place = f.Source.Sheet + "!" + f.Source.Cell + "  "
		}
		a.say("  〔%s %s〕%s%s", f.Level, f.Rule.ID, place, f.Message)
		if f.Open {
			a.say("      处理：%s", f.Remedy)
		}
		if f.Explained != "" {
			a.say("      核实说明：%s", f.Explained)
		}
	}
}
