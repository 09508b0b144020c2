package yamlfile

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/fault"
)

type sample struct {
	Name   string            `yaml:"name"`
	Year   int               `yaml:"year"`
	Target Figure            `yaml:"target"`
	Parts  []string          `yaml:"parts"`
	By     map[string]Figure `yaml:"by"`
}

const baseline = `name: 地区生产总值
year: 2016
target: 3900.50 # 亿元
parts: [甲, 乙]
by: {"2016": 2488.5, "2017": -0.10}
`

func decode(text string) (sample, error) {
	var s sample
	err := Decode([]byte(text), "inputs/plan/x.yaml", &s)
	return s, err
}

// Figures keep the text they were written in.
func TestDecode(t *testing.T) {
	s, err := decode(baseline)
	if err != nil {
		t.Fatal(err)
	}
	want := sample{"地区生产总值", 2016, MustFigure("3900.50"), []string{"甲", "乙"}, map[string]Figure{"2016": MustFigure("2488.5"), "2017": MustFigure("-0.10")}}
	if d := cmp.Diff(want, s); d != "" {
		t.Error(d)
	}
	if s.Target.Decimals() != 2 || s.Target.Text != "3900.50" {
		t.Errorf("3900.50 has %d decimals and reads %s", s.Target.Decimals(), s.Target.Text)
	}
}

// The same file as Notepad saves it: a byte order mark, CRLF. Places are counted alike.
func TestDecodeOfWindows(t *testing.T) {
	as := func(text string) string { return "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n") }
	want, err := decode(baseline)
	if err != nil {
		t.Fatal(err)
	}
	got, err := decode(as(baseline))
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("%v\n%s", err, d)
	}
	if err := At([]byte(as(baseline)), "x.yaml", "$.target", "有误", ""); !strings.Contains(err.Error(), "x.yaml 第3行") {
		t.Errorf("a place: %v", err)
	}
	for name, text := range map[string]string{"GBK": "name: \xb5\xd8\xc7\xf8", "UTF-16": "\xff\xfen\x00a\x00m\x00e\x00"} {
		if _, err := decode(text); err == nil || !strings.Contains(err.Error(), "文件的编码不是 UTF-8\n  位置：inputs/plan/x.yaml") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFigure(t *testing.T) {
	for text, want := range map[string]string{
		"5": "5", "-5": "-5", "+5": "5", "0.10": "0.1", "-6.38": "-6.38", "null": "", "~": "", "": "",
		"12345678901234567890.12": "12345678901234567890.12", // no double in between
	} {
		s, err := decode(strings.Replace(baseline, "3900.50", text, 1))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := s.Target; got.Set() != (want != "") || want != "" && got.String() != want {
			t.Errorf("%q is read as %q %v", text, got.Text, got.Decimal)
		}
	}
	for _, text := range []string{`"3900"`, "三千九", "0x1F", "1_000", "1,000", ".inf", ".nan", "true", "[1]", "{a: 1}", "2016-01-01", "5%"} {
		if s, err := decode(strings.Replace(baseline, "3900.50", text, 1)); err == nil {
			t.Errorf("%s was taken as %q", text, s.Target.Text)
		}
	}
}

// A baseline and one change: the whole text a person reads.
func TestDecodeRefused(t *testing.T) {
	const remedy = "\n  处理：请按提示修改该行后重试；各配置项的写法见文件内注释。"
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown key", "target:", "taget:", `配置文件中有不认识的项「taget」
  位置：inputs/plan/x.yaml 第3行第1列
[3:1] 此处
   1 | name: 地区生产总值
   2 | year: 2016
>  3 | taget: 3900.50 # 亿元
       ^
   4 | parts: [甲, 乙]
   5 | by: {"2016": 2488.5, "2017": -0.10}`},
		{"text for a figure", "3900.50", "约3900", `配置文件有误：此处应为数字
  位置：inputs/plan/x.yaml 第3行第9列
[3:9] 此处
   1 | name: 地区生产总值
   2 | year: 2016
>  3 | target: 约3900 # 亿元
               ^
   4 | parts: [甲, 乙]
   5 | by: {"2016": 2488.5, "2017": -0.10}`},
		{"text for a whole number", "2016\n", "去年\n", `配置文件中「去年」的类型不对
  位置：inputs/plan/x.yaml 第2行第7列
[2:7] 此处
   1 | name: 地区生产总值
>  2 | year: 去年
             ^
   3 | target: 3900.50 # 亿元
   4 | parts: [甲, 乙]
   5 | by: {"2016": 2488.5, "2017": -0.10}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := decode(strings.Replace(baseline, c.old, c.new, 1))
			if err == nil {
				t.Fatal("taken without a word")
			}
			if d := cmp.Diff(c.want+remedy, err.Error()); d != "" {
				t.Error(d)
			}
			if fault.ExitCode(err) != fault.Usage {
				t.Errorf("exit code %d", fault.ExitCode(err))
			}
		})
	}
}

