package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/calendar"
	"zhibao/pipeline/ledger"
)

func (a *app) closeCommand() *cobra.Command {
	d := pipeline.Decision{Kind: ledger.Closed}
	c := &cobra.Command{
		Use: "close 报告期", Short: "验收后封存一个报告期",
		Long:    "验收后封存一个报告期：此后收件夹、方案、规则与封存时不同的，不再运行；要修订须先重开并写明原因。",
		Example: "  zhibao close 2018-06 --name 综合科", Args: exactly(1, "报告期"),
		RunE: func(c *cobra.Command, args []string) error { return a.decide(c, args[0], d, "已封存") },
	}
	c.Flags().StringVar(&d.Name, "name", "", "谁的决定：处室或职务")
	c.Flags().StringVar(&d.Reason, "reason", "", "说明，可不写")
	return a.withJSON(c)
}

func (a *app) reopenCommand() *cobra.Command {
	d := pipeline.Decision{Kind: ledger.Reopened}
	c := &cobra.Command{
		Use: "reopen 报告期", Short: "重开已封存的报告期，须写明原因",
		Example: "  zhibao reopen 2018-06 --name 综合科 --reason 按年报核实结果修订", Args: exactly(1, "报告期"),
		RunE: func(c *cobra.Command, args []string) error { return a.decide(c, args[0], d, "已重开") },
	}
	c.Flags().StringVar(&d.Name, "name", "", "谁的决定：处室或职务")
	c.Flags().StringVar(&d.Reason, "reason", "", "原因")
	return a.withJSON(c)
}

func (a *app) signCommand() *cobra.Command {
	d := pipeline.Decision{Kind: ledger.Signed}
	c := a.withJSON(&cobra.Command{
		Use: "sign 报告期", Short: "初审、复审、签发；不写步骤则列出办理情况",
		Long: "依次办理初审、复审、签发，记入台账。签发后文件重新生成，各页不再印“送审稿”，上行文印出签发人；\n" +
			"数据改动后重新运行的稿子又是送审稿。不写 --step 则列出办理情况。",
		Example: "  zhibao sign 2018-06 --step 初审 --name 综合科科长\n  zhibao sign 2018-06", Args: exactly(1, "报告期"),
		RunE: func(c *cobra.Command, args []string) error {
			if d.Step == "" {
				return a.tellDecisions(c, args[0])
			}
			if err := a.decide(c, args[0], d, "已"+d.Step); err != nil || d.Step != lastStep {
				return err
			}
			p, period, err := a.openFor(args[0])
			if err != nil {
				return err
			}
			s, err := pipeline.Report(c.Context(), p, period)
			if err != nil {
				return err
			}
			return a.tell(p, s)
		},
	})
	c.Flags().StringVar(&d.Step, "step", "", "步骤：初审、复审或签发")
	c.Flags().StringVar(&d.Name, "name", "", "办理人的处室或职务")
	return c
}

// lastStep is the step after which the papers are made anew.
const lastStep = "签发"

func (a *app) decide(c *cobra.Command, arg string, d pipeline.Decision, done string) error {
	p, period, err := a.openFor(arg)
	if err != nil {
		return err
	}
	d.At = a.now()
	if err := pipeline.Decide(c.Context(), p, period, d); err != nil {
		return err
	}
	switch {
	case a.json && d.Step == lastStep: // the report that is made next is the answer
	case a.json:
		return a.printJSON(map[string]any{"period": period.String(), "kind": d.Kind, "step": d.Step, "name": d.Name, "reason": d.Reason, "at": d.At.UTC().Format(time.RFC3339)})
	default:
		a.say("%s%s（%s），已记入台账。", period.Label(), done, d.Name)
	}
	return nil
}

// tellDecisions lists what was decided about a period.
func (a *app) tellDecisions(c *cobra.Command, arg string) error {
	p, period, err := a.openFor(arg)
	if err != nil {
		return err
	}
	events, state, err := pipeline.Decisions(c.Context(), p, period)
	if err != nil {
		return err
	}
	words := map[ledger.EventKind]string{ledger.Closed: "封存", ledger.Reopened: "重开"}
	list := []map[string]any{}
	for _, e := range events {
		what := words[e.Kind] + e.Step
		list = append(list, map[string]any{"kind": e.Kind, "step": e.Step, "run": e.Run, "name": e.Name, "reason": e.Reason, "at": e.At.UTC().Format(time.RFC3339)})
		if !a.json {
			line := fmt.Sprintf("%s　%s　%s，第%d次运行", e.At.In(calendar.Zone()).Format("2006-01-02 15:04"), what, e.Name, e.Run)
			if e.Reason != "" {
				line += "，原因：" + e.Reason
			}
			wrapped(a, "", "    ", line)
		}
	}
	if a.json {
		return a.printJSON(map[string]any{"period": period.String(), "state": state, "events": list})
	}
	for _, s := range state {
		a.say("%s。", s)
	}
	return nil
}
