package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// The page for those who fill in the forms comes with them, is one page whatever the
// bureau adds, and tells the deadline that the form itself tells. 8 July 2018 is a Sunday.
func TestFillingPage(t *testing.T) {
	t.Parallel()
	page := func(dir, period string) string {
		t.Helper()
		path := filepath.Join(dir, "outputs", period, "下发", "填报说明.pdf")
		if info := output(t, "pdfinfo", path); !strings.Contains(flat(info), "Pages:1") {
			t.Errorf("%s has more than a page:\n%s", path, info)
		}
		return flat(output(t, "pdftotext", "-layout", path, "-"))
	}
	shared := baseline(t)
	month := page(shared, "2018-06")
	for _, want := range []string{"株洲市2018年1—6月统计报表填报说明", "2018年7月9日17时", "县市区表（株转示1表）；重大项目表（株转示4表），有则填报",
		"部门表（株转示3表）；部门表-产业和任务（株转示3表附）；重大项目表", "联系人：领导小组办公室综合科，电话：×。", "请填写黄色和橙色单元格"} {
		if !strings.Contains(month, want) {
			t.Errorf("the page lacks %q:\n%s", want, month)
		}
	}
	if n := strings.Count(month, "请填写黄色和橙色单元格"); n != 1 {
		t.Errorf("the first step is told %d times", n)
	}
	guide := readBook(t, filepath.Join(shared, "outputs", "2018-06", "下发", "430281-醴陵市.xlsx")).sheets["填报说明"]
	for _, want := range []string{"报送期限：2018年7月9日17时", "1．请填写黄色和橙色单元格，橙色为必填；灰色单元格由统计局预填或由公式自动计算，请勿改动。"} {
		if !guide.holds(want) {
			t.Errorf("the form lacks %q", want)
		}
	}

	dir := sample(t)
	form := read(t, filepath.Join(repository, "templates", "forms", "50-project.yaml"))
	for i := range 9 {
		form = strings.Replace(form, "guide:\n", "guide:\n  - 第"+strings.Repeat("一", i+1)+"条，"+strings.Repeat("请逐个项目核对总投资和年度计划，", 9)+"不得漏报。\n", 1)
	}
	write(t, filepath.Join(dir, "templates", "forms", "50-project.yaml"), form)
	must(t, dir, 0, "template", "2018-06-上")
	if short := page(dir, "2018-06-上"); !strings.Contains(short, "其余填法见表格中的“填报说明”页。") || !strings.Contains(short, "2018年6月12日17时") || strings.Contains(short, "“修订”") {
		t.Errorf("the page of ten days:\n%s", short)
	}
	text := filepath.Join(dir, "templates", "reports", "filling.tmpl")
	write(t, text, strings.Repeat("请按时报送。\n", 60))
	if got := must(t, dir, 2, "template", "2018-06-上"); !strings.Contains(got.err, "出错：填报说明超过一页\n  位置：templates/reports/filling.tmpl") {
		t.Error(got.err)
	}
}
