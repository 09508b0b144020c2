package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhibao/pipeline/fault"
)

// tenfold is the sample with one 准强制性 finding: 株洲经开区 has more than ten times
// the firms of the year before.
func tenfold(t *testing.T) (dir string) {
	t.Helper()
	dir = sample(t)
	mustDo(t, os.Remove(filepath.Join(dir, "inputs", "2017", "收件.csv"))) // which names the sample's files alone
	file, sheet, cell := place(t, "2017", "P02", "park_firms", "value")
	setCell(t, filepath.Join(dir, "inputs", "2017", file), sheet, "E"+strings.TrimLeft(cell, "ABCDEFGH"), 2)
	return dir
}

const granted = `# 本期的准予
- unit: 株洲经开区
  rule: R07
  item: 规模企业数
  value: 88
  reason: 园区扩区，新划入二十余户规模企业，已与工信部门核对
  by: 分管副局长
  date: 2018-03-12
`

// grantFinding is the finding R07 about the firms.
func grantFinding(t *testing.T, dir string) finding {
	t.Helper()
	for _, f := range dumped[[]finding](t, dir, "dump", "findings", "2017") {
		if f.Unit == "P02" && f.Rule == "R07" && f.Outcome == "fail" {
			return f
		}
	}
	t.Fatal("no finding R07 about P02")
	return finding{}
}

func grantsOf(dir string) string { return filepath.Join(dir, "inputs", "2017", "准予.yaml") }

// A granted finding does not return the form; it is told with reason, office and
// date, and the ledger keeps it. Nothing else changes.
func TestGrant(t *testing.T) {
	t.Parallel()
	dir := tenfold(t)
	must(t, dir, fault.Person, "run", "2017")
	if f := grantFinding(t, dir); !f.Open || f.Standing != "待改正" || f.Seen != "88" {
		t.Fatalf("before: %+v", f)
	}
	spoiled{states: map[string]string{"P02": "退回"}}.states2017(t, dir)

	write(t, grantsOf(dir), granted)
	got := must(t, dir, fault.OK, "run", "2017")
	if !strings.Contains(got.out, "准强制性1个，核实性2个，提示8个；其中已说明2个，已准予1个\n") {
		t.Errorf("the terminal says:\n%s", got.out)
	}
	f := grantFinding(t, dir)
	if f.Open || f.Standing != "已准予" || f.Granted.By != "分管副局长" || f.Granted.Date != "2018-03-12" || !strings.HasPrefix(f.Granted.Reason, "园区扩区") {
		t.Errorf("granted: %+v", f)
	}
	spoiled{}.states2017(t, dir)
	row := readBook(t, filepath.Join(dir, "outputs", "2017", "审核报告.xlsx")).sheets["准予与说明"].row(t, "G", "分管副局长")
	if row["A"] != "株洲经开区" || row["B"] != "R07" || row["E"] != "88" || !strings.HasPrefix(row["F"], "园区扩区") || row["H"] != "2018-03-12" {
		t.Errorf("审核报告.xlsx: %v", row)
	}
	if manifest := read(t, filepath.Join(dir, "outputs", "2017", "manifest.json")); !strings.Contains(manifest, `"准予.yaml": "`) {
		t.Error("the manifest does not list the grants among the inputs")
	}
	if n := rowsIn(t, dir, "result_grant"); n != 1 {
		t.Errorf("%d grants in the ledger", n)
	}
	before := tree(t, filepath.Join(dir, "outputs", "2017"))
	must(t, dir, fault.OK, "run", "2017")
	must(t, dir, fault.OK, "report", "2017")
	equalTrees(t, "run and report again", before, tree(t, filepath.Join(dir, "outputs", "2017")))
	if n := rowsIn(t, dir, "result_grant"); n != 1 {
		t.Errorf("%d grants in the ledger after running again", n)
	}

	mustDo(t, os.Remove(grantsOf(dir)))
	must(t, dir, fault.Person, "run", "2017")
	if f := grantFinding(t, dir); !f.Open || f.Granted.By != "" {
		t.Errorf("taken back: %+v", f)
	}
	if n := rowsIn(t, dir, "result_grant"); n != 1 {
		t.Errorf("the ledger forgot: %d grants", n)
	}
}

func rowsIn(t *testing.T, dir, table string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, ".zhibao", "ledger.db"))
	mustDo(t, err)
	defer db.Close()
	mustDo(t, db.QueryRow("SELECT count(*) FROM "+table).Scan(&n))
	return n
}

// A grant is bound to unit, rule, row and figure.
func TestGrantBound(t *testing.T) {
	t.Parallel()
	const unused = "准予.yaml第2行对"
	for _, c := range []struct {
		name, old, now string
		code           fault.Code
		message        string // of the finding R07
		hint           string // of F31; none if empty
	}{
		{name: "figure as text", old: "value: 88", now: `value: "88.0"`},
		{name: "saved by Notepad", old: granted, now: "\ufeff" + strings.ReplaceAll(granted, "\n", "\r\n")},
		{name: "by codes", old: "unit: 株洲经开区\n  rule: R07\n  item: 规模企业数", now: "unit: P02\n  rule: R07\n  item: park_firms"},
		{name: "another figure", old: "value: 88", now: "value: 90", code: fault.Person, message: "原准予针对的数值是「90」，现为「88」，准予失效。"},
		{name: "another row", old: "item: 规模企业数", now: "item: 过10亿元企业数", code: fault.Person,
			hint: unused + "株洲经开区的准予（规则R07，过10亿元企业数，数值「88」）没有用上：本期没有与之相符的问题。"},
		{name: "another unit", old: "unit: 株洲经开区", now: "unit: 攸县", code: fault.Person, hint: unused + "攸县的准予"},
		{name: "another rule", old: "rule: R07", now: "rule: H03", code: fault.Person, hint: unused + "株洲经开区的准予（规则H03"},
		{name: "the form as a whole", old: "item: 规模企业数", now: "form: 园区表", code: fault.Person, hint: unused + "株洲经开区的准予（规则R07，园区表"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := tenfold(t)
			text := strings.Replace(granted, c.old, c.now, 1)
			if text == granted {
				t.Fatal("nothing replaced")
			}
			write(t, grantsOf(dir), text)
			must(t, dir, c.code, "run", "2017")
			f := grantFinding(t, dir)
			if f.Open != (c.code == fault.Person) || !strings.HasSuffix(f.Message, c.message) {
				t.Errorf("%+v", f)
			}
			hints := 0
			for _, f := range dumped[[]finding](t, dir, "dump", "findings", "2017") {
				if f.Rule == "F31" {
					hints++
					if f.Open || f.Severity != "提示" || !strings.HasPrefix(f.Message, c.hint) || c.hint == "" {
						t.Errorf("%+v", f)
					}
				}
			}
			if hints == 0 && c.hint != "" {
				t.Error("an unused grant is not named")
			}
		})
	}
}

