package compose_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/report"
)

// submitted are the papers of the sample year for the higher authority.
func submitted(t *testing.T, in compose.Input, more ...string) *compose.Submission {
	t.Helper()
	whole, err := compose.Report(in)
	if err != nil {
		t.Fatal(err)
	}
	s, err := compose.Submit(in, whole, more)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// row gives the texts of a table row.
func row(t *testing.T, doc *report.Document, id string) []string {
	t.Helper()
	for _, b := range doc.Blocks() {
		table, ok := b.(*report.Table)
		if !ok {
			continue
		}
		for _, r := range table.Rows {
			if r.ID != id {
				continue
			}
			var texts []string
			for _, c := range r.Cells {
				texts = append(texts, c.Text)
			}
			return texts
		}
	}
	t.Fatalf("%s has no row %s", doc.ID, id)
	return nil
}

// Rows of 自评表, written out by hand from the plan's table and the sample workbooks: a
// level, one that must fall, a compounding rate, one that is kept, and a ratio with its
// parts (67 ÷ 2580.4 = 2.5965 %).
func TestSelfTable(t *testing.T) {
	table := submitted(t, sample(t, "2017").input(t)).Table
	for id, want := range map[string][]string{
		"ts.trade": {"经济发展", "对外开放", "进出口总额（亿美元）", "2021年达到44亿美元\n年均增长10%",
			"21.9亿美元，比上年增长24.4%\n完成五年目标增量的16.3%，低于时序进度3.7个百分点\n评价：基本符合预期",
			"线性进度＝（21.9−17.6）÷（44−17.6）×100%＝16.3%\n年均增长24.4%，达到年均增速目标\n数据来源：市商务局\n口径：海关统计的进出口总额，单位为亿美元，不得填人民币"},
		"ts.water_use": {"绿色转型", "节能节水", "单位地区生产总值水耗水平（立方米/万元）", "2021年降至64立方米/万元\n年均下降6.38%",
			"80立方米/万元，比上年下降8.5%\n完成五年目标降幅的31.7%，高于时序进度11.7个百分点\n评价：快于预期",
			"线性进度＝（80−87.42）÷（64−87.42）×100%＝31.7%\n年均下降8.49%，达到年均增速目标\n数据来源：市水利局\n口径：用水总量与地区生产总值之比"},
		"ts.energy_cut": {"绿色转型", "节能节水", "单位地区生产总值能源消耗降低（%）", "五年累计降低18%",
			"4.96%\n完成五年累计降低目标的25.6%，高于时序进度5.6个百分点\n评价：快于预期",
			"累计降低＝1−（1−4.96%），复合进度＝ln（1−累计降低）÷ln（1−18%）×100%＝25.6%\n数据来源：市统计局\n口径：单位地区生产总值能源消耗比上年降低的百分比。下降填正数，上升填负数"},
		"ts.sewage": {"绿色转型", "环境治理", "污水集中处理设施建设及在线监控装置安装率（%）", "2021年保持100%", "100%，与上年持平\n评价：保持达标",
			"数据来源：市环境保护局\n口径：已建成并安装在线监控装置的设施占应建应装设施的比重"},
		"ts.rd_intensity": {"产业转型", "创新驱动", "研究与试验发展（R&D）经费投入强度（%）", "2021年达到3%",
			"2%，比上年提高0.09个百分点\n完成五年目标增量的8.3%，低于时序进度11.7个百分点\n评价：滞后",
			"线性进度＝（2−1.91）÷（3−1.91）×100%＝8.3%\n研究与试验发展（R&D）经费67亿元÷地区生产总值2580.4亿元×100＝2.60%\n数据来源：市统计局\n口径：研究与试验发展（R&D）经费与地区生产总值之比"},
	} {
		if d := cmp.Diff(want, row(t, table, id)); d != "" {
			t.Errorf("%s: %s", id, d)
		}
	}
}

var printedFigure = regexp.MustCompile(`-?\d+(\.\d+)?`)

// Every figure of what an indicator reached and of the workings is printed in the year's
// report or in the list of material, in a row of that indicator.
func TestSelfTableQuotesTheReport(t *testing.T) {
	for _, when := range []string{"2017", "2018"} {
		in := sample(t, when).input(t)
		whole, err := compose.Report(in)
		if err != nil {
			t.Fatal(err)
		}
		s := submitted(t, in)
		all := cells(t, whole)
		maps.Copy(all, cells(t, s.Material))
		told := 0
		for _, ind := range in.Plan.Indicators {
			known := []string{"100", "1", "2021"} // of the formulas, and the target year
			for id, c := range all {
				if parts := strings.Split(id, "."); len(parts) > 1 && parts[1] == ind.Code {
					known = append(known, c.Core(), c.Magnitude())
				}
			}
			texts := row(t, s.Table, "ts."+ind.Code)
			for _, text := range texts[3:] {
				text, _, _ = strings.Cut(strings.ReplaceAll(text, "2016年基数", ""), "数据来源") // 口径 is the plan's wording
				for _, f := range printedFigure.FindAllString(text, -1) {
					if told++; !slices.Contains(known, f) {
						t.Errorf("%s %s: %s of %q stands in no table", when, ind.Code, f, text)
					}
				}
			}
		}
		if told < 100 {
			t.Errorf("%s: only %d figures", when, told)
		}
	}
}

// The self-assessment has the chapters of one and tells nothing of units, ranks or
// points; its tables are counted from 附表1 on and no other is named.
func TestSelfReport(t *testing.T) {
	in := sample(t, "2017").input(t)
	doc := submitted(t, in).Self
	var heads []string
	for _, b := range doc.Body {
		if h, ok := b.(report.Heading); ok && h.Level == 1 {
			heads = append(heads, h.Text)
		}
	}
	if d := cmp.Diff([]string{"一、总体情况", "二、主要目标完成情况", "三、重点任务进展", "四、典型经验做法", "五、存在问题", "六、下一步打算"}, heads); d != "" {
		t.Error(d)
	}
	var labels []string
	for _, a := range doc.Annexes {
		labels = append(labels, a.Label+" "+a.Title)
	}
	if d := cmp.Diff([]string{"附表1 示范区建设主要指标", "附表2 主要指标五年进度评价", "附表3 产业和行动任务"}, labels); d != "" {
		t.Error(d)
	}
	for _, text := range texts(doc) {
		for _, word := range []string{"醴陵", "经开区", "退回1家", "得分", "等次", "位次", "年度评估报告附表"} {
			if strings.Contains(text, word) {
				t.Errorf("%s in %q", word, text)
			}
		}
	}
	// An enclosed table whose notes name one that is not enclosed says where that is.
	sub := *in.Kind.Submission
	sub.Annexes = []string{"附表1-1", "附表1-2"}
	in.Kind.Submission = &sub
	if all := strings.Join(texts(submitted(t, in).Self), "\n"); !strings.Contains(all, "见附表1的增速评价") || strings.Contains(all, "附表1-1") {
		t.Error("the note of 附表1-2 was not counted anew")
	}
}

// The covering paper: the letterhead and number of the year's report, where it goes,
// what is enclosed, who can be asked.
func TestCover(t *testing.T) {
	in := sample(t, "2017").input(t)
	in.Paper = compose.Paper{Issuer: "领导小组文件", Number: "株转示〔2018〕3号", Addressee: "湖南省发展和改革委员会", Signature: "领导小组", Date: "2018年3月20日", Contact: "综合科，电话：1", Signer: "某某", Embargo: "2018年4月1日"}
	in.Draft = true
	doc := submitted(t, in, "示范区建设主要指标").Cover
	want := report.Head{Issuer: "领导小组文件", Number: "株转示〔2018〕3号", Addressee: "湖南省发展和改革委员会", Signature: "领导小组", Date: "2018年3月20日", Remark: "联系人：综合科，电话：1", Upward: true, Signer: "某某"}
	if d := cmp.Diff(want, doc.Head); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"2017年度自评报告", "自评表", "佐证材料清单", "示范区建设主要指标", "校验清单"}, doc.Enclosed); d != "" {
		t.Error(d)
	}
	if got := strings.Join(texts(doc), "\n"); doc.Kind != "报告" || !strings.Contains(got, "《方案》16项主要指标中，快于预期6项、基本符合预期3项、滞后6项、保持达标1项；其中约束性指标5项。") {
		t.Errorf("%s: %s", doc.Kind, got)
	}
	for _, d := range []*report.Document{doc, submitted(t, in).Self, submitted(t, in).Table, submitted(t, in).Material} {
		if d.Mark != doc.Mark || !strings.Contains(d.Mark, "送审稿") || !strings.Contains(d.Mark, "2018年4月1日前不得公布") {
			t.Errorf("%s is marked %q", d.ID, d.Mark)
		}
	}
}

