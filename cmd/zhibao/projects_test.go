package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/fault"
)

// A project as it is typed into the list, from 项目名称 on; made up.
type projectLine [14]any

// persons and words that only the internal papers may carry.
var internal = []string{"示例市领导甲", "示例市领导乙", "示例区县领导", "示例督查专员", "示例填表人", "0731-00000000", "配套道路未通", "用地未批", "资金未到位", "规划调整"}

// Ten days of June by three units: a project falls behind, one recovers, one has not
// begun, two stand still, one is finished, and one is reported twice.
var earlyJune = map[string][]projectLine{
	"430281-醴陵市": {
		{"示例陶瓷产业园", "示例市领导甲", "市发展和改革委员会", "示例区县领导", "示例督查专员", 82000, 36000, 10800, "2017-03-01", "2017-03-05", "在建", "8月主体封顶", "2018-05-25", "配套道路未通"},
		{"示例物流园", "示例市领导乙", "市商务局", "", "", 20000.5, 10000, 4500, "2018-01-10", "2018-01-10", "在建", "", "", ""},
	},
	"P01-株洲高新区": {
		{"示例轨道交通基地", "示例市领导甲", "市发展和改革委员会", "", "示例督查专员", 156000, 60000, 20000, "2017-05-18", "2017-05-18", "停工", "复工", "2018-07-31", "资金未到位"},
		{"示例标准厂房", "示例市领导乙", "市商务局", "", "", 5000, 1200, 1200, "2017-05-18", "2017-05-18", "竣工", "", "", ""},
		{"示例仓储中心", "", "", "", "", 3000, 1000, 100, "2018-02-01", "2018-02-01", "停工", "", "", "规划调整"},
	},
	"430223-攸县": {}, // signed and empty: no project
	"P03-醴陵经开区": {
		{"示例陶瓷 产业园", "示例市领导甲", "市发展和改革委员会", "", "", 82000, 36000, 10000, "2017-03-01", "2017-03-05", "在建", "", "", ""},
		{"示例电瓷基地", "示例市领导乙", "市经济和信息化委员会", "示例区县领导", "", 12000, 3000, nil, "2018-04-20", "", "前期", "9月开工", "", "用地未批"},
	},
}

// lateMay is the report before.
var lateMay = map[string][]projectLine{"430281-醴陵市": {
	{"示例陶瓷产业园", "示例市领导甲", "市发展和改革委员会", "", "", 82000, 36000, 18000, "2017-03-01", "2017-03-05", "在建", "", "", ""},
	{"示例物流园", "示例市领导乙", "市商务局", "", "", 20000.5, 10000, 1000, "2018-01-10", "2018-01-10", "在建", "", "", ""},
}}

// fillProjects issues the forms of a period and sends back those of some units.
func fillProjects(t *testing.T, dir, period string, lists map[string][]projectLine) {
	t.Helper()
	must(t, dir, 0, "template", period)
	for unit, rows := range lists {
		f, err := excelize.OpenFile(filepath.Join(dir, "outputs", period, "下发", unit+".xlsx"))
		mustDo(t, err)
		for i, row := range rows {
			for j, v := range row {
				if v != nil && v != "" {
					cell, err := excelize.CoordinatesToCellName(j+2, 7+i)
					mustDo(t, err)
					mustDo(t, f.SetCellValue("重大项目表", cell, v))
				}
			}
		}
		for cell, v := range map[string]string{"C20": "示例负责人", "G20": "示例统计负责人", "K20": "示例填表人", "C21": "0731-00000000", "G21": "2018-06-12"} {
			mustDo(t, f.SetCellValue("重大项目表", cell, v))
		}
		mustDo(t, f.SaveAs(filepath.Join(dir, "inputs", period, unit+".xlsx")))
		mustDo(t, f.Close())
	}
}

func pageTexts(t *testing.T, path string) []string {
	t.Helper()
	return strings.Split(strings.TrimSuffix(output(t, "pdftotext", "-layout", path, "-"), "\f"), "\f")
}

