package main

import (
	"context"

	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/convert"
	"zhibao/pipeline/stat"
)

func (a *app) runCommand() *cobra.Command {
	return a.withMeasures(a.withOn(a.withEdition(a.withJSON(&cobra.Command{
		Use: "run 报告期", Short: "收件、审核、汇总、评价，生成全部报告",
		Example: "  zhibao run 2018-06", Args: exactly(1, "报告期"),
		RunE: func(c *cobra.Command, args []string) error {
			p, period, err := a.openFor(args[0])
			if err != nil {
				return err
			}
			s, err := runOnce(c.Context(), p, period)
			if err != nil {
				return err
			}
			return a.tell(p, s)
		},
	})), textFlagOn))
}

// runOnce is the run that run and watch share.
func runOnce(ctx context.Context, p *pipeline.Project, period stat.Period) (*pipeline.Summary, error) {
	if converter := convert.Find(); converter != nil {
		p.Convert = converter.Convert
	}
	return pipeline.Run(ctx, p, period)
}

func (a *app) reportCommand() *cobra.Command {
	var past pipeline.ReprintOptions
	return a.withMeasures(a.withOn(a.withEdition(a.withJSON(reprintFlags(&cobra.Command{
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
	}, &past))), textFlagOn))
}
