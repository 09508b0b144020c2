package main

import (
	"github.com/jedib0t/go-pretty/v6/table"
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
