package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/xlsx"
)

// dumpable are the results of stages that dump knows.
var dumpable = []string{"observations", "findings", "figures", "assessments", "report"}

func (a *app) dumpCommand() *cobra.Command {
	return a.withJSON(&cobra.Command{
		Use: "dump 内容 报告期|文件", Short: "以 JSON 输出某一阶段的结果",
		Long: "以 JSON 输出某一阶段的结果。内容可以是：\n  cells 文件  读到的单元格\n" +
			"  observations、findings、figures、assessments、report 报告期",
		Example: "  zhibao dump cells 醴陵市.xlsx\n  zhibao dump assessments 2017",
		Args:    exactly(2, "内容（cells、observations、findings、figures、assessments、report）和报告期或文件"),
		RunE: func(c *cobra.Command, args []string) error {
			if args[0] == "cells" {
				return a.dumpCells(args[1])
			}
			if !slices.Contains(dumpable, args[0]) {
				return usage(fmt.Sprintf("没有「%s」这项内容", args[0]), "可用的有 cells、"+strings.Join(dumpable, "、")+"。")
			}
			p, period, err := a.openFor(args[1])
			if err != nil {
				return err
			}
			got, err := pipeline.Recall(c.Context(), p, period)
			if err != nil {
				return err
			}
			switch args[0] {
			case "observations":
				return a.printJSON(got.Observations)
			case "findings":
				return a.printJSON(p.Findings(slices.Collect(got.Results.All()), period, got.Times))
			case "figures":
				return a.printJSON(got.Figures)
			case "assessments":
				return a.printJSON(got.Evaluated)
			}
			doc, err := compose.Report(got.Input)
			if err != nil {
				return err
			}
			return a.printJSON(doc)
		},
	})
}

// seenCell is a cell as dump prints it: a cell with a formula is of type formula,
// and value is the type of the result that the writer stored.
type seenCell struct {
	Type  string `json:"type"` // number, string, bool, error or formula
	Text  string `json:"text"`
	Value string `json:"value,omitempty"`
}

// seenBook is what the strict reader saw. All fields are always there.
type seenBook struct {
	Verdict string              `json:"verdict"` // accepted or refused
	Rule    string              `json:"rule"`
	Place   string              `json:"place"`
	Detail  string              `json:"detail,omitempty"`
	SHA256  string              `json:"sha256,omitempty"`
	Flags   []string            `json:"flags"`
	Cells   map[string]seenCell `json:"cells"`
}

// dumpCells prints what the strict reader saw, with no form in mind.
func (a *app) dumpCells(path string) error {
	out := seenBook{Verdict: "accepted", Flags: []string{}, Cells: map[string]seenCell{}}
	book, err := xlsx.OpenFile(path, xlsx.DefaultLimits())
	var refusal *xlsx.Refusal
	if errors.As(err, &refusal) {
		a.code = fault.Person
		out.Verdict, out.Rule, out.Place, out.Detail = "refused", refusal.Rule, refusal.Place, refusal.Detail
		return a.printJSON(out)
	}
	if err != nil {
		return fault.Config("读不到文件", path, "请核对文件名和权限。")
	}
	out.SHA256 = book.SHA256
	for _, f := range book.Flags {
		out.Flags = append(out.Flags, strings.TrimSpace(f.Kind+" "+f.Place))
	}
	for _, s := range book.Sheets {
		for _, c := range s.Cells {
			out.Cells[s.Name+"!"+c.Ref()] = seen(c)
		}
	}
	return a.printJSON(out)
}

func seen(c xlsx.Cell) seenCell {
	kind := c.Type.String()
	if c.Type == xlsx.Date {
		kind = "string" // stored as text, in ISO 8601
	}
	switch {
	case !c.Formula:
		return seenCell{Type: kind, Text: c.Text}
	case !c.HasValue:
		return seenCell{Type: "formula"}
	}
	return seenCell{Type: "formula", Text: c.Text, Value: kind}
}
