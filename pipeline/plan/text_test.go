package plan

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The text's figures with one line changed: what is said of it, and on which line.
func TestTextRefused(t *testing.T) {
	const mend = "请补上缺少的一项，或删去另一项。"
	const hint = "请按提示修改该行后重试；各配置项的写法见文件内注释。"
	for _, c := range []struct{ name, old, new, at, what, remedy string }{
		{"unknown key", "growth: 13.1", "rate: 13.1", "", "配置文件中有不认识的项「rate」", hint},
		{"text for a figure", "value: 3167", "value: 约3167", "", "配置文件有误：此处应为数字", hint},
		{"text for a year", "place: 前言, year: 2017, value: 3167", "place: 前言, year: 去年, value: 3167", "", "配置文件中「去年」的类型不对", hint},
		{"no code", "code: gross_output, name", "name", "规模工业总产值", "正文数字「规模工业总产值」缺少代码、名称或在方案中的位置", "请补上 code、name 和 place，例如 place: 一、（三）。"},
		{"no place", "name: 规模工业总产值, place: 前言", "name: 规模工业总产值", "", "正文数字「规模工业总产值」缺少代码、名称或在方案中的位置", "请补上 code、name 和 place，例如 place: 一、（三）。"},
		{"year before the plan", "year: 2017, value: 3167", "year: 2015, value: 3167", "", "正文数字「规模工业总产值」的年份2015不在方案期内", "请写2016至2021之间的年份。"},
		{"no year", "year: 2017, value: 3167", "value: 3167", "", "正文数字「规模工业总产值」的年份0不在方案期内", "请写2016至2021之间的年份。"},
		{"no figure", "value: 92, unit: \"%\"", "unit: \"%\"", "制造业占规模", "正文数字「制造业占规模工业比重」没有数字", "请补上 value 或 growth；只列名称的写 names。"},
		{"no unit", "value: 308, unit: 家", "value: 308", "", "正文数字「技术创新平台总数」没有计量单位", "请补上 unit，例如 亿元。"},
		{"another unit", "value: 67, unit: 亿元", "value: 67, unit: 万元", "", "正文数字「全社会R&D投入」的单位「万元」与同一指标的单位「亿元」不同", "请换算成相同的单位；不是同一指标的，请换一个代码。"},
		{"unknown bound", "growth: 9, bound: 左右", "growth: 9, bound: 上下", "", "正文数字「GDP」的 bound 写成了「上下」", "可用的写法：以上、左右、以内、突破"},
		{"a share without a whole", ", part: industries, whole: gross_output", ", part: industries", "value: 69.7", "正文数字「“3+5+2”产业占规模工业比重」是占比，应写明 part、whole，单位为%", mend},
		{"a share of an unknown whole", "whole: gdp", "whole: gnp", "", "正文数字「全社会R&D投入占地区生产总值比重」的 whole 提到未知的数「gnp」", figureRemedy},
		{"alike to nothing", "alike: industry_va", "alike: industry", "", "正文数字「规模工业总产值」的 alike 提到未知的数「industry」", figureRemedy},
		{"counts nothing", "counts: 新字号", "counts: 新字", "", "正文数字「特色新兴产业（新字号）」的 counts 写成了「新字」", "可用的写法：产业链、产业所属的类别（如 原字号）、园区的层次（如 重点园区）"},
		{"a floor for nobody", "members: [ind_rail, ind_ceramics, ind_apparel], ", "", "big_clusters", "正文数字「千亿产业集群」的 members 和 floor 应同时写明", mend},
		{"unknown industry", "members: [ind_rail,", "members: [ind_tram,", "", "正文数字「千亿产业集群」提到未知产业「ind_tram」", "请使用 tasks.yaml 中产业的代码。"},
		{"a name twice", "names: [株冶, 中盐株化", "names: [株冶, 株冶", "", "正文数字「清水塘关停并转骨干工业企业」所列名称「株冶」为空或重复", "请改正 names。"},
		{"denominator of nothing", "{indicator: hightech_share", "{indicator: hightech", "", "正文数字提到未知指标「hightech」", "请使用 indicators.yaml 中的代码。"},
		{"unknown denominator", "printed: gross_output", "printed: output", "", "分母 printed 提到未知的数「output」", figureRemedy},
		{"half a relation", "left: {times: [cluster_va]}, ", "", "name: 三大产业集群工业增加值, unit: 亿元, reason", "数量关系「三大产业集群工业增加值」没有写全", "请写明 name、reason、left 和 right。"},
		{"unknown figure in a relation", "times: [cluster_va]", "times: [cluster]", "", "数量关系「三大产业集群工业增加值」提到未知的数「cluster」", figureRemedy},
		{"a year that is none", "over: [gross_output@2017]", "over: [gross_output@今年]", "", "数量关系「十个产业按2017年增加值率折算的增加值」提到未知的数「gross_output@今年」", figureRemedy},
		{"a year outside the plan", "over: [gross_output@2017]", "over: [gross_output@2027]", "", "数量关系「十个产业按2017年增加值率折算的增加值」提到未知的数「gross_output@2027」", figureRemedy},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := changed(t, textFile, c.old, c.new)
			at := c.at
			if at == "" {
				at = c.new
			}
			want := refusal{c.what, "inputs/plan/" + textFile + " 第" + itoa(lineOf(t, dir, textFile, at)), c.remedy}
			if d := cmp.Diff(want, refused(t, dir)); d != "" {
				t.Error(d)
			}
		})
	}
}

// The text's figures count for the plan's version; a plan without them loads.
func TestTextVersion(t *testing.T) {
	load := func(dir string) *Plan {
		p, err := Load(os.DirFS(dir), "inputs/plan")
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	own, other, none := load(folder), load(changed(t, textFile, "value: 3167", "value: 3168")), load(changed(t, textFile, "", ""))
	if own.Version() == other.Version() || own.Version() == none.Version() {
		t.Errorf("versions %s, %s, %s", own.Version(), other.Version(), none.Version())
	}
	if !own.Text.Given || none.Text.Given {
		t.Error("Given does not tell whether the folder has the text")
	}
}
