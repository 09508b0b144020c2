package formxlsx

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"zhibao/pipeline/stat"
)

// TestLibreOfficePrints opens workbooks in LibreOffice and counts the pages: a
// form is one A4 landscape page wide, so no text stands on a page of its own
// beside it.
func TestLibreOfficePrints(t *testing.T) {
	t.Parallel()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice (soffice) is not installed: printing is not checked")
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("poppler-utils (pdftotext) is not installed: printing is not checked")
	}
	s, dir := load(t), t.TempDir()
	cases := []struct {
		unit, when, want string
		pages            int // visible sheets: each form fits a page here
	}{
		{"430281", "2018-06", "单位地区生产总值能源消耗降低", 3},
		{"P01", "2017", "董家塅高科园", 6},
		{"D06", "2017", "污水集中处理设施建设及在线监控装置安装率", 3},
	}
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir}
	for _, c := range cases {
		name := filepath.Join(dir, c.unit+".xlsx")
		opt := Options{Sample: map[string]bool{"county": true}}
		if c.unit == "D06" {
			opt.Prefill = map[Key]Value{{"D06", "department", "waste_reuse", stat.Prior}: num("93")}
		}
		if err := os.WriteFile(name, s.make(t, c.unit, c.when, opt), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	if out, err := exec.Command(soffice, args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	for _, c := range cases {
		checkPDF(t, filepath.Join(dir, c.unit+".pdf"), c.want, c.pages)
	}
}

func checkPDF(t *testing.T, file, want string, pages int) {
	t.Helper()
	out, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	text := string(out)
	flat := strings.Join(strings.Fields(text), "")
	if !strings.Contains(flat, want) {
		t.Errorf("%s lacks %s", file, want)
	}
	for _, bad := range []string{"###", "#NAME?", "#VALUE!", "Err:"} {
		if strings.Contains(text, bad) {
			t.Errorf("%s shows %s", file, bad)
		}
	}
	info, err := exec.Command("pdfinfo", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`Page size:\s+84[12][.0-9]* x 595`).Match(info) {
		t.Errorf("%s is not A4 landscape:\n%s", file, info)
	}
	// Faces differ between machines: a long form may run over one page more, but
	// columns beside the page would double the count.
	m := regexp.MustCompile(`Pages:\s+(\d+)`).FindSubmatch(info)
	if n, err := strconv.Atoi(string(m[1])); err != nil || n < pages || n > pages+1 {
		t.Errorf("%s has %s pages, want %d", filepath.Base(file), m[1], pages)
	}
}
