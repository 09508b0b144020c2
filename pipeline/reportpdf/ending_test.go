package reportpdf

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"zhibao/pipeline/report"
)

// 署名 stands over 成文日期, which is four characters in, with room for the seal above;
// they never stand on a page without text, however long the text is.
func TestSignaturePlace(t *testing.T) {
	for lines := 12; lines <= 26; lines++ {
		doc := &report.Document{Head: report.Head{Signature: "株洲市人民政府", Date: "2018年7月16日"}, Body: []report.Block{prose(28*lines - 2)}}
		path, _ := render(t, doc)
		pages := wordsOf(t, path)
		last := pages[len(pages)-1]
		text, name, end := 0, find(t, last, "株洲市人民政府"), find(t, last, "日")
		bottom := 0.0
		for _, w := range last {
			if strings.HasPrefix(w.text, "株株") {
				text, bottom = text+1, max(bottom, w.y1)
			}
		}
		if text == 0 {
			t.Errorf("%d lines of text: %d of them stand with the signature", lines, text)
		}
		begin := find(t, last, "2018")
		near(t, "date’s end", end.x1, paperRight-4*charOf28)
		near(t, "name over date", (name.x0+name.x1)/2, (begin.x0+end.x1)/2)
		if room := (name.y0 - bottom) / lineOf22; room < 1.9 {
			t.Errorf("%d lines of text: %.1f lines of room for the seal", lines, room)
		}
	}
}

// A table that ends the text takes its last rows along to the page of the signature.
func TestSignatureUnderTable(t *testing.T) {
	for rows := 20; rows <= 44; rows += 2 {
		doc := &report.Document{Head: report.Head{Signature: "株洲市人民政府", Date: "2018年7月16日"}, Body: []report.Block{portraitTable(rows)}}
		path, places := render(t, doc)
		pages := strings.Split(strings.TrimRight(tool(t, "pdftotext", "-raw", path, "-"), "\f"), "\f")
		if last := pages[len(pages)-1]; !strings.Contains(last, "人民政府") || places["t2.sum"].Page != len(pages) {
			t.Errorf("%d rows: the table ends on page %d, signature on page %d", rows, places["t2.sum"].Page, len(pages))
		}
	}
}

// 附件说明: one line under the text, two characters in, no mark at its end, names that
// go on under their beginning; on the page of the text as far as it goes.
func TestAnnexList(t *testing.T) {
	doc := &report.Document{Head: report.Head{Issuer: "株洲市人民政府文件", Signature: "株洲市人民政府", Date: "2018年7月16日"}, Body: []report.Block{prose(28*3 - 2)},
		Annexes: []report.Annex{{ID: "a", Label: "附表1", Title: strings.Repeat("县市区", 9)}, {ID: "b", Label: "附表2", Title: "园区"}}}
	path, _ := render(t, doc)
	page := wordsOf(t, path)[0]
	text, lead := 0.0, find(t, page, "附件：")
	for _, w := range page {
		if strings.HasPrefix(w.text, "株株") {
			text = max(text, w.y0)
		}
	}
	near(t, "附件", lead.x0, paperLeft+2*charOf28)
	near(t, "one line under the text", lead.y0, text+2*lineOf22)
	second := false
	for _, w := range page {
		if strings.Contains(w.text, "市区（附表") {
			second = true
			near(t, "a name’s second line", w.x0, paperLeft+(5+1.5)*charOf28) // behind 附件： and 1．
		}
	}
	if !second {
		t.Errorf("no second line of a name in %v", page)
	}
	all := squash(tool(t, "pdftotext", "-l", "1", path, "-"))
	for _, want := range []string{"附件：1．县市区", "2．园区（附表2）株洲市"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %s in %s", want, all)
		}
	}
	one := *doc
	one.Annexes = doc.Annexes[1:]
	path, _ = render(t, &one)
	if all := squash(tool(t, "pdftotext", "-l", "1", path, "-")); !strings.Contains(all, "附件：园区（附表2）") {
		t.Errorf("one annex has a number: %s", all)
	}
}

