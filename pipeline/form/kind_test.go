package form

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

var someAnnexes = []string{"附表1", "附表1-1", "附表1-2", "附表1-3", "附表1-4", "附表2", "附表2-1", "附表3", "附表3-1", "附表4", "附表5", "附表6", "附表6-1", "附表7", "附表8"}

func loadSet(t *testing.T) (*plan.Plan, *Set) {
	t.Helper()
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	set, err := Load(os.DirFS("../../templates"), "templates", p)
	if err != nil {
		t.Fatal(err)
	}
	return p, set
}

// The kinds as built in, with one change each: refused with place and remedy.
func TestKindsRefused(t *testing.T) {
	_, set := loadSet(t)
	data, err := os.ReadFile("../../templates/" + kindsFile)
	if err != nil {
		t.Fatal(err)
	}
	good := fstest.MapFS{}
	for _, name := range []string{"month.tmpl", "quarter.tmpl", "year.tmpl", "five_years.tmpl", "projects.tmpl", "submission.tmpl", "self_year.tmpl", "self_five_years.tmpl"} {
		good["reports/"+name] = &fstest.MapFile{Data: []byte("x")}
	}
	for _, c := range []struct{ name, old, new, what, remedy string }{
		{"none", "", "", "", ""},
		{"unknown annex", "[附表1, 附表1-1,", "[附表1, 附表9,", "没有「附表9」这个附表", "可用的附表：附表1、"},
		{"annex twice", "[附表1, 附表1-1,", "[附表1, 附表1,", "「附表1」写了两次", "请删去一处"},
		{"annex that the text cites", "附表1, 附表1-1, ", "附表1, ", "月通报没有写附表1-1，正文和图要引用其中的数", "其余附表可以不要"},
		{"annexes of a week", "template: projects.tmpl", "template: projects.tmpl\n    annexes: [附表1]", "周督查不在这里写收哪些表、有哪些附表", "请删去 forms 和 annexes"},
		{"withheld from nowhere", "withheld: [附表6 总投资,", "withheld: [附表9 总投资,", "公开版要略去的「附表9」不是附表", "后面空一格写表名或栏名"},
		{"withheld badly", "withheld: [附表6 总投资,", "withheld: ['附表6  总投资',", "公开版要略去的「附表6  总投资」写法有误", "只空一格"},
		{"unknown template", "template: month.tmpl", "template: months.tmpl", "没有「months.tmpl」这个文字模板", "例如 month.tmpl"},
		{"no template", "template: month.tmpl", `template: ""`, "文字模板「」不是文件名", "例如 month.tmpl"},
		{"template elsewhere", "template: month.tmpl", "template: ../../secret", "文字模板「../../secret」不是文件名", "templates/reports/"},
		{"unknown form", "forms: [county,", "forms: [countys,", "没有「countys」这张表", "可用的表式 id：county、"},
		{"no forms", "forms: [county, park, department, department_tasks, project]", "forms: []", "月通报没有写明收哪些表", "forms"},
		{"forms of a quarter", "name: 季度考核", "name: 季度考核\n    forms: [county]", "季度考核不另收表", "请删去 forms"},
		{"unknown kind", "kind: month", "kind: decade", "报告种类「decade」不认识", "可用的写法：week（周）、ten_day（旬）、month（月）"},
		{"kind twice", "kind: quarter", "kind: month", "报告种类「month」写了两次", "请删去一处"},
		{"unknown paper", "paper: 通报", "paper: 通知", "文种「通知」不认识", "通报、报告"},
		{"unknown placeholder", "{period}进展", "{moon}进展", "标题中没有「{moon}」这个占位符", "{period}"},
		{"no name", "name: 月通报", `name: ""`, "报告种类缺少 name 或 title", "请补全"},
		{"papers of a month", "template: month.tmpl", "template: month.tmpl\n    submission: {cover_title: [x], cover: submission.tmpl, title: [x], annexes: [附表1-1], template: self_year.tmpl}", "月通报没有上报文件", "只写在 year 和 five_years 中"},
		{"papers without title", "cover_title: [\"关于报送{city}产业转型升级示范区建设\", \"{year}年度自评报告的报告\"]", "cover_title: []", "年度评估的上报文件缺少 cover_title 或 title", "请补全"},
		{"enclosed table that the report lacks", "annexes: [附表1, 附表1-1, 附表4]", "annexes: [附表1, 附表1-1, 附表1-4]", "自评报告的附表1-4不在年度评估的附表之中", "在它的 annexes 中也写上"},
		{"enclosed tables without the cited one", "annexes: [附表1, 附表1-1, 附表4]", "annexes: [附表1]", "自评报告没有写附表1-1，正文和图要引用其中的数", "请写上附表1-1"},
		{"unknown template of the covering paper", "cover: submission.tmpl", "cover: cover.tmpl", "没有「cover.tmpl」这个文字模板", "templates/reports/"},
		{"unknown placeholder of the covering paper", "{year}年度自评报告的报告", "{moon}自评报告的报告", "标题中没有「{moon}」这个占位符", "{period}"},
		{"unknown key", "name: 月通报", "名称: 月通报", "", "请按提示修改该行"},
	} {
		good[kindsFile] = &fstest.MapFile{Data: []byte(strings.Replace(string(data), c.old, c.new, 1))}
		kinds, err := LoadKinds(good, "templates", set, someAnnexes)
		if c.name == "none" {
			if err != nil || len(kinds) != 6 {
				t.Fatalf("the built-in kinds: %d, %v", len(kinds), err)
			}
			continue
		}
		if err == nil {
			t.Errorf("%s: taken without a word", c.name)
			continue
		}
		text := err.Error()
		if fault.ExitCode(err) != fault.Usage || !strings.Contains(text, c.what) || !strings.Contains(text, c.remedy) || !strings.Contains(text, "位置：templates/reports/kinds.yaml 第") {
			t.Errorf("%s: %s", c.name, text)
		}
	}
	// A kind that is not declared at all.
	i := strings.Index(string(data), "  - kind: five_years")
	good[kindsFile] = &fstest.MapFile{Data: data[:i]}
	if _, err := LoadKinds(good, "templates", set, someAnnexes); err == nil || !strings.Contains(err.Error(), "没有写明报告种类「five_years」") {
		t.Errorf("four kinds of which one is missing: %v", err)
	}
}