// Material: a figure's cell, the workbook with its hash and when it came, and a
// department's figure that is missing, which is told and not left out.
func TestMaterial(t *testing.T) {
	in := sample(t, "2017", "D02").input(t)
	in.Arrived = map[string]time.Time{"2017/D01-市统计局.xlsx": time.Date(2018, 3, 9, 5, 20, 0, 0, time.UTC)}
	in.FormCodes = map[string]string{"部门表": "株转示3表", "部门表-产业和任务": "株转示3表附"}
	s := submitted(t, in)
	if d := cmp.Diff([]string{"2", "规模工业增加值（亿元）", "2017年增速（%）", "7.3", "材料1", "部门表", "G9"}, row(t, s.Material, "tm.industry_va.growth.row")); d != "" {
		t.Error(d)
	}
	got := row(t, s.Material, "tf.材料1")
	if d := cmp.Diff([]string{"材料1", "2017/D01-市统计局.xlsx", "市统计局", "株转示3表", "2018-03-09\n13:20", "1、2、3、4、6、10、13"}, got[:6]); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"5", "进出口总额（亿美元）", "2017年实际", "待核定", "—", "—", "—"}, row(t, s.Material, "tm.trade.pending")); d != "" {
		t.Error(d)
	}
	if got := row(t, s.Table, "ts.trade"); got[4] != "评价：待核定" || !strings.HasPrefix(got[5], "数据来源：市商务局\n") {
		t.Errorf("%q", got)
	}
	if got := row(t, s.Material, "td.1"); got[1] != "株洲市产业转型升级示范区建设五年行动方案（2017—2021年）" || got[2] != "株政发〔2018〕19号" || got[3] != "全部" {
		t.Errorf("%q", got)
	}
}

