package rule

import (
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// ownFile is where a bureau's own rules would stand.
const ownFile = "rules/99-own.yaml"

// withOwn loads the built-in rules and one more file.
func withOwn(t *testing.T, own string) (*Catalogue, error) {
	t.Helper()
	p, err := ourPlan()
	if err != nil {
		t.Fatal(err)
	}
	return Load(withFile(t, ownFile, own), "templates", p)
}

// ourPlan is the plan of this repository, loaded once.
var ourPlan = sync.OnceValues(func() (*plan.Plan, error) {
	return plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
})

// tried compiles an expression of a scope against the plan and the forms.
func tried(t *testing.T, scope Scope, at, expr string) (*Rule, error) {
	t.Helper()
	p, err := ourPlan()
	if err != nil {
		t.Fatal(err)
	}
	forms, err := form.Load(os.DirFS("../../templates"), "templates", p)
	if err != nil {
		t.Fatal(err)
	}
	r := &Rule{ID: "Z09", Scope: scope, At: at, Expr: expr, Params: map[string]yamlfile.Figure{"tol": yamlfile.MustFigure("0.1")}}
	r.program, err = newEnvironment(p, forms).compile(r)
	return r, err
}

// withFile lays one file over the built-in rules.
func withFile(t *testing.T, name, text string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, folder := range []string{"rules/", "forms/"} {
		names, err := os.ReadDir("../../templates/" + folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			data, err := os.ReadFile("../../templates/" + folder + n.Name())
			if err != nil {
				t.Fatal(err)
			}
			files[folder+n.Name()] = &fstest.MapFile{Data: data}
		}
	}
	files[name] = &fstest.MapFile{Data: []byte(text)}
	return files
}

// ownRule is a valid rule of one form with the expression put in.
func ownRule(expr string) string {
	return `rules:
  - id: Z09
    name: 自定规则
    level: 核实性
    scope: form
    at: gdp.value
    expr: "` + expr + `"
    params: {tol: 0.1}
    message: "不符。"
    remedy: "请核对。"
    examples:
      - {want: pass, given: {}}
      - {want: fail, given: {}}
`
}

func figures(pairs ...string) func(string) (stat.Quantity, bool) {
	return func(name string) (stat.Quantity, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return stat.Quantity{Kind: stat.Number, Number: decimal.RequireFromString(pairs[i+1])}, true
			}
		}
		return stat.Quantity{}, false
	}
}

// Arithmetic is decimal, comparison is by value, a missing operand or a division
// by zero says nothing.
func TestExpressions(t *testing.T) {
	for _, c := range []struct {
		expr  string
		given []string
		want  Outcome
	}{
		{"gdp.value * 0 + 0.1 + 0.2 == 0.3", []string{"gdp.value", "1"}, Pass},
		{"gdp.value + tol == 0.3", []string{"gdp.value", "0.2"}, Pass},
		{"gdp.value == 8", []string{"gdp.value", "8.00"}, Pass},
		{"gdp.value != 8", []string{"gdp.value", "8.00"}, Fail},
		{"gdp.value != 8", []string{"gdp.value", "8.01"}, Pass},
		{"not (gdp.value == 8)", []string{"gdp.value", "8.01"}, Pass},
		{"gdp.value / fai.value * 3 <= 1", []string{"gdp.value", "1", "fai.value", "3"}, Pass}, // 0.333… × 3 is below 1
		{"gdp.value - fai.value - 1 == 2", []string{"gdp.value", "6", "fai.value", "3"}, Pass}, // from the left
		{"gdp.value - (fai.value - 1) == 4", []string{"gdp.value", "6", "fai.value", "3"}, Pass},
		{"gdp.value + fai.value * 2 == 12", []string{"gdp.value", "6", "fai.value", "3"}, Pass},
		{"(gdp.value + fai.value) * 2 == 18", []string{"gdp.value", "6", "fai.value", "3"}, Pass},
		{"abs(gdp.value - fai.value) <= tol", []string{"gdp.value", "1", "fai.value", "1.1"}, Pass},
		{"abs(gdp.value - fai.value) <= tol", []string{"gdp.value", "1", "fai.value", "1.11"}, Fail},
		{"gdp.value > 1 and gdp.value < 3", []string{"gdp.value", "2"}, Pass},
		{"gdp.value < 1 or gdp.value >= 3", []string{"gdp.value", "3"}, Pass},
		{"gdp.value >= gdp.prior", []string{"gdp.value", "3", "gdp.prior", "2"}, Pass},
		{"gdp.value >= 0 - 5", []string{"gdp.value", "-4.96"}, Pass},
		{"gdp.value >= -5", []string{"gdp.value", "-4.96"}, Pass},
		{"gdp.value / fai.value <= 1", []string{"gdp.value", "1", "fai.value", "0"}, NotEvaluated},
		{"gdp.value / (fai.value - fai.prior) <= 1", []string{"gdp.value", "1", "fai.value", "2", "fai.prior", "2.0"}, NotEvaluated},
		{"gdp.value <= fai.value", []string{"gdp.value", "1"}, NotEvaluated},
		{"gdp.value <= fai.value", nil, NotEvaluated},
	} {
		t.Run(c.expr, func(t *testing.T) {
			r, err := tried(t, Form, "gdp.value", c.expr)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := r.Evaluate(figures(c.given...)); err != nil || got != c.want {
				t.Errorf("with %v: %d (%v), want %d", c.given, got, err, c.want)
			}
		})
	}
}

