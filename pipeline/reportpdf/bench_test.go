//go:build unix

package reportpdf

import (
	"bytes"
	"fmt"
	"syscall"
	"testing"

	"zhibao/pipeline/report"
)

func BenchmarkFindFonts(b *testing.B) {
	systemFonts(b)
	for b.Loop() {
		if _, err := FindFonts(FontConfig{}); err != nil {
			b.Fatal(err)
		}
	}
}

// cpu reports the processor time of an operation, which other work on the machine does
// not change: call it before the loop and what it returns after it.
func cpu(b *testing.B) (done func()) {
	used := func() float64 {
		var u syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
	}
	from := used()
	return func() { b.ReportMetric((used()-from)/float64(b.N), "cpu-ms/op") }
}

// twelvePages is a report of about twelve pages of the usual mix.
func twelvePages() *report.Document {
	doc := sampleDocument()
	for i := range 3 {
		doc.Body = append(doc.Body, sampleBody()...)
		t := portraitTable(30)
		t.ID = fmt.Sprintf("t%d", 10+i)
		doc.Annexes = append(doc.Annexes, report.Annex{ID: fmt.Sprintf("b%d", i), Label: fmt.Sprintf("附表%d", 3+i), Title: "分园区主要指标完成情况", Blocks: []report.Block{t}})
	}
	return doc
}

func BenchmarkRender(b *testing.B) {
	f := systemFonts(b)
	long := &report.Document{Annexes: []report.Annex{{Blocks: []report.Block{portraitTable(200)}}}}
	for name, doc := range map[string]*report.Document{"12pages": twelvePages(), "200rows": long} {
		b.Run(name, func(b *testing.B) {
			defer cpu(b)()
			for b.Loop() {
				if _, _, err := Render(doc, f, sampleOptions()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCut cuts all faces of the twelve pages, as each document of a run does:
// the files are read and parsed once a run, this is what is left.
func BenchmarkCut(b *testing.B) {
	c := compose(twelvePages(), systemFonts(b))
	defer cpu(b)()
	for b.Loop() {
		_, _ = cutFaces(c.pages)
	}
}

// onePageOf is a page for a unit of the usual size.
func onePageOf() *report.Document {
	doc := &report.Document{Title: []string{"泰新工业集中区2017年情况"}, Mark: "送审稿　示例数据",
		Head: report.Head{Signature: "株洲推进产业转型升级示范区建设工作领导小组", Date: "2018年×月×日"}}
	part := func(title string, blocks ...report.Block) {
		doc.Body = append(append(doc.Body, report.Heading{ID: title, Level: 1, Text: title}), blocks...)
	}
	table := func(id string, rows int, head ...string) *report.Table {
		t := &report.Table{ID: id, Columns: []report.Column{{Width: 34}}, Notes: []string{"位次为在全市126个园区中的位次，有增速的按增速，没有的按水平；变化为正数的是前移。其他单位的数字和位次不列。“—”表示不适用、不可计算或本期不报；“缺报”“退回”表示该单位没有有效数据。"}}
		var cells []report.HeadCell
		for i, h := range head {
			cells = append(cells, report.HeadCell{Text: h})
			if i > 0 {
				t.Columns = append(t.Columns, report.Column{Align: report.Decimal, Width: 11})
			}
		}
		t.Head = [][]report.HeadCell{cells}
		for i := range rows {
			row := report.Row{Cells: []report.Cell{report.Text("", []string{"技工贸总收入（亿元）", "规模以上工业增加值（亿元）", "高新技术产品产值（亿元）", "投资强度（万元/亩）"}[i%4])}}
			for j := range head[1:] {
				row.Cells = append(row.Cells, report.Text("", fmt.Sprintf("%d.%d", 17*i*i+j, (i+j)%10)))
			}
			t.Rows = append(t.Rows, row)
		}
		return t
	}
	part("一、主要指标", table("a", 12, "指标", "全年", "增速\n（%）", "全市\n增速\n（%）", "位次", "位次\n变化", "占全市\n（%）", "拉动\n百分点"))
	part("二、园区", table("b", 3, "园区", "技工贸\n总收入\n（亿元）", "增速\n（%）", "2021年\n目标", "完成目标\n（%）", "投资强度\n（万元\n/亩）", "高于\n准入\n下限"))
	part("三、重大项目和任务", report.Paragraph{ID: "p", Runs: []report.Run{{Text: "所报1个重大项目没有列入督办的。"}}})
	part("四、数据质量", table("c", 1, "本期报送", "及时率", "完整率", "差错率", "一次通过率", "准强制性说明率", "强制性问题", "核实性问题", "提示"))
	part("五、需要办理", report.Paragraph{ID: "q", Runs: []report.Run{{Text: "2019年3月11日17时前报送2018年报表。"}}})
	return doc
}

// BenchmarkOnePage is a page for a unit, of which a run prints thousands.
func BenchmarkOnePage(b *testing.B) {
	f := systemFonts(b)
	doc := onePageOf()
	b.ReportAllocs()
	defer cpu(b)()
	for b.Loop() {
		if _, ok, err := RenderOnePage(doc, f, sampleOptions()); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

// cutFaces cuts the faces of some pages to what is printed with them.
func cutFaces(pages []*page) (faces []*face, cut [][]byte) {
	faces, runes := usedFaces(pages)
	for i, f := range faces {
		cut = append(cut, f.cut(runes[i]))
	}
	return faces, cut
}

// BenchmarkPlain is the yardstick of BenchmarkRender/12pages: gofpdf alone writes the
// same lines of text with faces that are cut already, one call a line.
func BenchmarkPlain(b *testing.B) {
	c := compose(twelvePages(), systemFonts(b))
	order, cut := cutFaces(c.pages)
	names := map[*face]string{}
	for i, f := range order {
		names[f] = fmt.Sprint("f", i)
	}
	defer cpu(b)()
	for b.Loop() {
		pdf := newPDF(metadata{}, len(c.pages))
		for i, f := range order {
			pdf.AddUTF8FontFromBytes(names[f], "", cut[i])
		}
		for _, p := range c.pages {
			pdf.AddPage()
			for _, l := range plainLines(p) {
				pdf.SetFont(names[l.face], "", l.size)
				pdf.Text(marginLeft+l.x, marginTop+l.y, l.text)
			}
		}
		var out bytes.Buffer
		if err := pdf.Output(&out); err != nil {
			b.Fatal(err)
		}
	}
}

// plainLines joins what stands on one line in one face.
func plainLines(p *page) []textOp {
	var lines []textOp
	for _, o := range p.ops {
		t, ok := o.op.(textOp)
		if n := len(lines) - 1; ok && n >= 0 && lines[n].face == t.face && lines[n].y == t.y && lines[n].size == t.size {
			lines[n].text += t.text
		} else if ok {
			lines = append(lines, t)
		}
	}
	return lines
}