// A month has no such papers, nor has a plan without the layout of 自评表.
func TestNoSubmission(t *testing.T) {
	if s := submitted(t, sample(t, "2018-06").input(t)); s != nil {
		t.Error("a month has papers for the higher authority")
	}
	in := sample(t, "2017").input(t)
	in.Plan.Self.Given = false
	if s := submitted(t, in); s != nil {
		t.Error("there are papers without a layout of 自评表")
	}
}

// A template of 自评表 that lacks a text, or quotes what no table has.
func TestSelfTableTemplateRefused(t *testing.T) {
	src, err := os.ReadFile("../../templates/reports/self_table.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	common, err := os.ReadFile("../../templates/reports/common.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{`{{define "实现情况"}}`, `{{define "实现"}}`, "没有用 define 定义过「实现情况」"},
		{`{{.Concept}}`, `{{.Concepts}}`, "没有「Concepts」这个占位符"},
		{`with 年均 `, `with 年平均 `, "没有「年平均」这个函数"},
	} {
		text := strings.Replace(string(src), c.old, c.new, 1)
		fsys := fstest.MapFS{"reports/self_table.tmpl": {Data: []byte(text)}, "reports/common.tmpl": {Data: common}}
		if err := compose.CheckTexts(fsys, compose.SelfTableFile); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "templates/reports/self_table.tmpl") {
			t.Errorf("%s: %v", c.want, err)
		}
	}
}

// Names of 60 characters, of an indicator, a head and a file, are told whole.
func TestSubmissionOfLongNames(t *testing.T) {
	b := sample(t, "2017")
	long := strings.Repeat("产业转型升级示范区建设指标", 4) + "甲乙丙丁戊己庚辛"
	for i := range b.plan.Indicators {
		b.plan.Indicators[i].Name = long
	}
	b.plan.Self.Heads[0].Name = long
	for i := range b.given {
		b.given[i].Source.File = long + ".xlsx"
	}
	s := submitted(t, b.input(t))
	if got := row(t, s.Table, "ts.gdp"); got[0] != long || got[2] != long+"（亿元）" {
		t.Errorf("%q", got)
	}
	if got := row(t, s.Material, "tf.材料1"); got[1] != "2017/"+long+".xlsx" {
		t.Errorf("%q", got)
	}
}
