package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The bureau's own report text is printed, in both documents, with its figures.
func TestReportTextOfTheBureau(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	own := filepath.Join(dir, "templates", "reports", "year.tmpl")
	ours := read(t, filepath.Join(repository, "templates", "reports", "year.tmpl"))
	const heading = "# 总体情况\n"
	if !strings.Contains(ours, heading) {
		t.Fatalf("year.tmpl has no %q", heading)
	}
	write(t, own, strings.Replace(ours, heading, "# 本局按语\n统计局按语：地区生产总值进度为{{fig \"t11.gdp.linear\"}}%，责任到人。\n"+heading, 1))
	must(t, dir, 0, "run", "2017")
	whole(t, dir, "2017")
	pdf := flat(output(t, "pdftotext", "-layout", filepath.Join(dir, "outputs", "2017", "评估报告.pdf"), "-"))
	book := readBook(t, filepath.Join(dir, "outputs", "2017", "评估报告.xlsx")).sheets["报告"]
	for _, want := range []string{"一、本局按语", "统计局按语：地区生产总值进度为6.5%，责任到人。", "二、总体情况"} {
		if !strings.Contains(pdf, want) {
			t.Errorf("the PDF lacks %q", want)
		}
		if !book.holds(want) {
			t.Errorf("the workbook lacks %q", want)
		}
	}

	// Without it our text comes back; the month has its own text all the while.
	mustDo(t, os.RemoveAll(filepath.Join(dir, "templates")))
	must(t, dir, 0, "run", "2017")
	equalTrees(t, "without the bureau's text", only(tree(t, filepath.Join(baseline(t), "outputs", "2017")), runFiles),
		tree(t, filepath.Join(dir, "outputs", "2017")))
}

func only(files map[string]string, names []string) map[string]string {
	some := map[string]string{}
	for _, name := range names {
		some[name] = files[name]
	}
	return some
}

// A mistake in the text is told with file and place, before anything is written.
func TestMistakesInReportText(t *testing.T) {
	t.Parallel()
	dir := ran(t)
	before := tree(t, filepath.Join(dir, "outputs"))
	for _, c := range []struct{ name, text, want string }{
		{"unknown placeholder", "# 一、总体情况\n{{.增长情况}}\n", "增长情况"},
		{"unknown figure", "# 一、总体情况\n进度{{fig \"t11.gpd.linear\"}}%。\n", "没有编号为 t11.gpd.linear 的数字"},
		{"unknown function", "# 一、总体情况\n{{figure \"t11.gdp.linear\"}}\n", "figure"},
		{"not closed", "# 一、总体情况\n{{if .YearsLeft}}\n", "year.tmpl"},
		{"unknown table", "# 一、总体情况\n按语。\n@表9\n", "表9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, filepath.Join(dir, "templates", "reports", "year.tmpl"), c.text)
			got := must(t, dir, 2, "run", "2017")
			for _, want := range []string{"出错：报告文字模板有误", "位置：templates/reports/year.tmpl", c.want, "处理：请按提示改正模板"} {
				if !strings.Contains(got.err, want) {
					t.Errorf("%q is not said:\n%s", want, got.err)
				}
			}
			equalTrees(t, "outputs", before, tree(t, filepath.Join(dir, "outputs")))
		})
	}
}
