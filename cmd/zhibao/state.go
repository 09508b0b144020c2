package main

import (
	"fmt"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"zhibao/pipeline/fault"
)

// table is a plain table whose Chinese columns align.
func (a *app) table(head ...any) table.Writer {
	text.OverrideRuneWidthEastAsianWidth(false)
	t := table.NewWriter()
	t.SetOutputMirror(a.out)
	t.SetStyle(table.StyleLight)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.AppendHeader(table.Row(head))
	return t
}

func (a *app) planCommand() *cobra.Command {
	parent := &cobra.Command{
		Use: "plan check", Short: "检查方案自身的矛盾", Example: "  zhibao plan check", Args: cobra.ArbitraryArgs,
		RunE: func(*cobra.Command, []string) error {
			return usage("zhibao plan 需要子命令 check", fmt.Sprintf(textExample, "zhibao plan check"))
		},
	}
	parent.AddCommand(a.withJSON(&cobra.Command{
		Use: "check", Short: "计算方案自身的矛盾", Example: "  zhibao plan check", Args: exactly(0, "不带参数"),
		RunE: func(*cobra.Command, []string) error {
			p, err := a.open()
			if err != nil {
				return err
			}
			found, err := p.Plan.Lint()
			if err != nil {
				return err
			}
			if len(found) > 0 {
				a.code = fault.Person
			}
			if a.json {
				return a.printJSON(found)
			}
			for _, f := range found {
				a.say("%s：方案写%s，按方案数字推算为%s。", f.Subject, f.Stated, f.Implied)
				a.say("    算法：%s", f.Working)
			}
			a.say("共%d处。绝对值目标与增速目标分别评价，均按方案所印，不作修改。", len(found))
			return nil
		},
	}))
	return parent
}

func (a *app) versionCommand() *cobra.Command {
	return a.withJSON(&cobra.Command{
		Use: "version", Short: "显示版本", Example: "  zhibao version", Args: exactly(0, "不带参数"),
		RunE: func(*cobra.Command, []string) error {
			if a.json {
				return a.printJSON(map[string]string{"version": version})
			}
			a.say("zhibao %s", version)
			return nil
		},
	})
}