// A text among the operands is no figure.
func TestTextOperand(t *testing.T) {
	book, err := withOwn(t, ownRule("gdp.value >= 0"))
	if err != nil {
		t.Fatal(err)
	}
	r, _ := book.Rule("Z09")
	got, err := r.Evaluate(func(string) (stat.Quantity, bool) { return stat.Quantity{Kind: stat.TextOnly, Read: "约3"}, true })
	if err != nil || got != NotEvaluated {
		t.Errorf("%d (%v)", got, err)
	}
}

// An expression that cannot be read: the fault names the rule and its line.
func TestExpressionRefused(t *testing.T) {
	for _, c := range []struct{ name, expr, what string }{
		{"unknown item", "gnp.value >= 0", "第1字符处"},
		{"unknown item after a number", "100 * gnp.value >= 0", "第7字符处"},
		{"unknown measure", "gdp.valeu >= 0", "第5字符处"},
		{"unknown parameter", "gdp.value >= toll", "第14字符处"},
		{"open bracket", "(gdp.value >= 0", ""},
		{"no comparison", "gdp.value + 1", ""},
		{"a text", "gdp.value == 'x'", ""},
		{"no operand", "1 <= 2", "没有用到任何栏目"},
		{"a function", "len('x') <= 2", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := withOwn(t, ownRule(c.expr))
			var f *fault.Fault
			if !errors.As(err, &f) {
				t.Fatalf("no fault: %v", err)
			}
			if f.Code != fault.Usage || f.Where != "templates/"+ownFile+" 第7行" {
				t.Errorf("code %d, %s", f.Code, f.Where)
			}
			if !strings.HasPrefix(f.What, "审核规则「Z09」的表达式有误：") || !strings.Contains(f.What, c.what) {
				t.Errorf("%s, want %s", f.What, c.what)
			}
		})
	}
}

// A rule with one line changed.
func TestRuleRefused(t *testing.T) {
	const fill = "请补全。"
	for _, c := range []struct{ name, old, new, what, where, remedy string }{
		{"unknown key", "expr:", "exp:", "配置文件中有不认识的项「exp」", "第7行第5列", "请按提示修改该行后重试；各配置项的写法见文件内注释。"},
		{"text for a parameter", "tol: 0.1", "tol: 小", "配置文件有误：此处应为数字", "第8行第19列", "请按提示修改该行后重试；各配置项的写法见文件内注释。"},
		{"no name", "    name: 自定规则\n", "", "审核规则「Z09」缺少 id、name、message 或 remedy", "第2行", fill},
		{"no remedy", "    remedy: \"请核对。\"\n", "", "审核规则「Z09」缺少 id、name、message 或 remedy", "第2行", fill},
		{"unknown level", "level: 核实性", "level: 严重", "审核规则「Z09」的级别「严重」不认识", "第4行", "可用的写法：强制性、准强制性、核实性、提示。"},
		{"id of another rule", "id: Z09", "id: P01", "审核规则「P01」的编号已被使用", "第2行", "编号不得重复，停用的编号也不再启用；要改写该规则，请写上 overrides: true。"},
		{"unknown scope", "scope: form", "scope: from", "审核规则「Z09」", "第5行", ""},
		{"a place that is no operand", "at: gdp.value", "at: gdp.vaule", "审核规则「Z09」", "第6行", ""},
		{"no place", "    at: gdp.value\n", "", "审核规则「Z09」", "第2行", ""},
		{"unknown form", "scope: form", "scope: form\n    forms: [conty]", "审核规则「Z09」", "第6行", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := withOwn(t, strings.Replace(ownRule("gdp.value >= 0"), c.old, c.new, 1))
			var f *fault.Fault
			if !errors.As(err, &f) {
				t.Fatalf("no fault: %v", err)
			}
			if c.remedy == "" { // the words are open, the place is not
				f.What, f.Remedy = c.what, ""
			}
			want := []string{c.what, "templates/" + ownFile + " " + c.where, c.remedy}
			if d := cmp.Diff(want, []string{f.What, f.Where, f.Remedy}); d != "" {
				t.Error(d)
			}
			if f.Code != fault.Usage {
				t.Errorf("code %d", f.Code)
			}
		})
	}
}

// A rule that the program raises has to be in the book.
func TestRuleMissing(t *testing.T) {
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Load(withFile(t, "rules/20-structure.yaml", "rules: []\n"), "templates", p)
	want := "审核规则「S01」缺失，程序会用到它\n  位置：templates/rules\n  处理：请恢复内置规则文件，只修改级别、参数和文字。"
	if err == nil || err.Error() != want || fault.ExitCode(err) != fault.Usage {
		t.Errorf("%v", err)
	}
	_, err = withOwn(t, strings.Replace(ownRule("gdp.value >= 0"), `    expr: "gdp.value >= 0"`+"\n", "", 1))
	want = "审核规则「Z09」既没有表达式，也不是程序内置的检查\n  位置：templates/rules\n  处理：请写上 expr，或删去该规则。"
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
}
