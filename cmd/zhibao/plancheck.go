package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/plan"
)

func (a *app) planCommand() *cobra.Command {
	parent := &cobra.Command{
		Use: "plan check", Short: "检查方案自身的矛盾", Example: "  zhibao plan check", Args: cobra.ArbitraryArgs,
		RunE: func(*cobra.Command, []string) error {
			return usage("zhibao plan 需要子命令 check 或 sensitivity", fmt.Sprintf(textExample, "zhibao plan check"))
		},
	}
	parent.AddCommand(a.withJSON(&cobra.Command{
		Use: "check", Short: "计算方案自身的矛盾", Example: "  zhibao plan check", Args: exactly(0, "不带参数"),
		RunE: func(*cobra.Command, []string) error {
			p, err := a.open()
			if err != nil {
				return err
			}
			check := p.Plan.Lint()
			if len(check.Found) > 0 {
				a.code = fault.Person
			}
			if a.json {
				return a.printJSON(check)
			}
			a.tellPlanCheck(check)
			return nil
		},
	}), a.sensitivityCommand())
	return parent
}

// tellPlanCheck prints each conflict with both figures, the arithmetic, and the
// figure that reports go by.
func (a *app) tellPlanCheck(check plan.Check) {
	for i, f := range check.Found {
		wrapped(a, fmt.Sprintf("%d. ", i+1), "    ", f.Subject+"〔"+f.Kind+"〕")
		for _, line := range [][2]string{{"位置：", f.Where}, {"方案写：", f.Stated}, {"核对得：", f.Implied}, {"算法：", f.Working}, {"", f.Used}} {
			wrapped(a, "    ", "      ", line[0]+line[1])
		}
	}
	for _, s := range check.Skipped {
		wrapped(a, "未核对：", "    ", s)
	}
	if len(check.Found) == 0 {
		a.say("没有发现方案数字自身的矛盾。")
		return
	}
	a.say("共%d处。方案数字一律按所印，不作修改；绝对值目标与增速目标分别评价。", len(check.Found))
}
