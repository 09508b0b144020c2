package pipeline

import (
	"fmt"
	"slices"
	"time"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/reportxlsx"
)

// reportFiles are the report as .pdf and .xlsx. Its annex lists the characters that
// other fonts had to print in any paper of the run, the report among them, and they are
// known only when all are printed.
type reportFiles struct {
	full    *report.Document // without the list
	limits  compose.Limits
	fonts   *fontSet
	created time.Time

	pdf, book       []byte
	printed, listed []string // the lists that the two were rendered with
}

func (r *reportFiles) print() (err error) {
	set, err := printReport(r.full, r.limits, r.fonts, r.created)
	r.pdf, r.printed = set.pdf, set.list
	return err
}

func (r *reportFiles) draw() (err error) {
	r.listed = r.fonts.sentences()
	r.book, err = reportxlsx.Write(compose.WithFonts(r.full, r.listed), reportxlsx.Options{File: reportXLSX, Created: r.created})
	if err != nil {
		return fmt.Errorf("%s: %w", reportXLSX, err)
	}
	return nil
}

// settle renders anew what was rendered with a shorter list.
func (r *reportFiles) settle() error {
	if !slices.Equal(r.printed, r.fonts.sentences()) {
		if err := r.print(); err != nil {
			return err
		}
	}
	if slices.Equal(r.listed, r.printed) {
		return nil
	}
	return r.draw()
}

// printedReport is the report with the list of substitutions, and its pages.
type printedReport struct {
	doc    *report.Document // all of it: the pages may hold excerpts
	pdf    []byte
	places map[string]report.Place // in pdf
	list   []string
}

// printReport prints the report with the list of substitutions. Printing may find more
// of them, so it sets the pages again until the list stands still.
func printReport(full *report.Document, limits compose.Limits, fonts *fontSet, created time.Time) (out printedReport, err error) {
	for range 4 {
		out.list = fonts.sentences()
		out.doc = compose.WithFonts(full, out.list)
		if err := fonts.check(out.doc); err != nil {
			return out, err
		}
		pages, err := reportpdf.Set(compose.Excerpt(out.doc, limits, reportXLSX), fonts.Fonts)
		if err != nil {
			return out, fmt.Errorf("%s: %w", reportPDF, err)
		}
		if !slices.Equal(out.list, fonts.sentences()) {
			continue
		}
		if out.pdf, out.places, err = pages.Write(reportpdf.Options{File: reportPDF, Created: created}); err != nil {
			return out, fmt.Errorf("%s: %w", reportPDF, err)
		}
		return out, nil
	}
	return out, fmt.Errorf("%s: the list of font substitutions does not settle", reportPDF)
}
