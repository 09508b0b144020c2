package plan

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/fault"
)

const folder = "../../inputs/plan"

// changed copies the sample plan and replaces the first old by new in one file;
// an empty old removes the file.
func changed(t *testing.T, file, old, new string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, file)
	if old == "" {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s: no %q in the sample plan", file, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), old, new, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// lineOf is the line on which text first stands, as faults print it.
func lineOf(t *testing.T, dir, file, text string) int {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	before, _, found := strings.Cut(string(data), text)
	if !found {
		t.Fatalf("%s: no %q", file, text)
	}
	return strings.Count(before, "\n") + 1
}

// refusal is what a fault says: what, where without the column, and the remedy.
type refusal struct{ What, Where, Remedy string }

func refused(t *testing.T, dir string) refusal {
	t.Helper()
	_, err := Load(os.DirFS(dir), "inputs/plan")
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Fatalf("no fault: %v", err)
	}
	if f.Code != fault.Usage {
		t.Errorf("code %d, want %d", f.Code, fault.Usage)
	}
	where, _, _ := strings.Cut(f.Where, "行第")
	return refusal{f.What, strings.TrimSuffix(where, "行"), f.Remedy}
}

// A plan with one line changed: what is said of it, and on which line.
func TestPlanRefused(t *testing.T) {
	const edit = "请按提示修改该行后重试；各配置项的写法见文件内注释。"
	const owner = "请在 units.yaml 的 departments 中查找正确的代码。"
	const codes = "请使用 indicators.yaml 中的代码。"
	for _, c := range []struct {
		name, file, old, new string
		at                   string // text on the line that is named; new if empty
		what, remedy         string
	}{
		{"unknown key", "indicators.yaml", "    target: 3900", "    taget: 3900", "", "配置文件中有不认识的项「taget」", edit},
		{"unknown key in a flow map", "units.yaml", "name: 荷塘区}", "nam: 荷塘区}", "", "配置文件中有不认识的项「nam」", edit},
		{"unknown key in the head", "plan.yaml", "city: 株洲市", "town: 株洲市", "", "配置文件中有不认识的项「town」", edit},
		{"unknown key in the scheme", "scheme.yaml", "  on_course: -5", "  oncourse: -5", "", "配置文件中有不认识的项「oncourse」", edit},
		{"unknown key of a task", "tasks.yaml", "target: 8.48", "goal: 8.48", "", "配置文件中有不认识的项「goal」", edit},
		{"text for a figure", "indicators.yaml", "target: 3900", "target: 约3900", "", "配置文件有误：此处应为数字", edit},
		{"quoted figure", "indicators.yaml", "target: 3900", `target: "3900"`, "", "配置文件有误：此处应为数字", edit},
		{"figure with separators", "indicators.yaml", "target: 3900", "target: 3_900", "", "配置文件有误：此处应为十进制数字", edit},
		{"infinite figure", "indicators.yaml", "target: 3900", "target: .inf", "", "配置文件有误：此处应为数字", edit},
		{"text among printed figures", "indicators.yaml", `"2017": 2580.4`, `"2017": 二千五`, "", "配置文件有误：此处应为数字", edit},
		{"text for a year", "plan.yaml", "base_year: 2016", "base_year: 二〇一六", "", "配置文件中「二〇一六」的类型不对", edit},
		{"text for a row number", "indicators.yaml", "    row: 3", "    row: 三", "", "配置文件中「三」的类型不对", edit},
		{"list for a text", "plan.yaml", "city: 株洲市", "city: [株洲市]", "", "配置文件中「[」的类型不对", edit},
		{"text for a list", "units.yaml", "chains: [人工智能]", "chains: 人工智能", "", "配置文件中「人工智能」的类型不对", edit},
		{"key given twice", "plan.yaml", "base_year: 2016", "base_year: 2016\nbase_year: 2017", "base_year: 2017", "配置文件中「base_year」写了两次", edit},
		{"year given twice", "indicators.yaml", `{"2016": 2488.5, "2017"`, `{"2016": 2488.5, "2016"`, "", "配置文件中「2016」写了两次", edit},
		{"broken syntax", "scheme.yaml", "cutoffs:\n", "cutoffs: {\n", "on_course: -5", "配置文件有误：YAML 语法错误", edit},
		{"unknown direction", "indicators.yaml", "direction: up", "direction: upp", "", "指标「地区生产总值」的 direction 写成了「upp」", "可用的写法：up、down、hold"},
		{"unknown kind", "indicators.yaml", "kind: flow", "kind: flows", "", "指标「地区生产总值」的 kind 写成了「flows」", "可用的写法：flow、stock、yearly_rate、ratio"},
		{"unknown frequency", "indicators.yaml", "frequency: Q", "frequency: W", "", "指标「地区生产总值」的 frequency 写成了「W」", "可用的写法：M、Q、Y"},
		{"unknown attribute", "indicators.yaml", "attribute: 预期性", "attribute: 预期", "", "指标「地区生产总值」的 attribute 写成了「预期」", "可用的写法：预期性、约束性"},
		{"unknown aggregation", "indicators.yaml", "aggregation: sum", "aggregation: avg", "", "指标「地区生产总值」的 aggregation 写成了「avg」", "可用的写法：sum、recomputed、department、none"},
		{"a part that is none", "indicators.yaml", "denominator: park_land", "denominator: park_lands", "", "指标「投资强度」的分子或分母代码「park_lands」没有定义", "请在 components 中补上，或改正代码。"},
		{"parts without a scale", "indicators.yaml", "denominator: park_land, scale: 1,", "denominator: park_land,", "", "指标「投资强度」写了分子和分母，kind 应为 ratio，并写明倍数 scale", "百分数写 100，其余按计量单位换算。"},
		{"parts of what is no ratio", "indicators.yaml", "number: Y10,", "number: Y10, numerator: park_investment, denominator: park_firms, scale: 1,", "", "指标「项目用地面积」写了分子和分母，kind 应为 ratio，并写明倍数 scale", "百分数写 100，其余按计量单位换算。"},
		{"unknown price", "indicators.yaml", "price: comparable", "price: constant", "", "指标「地区生产总值」的 price 写成了「constant」", "可用的写法：comparable、current"},
		{"unknown owner", "indicators.yaml", "owner: D01", "owner: D99", "", "指标「地区生产总值」的责任部门代码「D99」不在部门名单中", owner},
		{"a county as owner", "indicators.yaml", "owner: D01", `owner: "430281"`, "", "指标「地区生产总值」的责任部门代码「430281」不在部门名单中", owner},
		{"no base", "indicators.yaml", `{"2016": 2488.5, "2017": 2580.4}`, `{"2017": 2580.4}`, "- code: gdp", "指标「地区生产总值」缺少基年数或目标值", "请补上 printed 中的基年数和 target。"},
		{"no target", "indicators.yaml", "    target: 3900\n", "", "- code: gdp", "指标「地区生产总值」缺少基年数或目标值", "请补上 printed 中的基年数和 target。"},
		{"unknown numerator", "indicators.yaml", "numerator: rd_expenditure", "numerator: rd_cost", "- code: rd_intensity", "指标「研究与试验发展（R&D）经费投入强度」的分子或分母代码「rd_cost」没有定义", "请在 components 中补上，或改正代码。"},
		{"unknown owner of a task", "tasks.yaml", "target: 8.48, owner: D08", "target: 8.48, owner: D80", "", "任务「T02」的责任部门代码「D80」不在部门名单中", owner},
		{"unknown owner of an industry", "tasks.yaml", "bound: 左右, owner: D07", "bound: 左右, owner: P01", "", "产业「新材料」的责任部门代码「P01」不在部门名单中", owner},
		{"a park's target below zero", "units.yaml", "revenue_target: 1200", "revenue_target: -1200", "", "园区「湖南醴陵经济开发区」的技工贸总收入目标「-1200」不是正数", "请按方案所印改正；方案没有给该园区定目标的，删去 revenue_target。"},
		{"the parks' target below zero", "units.yaml", "revenue_target: 5000", "revenue_target: -5000", "", "园区合计的技工贸总收入目标「-5000」不是正数", "请按方案所印改正。"},
		{"range reversed", "tasks.yaml", "target_max: 4", "target_max: 2", "", "任务「T24」的目标上限小于下限", "请改正 target 或 target_max。"},
		{"years reversed", "plan.yaml", "target_year: 2021", "target_year: 2016", "", "规划年份不合理：基年2016、首年2017、目标年2016", "首年应为基年的下一年，目标年不得早于首年。"},
		{"former name without a period", "units.yaml", `until: "2018-06"`, `until: "2018-6"`, "", "单位「渌口区」曾用名的截止期「2018-6」无法识别", "请写成 2019 或 2018-06。"},
		{"two units on one tile", "units.yaml", "tile: [4, 2]", "tile: [3, 2]", "name: 攸县", "单位「攸县」的 tile 与「渌口区」相同，都是[3, 2]", "请把其中一个改到空着的格子上。"},
		{"a tile of three numbers", "units.yaml", "tile: [4, 2]", "tile: [4, 2, 1]", "", "单位「攸县」的 tile 写了3个数", "请写成 tile: [行, 列]，例如 tile: [1, 2]。"},
		{"a tile off the map", "units.yaml", "tile: [4, 2]", "tile: [0, 2]", "", "单位「攸县」的 tile 写成了[0, 2]", "行和列都从1起，最大12。"},
		{"a tile of a park", "units.yaml", "    short: 株洲高新区\n", "    short: 株洲高新区\n    tile: [9, 9]\n", "tile: [9, 9]", "单位「株洲高新技术产业开发区」的 tile 用不上：方格图只画县市区", "请删去这一项。"},
		{"a county without a tile", "units.yaml", "tile: [4, 2], ", "", `code: "430202"`, "县市区「攸县」没有写 tile，其他县市区写了", "请给每个县市区都写 tile: [行, 列]；不要方格图的，全部删去。"},
		{"weights over 100", "scheme.yaml", "  gdp: 10", "  gdp: 11", "  gdp: 11", "测算方案的权重合计为101，不等于100", "请调整各指标权重，使合计为100。"},
		{"weight of nothing", "scheme.yaml", "  sewage: 4", "  sewerage: 4", "", "测算方案的权重提到未知指标「sewerage」", codes},
		{"cut-offs reversed", "scheme.yaml", "  ahead: 5\n  on_course: -5", "  ahead: -5\n  on_course: 5", "", "测算方案的分档界限颠倒或缺失", "ahead 应大于 on_course，单位为百分点。"},
		{"cut-offs equal", "scheme.yaml", "  ahead: 5", "  ahead: -5", "", "测算方案的分档界限颠倒或缺失", "ahead 应大于 on_course，单位为百分点。"},
		{"unknown rounding", "scheme.yaml", "rounding: half_up", "rounding: up", "", "修约规则「up」不认识", "可用的写法：half_up（四舍五入）、gb_t_8170（四舍六入五成双）。"},
		{"unknown method", "scheme.yaml", "progress: linear", "progress: geometric", "", "进度算法「geometric」不认识", "可用的写法：linear（线性）、log（对数）。"},
		{"unknown method of one", "scheme.yaml", "progress_of: {}", "progress_of: {gdp: ln}", "", "进度算法「ln」不认识", "可用的写法：linear（线性）、log（对数）。"},
		{"method of nothing", "scheme.yaml", "progress_of: {}", "progress_of: {gnp: log}", "", "测算方案提到未知指标「gnp」", codes},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := changed(t, c.file, c.old, c.new)
			at := c.at
			if at == "" {
				at = c.new
			}
			want := refusal{c.what, "inputs/plan/" + c.file + " 第" + itoa(lineOf(t, dir, c.file, at)), c.remedy}
			if d := cmp.Diff(want, refused(t, dir)); d != "" {
				t.Error(d)
			}
		})
	}
}
