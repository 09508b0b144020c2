package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/official"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

func (a *app) officialCommand() *cobra.Command {
	parent := &cobra.Command{
		Use: "official check 文件 [报告期]", Short: "检查上级下发的表样要填哪些数", Example: "  zhibao official check templates/official/主要指标表.xlsx 2017", Args: cobra.ArbitraryArgs,
		RunE: func(*cobra.Command, []string) error {
			return usage("zhibao official 需要子命令 check", fmt.Sprintf(textExample, "zhibao official check templates/official/主要指标表.xlsx"))
		},
	}
	parent.AddCommand(a.withJSON(&cobra.Command{
		Use: "check 文件 [报告期]", Short: "列出表样中的每个占位符，检查能否填写",
		Long: "列出上级表样（.xlsx）中每个占位符所在的工作表和单元格、它指的是什么，并列出全部需要修改之处。\n" +
			"给出报告期的，同时列出将要填写的数（该报告期须已运行过）。有需要修改之处的，退出码为1。\n" +
			"表样放入 templates/official 后，zhibao run 填写到 outputs/报告期/上报。占位符的写法见操作指南“上级表样”一节。",
		Example: "  zhibao official check 上级表样.xlsx\n  zhibao official check 上级表样.xlsx 2017",
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(fmt.Sprintf(textWantsArgs, c.CommandPath(), "文件，可再加报告期"), fmt.Sprintf(textExample, "zhibao official check 上级表样.xlsx"))
			}
			if len(args) > 2 {
				return usage("zhibao official check 一次检查一个文件", fmt.Sprintf(textExample, "zhibao official check 上级表样.xlsx 2017"))
			}
			return a.checkOfficial(c, args[0], args[1:])
		},
	}))
	return parent
}

func (a *app) checkOfficial(c *cobra.Command, file string, periods []string) error {
	var p *pipeline.Project
	var period *stat.Period
	var err error
	if len(periods) > 0 {
		period = new(stat.Period)
		p, *period, err = a.openFor(periods[0])
	} else {
		p, err = a.open()
	}
	if err != nil {
		return err
	}
	data, err := xlsx.ReadFile(file, xlsx.DefaultLimits())
	var refusal *xlsx.Refusal
	if err != nil && !errors.As(err, &refusal) {
		return fault.Config("读不到文件", file, "请核对文件名和权限。")
	}
	got, err := pipeline.CheckTable(c.Context(), p, filepath.ToSlash(file), data, period)
	if err != nil {
		return err
	}
	if refusal != nil {
		got.Faults = []official.Fault{{What: refusal.Error(), Remedy: "请核对文件后重试。"}}
	}
	if len(got.Faults) > 0 {
		a.code = fault.Person
	}
	if a.json {
		return a.printJSON(got)
	}
	a.tellOfficial(got)
	return nil
}

// tellOfficial prints a line for each place, then the faults.
func (a *app) tellOfficial(got *pipeline.OfficialCheck) {
	if len(got.Asks) > 0 {
		head := []any{"工作表", "单元格", "占位符", "所指"}
		if got.Period != "" {
			head = append(head, got.Period)
		}
		t := a.table(head...)
		if w := a.textWidth() - 30; a.width() > 0 { // what the other columns and the gaps leave
			t.SetColumnConfigs([]table.ColumnConfig{{Number: 3, WidthMax: w * 3 / 5}, {Number: 5, WidthMax: w * 2 / 5}})
		}
		for _, ask := range got.Asks {
			line := []any{ask.Sheet, ask.Cell, ask.Placeholder, meaning(ask)}
			if got.Period != "" {
				line = append(line, shownOf(ask))
			}
			t.AppendRow(line)
		}
		t.Render()
		a.say("")
	}
	for i, f := range got.Faults {
		wrapped(a, fmt.Sprintf("%d. ", i+1), "    ", f.What)
		if f.Place() != "" {
			wrapped(a, "    ", "      ", "位置："+f.Place())
		}
		wrapped(a, "    ", "      ", "处理："+f.Remedy)
	}
	switch {
	case len(got.Faults) > 0:
		a.say("共%d处需要修改，改好后再放入 templates/official。", len(got.Faults))
	case len(got.Asks) == 0:
		a.say("表样里没有占位符，也没有要填的名称，原样输出。")
	default:
		a.say("共%d处占位符，都可以填写。", len(got.Asks))
	}
}

func meaning(ask official.Ask) string {
	switch {
	case ask.Means == "":
		return "无法识别"
	case ask.Means == strings.Trim(ask.Placeholder, "{}"):
		return "同左"
	case ask.Rows > 0:
		return fmt.Sprintf("%s（重复%d行）", ask.Means, ask.Rows)
	}
	return ask.Means
}

func shownOf(ask official.Ask) string {
	if ask.Missing {
		return "缺：" + dash(ask.Shown)
	}
	return ask.Shown
}
