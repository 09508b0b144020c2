package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"zhibao/pipeline"
)

func (a *app) diffCommand() *cobra.Command {
	var opt pipeline.DiffOptions
	c := a.withJSON(&cobra.Command{
		Use: "diff 报告期", Short: "看一个报告期的数自上次运行以来改了什么",
		Long: "比较一个报告期以前某次运行时的数和现在的数：哪些填报数、方案数有改动，出处和原因，\n" +
			"由此引起的增速、进度、评价的变化。缺省与上一次不同的运行比较。",
		Example: "  zhibao diff 2017\n  zhibao diff 2017 --since 3", Args: exactly(1, "报告期"),
		RunE: func(c *cobra.Command, args []string) error {
			p, period, err := a.openFor(args[0])
			if err != nil {
				return err
			}
			d, err := pipeline.Compare(c.Context(), p, period, opt)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(d)
			}
			a.tellDiff(period.Label(), d)
			return nil
		},
	})
	c.Flags().StringVar(&opt.Since, "since", "", "与该次运行比较：运行的序号、校验码或日期（2018-07-20）")
	c.Flags().StringVar(&opt.PlanDir, "plan", "", "当时的方案文件夹；方案没有改过的不必写")
	return c
}

func (a *app) tellDiff(label string, d *pipeline.Diff) {
	a.say("%s　第%d次运行时的数，与现在的数（最近为第%d次运行）", label, d.Old.Number, d.New.Number)
	for _, n := range d.Notes {
		wrapped(a, "  注意：", "    ", n)
	}
	for _, v := range d.Versions {
		wrapped(a, "  版本：", "    ", fmt.Sprintf("%s有改动（%s → %s）", v.Part, v.Old, v.New))
	}
	if len(d.Reported)+len(d.Planned)+len(d.Follows) == 0 {
		a.say("  各数没有变化。")
		return
	}
	a.tellChanges("填报的数", d.Reported)
	a.tellChanges("方案的数", d.Planned)
	a.tellChanges("由此引起的变化", d.Follows)
}

func (a *app) tellChanges(title string, list []pipeline.Change) {
	if len(list) == 0 {
		return
	}
	a.say("%s（%d处）", title, len(list))
	before := ""
	for _, c := range list {
		wrapped(a, "  ", "    ", fmt.Sprintf("%s：%s → %s", c.Name, withUnit(c.Old, c), withUnit(c.New, c)))
		if c.OldFrom != "" && c.OldFrom != c.NewFrom {
			wrapped(a, "    原：", "      ", c.OldFrom)
		}
		if c.NewFrom != "" {
			wrapped(a, "    现：", "      ", c.NewFrom)
		}
		why := strings.Join(c.Reasons, "\n")
		if why != "" && why == before {
			a.say("    原因：同上")
			continue
		}
		before = why
		for _, r := range c.Reasons {
			wrapped(a, "    原因：", "      ", r)
		}
	}
}

// withUnit is a figure with its unit, a verdict or sign as it is.
func withUnit(s string, c pipeline.Change) string {
	switch {
	case s == "":
		return "无"
	case c.Verdict || !strings.ContainsAny(s, "0123456789") || strings.HasSuffix(s, c.Unit):
		return s
	}
	return s + c.Unit
}
