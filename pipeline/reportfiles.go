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
	fonts   *fontSet
	created time.Time

	pdf, book       []byte
	printed, listed []string // the lists that the two were rendered with
}

func (r *reportFiles) print() (err error) {
	_, r.pdf, r.printed, err = printReport(r.full, r.fonts, r.created)
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

// printReport prints the report with the list of substitutions. Printing may find more
// of them, so it sets the pages again until the list stands still.
func printReport(full *report.Document, fonts *fontSet, created time.Time) (doc *report.Document, pdf []byte, list []string, err error) {
	for range 4 {
		list = fonts.sentences()
		doc = compose.WithFonts(full, list)
		if err := fonts.check(doc); err != nil {
			return nil, nil, nil, err
		}
		pages, err := reportpdf.Set(doc, fonts.Fonts)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("%s: %w", reportPDF, err)
		}
		if !slices.Equal(list, fonts.sentences()) {
			continue
		}
		pdf, _, err = pages.Write(reportpdf.Options{File: reportPDF, Created: created})
		if err != nil {
			return nil, nil, nil, fmt.Errorf("%s: %w", reportPDF, err)
		}
		return doc, pdf, list, nil
	}
	return nil, nil, nil, fmt.Errorf("%s: the list of font substitutions does not settle", reportPDF)
}