// A correction may lapse a grant, or leave it without use.
func TestGrantAfterCorrection(t *testing.T) {
	t.Parallel()
	dir := tenfold(t)
	write(t, grantsOf(dir), granted)
	must(t, dir, fault.OK, "run", "2017")
	file, sheet, cell := place(t, "2017", "P02", "park_firms", "value")
	in := filepath.Join(dir, "inputs", "2017")
	write(t, filepath.Join(in, "更正.xlsx"), read(t, filepath.Join(in, file)))
	identity(t, filepath.Join(in, "更正.xlsx"), "sequence", "2")
	setCell(t, filepath.Join(in, "更正.xlsx"), sheet, cell, 89)
	must(t, dir, fault.Person, "run", "2017")
	if f := grantFinding(t, dir); !f.Open || !strings.HasSuffix(f.Message, "原准予针对的数值是「88」，现为「89」，准予失效。") {
		t.Errorf("corrected: %+v", f)
	}
	setCell(t, filepath.Join(in, "更正.xlsx"), sheet, "E"+strings.TrimLeft(cell, "ABCDEFGH"), 19)
	must(t, dir, fault.OK, "run", "2017")
	if data := read(t, filepath.Join(dir, "outputs", "2017", "findings.json")); !strings.Contains(data, `"id":"F31"`) {
		t.Error("the grant of a superseded version is not named as unused")
	}
}

// What cannot be understood, or is not the bureau's to grant, stops the run before
// anything is read, and names the line.
func TestGrantFaults(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	for _, c := range []struct{ name, old, now, where, what string }{
		{"unit", "株洲经开区", "株洲", "第2行", "的单位「株洲」不在报送名单中"},
		{"rule", "R07", "R99", "第3行", "的规则「R99」不存在"},
		{"mandatory", "R07", "C21", "第3行", "的规则「C21」（概数或范围）是强制性的：强制性问题必须改正，不能准予"},
		{"verify", "R07", "R01", "第3行", "是核实性的：核实性问题由单位写核实说明，不用准予"},
		{"hint", "R07", "F31", "第3行", "是提示的"},
		{"item", "item: 规模企业数", "item: 规模以上企业", "第4行", "的指标「规模以上企业」没有定义"},
		{"form", "item: 规模企业数", "form: 园表", "第4行", "的表「园表」没有定义"},
		{"both", "item: 规模企业数", "item: 规模企业数\n  form: 园区表", "第2行", "应写指标（item）或表（form），二者写一项"},
		{"neither", "  item: 规模企业数\n", "", "第2行", "应写指标（item）或表（form），二者写一项"},
		{"empty talk", "园区扩区，新划入二十余户规模企业，已与工信部门核对", "情况属实", "第6行", "的理由「情况属实」不具体"},
		{"no value", "  value: 88\n", "", "第2行", "没有写数值（value）"},
		{"no office", "  by: 分管副局长\n", "", "第2行", "没有写准予人（by）"},
		{"short office", "分管副局长", "张", "第7行", "的准予人「张」不完整"},
		{"date", "2018-03-12", "三月十二日", "第8行", "的日期「三月十二日」无法识别"},
		{"unknown key", "by:", "who:", "第7行", "不认识的项「who」"},
		{"key twice", "  by:", "  rule: R07\n  by:", "第7行", "「rule」写了两次"},
		{"twice", "# 本期的准予\n", granted, "第9行", "第2条准予与第1条相同"},
		{"a list in a value", "value: 88", "value: [88, 90]", "第5行", "应为一个值"},
		{"no list", "- unit", "  unit", "第2行", ""},
		{"GB 18030", granted, encoded(t, "gb18030", granted), "准予.yaml", "编码不是 UTF-8"},
		{"no YAML", granted, "{{{", "准予.yaml", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, grantsOf(dir), strings.Replace(granted, c.old, c.now, 1))
			got := must(t, dir, fault.Usage, "run", "2017")
			if !strings.Contains(got.err, "inputs/2017/准予.yaml") || !strings.Contains(got.err, c.where) || !strings.Contains(got.err, c.what) || !strings.Contains(got.err, "处理：") {
				t.Errorf("%s", got.err)
			}
			if _, err := os.Stat(filepath.Join(dir, "outputs")); err == nil {
				t.Error("something was published")
			}
		})
	}
	for name, text := range map[string]string{"empty": "", "blank": "\n \n", "comments only": "# 本期没有准予\n", "empty list": "[]\n"} {
		t.Run(name, func(t *testing.T) {
			write(t, grantsOf(dir), text)
			must(t, dir, fault.OK, "run", "2017")
		})
	}
}
