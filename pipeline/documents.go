package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportxlsx"
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

// documents renders every file of a run: the pages for the units first, then all other
// papers beside each other, then the workbooks and lists. The report lists the characters
// that other fonts had to print in any of them; what was rendered of it before all were
// known is rendered anew.
// Finished files are kept in the spool.
func (p *Project) documents(ctx context.Context, all *Assembled, from *received, fonts *fontSet, spool *workspace.Spool) ([]workspace.File, error) {
	in := all.Input
	p.Progress(stageCompose, 0, 1)
	full, err := compose.Report(in)
	if err != nil {
		return nil, err
	}
	tables, err := p.officialFiles(all)
	if err != nil {
		return nil, err
	}
	all.Judged = evaluate.Input{} // the figures of earlier periods: nothing else asks for them
	if all.Told, err = compose.Tell(in, full); err != nil {
		return nil, err
	}
	sheets, err := p.briefFile(in, full, fonts)
	if err != nil {
		return nil, err
	}
	p.Progress(stageCompose, 1, 1)
	units, err := p.unitFiles(ctx, in, full, fonts, spool)
	if err != nil {
		return nil, err
	}
	sheets = append(sheets, units...)
	created := documentTime(in.Figures.Period)
	r := &reportFiles{full: full, limits: p.Settings.Print, fonts: fonts, created: created}
	book := func(name string, compose func(compose.Input) (*report.Document, error)) making {
		return making{name, func() ([]workspace.File, error) {
			doc, err := compose(in)
			if err != nil {
				return nil, err
			}
			data, err := reportxlsx.Write(doc, reportxlsx.Options{File: name, Created: created})
			return single(name, data, err)
		}}
	}
	// What prints first, the report last of it: its list of characters is whole then.
	papers := []making{
		{noticesPDF, func() ([]workspace.File, error) {
			papers, err := p.projectFiles(in, fonts)
			return append(papers, sheets...), err
		}},
		{openPDF, func() ([]workspace.File, error) { return p.openFiles(in, fonts) }},
		{submissionFolder + "/", func() ([]workspace.File, error) {
			papers, err := p.submission(in, full, tables, fonts)
			return slices.Concat(tables, papers), err
		}},
		{reportPDF, func() ([]workspace.File, error) { return nil, r.print() }},
	}
	// The two large workbooks begin as far apart as the others allow: each is held whole
	// while it is drawn.
	books := []making{
		{reportXLSX, func() ([]workspace.File, error) { return nil, r.draw() }},
		{findingsJSON, func() ([]workspace.File, error) {
			f, err := p.findingsFile(from, all, spool.Writer(findingsJSON))
			return []workspace.File{f}, err
		}},
		book(auditXLSX, compose.Audit),
		{dataCSV, func() ([]workspace.File, error) {
			data, err := dataFile(p, all.Observations)
			return single(dataCSV, data, err)
		}},
		book(remindXLSX, compose.Remind),
		{totalsXLSX, func() ([]workspace.File, error) { return totalsFile(in) }},
	}
	made := map[string][]workspace.File{}
	tell := p.counter(stageWrite, len(papers)+len(books))
	for _, tasks := range [][]making{papers, books} {
		if err := p.beside(ctx, spool, tell, tasks, made); err != nil {
			return nil, err
		}
	}
	if err := r.settle(); err != nil {
		return nil, err
	}
	p.working(stageWrite, reportXLSX) // what was settled is of this stage
	files := []workspace.File{{Name: reportPDF, Data: r.pdf}, {Name: reportXLSX, Data: r.book}}
	for _, name := range []string{auditXLSX, totalsXLSX, remindXLSX, findingsJSON, dataCSV, openPDF, noticesPDF, submissionFolder + "/"} {
		files = append(files, made[name]...)
	}
	return checked(files), nil
}

// making is the making of files, of which the first has the name.
type making struct {
	name string
	make func() ([]workspace.File, error)
}

// beside makes files by the workers there are, begun in the order of the tasks, and notes
// them under their tasks' names. Of several errors it gives the first in that order.
func (p *Project) beside(ctx context.Context, spool *workspace.Spool, tell func(), tasks []making, made map[string][]workspace.File) error {
	files, errs := make([][]workspace.File, len(tasks)), make([]error, len(tasks))
	var group errgroup.Group
	group.SetLimit(p.workers())
	for i, task := range tasks {
		group.Go(func() error {
			if errs[i] = ctx.Err(); errs[i] != nil {
				return nil
			}
			p.working(stageWrite, task.name)
			if files[i], errs[i] = task.make(); errs[i] == nil {
				errs[i] = keep(spool, files[i])
			}
			tell()
			return nil
		})
	}
	_ = group.Wait() // the tasks' errors are in order
	for i, err := range errs {
		if err != nil {
			return err
		}
		made[tasks[i].name] = files[i]
	}
	return nil
}

// workers is how many files are read or made at once.
func (p *Project) workers() int { return cmp.Or(p.Settings.Workers, runtime.GOMAXPROCS(0)) }

// keep puts finished files into a spool.
func keep(spool *workspace.Spool, files []workspace.File) (err error) {
	for i, f := range files {
		if files[i], err = spool.Keep(f); err != nil {
			return err
		}
	}
	return nil
}

func single(name string, data []byte, err error) ([]workspace.File, error) {
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return []workspace.File{{Name: name, Data: data}}, nil
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
	var err error
	if m.Fonts, err = fonts.Used(); err != nil {
		return workspace.File{}, err
	}
	if day := p.Settings.Papers[m.Period].Embargo; !day.IsZero() {
		m.Embargo = day.Format(time.DateOnly)
	}
	if p.Settings.Edition == PublicBeside {
		m.Edition = string(PublicBeside)
	}
	return m.File()
}
