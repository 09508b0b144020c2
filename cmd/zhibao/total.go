package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/report"
)

func (a *app) totalCommand() *cobra.Command {
	var opt pipeline.TotalOptions
	var units []string
	var out string
	c := a.withJSON(&cobra.Command{
		Use: "total 报告期", Short: "汇总：全部单位、一个单位及其所属，或选定的几个单位",
		Long: "汇总台账中已通过审核的数据：缺省为全部单位，与汇总表.xlsx相同；--node 为一个县市区及其园区，或一个园区及其片区；\n" +
			"--units 为选定的单位。合计只含所选单位，不与全市数比较。",
		Example: "  zhibao total 2018-06\n  zhibao total 2018-06 --node 醴陵市\n  zhibao total 2018-06 --units 荷塘区、芦淞区、430204 -o 城区汇总.xlsx",
		Args:    exactly(1, "报告期"),
		RunE: func(c *cobra.Command, args []string) error {
			for _, list := range units {
				opt.Units = append(opt.Units, strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(",，、 ", r) })...)
			}
			if c.Flags().Changed("units") && len(opt.Units) == 0 {
				return usage("--units 后面没有写单位", "例如：--units 荷塘区、芦淞区")
			}
			if out != "" && !strings.EqualFold(filepath.Ext(out), ".xlsx") {
				return usage("-o 的文件名应以 .xlsx 结尾，写成了「"+out+"」", "例如：-o 城区汇总.xlsx")
			}
			p, period, err := a.openFor(args[0])
			if err != nil {
				return err
			}
			doc, book, err := pipeline.Total(c.Context(), p, period, opt, filepath.Base(out))
			if err != nil {
				return err
			}
			if out != "" {
				if err := writeWhole(out, book); err != nil {
					return fault.Break("写不出文件", out, "请检查文件夹是否存在、文件是否正被打开，然后重试。", err)
				}
			}
			if a.json {
				return a.printJSON(doc)
			}
			a.sayTables(doc)
			if out != "" {
				a.say("已写入%s。", out)
			}
			return nil
		},
	})
	c.Flags().StringVar(&opt.Node, "node", "", "一个单位及其所属，写名称或代码")
	c.Flags().StringArrayVar(&units, "units", nil, "选定的单位，写名称或代码，用顿号或逗号隔开")
	c.Flags().StringVarP(&out, "output", "o", "", "另写成 Excel 文件")
	return c
}

// writeWhole writes a file that is there whole or not at all.
func writeWhole(path string, data []byte) error {
	part := path + ".part"
	err := os.WriteFile(part, data, 0o644)
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(part))
	}
	return nil
}

// sayTables prints the tables of a document with aligned columns.
func (a *app) sayTables(doc *report.Document) {
	for _, annex := range doc.Annexes {
		a.say("%s", annex.Title)
		for _, b := range annex.Blocks {
			t, ok := b.(*report.Table)
			if !ok {
				continue
			}
			for _, part := range a.drawTable(t) {
				a.draw(part)
			}
			for _, note := range t.Notes {
				wrapped(a, "", "  ", note)
			}
		}
		a.say("")
	}
}

// drawTable draws a table for the screen: one head line, sections as lines of their own.
// One that is wider than the screen comes in parts, each with the first column.
func (a *app) drawTable(t *report.Table) []string {
	all := make([]int, len(t.Columns))
	for i := range all {
		all[i] = i
	}
	limit := a.width()
	var parts []string
	for from := all[1:]; ; {
		n := len(from)
		drawn := drawColumns(t, append([]int{0}, from...))
		for limit > 0 && n > 1 && text.LongestLineLen(drawn) > limit {
			n--
			drawn = drawColumns(t, append([]int{0}, from[:n]...))
		}
		parts = append(parts, drawn)
		if from = from[n:]; len(from) == 0 {
			return parts
		}
	}
}

// drawColumns draws some columns of a table.
func drawColumns(t *report.Table, list []int) string {
	w := table.NewWriter()
	w.SetStyle(table.StyleLight)
	w.Style().Options = table.OptionsNoBordersAndSeparators
	w.Style().Box.PaddingLeft, w.Style().Box.PaddingRight = "", "  "
	head, configs := table.Row{}, []table.ColumnConfig{}
	heads := headTexts(t)
	for n, i := range list {
		head = append(head, heads[i])
		align := text.AlignLeft
		if t.Columns[i].Align == report.Decimal || t.Columns[i].Align == report.Right {
			align = text.AlignRight
		}
		configs = append(configs, table.ColumnConfig{Number: n + 1, Align: align, AlignHeader: align})
	}
	w.AppendHeader(head)
	w.SetColumnConfigs(configs)
	const mark = "\x01"
	var sections []string
	for _, row := range t.Rows {
		if row.Kind == report.Section {
			sections = append(sections, row.Cells[0].Text)
			w.AppendRow(table.Row{mark})
			continue
		}
		cells := table.Row{}
		for _, i := range list {
			cells = append(cells, strings.Repeat("  ", row.Cells[i].Indent)+row.Cells[i].Text)
		}
		w.AppendRow(cells)
	}
	lines := strings.Split(w.Render(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
		if strings.HasPrefix(lines[i], mark) {
			lines[i], sections = sections[0], sections[1:]
		}
	}
	return strings.Join(lines, "\n")
}

// headTexts joins the head cells over each column.
func headTexts(t *report.Table) []string {
	texts := make([]string, len(t.Columns))
	taken := make([][]bool, len(t.Head))
	for i := range taken {
		taken[i] = make([]bool, len(t.Columns))
	}
	for r, row := range t.Head {
		col := 0
		for _, h := range row {
			for taken[r][col] {
				col++
			}
			for c := col; c < col+max(1, h.ColSpan); c++ {
				texts[c] += strings.ReplaceAll(h.Text, "\n", "")
				for below := r; below < r+max(1, h.RowSpan); below++ {
					taken[below][c] = true
				}
			}
		}
	}
	return texts
}
