package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/calendar"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/stat"
)

// reprintFlags are those of report that look back.
func reprintFlags(c *cobra.Command, opt *pipeline.ReprintOptions) *cobra.Command {
	c.Flags().StringVar(&opt.AsOf, "as-of", "", "取出当时印出的文件：运行的序号、校验码或日期（2018-07-20）")
	c.Flags().StringVar(&opt.To, "to", "", "与 --as-of 同用：取到该文件夹（须是空的）；缺省为 outputs/报告期/历史/")
	c.Flags().BoolVar(&opt.Render, "render", false, "与 --as-of 同用：再按当时的台账重新生成，与当时印出的逐个比较")
	c.Flags().StringVar(&opt.PlanDir, "plan", "", "与 --render 同用：当时的方案文件夹；方案没有改过的不必写")
	return c
}

// checkReprint refuses flags that have no meaning.
func checkReprint(opt pipeline.ReprintOptions) error {
	switch {
	case opt.AsOf == "" && (opt.To != "" || opt.Render || opt.PlanDir != ""):
		return usage("--to、--render、--plan 须与 --as-of 同用", "例如：zhibao report 2017 --as-of 3 --render")
	case opt.PlanDir != "" && !opt.Render:
		return usage("--plan 须与 --render 同用", "例如：zhibao report 2017 --as-of 3 --render --plan 当时的方案")
	}
	return nil
}

func (a *app) reprint(ctx context.Context, p *pipeline.Project, period stat.Period, opt pipeline.ReprintOptions) error {
	r, err := pipeline.PrintedAsOf(ctx, p, period, opt)
	if err != nil {
		return err
	}
	if r.Rendered != nil && !r.Rendered.Same() {
		a.code = fault.Person
	}
	if a.json {
		return a.printJSON(r)
	}
	at := "时间未记录"
	if r.At != nil {
		at = r.At.In(calendar.Zone()).Format("2006年1月2日15:04")
	}
	a.say("%s　第%d次运行印出的第%d套文件（%s），共%d个，与档案逐字节相同", period.Label(), r.Run.Number, r.Set, at, len(r.Files))
	wrapped(a, "  文件夹：", "    ", strings.ReplaceAll(r.Folder, `\`, "/"))
	for _, n := range r.Notes {
		wrapped(a, "  注意：", "    ", n)
	}
	if r.Rendered != nil {
		a.tellRendered(r.Rendered)
	}
	return nil
}

func (a *app) tellRendered(r *pipeline.Rendered) {
	if r.Refused != "" {
		wrapped(a, "  不能重新生成：", "    ", r.Refused)
	}
	for _, part := range []struct {
		title string
		names []string
	}{
		{"重新生成的与当时相同", r.Equal}, {"重新生成的与当时不同", r.Differ}, {"现在不再生成", r.Missing}, {"当时没有", r.Added},
		{"由报来的表格做成，台账不能重新生成，只取自档案", r.Archived},
	} {
		if len(part.names) > 0 {
			wrapped(a, "  "+part.title+"：", "    ", strings.Join(part.names, "、"))
		}
	}
	for _, why := range r.Reasons {
		wrapped(a, "  原因：", "    ", why)
	}
}
