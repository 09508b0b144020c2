package reportpdf

import (
	"os"
	"testing"
)

// TestLook writes the sample document where REPORTPDF_LOOK says, to be
// looked at; with REPORTPDF_HOSTILE the one of bad input.
func TestLook(t *testing.T) {
	path := os.Getenv("REPORTPDF_LOOK")
	if path == "" {
		t.Skip("REPORTPDF_LOOK names no file")
	}
	f := systemFonts(t)
	doc := sampleDocument()
	if os.Getenv("REPORTPDF_HOSTILE") != "" {
		doc = hostileDocument()
	}
	out, _, err := Render(doc, f, sampleOptions())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, s := range f.Substitutions() {
		t.Logf("%+v", s)
	}
}
