package form

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/plan"
)

func loadPlan(t *testing.T) *plan.Plan {
	t.Helper()
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// changed copies the forms and replaces the first old by new in one file.
func changed(t *testing.T, file, old, new string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "forms"), os.DirFS("../../templates/forms")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "forms", file)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s: no %q", file, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), old, new, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestFormRefused(t *testing.T) {
	const derived = "请删去 derived，或把分子、分母两行列入本表。"
	const edit = "请按提示修改该行后重试；各配置项的写法见文件内注释。"
	for _, c := range []struct{ name, file, old, new, what, where, remedy string }{
		{"unknown key", "10-county.yaml", "sheet: 县市区表", "sheets: 县市区表", "配置文件中有不认识的项「sheets」", "10-county.yaml 第8行第1列", edit},
		{"text for a width", "10-county.yaml", `"{current}", kind: number, width: 12`, `"{current}", kind: number, width: 宽`, "配置文件中「宽」的类型不对", "10-county.yaml 第22行第65列", edit},
		{"no id", "10-county.yaml", "id: county", `id: ""`, "表式定义缺少 id、code、sheet 或 units", "10-county.yaml 第5行", "请补全。"},
		{"no units", "10-county.yaml", "units: [county]", "units: []", "表式定义缺少 id、code、sheet 或 units", "10-county.yaml 第5行", "请补全。"},
		{"unknown layout", "50-project.yaml", "layout: list", "layout: table", "版式「table」不认识", "50-project.yaml 第10行", "可用的写法：rows、list。"},
		{"unknown expiry", "10-county.yaml", `valid_until: "2022-06"`, `valid_until: "2022年6月"`, "有效期「2022年6月」无法识别", "10-county.yaml 第11行", "请写成 2022-06。"},
		{"unknown column kind", "10-county.yaml", "kind: choice", "kind: list", "栏目类型「list」不认识", "10-county.yaml 第28行", "可用的写法：number、text、date、choice。"},
		{"unknown item", "10-county.yaml", "{item: trade}", "{item: trades}", "表式提到未知指标「trades」", "10-county.yaml 第16行", "请使用 inputs/plan/ 中的代码。"},
		{"derived, no ratio", "10-county.yaml", "{item: gdp}", "{item: gdp, derived: true}", "指标「地区生产总值」不能写 derived：方案没有规定由分子、分母重算，或其分母仅供核对", "10-county.yaml 第16行", derived},
		{"derived, for comparing only", "10-county.yaml", "{item: hightech_share}", "{item: hightech_share, derived: true}", "指标「高新技术产业增加值占工业总产值比重」不能写 derived：方案没有规定由分子、分母重算，或其分母仅供核对", "10-county.yaml 第18行", derived},
		{"derived, a part is gone", "20-park.yaml", ", {item: park_land}", "", "指标「投资强度」不能写 derived：「项目用地面积」不是本表必填的一行", "20-park.yaml 第18行", derived},
		{"derived, a part may be empty", "20-park.yaml", "{item: park_land}", "{item: park_land, optional: true}", "指标「投资强度」不能写 derived：「项目用地面积」不是本表必填的一行", "20-park.yaml 第18行", derived},
		{"derived, not said so", "20-park.yaml", "derived: true}", "derived: 是}", "配置文件中「是」的类型不对", "20-park.yaml 第18行第44列", edit},
		{"unknown owned", "30-department.yaml", "owned: indicators", "owned: indicator", "「indicator」不认识", "30-department.yaml 第13行", "可用的写法：indicators、components、industries、tasks。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(os.DirFS(changed(t, c.file, c.old, c.new)), "templates", loadPlan(t))
			var f *fault.Fault
			if !errors.As(err, &f) {
				t.Fatalf("no fault: %v", err)
			}
			want := []string{c.what, "templates/forms/" + c.where, c.remedy}
			if d := cmp.Diff(want, []string{f.What, f.Where, f.Remedy}); d != "" {
				t.Error(d)
			}
			if f.Code != fault.Usage {
				t.Errorf("code %d", f.Code)
			}
		})
	}
}

// Slips that would make a form or a column vanish, or stop the program later.
func TestFormSlipRefused(t *testing.T) {
	for _, c := range []struct{ name, file, old, new string }{
		{"unknown kind of unit", "10-county.yaml", "units: [county]", "units: [counties]"},
		{"measure twice", "10-county.yaml", "measure: growth", "measure: value"},
		{"column without a measure", "10-county.yaml", "measure: growth", `measure: ""`},
		{"column without a title", "10-county.yaml", "title: 状态", `title: ""`},
		{"choice without choices", "10-county.yaml", ", choices: [预计, 初步, 核实, 修订]", ""},
		{"id of another form", "20-park.yaml", "id: park", "id: county"},
		{"code of another form", "20-park.yaml", "code: 株转示2表", "code: 株转示1表"},
		{"item asked twice", "10-county.yaml", "{item: trade}", "{item: gdp}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := changed(t, c.file, c.old, c.new)
			if _, err := Load(os.DirFS(dir), "templates", loadPlan(t)); err == nil {
				t.Error("taken without a word")
			}
		})
	}
}

// A list without columns is refused when it is loaded; its first column names it.
func TestListWithoutColumns(t *testing.T) {
	dir := changed(t, "50-project.yaml", "id: project", "id: project")
	path := filepath.Join(dir, "forms", "50-project.yaml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(data), "columns:")
	if err := os.WriteFile(path, []byte(head), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(os.DirFS(dir), "templates", loadPlan(t)); err == nil {
		t.Error("taken without a word")
	}
}
