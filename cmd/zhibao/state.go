package main

import (
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"
)

// table is a plain table whose Chinese columns align.
func (a *app) table(head ...any) table.Writer {
	t := table.NewWriter()
	t.SetOutputMirror(a.prose())
	t.SetStyle(table.StyleLight)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.AppendHeader(table.Row(head))
	return t
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