// Links lie on the words that lead somewhere: annexes in 附件说明, figures and names of
// tables in the text.
func TestLinkBoxes(t *testing.T) {
	doc := sampleDocument()
	doc.Body = append(doc.Body, report.Paragraph{ID: "q", Runs: []report.Run{{Text: "全市地区生产总值增长"}, {Text: "107.01", Ref: "t2.0.gdp"}, {Text: "亿元，完成"}, {Text: "8.0", Ref: "t2.0.rate"},
		{Text: "个百分点，详见附表2和图7；" + strings.Repeat("株", 20) + "占比为"}, {Text: "3.00", Ref: "t2.0.ind"}, {Text: "亿元。"}}})
	path, _ := render(t, doc)
	var got []string
	for _, b := range linksOf(t, path) {
		got = append(got, b.under(t, path))
	}
	want := []string{"107.01", "8.0", "附表2", "3.00", "1．示范区建设主要指标进展评估表（附表1）", "2．分园区主要指标完成情况（附表2）", "3．主要指标进度图（附图1）"}
	if !slices.Equal(got, want) {
		t.Errorf("links lie on %q, want %q", got, want)
	}
}

// Of a turned page too the text comes out in the order in which it is read.
func TestReadingOrder(t *testing.T) {
	doc := sampleDocument()
	path, places := render(t, doc)
	n := strconv.Itoa(places["t1"].Page)
	text := squash(tool(t, "pdftotext", "-raw", "-f", n, "-l", n, path, "-"))
	order := []string{"附表1", "示范区建设主要指标进展评估表", "序号", "责任单位", "一、经济发展", "地区生产总值（GDP）", "进出口总额", "二、创新驱动", "高新技术企业数", "三、绿色与民生", "城镇新增就业人数", "注：1．"}
	from := 0
	for _, w := range order {
		w = strings.ReplaceAll(w, "1．", "1.")
		at := strings.Index(text[from:], w)
		if at < 0 {
			t.Fatalf("%s does not follow in %s", w, text)
		}
		from += at
	}
	if !strings.HasSuffix(strings.ReplaceAll(text, "示例数据", ""), "—"+n+"—") {
		t.Errorf("the page number does not end the page: %s", text[len(text)-60:])
	}
}

// Titles break between words into a trapezium or a rhombus.
func TestTitleShape(t *testing.T) {
	s := newShaper(systemFonts(t))
	st := style{role: XiaoBiaoSong, size: erHao}
	for _, c := range []struct{ title, want string }{
		{"关于2018年1—6月产业转型升级示范区建设指标进展情况的通报", "关于2018年1—6月产业转型升级/示范区建设指标进展情况的通报"},
		{"株洲市产业转型升级示范区建设2018年度评估报告", "株洲市产业转型升级/示范区建设2018年度评估报告"},
		{"主要指标评估报告", "主要指标评估报告"},
	} {
		var lines []string
		for _, l := range s.titleLines(c.title, st, areaWidth) {
			lines = append(lines, l.text())
		}
		if got := strings.Join(lines, "/"); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	long := "株洲市人民政府办公室关于印发株洲市国家产业转型升级示范区建设工作领导小组重大项目督办和年度考核评估办法的通知"
	lines := s.titleLines(long, st, areaWidth)
	if len(lines) < 3 {
		t.Fatalf("%d lines", len(lines))
	}
	for i := 1; i+1 < len(lines); i++ {
		if lines[i].width < lines[i-1].width && lines[i].width < lines[i+1].width {
			t.Errorf("an hourglass: line %d of %d is the shortest", i+1, len(lines))
		}
	}
}

// The properties and the language of the document.
func TestProperties(t *testing.T) {
	path, _ := render(t, sampleDocument())
	info := tool(t, "pdfinfo", path)
	for _, want := range []string{"关于2018年1—6月产业转型升级示范区建设指标进展情况的通报", "株洲市产业转型升级示范区建设领导小组", "2018年1—6月", "株转示指标直报系统"} {
		if !strings.Contains(info, want) {
			t.Errorf("no %s in %s", want, info)
		}
	}
	if qdf := tool(t, "qpdf", "--qdf", "--object-streams=disable", path, "-"); !strings.Contains(qdf, "/Lang (zh-CN)") {
		t.Error("no language")
	}
	tool(t, "qpdf", "--check", path)
	for _, l := range strings.Split(strings.TrimSpace(tool(t, "pdffonts", path)), "\n")[2:] {
		if cols := strings.Fields(l); cols[len(cols)-5] != "yes" || cols[len(cols)-4] != "yes" {
			t.Errorf("not embedded as a subset: %s", l)
		}
	}
}
