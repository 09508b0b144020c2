package main

import (
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline"
	"zhibao/pipeline/consolidate"
)

// documents say where the documents lie and what to do next.
func (c screen) documents() []string {
	var lines []string
	if c.s.Unchanged {
		lines = append(lines, textUnchanged)
	}
	lines = append(lines, c.part("文件", shownFolder(c.s))...)
	line := ""
	for _, name := range shownFiles(c.s) {
		if line != "" && columns(indent)+columns(line)+2+columns(name) > c.width {
			lines, line = append(lines, indent+line), ""
		}
		if line != "" {
			line += "  "
		}
		line += name
	}
	if line != "" {
		lines = append(lines, indent+line)
	}
	if len(c.s.InUse) > 0 {
		lines = append(lines, c.part("提示", fmt.Sprintf(textInUse, strings.Join(c.s.InUse, "、")))...)
	}
	return append(lines, c.part("下一步", nextStep(c.s))...)
}

func shownFolder(s *pipeline.Summary) string { return strings.ReplaceAll(s.Folder, `\`, "/") + "/" }

// forPrograms are the published files that nobody prints.
var forPrograms = []string{"findings.json", "data.csv", "manifest.json"}

// shownFiles are the documents in a line, those of one name together; of folders only
// how many each holds.
func shownFiles(s *pipeline.Summary) []string {
	files := slices.Clone(s.Files)
	var folders []string
	for _, folder := range []struct {
		holds func(name string) bool
		text  string
	}{{pipeline.IsUnitSheet, textUnitSheets}, {pipeline.IsSubmission, textSubmission}, {pipeline.IsReturn, textReturns}} {
		was := len(files)
		if files = slices.DeleteFunc(files, folder.holds); len(files) < was {
			folders = append(folders, fmt.Sprintf(folder.text, was-len(files)))
		}
	}
	var shown []string
	for _, name := range files {
		stem, _, _ := strings.Cut(name, ".")
		i := slices.IndexFunc(shown, func(s string) bool { return strings.HasPrefix(s, stem+".") })
		switch {
		case slices.Contains(forPrograms, name):
		case i >= 0:
			shown[i] += "、" + strings.TrimPrefix(name, stem)
		default:
			shown = append(shown, name)
		}
	}
	return append(shown, folders...)
}

func nextStep(s *pipeline.Summary) string {
	back := slices.ContainsFunc(s.Files, pipeline.IsReturn)
	switch {
	case back && s.Count(consolidate.Missing) > 0:
		return "把退回/中的表格发给相关单位，向缺报单位催报（催报单.xlsx），收到后放入收件夹再运行。"
	case s.Count(consolidate.Returned) > 0 || back:
		return "把退回/中的表格发给相关单位，改正或说明后放回收件夹再运行。"
	case s.Count(consolidate.Missing) > 0:
		return "向缺报单位催报（催报单.xlsx），收到后放入收件夹再运行。"
	case len(s.Open) > 0:
		return "请相关单位补写核实说明后重报。"
	}
	if slices.ContainsFunc(s.Files, pipeline.IsSubmission) {
		return "打印评估报告.pdf，按程序报批；报送上级的文件在上报/中。"
	}
	return "打印评估报告.pdf，按程序报批。"
}
