package plan

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A name means one item, or one unit; a form has one first reporter.
func TestAliasesRefused(t *testing.T) {
	const unique = "请删去其中一处；名称在全半角、空格、括号和繁简之外必须不同。"
	const pair = "请写另一个报送单位的代码；合报的每个单位只写在一处。"
	for _, c := range []struct{ name, file, old, new, what, remedy string }{
		{"another indicator's name", "indicators.yaml", "    name: 规模工业增加值\n", "    name: 规模工业增加值\n    aliases: [地區 生產總值]\n", "「规模工业增加值」的别名「地區 生產總值」也指「地区生产总值」", unique},
		{"the same alias twice", "indicators.yaml", "name: 用水总量,", "name: 用水总量, aliases: [取水量, 工业固体废弃物产生量],", "「用水总量」的别名「工业固体废弃物产生量」也指「工业固体废弃物产生量」", unique},
		{"a park item's name", "indicators.yaml", "name: 投资强度,", "name: 投资强度, aliases: [固定资产投资额],", "「投资强度」的别名「固定资产投资额」也指「固定资产投资额」", unique},
		{"a task's name", "tasks.yaml", "measure: 工业总产值, unit: 亿元, target: 2200,", "measure: 工业总产值, aliases: [\"煤炭去产能:煤矿总数\"], unit: 亿元, target: 2200,", "「轨道交通：工业总产值」的别名「煤炭去产能:煤矿总数」也指「煤炭去产能：煤矿总数」", unique},
		{"an empty alias", "indicators.yaml", "name: 用水总量,", "name: 用水总量, aliases: [\" \"],", "「用水总量」有空白的别名", "请删去空白的一项。"},
		{"another unit's former name", "units.yaml", "name: 攸县}", "name: 攸县, aliases: [株洲縣]}", "「攸县」的别名「株洲縣」也指「渌口区」", unique},
		{"a sub-park's name", "units.yaml", "name: 攸县}", "name: 攸县, aliases: [田心高科园]}", "「攸县」的别名「田心高科园」也指「田心高科园」", unique},
		{"with nobody", "units.yaml", "name: 攸县}", "name: 攸县, reports_with: [X9]}", "单位「攸县」的 reports_with 写了「X9」，报送名单中没有这个代码", pair},
		{"with itself", "units.yaml", "name: 攸县}", "name: 攸县, reports_with: [\"430223\"]}", "单位「攸县」的 reports_with 写了「430223」，它不能与本单位合报", pair},
		{"with a part of a park", "units.yaml", "name: 攸县}", "name: 攸县, reports_with: [P0101]}", "单位「攸县」的 reports_with 写了「P0101」，它不能与本单位合报", pair},
		{"with the same unit twice", "units.yaml", "name: 攸县}", "name: 攸县, reports_with: [P05, P05]}", "单位「攸县」的 reports_with 写了「P05」，它已在别处合报", pair},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := changed(t, c.file, c.old, c.new)
			got := refused(t, dir)
			if d := cmp.Diff(refusal{c.what, got.Where, c.remedy}, got); d != "" {
				t.Error(d)
			}
			at := "inputs/plan/" + c.file + " 第" + itoa(lineOf(t, dir, c.file, c.new))
			if after := "inputs/plan/" + c.file + " 第" + itoa(lineOf(t, dir, c.file, c.new)+1); got.Where != at && got.Where != after {
				t.Errorf("at %s, want %s", got.Where, at)
			}
		})
	}
}

func TestAliases(t *testing.T) {
	p, err := Load(os.DirFS(changed(t, "indicators.yaml", "    name: 规模工业增加值\n", "    name: 规模工业增加值\n    aliases: [规上工业增加值]\n")), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	it, _ := p.Item("industry_va")
	for name, want := range map[string]bool{
		"规模工业增加值": true, "规上工业增加值": true, "規上工業 增加值": true, "工业增加值": false, "园区规模工业增加值": false, "园区规上工业增加值": false, "": false,
	} {
		if it.Is(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}

// A head with several names is a form of units that report together only if it
// names exactly those.
func TestTogether(t *testing.T) {
	p, err := Load(os.DirFS(changed(t, "units.yaml", "    short: 株洲高新区\n", "    short: 株洲高新区\n    reports_with: [\"430211\", \"430204\"]\n")), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		named []string
		want  bool
	}{
		{[]string{"P01", "430211", "430204"}, true}, {[]string{"430204", "P01", "430211"}, true}, {[]string{"P01", "430211"}, false},
		{[]string{"P01", "430211", "430204", "430223"}, false}, {[]string{"P01", "430211", "430211"}, false}, {[]string{"430211", "430204"}, false},
		{[]string{"P01"}, false}, {nil, false},
	} {
		var units []*Unit
		for _, code := range c.named {
			u, _ := p.Unit(code)
			units = append(units, u)
		}
		first, seconds, ok := p.Together(units)
		if ok != c.want || ok && (first.Code != "P01" || len(seconds) != 2) {
			t.Errorf("%v: %v %v", c.named, ok, seconds)
		}
	}
}
