package main

import (
	"fmt"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
)

func (a *app) ledgerCommand() *cobra.Command {
	parent := &cobra.Command{
		Use: "ledger 子命令", Short: "备份台账，或在两种数据库之间复制", Args: cobra.ArbitraryArgs,
		Example: "  zhibao ledger backup 台账备份.db\n  zhibao ledger copy .zhibao/ledger.db postgres://用户@主机/数据库",
		RunE: func(*cobra.Command, []string) error {
			return usage("zhibao ledger 需要子命令 backup 或 copy", fmt.Sprintf(textExample, "zhibao ledger backup 台账备份.db"))
		},
	}
	parent.AddCommand(a.withJSON(&cobra.Command{
		Use: "backup 文件", Short: "把台账和全部原件备份成一个文件",
		Example: "  zhibao ledger backup 台账备份.db", Args: exactly(1, "文件"),
		RunE: func(c *cobra.Command, args []string) error {
			p, err := a.open()
			if err != nil {
				return err
			}
			copied, err := pipeline.Backup(c.Context(), p, args[0])
			if err != nil {
				return err
			}
			return a.tellCopied(copied)
		},
	}), a.withJSON(&cobra.Command{
		Use: "copy 来源 目标", Short: "复制台账并证明两边一致；来源和目标是文件，或 postgres:// 开头的地址",
		Example: "  zhibao ledger copy .zhibao/ledger.db postgres://用户@主机/数据库", Args: exactly(2, "来源 目标"),
		RunE: func(c *cobra.Command, args []string) error {
			for _, place := range args {
				if ledger.HasPassword(place) {
					return usage(textPasswordOnScreen, textPasswordRemedy)
				}
			}
			p, err := a.open()
			if err != nil {
				return err
			}
			copied, err := pipeline.CopyLedger(c.Context(), p, args[0], args[1])
			if err != nil {
				return err
			}
			return a.tellCopied(copied)
		},
	}))
	return parent
}

// tableNames are the parts of a ledger as a person knows them.
var tableNames = map[string]string{
	"submission": "报送", "observation": "数据", "run": "运行", "run_version": "运行所用版本", "run_input": "收件", "run_submission": "运行所列报送", "run_arrival": "收件时间",
	"result": "审核结果", "result_related": "相关位置", "result_operand": "所涉数据", "result_refusal": "未采纳的说明", "result_grant": "准予", "period_event": "签发和封存", "reading": "读取结果", "publication": "印制", "publication_file": "印制的文件", "publication_source": "印制的依据", "content": "原件",
}

func (a *app) tellCopied(c *pipeline.Copied) error {
	if len(c.Missing) > 0 {
		a.code = fault.Person
	}
	if a.json {
		return a.printJSON(c)
	}
	a.say("来源  %s", c.From)
	a.say("目标  %s", c.To)
	t := a.table("内容", "条数", "校验码（两边相同）")
	for _, p := range c.Tables {
		name := tableNames[p.Table]
		if name == "" {
			name = p.Table
		}
		t.AppendRow(table.Row{name, p.Rows, p.Digest[:16]})
	}
	t.Render()
	if len(c.Missing) == 0 {
		a.say("已复制，两边一致。")
		return nil
	}
	a.say("已复制，台账两边一致；但有%d份原件在档案中找不到，没有复制：", len(c.Missing))
	for _, sum := range c.Missing {
		a.say("  %s", sum)
	}
	a.say("下一步  从较早的备份恢复这些原件后重新备份。")
	return nil
}
