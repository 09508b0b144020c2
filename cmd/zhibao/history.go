package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"zhibao/pipeline"
)

func (a *app) historyCommand() *cobra.Command {
	return a.withJSON(&cobra.Command{
		Use: "history 单位 指标", Short: "看一个单位一项指标历次的数，含被取代的",
		Long:    "列出一个单位一项指标各报告期的数：台账中的每一稿（预计、初步、核实、修订，退回和被取代的也在内），\n历史数据文件和方案所印的数另行注明。单位写全市名称的，指责任部门。",
		Example: "  zhibao history 醴陵市 地区生产总值\n  zhibao history 株洲市 进出口总额", Args: exactly(2, "单位和指标"),
		RunE: func(c *cobra.Command, args []string) error {
			p, err := a.open()
			if err != nil {
				return err
			}
			s, err := pipeline.PastOf(c.Context(), p, args[0], args[1])
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(s)
			}
			a.tellSeries(s)
			return nil
		},
	})
}

// tellSeries prints a heading for each period and two lines for each version.
func (a *app) tellSeries(s *pipeline.Series) {
	a.say("%s　%s（%s）", s.UnitName, s.ItemName, s.Measure)
	if len(s.Figures) == 0 {
		a.say("  台账、历史数据文件和方案都没有这项数。")
	}
	last := ""
	for _, f := range s.Figures {
		if f.Label != last {
			last = f.Label
			a.say("%s", last)
		}
		wrapped(a, "  ", "    ", fmt.Sprintf("%s：%s%s　%s", f.Column, f.Value, f.Unit, becameOf(f)))
		wrapped(a, "    ", "      ", whence(f))
	}
}

// becameOf says what became of a version.
func becameOf(f pipeline.PastFigure) string {
	vintage := "未注明状态"
	if f.Vintage != "" {
		vintage = f.Vintage
	}
	switch {
	case f.Origin != pipeline.FromLedger && f.Used:
		return "【采用】"
	case f.Origin != pipeline.FromLedger:
		return "不采用，另有来源"
	case f.Used:
		return "【采用】" + vintage
	case f.State == "已接收":
		return vintage + "，已由后来的数取代"
	}
	return vintage + "，所在报表" + f.State
}

func whence(f pipeline.PastFigure) string {
	switch f.Origin {
	case pipeline.FromHistory:
		return fmt.Sprintf("历史数据文件：%s 第%d行", f.Line.File, f.Line.Line)
	case pipeline.FromPlan:
		return fmt.Sprintf("方案所印：%s 第%d行，%s", f.Line.File, f.Line.Line, f.Line.Key)
	}
	runs := fmt.Sprintf("第%d次运行", f.FirstRun)
	if f.LastRun != f.FirstRun {
		runs = fmt.Sprintf("第%d次至第%d次运行", f.FirstRun, f.LastRun)
	}
	r := f.Reported
	sample := ""
	if r.Sample {
		sample = "，示例数据"
	}
	return fmt.Sprintf("%s %s!%s，原文「%s」，%s%s", r.File, r.Sheet, r.Cell, r.Typed, runs, sample)
}