// The whole command over ten days: every paper read back.
func TestTenDayReport(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	fillProjects(t, dir, "2018-05-下", lateMay)
	fillProjects(t, dir, "2018-06-上", earlyJune)
	must(t, dir, 1, "run", "2018-05-下旬")
	got := must(t, dir, 1, "run", "2018-06-上")
	if !strings.Contains(flat(got.out), "按计划推进1个") || !strings.Contains(flat(got.out), "停工2个") {
		t.Errorf("the summary lacks the projects:\n%s", got.out)
	}
	out := filepath.Join(dir, "outputs", "2018-06-上")
	if keep := os.Getenv("KEEP_PROJECTS"); keep != "" {
		mustDo(t, os.CopyFS(keep, os.DirFS(out)))
	}
	pdf := flat(output(t, "pdftotext", "-raw", filepath.Join(out, "评估报告.pdf"), "-"))
	for _, want := range []string{
		"重大项目旬专报", "（2018年6月上旬）",
		"截至2018年6月10日，纳入调度的重大项目6个，按计划推进1个、推进缓慢1个、未按期开工1个、停工2个、已竣工1个。",
		// 36000+10000+60000+1200+1000+3000 and 10800+4500+20000+1200+100; of the five with both 36600÷108200
		"本年计划投资111200万元，已完成36600万元，完成年度计划的33.8%，时序进度为44.1%。",
		"比上期新列入督办的有：示例陶瓷产业园。", "比上期恢复正常的有：示例物流园。",
		"应报单位17家，审核通过4家，缺报13家",
		"列入督办的项目4个，按市级责任部门为：市发展和改革委员会2个、市经济和信息化委员会1个、未填责任部门的1个。",
		"完成年度计划的30.0%，低于时序进度14.1个百分点", "整改逾期16天", "未按期开工：计划2018-04-20开工",
		"醴陵经开区另报“示例陶瓷产业园”，与醴陵市所报为同一项目，未重复计入。",
	} {
		if !strings.Contains(pdf, flat(want)) {
			t.Errorf("the report lacks %s", want)
		}
	}
	checkNotices(t, filepath.Join(out, "督办通知.pdf"))
	checkPublic(t, out)
	checkProjectSheets(t, filepath.Join(out, "评估报告.xlsx"))
	shortQuestions(t, dir)
}

// Commands take a short period, or say why they do not; a month does not see it.
func shortQuestions(t *testing.T, dir string) {
	t.Helper()
	for _, c := range []struct {
		code fault.Code
		args []string
		want string
	}{
		{2, []string{"trace", "2018-06-上", "地区生产总值"}, "2018年6月上旬只报重大项目，没有「地区生产总值」这个项目"},
		{0, []string{"trace", "2018-06-上", "示例陶瓷产业园"}, "代入：10800÷36000×100＝30"},
		{0, []string{"trace", "2018-06-上", "附表1"}, "inputs/2018-06-上/430281-醴陵市.xlsx"},
		{1, []string{"status", "2018-06-上", "--on", "2018-06-12T18:00"}, "06-12 17:00"},
		{0, []string{"diff", "2018-06-上"}, "各数没有变化"},
		{2, []string{"run", "2018-W53"}, "2018年只有52周"},
		{2, []string{"run", "2018-W23"}, "inputs/2018-W23"},
		{0, []string{"check", "inputs/2018-06-上/430281-醴陵市.xlsx"}, ""},
		{0, []string{"verify"}, ""},
		{1, []string{"run", "2018-06"}, ""},
	} {
		args := slices.Clone(c.args)
		if args[0] == "check" {
			args[1] = filepath.Join(dir, filepath.FromSlash(args[1]))
		}
		if got := must(t, dir, c.code, args...); !strings.Contains(flat(got.out+got.err), flat(c.want)) {
			t.Errorf("%v lacks %s:\n%s%s", c.args, c.want, got.out, got.err)
		}
	}
	month := ""
	for _, c := range readBook(t, filepath.Join(dir, "outputs", "2018-06", "评估报告.xlsx")).sheets["附表6"].cells {
		month += c.text + "\n"
	}
	// the sample's three projects, 82000+156000+43000, and no report before
	if !strings.Contains(month, "合计（3个）") || !strings.Contains(month, "281000") || strings.Contains(month, "首次报送") {
		t.Errorf("the month's projects:\n%s", month)
	}
}

