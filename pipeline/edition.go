package pipeline

import (
	"zhibao/pipeline/compose"
	"zhibao/pipeline/report"
	"zhibao/pipeline/workspace"
)

// Edition says whether a run prints the public edition of the report beside the
// internal one.
type Edition string

// Editions.
const (
	Internal     Edition = "internal"
	PublicBeside Edition = "public"
)

// ParseEdition reads an edition; empty is internal.
func ParseEdition(s string) (Edition, bool) {
	switch e := Edition(s); e {
	case "":
		return Internal, true
	case Internal, PublicBeside:
		return e, true
	}
	return "", false
}

// Names of the public edition.
const (
	openPDF  = "评估报告（公开版）.pdf"
	openXLSX = "评估报告（公开版）.xlsx"
)

// openEdition composes the public edition; nil if none is asked for.
func (p *Project) openEdition(in compose.Input, fonts *fontSet) (*report.Document, error) {
	if p.Settings.Edition != PublicBeside {
		return nil, nil
	}
	doc, err := compose.Public(in)
	if err != nil {
		return nil, err
	}
	return doc, fonts.check(doc)
}

// openFiles are the files of the public edition.
func (p *Project) openFiles(in compose.Input, fonts *fontSet) ([]workspace.File, error) {
	doc, err := p.openEdition(in, fonts)
	if err != nil || doc == nil {
		return nil, err
	}
	var files []workspace.File
	for _, name := range []string{openPDF, openXLSX} {
		printed := doc
		if name == openPDF {
			printed = compose.Excerpt(doc, p.Settings.Print, openXLSX)
		}
		data, err := rendered(name, printed, fonts, documentTime(in.Figures.Period))
		if err != nil {
			return nil, err
		}
		files = append(files, workspace.File{Name: name, Data: data})
	}
	return files, nil
}
