package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/stat"
)

func (a *app) sensitivityCommand() *cobra.Command {
	return a.withJSON(&cobra.Command{
		Use: "sensitivity [报告期]", Short: "试算测算方案：换进度算法或改权重会改变哪些评价、等次和位次",
		Long: "用台账中的数据试算：五年进度都用线性算法或都用对数算法，以及各项权重分别增减20%（其余权重按比例调整）时，\n" +
			"哪些评价、等次、责任部门位次会改变。只试算，不改动任何文件。不写报告期的，用台账中最近的年度。",
		Example: "  zhibao plan sensitivity 2017", Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return exactly(1, "一个报告期")(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			p, period, err := a.openPeriodOrLast(c.Context(), args)
			if err != nil {
				return err
			}
			s, err := p.Sensitivity(c.Context(), period)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(s)
			}
			a.tellSensitivity(period, s)
			return nil
		},
	})
}

// openPeriodOrLast takes the period that was asked for, or the latest year of the ledger.
func (a *app) openPeriodOrLast(ctx context.Context, args []string) (*pipeline.Project, stat.Period, error) {
	if len(args) > 0 {
		return a.openFor(args[0])
	}
	p, err := a.open()
	if err != nil {
		return nil, stat.Period{}, err
	}
	period, err := p.LastYear(ctx)
	return p, period, err
}

func (a *app) tellSensitivity(period stat.Period, s *pipeline.Sensitivity) {
	a.say("%s　%s", period.Label(), s.Scheme)
	if s.Total == "" {
		a.say("月度不评分，只试算进度算法。")
	} else {
		a.say("现行方案：总分%s，等次%s。%s", s.Total, cmp.Or(s.Grade, "无"), s.Note)
	}
	t := a.table("改动", "权重", "总分", "等次", "改变")
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 3, Align: text.AlignRight}, {Number: 5, Align: text.AlignRight}})
	changed := 0
	for _, v := range s.Variants {
		weight := ""
		if v.Kind == "weight" {
			weight = v.Old + "→" + v.New
		}
		t.AppendRow(table.Row{v.Subject, weight, v.Total, v.Grade, fmt.Sprintf("%d处", len(v.Flips))})
		if len(v.Flips) > 0 {
			changed++
		}
	}
	t.Render()
	if changed == 0 {
		a.say("各项改动都不改变评价、等次和位次。")
		return
	}
	a.say("会改变的：")
	for _, v := range s.Variants {
		if len(v.Flips) == 0 {
			continue
		}
		what := v.Subject
		if v.Kind == "weight" {
			what += "的权重由" + v.Old + "改为" + v.New
		}
		var words []string
		for _, f := range v.Flips {
			words = append(words, fmt.Sprintf("%s%s %s→%s", f.Subject, f.Kind, f.Old, f.New))
		}
		wrapped(a, "  ", "    ", what+"："+strings.Join(words, "；")+"。")
	}
}