// checkProjectSheets reads the annexes of the workbook back.
func checkProjectSheets(t *testing.T, path string) {
	t.Helper()
	book := readBook(t, path)
	if want := []string{"附表1", "附表2", "附表3"}; !slices.Equal(book.names[len(book.names)-3:], want) {
		t.Errorf("sheets: %v", book.names)
	}
	values := map[string][]string{}
	for at, c := range book.sheets["附表1"].cells {
		row := regexp.MustCompile(`\d+`).FindString(at)
		values[row] = append(values[row], at[:1]+"="+c.text)
	}
	found := map[string]string{}
	for _, cells := range values {
		slices.Sort(cells)
		line := strings.Join(cells, " ")
		if name, ok := strings.CutPrefix(cells[0], "A="); ok {
			found[name] = line
		}
	}
	for name, want := range map[string]string{
		"示例陶瓷产业园": "A=示例陶瓷产业园 B=82000 C=36000 D=10800 E=30 F=在建 G=推进缓慢 H=新列入 I=8月主体封顶",
		"示例物流园":   "A=示例物流园 B=20000.5 C=10000 D=4500 E=45 F=在建 G=按计划推进 H=恢复正常 I=—",
		"示例电瓷基地":  "A=示例电瓷基地 B=12000 C=3000 D=— E=— F=前期 G=未按期开工 H=首次报送 I=9月开工",
		// each once: 82000+20000.5+156000+5000+3000+12000
		"合计（6个）": "A=合计（6个） B=278000.5 C=111200 D=36600",
	} {
		if !strings.HasPrefix(found[name], want) {
			t.Errorf("%s: %s, want %s", name, found[name], want)
		}
	}
	text := ""
	for _, c := range book.sheets["附表2"].cells {
		text += c.text + "\n"
	}
	for _, want := range []string{"示例市领导甲", "示例陶瓷产业园（醴陵市，推进缓慢、整改逾期）；示例轨道交通基地（株洲高新区，停工）", "未填市级责任部门（1个）", "51", "16"} {
		if !strings.Contains(text, want) {
			t.Errorf("附表2 lacks %s", want)
		}
	}
}

// One page for each responsible unit, with its own projects and no others.
func checkNotices(t *testing.T, path string) {
	t.Helper()
	pages := pageTexts(t, path)
	if len(pages) != 3 {
		t.Fatalf("%d pages of notices, want 3", len(pages))
	}
	all := []string{"示例陶瓷产业园", "示例轨道交通基地", "示例电瓷基地", "示例仓储中心", "示例物流园"}
	for i, want := range []struct {
		to, says string
		projects []string
	}{
		{"市发展和改革委员会：", "有2个列入督办，推进缓慢1个，停工1个，整改逾期1个（有的不止一项）。", all[:2]},
		{"市经济和信息化委员会：", "有1个列入督办，未按期开工1个。", all[2:3]},
		{"株洲高新区管委会：", "有1个列入督办，停工1个。", all[3:4]},
	} {
		page := flat(pages[i])
		if !strings.Contains(page, "督办通知"+want.to) || !strings.Contains(page, want.says) || !strings.Contains(page, "7日内书面反馈") {
			t.Errorf("page %d: %s", i+1, pages[i])
		}
		raw := flat(output(t, "pdftotext", "-raw", "-f", fmt.Sprint(i+1), "-l", fmt.Sprint(i+1), path, "-"))
		var named []string
		for _, p := range all {
			if strings.Contains(raw, p) {
				named = append(named, p)
			}
		}
		if d := cmp.Diff(want.projects, named); d != "" {
			t.Errorf("page %d: %s", i+1, d)
		}
	}
}

// The public edition has each project once, and no person, telephone or problem.
func checkPublic(t *testing.T, out string) {
	t.Helper()
	book := readBook(t, filepath.Join(out, "公示.xlsx"))
	text := ""
	for _, s := range book.sheets {
		for _, c := range s.cells {
			text += c.text + "\n"
		}
	}
	for what, text := range map[string]string{"公示.xlsx": flat(text), "公示.pdf": flat(output(t, "pdftotext", "-raw", filepath.Join(out, "公示.pdf"), "-"))} {
		for _, word := range internal {
			if strings.Contains(text, word) {
				t.Errorf("%s carries %s", what, word)
			}
		}
		for _, name := range []string{"示例陶瓷产业园", "示例电瓷基地", "示例标准厂房"} {
			if strings.Count(text, name) != 1 {
				t.Errorf("%s names %s %d times", what, name, strings.Count(text, name))
			}
		}
		if strings.Contains(text, "82000") || !strings.Contains(text, "30") {
			t.Errorf("%s: %s", what, text)
		}
	}
}

// A week in which the only unit that sent has no project: a paper that says so, no
// notice and nothing for the public.
func TestWeekWithoutProjects(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	fillProjects(t, dir, "2018-W23", map[string][]projectLine{"430223-攸县": {}})
	must(t, dir, 1, "run", "2018-W23")
	out := filepath.Join(dir, "outputs", "2018-W23")
	pdf := flat(output(t, "pdftotext", "-raw", filepath.Join(out, "评估报告.pdf"), "-"))
	for _, want := range []string{"重大项目周督查通报（2018年第23周（6月4日—6月10日））", "截至2018年6月10日，没有重大项目的有效数据。", "审核通过1家，缺报16家", "本期没有列入督办的项目。", "数据报送和审核情况（附表1）"} {
		if !strings.Contains(pdf, want) {
			t.Errorf("the paper lacks %s:\n%s", want, pdf)
		}
	}
	for name := range tree(t, out) {
		if strings.HasPrefix(name, "公示") || strings.HasPrefix(name, "督办") {
			t.Errorf("%s says nothing", name)
		}
	}
}
