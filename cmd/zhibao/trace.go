package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"zhibao/pipeline"
)

func (a *app) traceCommand() *cobra.Command {
	return a.withJSON(&cobra.Command{
		Use: "trace 报告期 指标 [单位]", Short: "由印出的数追溯到填报的单元格",
		Long: "由印出的数追溯到填报的单元格：算法和代入的数，各数出自哪份文件的哪个单元格，印在报告的何处。\n" +
			"也可写报告中的位置：zhibao trace 2017 附表1-1!D8；只写表名则列出全表。",
		Example: "  zhibao trace 2017 地区生产总值\n  zhibao trace 2017 地区生产总值 醴陵市\n  zhibao trace 2017 附表1-1!D8\n  zhibao trace 2017 评估报告.xlsx 附表1!E7",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) < 2 || len(args) > 4 {
				return usage("zhibao trace 需要：报告期、指标，可另加单位；或报告期和报告中的位置", fmt.Sprintf(textExample, "zhibao trace 2017 地区生产总值 醴陵市"))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			p, period, err := a.openFor(args[0])
			if err != nil {
				return err
			}
			t, err := pipeline.OpenTrace(c.Context(), p, period)
			if err != nil {
				return err
			}
			figures, err := t.Trace(args[1:])
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(map[string]any{"period": period.String(), "figures": figures})
			}
			w := treeWriter{a: a, seen: map[string]bool{}}
			for i, f := range figures {
				if i > 0 {
					a.say("")
				}
				w.figure(f, "", "")
			}
			w.files()
			return nil
		},
	})
}

// treeWriter prints figures as a tree of at most the screen's width. A figure
// that was printed before is named and not drawn again.
type treeWriter struct {
	a       *app
	seen    map[string]bool
	sources [][2]string // file and SHA-256, in the order of their first use
}

// figure prints a figure: first leads the first line, rest all others.
func (w *treeWriter) figure(f *pipeline.Figure, first, rest string) {
	head := f.Name + "：" + shownValue(f)
	if f.Role != "" && f.Role != f.Name {
		head = f.Role + "　" + head
	}
	key := f.Name + "|" + cmp.Or(f.Value, f.Text)
	again := f.ID == "" && w.seen[key] && (len(f.From) > 0 || len(w.details(f)) > 0)
	w.seen[key] = true
	if again {
		wrapped(w.a, first, rest+"  ", head+"（见上）")
		return
	}
	wrapped(w.a, first, rest+"  ", head)
	bar := rest
	if len(f.From) > 0 {
		bar += "│"
	} else {
		bar += " "
	}
	for _, line := range w.details(f) {
		wrapped(w.a, bar+" ", bar+"   ", line)
	}
	for i, x := range f.From {
		if i == len(f.From)-1 {
			w.figure(x, rest+"└ ", rest+"  ")
		} else {
			w.figure(x, rest+"├ ", rest+"│ ")
		}
	}
}

func shownValue(f *pipeline.Figure) string {
	switch {
	case f.Text == "" && f.Kind == pipeline.NoFigure:
		return "无"
	case f.Value == "" || strings.HasSuffix(f.Text, f.Unit) || strings.Contains(f.Text, "["):
		return f.Text
	}
	return f.Text + f.Unit
}

// details are the lines about one figure, below its head.
func (w *treeWriter) details(f *pipeline.Figure) []string {
	var lines []string
	if f.Method != "" {
		lines = append(lines, "依据："+f.Method+"。")
	}
	if f.Formula != "" && f.Kind == pipeline.ComputedFigure {
		lines = append(lines, "算法："+f.Formula, "代入："+f.Worked)
	}
	if r := f.Reported; r != nil {
		lines = append(lines, w.reported(r)...)
	}
	if l := f.Line; l != nil {
		lines = append(lines, fmt.Sprintf("出处：%s 第%d行，%s", l.File, l.Line, l.Key))
	}
	for _, x := range f.Findings {
		line := fmt.Sprintf("审核：%s %s，%s", x.Rule.ID, x.Level, x.Message)
		if x.Explained != "" {
			line += "核实说明：" + x.Explained
		}
		if g := x.Granted; g != nil {
			line += fmt.Sprintf("已准予：%s（%s，%s）", g.Reason, g.By, g.Date)
		}
		if r := x.Refused; r != nil {
			line += fmt.Sprintf("说明未采纳：「%s」，%s", r.Note, r.Why)
		}
		lines = append(lines, line)
	}
	if len(f.Printed) > 0 {
		lines = append(lines, "印于："+printedPlaces(f.Printed))
	}
	return lines
}

func (w *treeWriter) reported(r *pipeline.ReportedCell) []string {
	source := [2]string{r.File, r.SHA256}
	at := slices.Index(w.sources, source)
	if at < 0 {
		at = len(w.sources)
		w.sources = append(w.sources, source)
	}
	state := "未注明状态"
	if r.Vintage != "" {
		state = "状态：" + r.Vintage
	}
	if r.Sample {
		state += "，示例数据"
	}
	return []string{fmt.Sprintf("出处：%s!%s〔文件%d〕，原文「%s」，%s", r.Sheet, r.Cell, at+1, r.Typed, state)}
}

// files lists the submissions that were named, with their hashes.
func (w *treeWriter) files() {
	if len(w.sources) == 0 {
		return
	}
	w.a.say("")
	w.a.say("来源文件（文件名，SHA-256）：")
	for i, s := range w.sources {
		wrapped(w.a, fmt.Sprintf("  〔文件%d〕", i+1), "      ", s[0])
		w.a.say("      %s", s[1])
	}
}

// printedPlaces names the places of a figure, each file once.
func printedPlaces(list []pipeline.PrintedAt) string {
	var order []string
	places := map[string][]string{}
	for _, p := range list {
		where := p.Sheet + "!" + p.Cell
		if p.Page > 0 {
			where = fmt.Sprintf("第%d页", p.Page)
		}
		if p.Prose {
			where += "（正文）"
		}
		if _, ok := places[p.File]; !ok {
			order = append(order, p.File)
		}
		if !slices.Contains(places[p.File], where) {
			places[p.File] = append(places[p.File], where)
		}
	}
	for i, file := range order {
		order[i] = file + " " + strings.Join(places[file], "、")
	}
	return strings.Join(order, "；")
}
