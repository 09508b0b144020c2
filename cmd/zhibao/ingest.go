package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/convert"
	"zhibao/pipeline/fault"
)

func (a *app) ingestCommand() *cobra.Command {
	return a.withMeasures(a.withJSON(&cobra.Command{
		Use: "ingest 报告期", Short: "只收件：读取表格存入台账，可以几台电脑同时进行",
		Example: "  zhibao ingest 2018-06", Args: exactly(1, "报告期"),
		RunE: func(c *cobra.Command, args []string) error {
			p, period, err := a.openFor(args[0])
			if err != nil {
				return err
			}
			if converter := convert.Find(); converter != nil {
				p.Convert = converter.Convert
			}
			t, err := pipeline.Ingest(c.Context(), p, period, pipeline.Worker{ID: workerID(), Lease: a.lease})
			if err != nil {
				return err
			}
			if len(t.Changed)+len(t.Refused) > 0 {
				a.code = fault.Person
			}
			return a.tellTaken(period.String(), t)
		},
	}))
}

// workerID is unlike that of any other process.
func workerID() string { return fmt.Sprintf("%d-%s", os.Getpid(), rand.Text()) }

func (a *app) tellTaken(period string, t *pipeline.Taken) error {
	if a.json {
		return a.printJSON(map[string]any{"period": period, "files": t.Files, "taken": t.Taken, "others": t.Others,
			"refused": append([]string{}, t.Refused...), "changed": append([]string{}, t.Changed...)})
	}
	a.say("%s  收件%d份：本次读取%d份，此前或由其他程序读取%d份。", period, t.Files, t.Taken, t.Others)
	if len(t.Refused) > 0 {
		a.say("  不能读取，运行时会说明原因：%s", strings.Join(t.Refused, "、"))
	}
	if len(t.Changed) > 0 {
		a.say("  收件期间有变化，请再收一次：%s", strings.Join(t.Changed, "、"))
	}
	a.say("  下一步  zhibao run %s", period)
	return nil
}
