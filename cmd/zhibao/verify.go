package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/fault"
)

func (a *app) verifyCommand() *cobra.Command {
	return a.withJSON(&cobra.Command{
		Use: "verify", Short: "核对台账和输出有没有被改动",
		Long: "核对台账各行与其校验码、各次运行和印出记录的先后、档案中的原件、已发布的文件与清单、密钥文件的权限，\n" +
			"指出何处、何时以来被改动。报送的文件与上次运行时不同的，只作提示。",
		Example: "  zhibao verify", Args: exactly(0, "不带参数"),
		RunE: func(c *cobra.Command, _ []string) error {
			p, err := a.open()
			if err != nil {
				return err
			}
			v, err := pipeline.Verify(c.Context(), p)
			if err != nil {
				return err
			}
			if len(v.Altered) > 0 {
				a.code = fault.Person
			}
			if a.json {
				return a.printJSON(v)
			}
			a.tellVerification(v)
			return nil
		},
	})
}

func (a *app) tellVerification(v *pipeline.Verification) {
	for _, x := range v.Altered {
		wrapped(a, "改动：", "  ", x.Where)
		wrapped(a, "  ", "  ", x.What+"。")
		if x.Since > 0 {
			a.say("  该处由第%d次运行写入，改动在其后。", x.Since)
		}
		wrapped(a, "  处理：", "    ", x.Remedy)
	}
	for _, n := range v.Notes {
		wrapped(a, "提示：", "  ", n)
	}
	if len(v.Altered) == 0 {
		a.say("没有发现改动。")
	}
	wrapped(a, "", "  ", fmt.Sprintf("核对了%d个输出文件、台账的%d次运行及其全部记录、档案中的%d份原件，发现改动%d处。", v.Files, v.Records, v.Contents, len(v.Altered)))
}
