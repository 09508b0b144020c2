package pipeline

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/form"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/reportxlsx"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// Names of the published files.
const (
	reportPDF    = "评估报告.pdf"
	reportXLSX   = "评估报告.xlsx"
	briefPDF     = "简报.pdf"
	noticesPDF   = "督办通知.pdf"
	publicPDF    = "公示.pdf"
	publicXLSX   = "公示.xlsx"
	auditXLSX    = "审核报告.xlsx"
	remindXLSX   = "催报单.xlsx"
	totalsXLSX   = "汇总表.xlsx"
	findingsJSON = "findings.json"
	dataCSV      = "data.csv"
)

// documents renders every file of a run.
func (p *Project) documents(all *Assembled, from *received, fonts *fontSet) ([]workspace.File, error) {
	in := all.Input
	sheets, err := p.sheetFiles(in, fonts)
	if err != nil {
		return nil, err
	}
	p.Progress(stageWrite, 0, 5)
	p.working(stageWrite, noticesPDF)
	papers, err := p.projectFiles(in, fonts) // all these before the report, which lists the characters that other fonts had to print
	if err != nil {
		return nil, err
	}
	p.working(stageWrite, publicPDF)
	open, err := p.openFiles(in, fonts)
	if err != nil {
		return nil, err
	}
	tables, err := p.officialFiles(all)
	if err != nil {
		return nil, err
	}
	p.working(stageWrite, submissionFolder+"/")
	submission, err := p.submission(in, tables, fonts)
	if err != nil {
		return nil, err
	}
	p.working(stageWrite, reportPDF)
	doc, pdf, err := p.printReport(in, fonts)
	if err != nil {
		return nil, err
	}
	if all.Told, err = compose.Tell(in, doc); err != nil {
		return nil, err
	}
	p.Progress(stageWrite, 1, 5)
	created := documentTime(in.Figures.Period)
	p.working(stageWrite, reportXLSX)
	book, _, err := reportxlsx.Render(doc, reportxlsx.Options{File: reportXLSX, Created: created})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", reportXLSX, err)
	}
	p.Progress(stageWrite, 2, 5)
	p.working(stageWrite, auditXLSX)
	audit, err := compose.Audit(in)
	if err != nil {
		return nil, err
	}
	auditBook, _, err := reportxlsx.Render(audit, reportxlsx.Options{File: auditXLSX, Created: created})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", auditXLSX, err)
	}
	p.Progress(stageWrite, 3, 5)
	p.working(stageWrite, remindXLSX)
	remind, err := compose.Remind(in)
	if err != nil {
		return nil, err
	}
	remindBook, _, err := reportxlsx.Render(remind, reportxlsx.Options{File: remindXLSX, Created: created})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", remindXLSX, err)
	}
	p.working(stageWrite, totalsXLSX)
	totals, err := totalsFile(in)
	if err != nil {
		return nil, err
	}
	p.working(stageWrite, findingsJSON)
	findings, err := p.findingsFile(from, all)
	if err != nil {
		return nil, err
	}
	data, err := dataFile(p, all.Observations)
	if err != nil {
		return nil, err
	}
	p.Progress(stageWrite, 5, 5)
	return checked(slices.Concat([]workspace.File{{Name: reportPDF, Data: pdf}, {Name: reportXLSX, Data: book}, {Name: auditXLSX, Data: auditBook}}, totals,
		[]workspace.File{{Name: remindXLSX, Data: remindBook}, {Name: findingsJSON, Data: findings}, {Name: dataCSV, Data: data}}, open, papers, sheets, tables, submission)), nil
}

// printReport composes and prints the report. Which characters fall back to another
// font is known only after printing, and the annex lists them: so it prints
// again until the list stands still.
func (p *Project) printReport(in compose.Input, fonts *fontSet) (*report.Document, []byte, error) {
	for range 4 {
		in.Fonts = fonts.sentences()
		doc, err := compose.Report(in)
		if err != nil {
			return nil, nil, err
		}
		if err := fonts.check(doc); err != nil {
			return nil, nil, err
		}
		pdf, _, err := reportpdf.Render(doc, fonts.Fonts, reportpdf.Options{File: reportPDF, Created: documentTime(in.Figures.Period)})
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", reportPDF, err)
		}
		if slices.Equal(in.Fonts, fonts.sentences()) {
			return doc, pdf, nil
		}
	}
	return nil, nil, fmt.Errorf("%s: the list of font substitutions does not settle", reportPDF)
}

// publishFiles adds the manifest and prints the set.
func (p *Project) publishFiles(ctx context.Context, book *ledger.Ledger, in *received, files []workspace.File, fonts *fontSet) error {
	m, err := p.manifest(in, files, fonts)
	if err != nil {
		return err
	}
	from, err := p.sources(in.period, fonts)
	if err != nil {
		return err
	}
	return p.print(ctx, book, in.period, append(files, m), from)
}

// manifest is the manifest of a set of files.
func (p *Project) manifest(in *received, files []workspace.File, fonts *fontSet) (workspace.File, error) {
	m := workspace.NewManifest(in.period.String(), in.inputs, p.versions(), files)
	m.Fonts = fonts.Used()
	if day := p.Settings.Papers[m.Period].Embargo; !day.IsZero() {
		m.Embargo = day.Format(time.DateOnly)
	}
	if p.Settings.Edition == PublicBeside {
		m.Edition = string(PublicBeside)
	}
	return m.File()
}

// projectsOf picks the rows of the project list.
func projectsOf(observations []stat.Observation) []stat.Observation {
	var list []stat.Observation
	for _, o := range observations {
		if o.Form == "project" && o.Item != form.FootItem {
			list = append(list, o)
		}
	}
	return list
}
