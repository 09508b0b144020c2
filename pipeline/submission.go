package pipeline

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/reportxlsx"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// submissionFolder holds what goes to the higher authority: filled-in tables of its own, and the papers of a year.
const submissionFolder = "上报"

// IsSubmission reports whether a published file goes to the higher authority.
func IsSubmission(name string) bool { return strings.HasPrefix(name, submissionFolder+"/") }

// checkList is the list of hashes of all files beside it.
const checkList = submissionFolder + "/校验清单.txt"

// Workbooks of the folder whose names a table of the higher authority cannot have.
const selfTableXLSX, materialXLSX = "自评表.xlsx", "佐证材料清单.xlsx"

// submission makes the papers for the higher authority; none if the period has none.
// full is the year's report; enclosed are other files of the folder, whose tables the
// covering paper is to name.
func (p *Project) submission(in compose.Input, full *report.Document, enclosed []workspace.File, fonts *fontSet) ([]workspace.File, error) {
	var more []string
	for _, f := range enclosed {
		if name, table := strings.CutSuffix(path.Base(f.Name), ".xlsx"); table {
			more = append(more, name)
		}
	}
	papers, err := compose.Submit(in, full, more)
	if err != nil || papers == nil {
		return nil, err
	}
	var files []workspace.File
	for _, f := range []struct {
		name string
		doc  *report.Document
	}{
		{"报告.pdf", papers.Cover}, {"自评报告.pdf", papers.Self}, {"自评表.pdf", papers.Table}, {selfTableXLSX, papers.Table},
		{"佐证材料清单.pdf", papers.Material}, {materialXLSX, papers.Material},
	} {
		data, err := rendered(f.name, f.doc, fonts, documentTime(in.Figures.Period))
		if err != nil {
			return nil, err
		}
		files = append(files, workspace.File{Name: submissionFolder + "/" + f.name, Data: data})
	}
	return files, nil
}

// rendered prints a document as the kind of file that its name says.
func rendered(name string, doc *report.Document, fonts *fontSet, created time.Time) (data []byte, err error) {
	if err = fonts.check(doc); err != nil {
		return nil, err
	}
	if strings.HasSuffix(name, ".pdf") {
		data, _, err = reportpdf.Render(doc, fonts.Fonts, reportpdf.Options{File: name, Created: created})
	} else {
		data, err = reportxlsx.Write(doc, reportxlsx.Options{File: name, Created: created})
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, nil
}

// checked adds the list of hashes of all files of 上报/, if there are any. It is what
// sha256sum -c reads: UTF-8 without a mark, and lines that end with a line feed alone,
// since sha256sum takes a carriage return for a part of the name.
func checked(files []workspace.File) []workspace.File {
	var lines []string
	for _, f := range files {
		if name, ok := strings.CutPrefix(f.Name, submissionFolder+"/"); ok {
			lines = append(lines, f.Sum()+"  "+name+"\n")
		}
	}
	if len(lines) == 0 {
		return files
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[64:], b[64:]) })
	var b bytes.Buffer
	for _, l := range lines {
		b.WriteString(l)
	}
	return append(files, workspace.File{Name: checkList, Data: b.Bytes()})
}

// checkSubmission refuses a period whose papers for the higher authority cannot be
// made: before anything is read.
func (p *Project) checkSubmission(period stat.Period) error {
	switch {
	case p.Forms.Kinds.Of(period).Submission == nil:
		return nil
	case !p.Plan.Self.Given:
		return fault.Config("缺少自评表的指标层级，不能生成"+period.Label()+"的上报文件", "inputs/plan/self_assessment.yaml",
			"请补上该文件，可照 zhibao init 新建的工作区中的同名文件；不上报的，删去 templates/reports/kinds.yaml 中的 submission。")
	case p.Settings.upward(period) == "":
		return fault.Config("没有写上报的主送机关", "zhibao.yaml",
			fmt.Sprintf("请写上 superior（上级机关），或在 papers 的 %s 中写 addressee。", period))
	}
	return nil
}

// arrivedBy says when the files of a year, and of the years before it, were received,
// as far as the registers say it: year/file → moment. Empty for shorter periods.
func (p *Project) arrivedBy(ctx context.Context, book reader, period stat.Period, in *received) (map[string]time.Time, error) {
	times := map[string]time.Time{}
	if period.Kind != stat.Year {
		return times, nil
	}
	for _, a := range in.arrivals {
		times[period.Collected().String()+"/"+a.File] = a.At
	}
	for year := p.Plan.Head.FirstYear; year < period.Year; year++ {
		of := stat.Period{Kind: stat.Year, Year: year}
		run, ok, err := book.LastRun(ctx, of)
		if err != nil {
			return nil, err
		}
		for _, a := range run.Arrivals {
			if ok {
				times[of.String()+"/"+a.File] = a.At
			}
		}
	}
	return times, nil
}

// formCodes are the 表号 of the forms by their sheets.
func (p *Project) formCodes() map[string]string {
	codes := map[string]string{}
	for _, d := range p.Forms.Defs {
		codes[d.Sheet] = d.Code
	}
	return codes
}
