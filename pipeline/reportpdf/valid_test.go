package reportpdf

import (
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"zhibao/pipeline/report"
)

// Another reader finds nothing wrong with the file.
func TestValid(t *testing.T) {
	model.ConfigPath = "disable" // no configuration folder of its own
	for name, doc := range map[string]*report.Document{"sample": sampleDocument(), "hostile": hostileDocument()} {
		path, _ := render(t, doc)
		if err := api.ValidateFile(path, model.NewDefaultConfiguration()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		tool(t, "qpdf", "--check", path)
	}
}