// What is wrong, and on which line, in fewer words.
func TestDecodeRefusedWhere(t *testing.T) {
	for _, c := range []struct{ name, old, new, what, where string }{
		{"fraction for a whole number", "year: 2016", "year: 2016.5", "配置文件有误：「2016.5」应为整数", "第2行第7列"},
		{"text for a list", "[甲, 乙]", "甲", "配置文件中「甲」的类型不对", "第4行第8列"},
		{"key twice", "year: 2016", "year: 2016\nyear: 2017", "配置文件中「year」写了两次", "第3行第1列"},
		{"key of a map twice", `"2017":`, `"2016":`, "配置文件中「2016」写了两次", "第5行第22列"},
		{"text in a map of figures", "-0.10", "无", "配置文件有误：此处应为数字", "第5行第30列"},
		{"tab for an indent", "year: 2016", "year:\n\t2016", "配置文件有误：YAML 语法错误", "第3行第1列"},
		{"open quotation", "name: 地", `name: "地`, "配置文件有误：YAML 语法错误", "第5行第7列"}, // it runs to the next quotation mark,
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := decode(strings.Replace(baseline, c.old, c.new, 1))
			var f *fault.Fault
			if !errors.As(err, &f) {
				t.Fatalf("taken as %+v (%v)", s, err)
			}
			if d := cmp.Diff([]string{c.what, "inputs/plan/x.yaml " + c.where}, []string{f.What, f.Where}); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestLoadMissing(t *testing.T) {
	var s sample
	err := Load(fstest.MapFS{}, "x.yaml", "inputs/plan/x.yaml", &s)
	want := "缺少配置文件\n  位置：inputs/plan/x.yaml\n  处理：请恢复该文件；新工作区可用 zhibao init 目录 重新生成一套。"
	if err == nil || err.Error() != want || fault.ExitCode(err) != fault.Usage {
		t.Errorf("%v", err)
	}
	if err := Load(fstest.MapFS{"x.yaml": {Data: []byte(baseline)}}, "x.yaml", "x.yaml", &s); err != nil || s.Year != 2016 {
		t.Errorf("%+v, %v", s, err)
	}
}

// At names the line of a path; where the path leads nowhere, the file is named.
func TestAt(t *testing.T) {
	for path, where := range map[string]string{
		"$.parts[1]":  "x.yaml 第4行",
		"$.year":      "x.yaml 第2行",
		"$.by":        "x.yaml 第5行",
		"$":           "x.yaml 第1行",
		"$.nothing":   "x.yaml",
		"$.parts[9]":  "x.yaml",
		"not a path[": "x.yaml",
	} {
		var f *fault.Fault
		if err := At([]byte(baseline), "x.yaml", path, "不对", "请改正。"); !errors.As(err, &f) || f.Where != where || f.What != "不对" || f.Remedy != "请改正。" {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := At(nil, "x.yaml", "$", "不对", "请改正。"); err == nil || fault.ExitCode(err) != fault.Usage {
		t.Errorf("an empty file: %v", err)
	}
}
