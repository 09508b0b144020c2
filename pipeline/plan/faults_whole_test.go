package plan

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestPlanFileMissing(t *testing.T) {
	for _, file := range []string{headFile, indicatorsFile, unitsFile, tasksFile, schemeFile} {
		t.Run(file, func(t *testing.T) {
			want := refusal{"缺少配置文件", "inputs/plan/" + file, "请恢复该文件；新工作区可用 zhibao init 目录 重新生成一套。"}
			if d := cmp.Diff(want, refused(t, changed(t, file, "", ""))); d != "" {
				t.Error(d)
			}
		})
	}
}

// Codes given twice: the fault names the file and the code.
func TestPlanCodeTwice(t *testing.T) {
	const unit = "请给每个单位一个唯一的代码。"
	const number = "请给每个指标一个唯一的 number，它印在表上。"
	const item = "请给每个指标、分子分母、产业和任务一个唯一的代码。"
	for _, c := range []struct{ name, file, old, new, what, remedy string }{
		{"unit", "units.yaml", `"430203"`, `"430202"`, "单位代码「430202」为空或重复（芦淞区）", unit},
		{"former code", "units.yaml", `"430221"`, `"430203"`, "单位代码「430203」为空或重复（渌口区）", unit},
		{"empty unit code", "units.yaml", `"430203"`, `""`, "单位代码「」为空或重复（芦淞区）", unit},
		{"indicator", "indicators.yaml", "code: industry_va", "code: gdp", "指标代码「gdp」为空或重复（规模工业增加值）", item},
		{"component", "indicators.yaml", "code: hightech_va,", "code: gdp,", "指标代码「gdp」为空或重复（高新技术产业增加值）", item},
		{"number of a park item", "indicators.yaml", "number: Y02", "number: Y01", "「园区生产总值」的指标代码 number「Y01」为空或重复", number},
		{"printed number", "indicators.yaml", "    row: 2\n", "    row: 1\n", "「规模工业增加值」的指标代码 number「01」为空或重复", number},
		{"task", "tasks.yaml", "code: T02", "code: T01", "「清水塘搬迁改造：修复污染土壤面积」的指标代码 number「T01」为空或重复", number},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := refused(t, changed(t, c.file, c.old, c.new))
			got.Where, _, _ = strings.Cut(got.Where, " ") // the line is the file's first; the code is named
			if d := cmp.Diff(refusal{c.what, "inputs/plan/" + c.file, c.remedy}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// Figures of components and park items are asked for and checked like
// indicators; a slip in them must not make a row vanish from the forms.
func TestPlanComponentRefused(t *testing.T) {
	for _, c := range []struct{ name, old, new string }{
		{"unknown owner of a component", "frequency: Y, owner: D05", "frequency: Y, owner: D99"},
		{"unknown frequency of a component", "unit: 万立方米, kind: flow, frequency: Y", "unit: 万立方米, kind: flow, frequency: A"},
		{"unknown kind of a component", "unit: 万立方米, kind: flow", "unit: 万立方米, kind: flwo"},
		{"unknown frequency of a park item", "name: 技工贸总收入, unit: 亿元, kind: flow, frequency: M", "name: 技工贸总收入, unit: 亿元, kind: flow, frequency: m"},
		{"ratio without a scale", "    denominator: gdp\n    scale: 100\n", "    denominator: gdp\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Load(os.DirFS(changed(t, indicatorsFile, c.old, c.new)), "inputs/plan"); err == nil {
				t.Error("taken without a word")
			}
		})
	}
}
