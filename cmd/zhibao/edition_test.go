package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// The public edition stands beside the internal one, says that it is one, lacks the
// annexes that are never public, and is kept like every printed file.
func TestPublicEdition(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	must(t, dir, 0, "run", "2017", "--edition", "public")
	folder := filepath.Join(dir, "outputs", "2017")
	internal := flat(output(t, "pdftotext", "-layout", filepath.Join(folder, "评估报告.pdf"), "-"))
	public := flat(output(t, "pdftotext", "-layout", filepath.Join(folder, "评估报告（公开版）.pdf"), "-"))
	sheets := readBook(t, filepath.Join(folder, "评估报告（公开版）.xlsx")).sheets
	for _, name := range []string{"附表5", "附表6-1"} {
		if !strings.Contains(internal, name) || strings.Contains(public, name) {
			t.Errorf("%s: only the internal edition has it", name)
		}
		if _, is := sheets[name]; is {
			t.Errorf("the public workbook has %s", name)
		}
	}
	if !strings.Contains(public, "（公开版）") || strings.Contains(internal, "（公开版）") {
		t.Error("the public edition says what it is, the internal one does not")
	}
	if len(sheets) < 5 || !strings.Contains(read(t, filepath.Join(folder, "manifest.json")), "评估报告（公开版）.pdf") {
		t.Errorf("%d sheets, or the manifest does not list the edition", len(sheets))
	}
	must(t, dir, 0, "verify")
	if got := invoke(dir, "run", "2017", "--edition", "secret"); got.code != 2 || !strings.Contains(got.err, "edition") {
		t.Errorf("exit %d: %s", got.code, got.err)
	}
}