// Each period's kind, and the words of its title.
func TestKindOfPeriod(t *testing.T) {
	_, set := loadSet(t)
	kinds, err := LoadKinds(os.DirFS("../../templates"), "templates", set, someAnnexes)
	if err != nil {
		t.Fatal(err)
	}
	for when, want := range map[string][]string{
		"2018-02":   {"月通报", "通报", "2018年1—2月进展情况通报"},
		"2018-06":   {"月通报", "通报", "2018年1—6月进展情况通报"},
		"2018-Q2":   {"季度考核", "通报", "2018年二季度考核情况通报"},
		"2018-Q4":   {"季度考核", "通报", "2018年四季度考核情况通报"},
		"2018":      {"年度评估", "报告", "2018年度评估报告"},
		"2021":      {"年度评估", "报告", "2021年度评估报告"},
		"2017-2021": {"总结评估", "报告", "2017—2021年总结评估报告"},
	} {
		p, err := stat.ParsePeriod(when)
		if err != nil {
			t.Fatal(err)
		}
		k := kinds.Of(p)
		title := k.TitleFor(p, "株洲市", "")
		if d := cmp.Diff(append(want, "株洲市产业转型升级示范区建设"), []string{k.Name, k.Paper, title[1], title[0]}); d != "" {
			t.Errorf("%s: %s", when, d)
		}
	}
}

// A form that a kind does not name is not asked for; a quarter asks what its month asks.
func TestFormsOfAKind(t *testing.T) {
	p, set := loadSet(t)
	set.Kinds = Kinds{{Kind: MonthKind, Forms: []string{"county"}}, {Kind: QuarterKind}, {Kind: YearKind, Forms: []string{"county", "project"}}, {Kind: PlanKind}}
	u, _ := p.Unit("430281")
	for when, want := range map[string][]string{"2018-06": {"county"}, "2018-Q2": {"county"}, "2018": {"county", "project"}, "2017-2021": {"county", "project"}} {
		period, err := stat.ParsePeriod(when)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range set.Sheets(p, u, period) {
			got = append(got, s.Def.ID)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", when, d)
		}
	}
}
