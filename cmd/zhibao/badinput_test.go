package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/fault"
)

// finding is a finding of findings.json with what the tests want of it.
type finding struct {
	Rule, Severity, Outcome, Unit, Item, Seen, Expected, Message, Remedy, UnitName, Standing, Explained string

	Open    bool
	Source  struct{ File, Sheet, Cell string }
	Refused struct{ Note, Why string }
	Granted struct{ Reason, By, Date string }
}

// UnmarshalJSON flattens the shape of the ESS report.
func (f *finding) UnmarshalJSON(data []byte) error {
	type plain finding
	in := struct {
		*plain
		Rule     struct{ ID string }
		Level    string
		Value    string
		UnitName string `json:"unit_name"`
	}{plain: (*plain)(f)}
	err := json.Unmarshal(data, &in)
	f.Rule, f.Severity, f.UnitName = in.Rule.ID, in.Level, in.UnitName
	f.Outcome = map[string]string{"0": "fail", "NA": "na"}[in.Value]
	return err
}

// spoiled is a clean sample of 2017 with one thing changed.
type spoiled struct {
	name    string
	spoil   func(t *testing.T, in string)
	clean   bool // exit 0: nothing that a person must do
	rule    string
	file    string // of the finding
	at      string // sheet and cell of the finding
	message string
	states  map[string]string // unit → state, where it is not 已报
	also    func(t *testing.T, dir string)
}

const liling = "430281-醴陵市.xlsx"

func TestBadInput(t *testing.T) {
	_, sheet, gdp := place(t, "2017", "430281", "gdp", "value")
	where := sheet + "!" + gdp
	for _, c := range []spoiled{
		{
			name: "text file", spoil: put("说明.txt", "各位领导：数据附后。"),
			rule: "F01", file: "说明.txt", message: "文件不能接收",
		}, {
			name: "pdf", spoil: func(t *testing.T, in string) {
				put("扫描件.pdf", read(t, filepath.Join(baseline(t), "outputs", "2017", "评估报告.pdf")))(t, in)
			},
			rule: "F01", file: "扫描件.pdf", message: "文件不能接收",
		}, {
			name: "docx named xlsx", spoil: func(t *testing.T, in string) {
				put("报表.xlsx", zipped(t, map[string]string{
					"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
					"_rels/.rels":         `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
					"word/document.xml":   `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>`,
				}))(t, in)
			},
			rule: "F01", file: "报表.xlsx", message: "文件不能接收",
		}, {
			name: "zip named xlsx", spoil: func(t *testing.T, in string) {
				put("打包.xlsx", zipped(t, map[string]string{"a.txt": "a", "b/c.txt": "c"}))(t, in)
			},
			rule: "F01", file: "打包.xlsx", message: "文件不能接收",
		}, {
			name: "truncated", spoil: func(t *testing.T, in string) {
				data := read(t, filepath.Join(in, liling))
				write(t, filepath.Join(in, liling), data[:len(data)*2/3])
			},
			rule: "F01", file: liling, message: "文件不能接收", states: map[string]string{"430281": "缺报"},
		}, {
			name: "empty file", spoil: func(t *testing.T, in string) { write(t, filepath.Join(in, liling), "") },
			rule: "F01", file: liling, message: "文件不能接收", states: map[string]string{"430281": "缺报"},
		}, {
			name: "symbolic link", spoil: func(t *testing.T, in string) {
				mustDo(t, os.Rename(filepath.Join(in, liling), filepath.Join(t.TempDir(), liling)))
				mustDo(t, os.Symlink(filepath.Join(in, "430211-天元区.xlsx"), filepath.Join(in, liling)))
			},
			rule: "F10", file: liling, message: "没有读取：是链接，不跟随读取", states: map[string]string{"430281": "缺报"},
		}, {
			name: "pipe", spoil: func(t *testing.T, in string) { mustDo(t, syscall.Mkfifo(filepath.Join(in, "管道.xlsx"), 0o644)) },
			rule: "F10", file: "管道.xlsx", message: "没有读取：是管道、设备等特殊文件",
		}, {
			name: "folder", spoil: func(t *testing.T, in string) {
				mustDo(t, os.Mkdir(filepath.Join(in, "县区"), 0o755))
				mustDo(t, os.Rename(filepath.Join(in, liling), filepath.Join(in, "县区", liling)))
			},
			rule: "F10", file: "县区", message: "没有读取：是文件夹", states: map[string]string{"430281": "缺报"},
		}, {
			name: "workbook not ours", spoil: func(t *testing.T, in string) {
				f := excelize.NewFile()
				mustDo(t, f.SetSheetName("Sheet1", "成本表"))
				mustDo(t, f.SetCellValue("成本表", "A1", "地区生产总值"))
				mustDo(t, f.SetCellValue("成本表", "B1", 5))
				mustDo(t, f.SaveAs(filepath.Join(in, "成本.xlsx")))
			},
			rule: "F02", file: "成本.xlsx", message: "没有找到本系统下发的表（工作表有：成本表）",
		}, {
			name: "another year", spoil: func(t *testing.T, in string) {
				write(t, filepath.Join(in, liling), read(t, filepath.Join(in, "..", "2018-06", liling)))
			},
			rule: "F04", file: liling, at: "县市区表!A4", message: "表格的报告期是「2018年1—6月」，本次应报「2017年」", states: map[string]string{"430281": "退回"},
		}, {
			name: "another unit's form", spoil: func(t *testing.T, in string) {
				rename(t, filepath.Join(in, liling), "醴陵市", "430281", "攸县", "430223")
			},
			rule: "F07", file: liling, message: "表内身份为「醴陵市」，表头写的是「攸县」", states: map[string]string{"430281": "退回"},
		}, {
			name: "same file twice", spoil: func(t *testing.T, in string) {
				put("醴陵 - 副本.xlsx", read(t, filepath.Join(in, liling)))(t, in)
			},
			clean: true, rule: "F06", file: "醴陵 - 副本.xlsx", message: "内容完全相同，只计一次",
		}, {
			name: "two files of one unit", spoil: func(t *testing.T, in string) {
				put("醴陵更正.xlsx", read(t, filepath.Join(in, liling)))(t, in)
				setCell(t, filepath.Join(in, "醴陵更正.xlsx"), sheet, gdp, 600)
			},
			rule: "F05", file: "醴陵更正.xlsx", message: "报来两份内容不同的表", states: map[string]string{"430281": "退回"},
		}, {
			name: "words for a figure", spoil: func(t *testing.T, in string) { setCell(t, filepath.Join(in, liling), sheet, gdp, "约600亿元") },
			rule: "C21", file: liling, at: where, message: "「地区生产总值·全年」填的是「约600亿元」，是概数或范围，不是确切的数字", states: map[string]string{"430281": "退回"},
			also: func(t *testing.T, dir string) { noFigure(t, dir, "430281") },
		}, {
			name: "figure as text", spoil: func(t *testing.T, in string) { setCell(t, filepath.Join(in, liling), sheet, gdp, textFigure(t)) },
			clean: true, rule: "C03", file: liling, at: where, message: "是文本格式的「" + textFigure(t) + "」，按" + strings.TrimSpace(textFigure(t)) + "读取",
		}, {
			name: "required cell empty", spoil: func(t *testing.T, in string) { setCell(t, filepath.Join(in, liling), sheet, gdp, nil) },
			rule: "C01", file: liling, at: where, message: "「地区生产总值·全年」未填", states: map[string]string{"430281": "退回"},
			also: func(t *testing.T, dir string) { noFigure(t, dir, "430281") },
		}, {
			name: "department missing", spoil: func(t *testing.T, in string) { mustDo(t, os.Remove(filepath.Join(in, "D05-市水利局.xlsx"))) },
			rule: "U04", message: "「单位地区生产总值水耗水平」的责任部门市水利局没有有效数据，全市数印「待核定」", states: map[string]string{"D05": "缺报"},
			also: func(t *testing.T, dir string) { unsettled(t, dir, "14") },
		}, {
			name: "statistics bureau missing", spoil: func(t *testing.T, in string) { mustDo(t, os.Remove(filepath.Join(in, "D01-市统计局.xlsx"))) },
			rule: "U04", message: "「地区生产总值」的责任部门市统计局没有有效数据，全市数印「待核定」", states: map[string]string{"D01": "缺报"},
			also: func(t *testing.T, dir string) { unsettled(t, dir, "1", "2", "3", "4", "6", "10", "13") },
		}, {
			name: "error value", spoil: func(t *testing.T, in string) { errorCell(t, filepath.Join(in, liling), sheet, gdp) },
			rule: "C08", file: liling, at: where, message: "是错误值 #DIV/0!", states: map[string]string{"430281": "退回"},
		}, {
			name: "part above the whole", spoil: func(t *testing.T, in string) {
				_, s, c := place(t, "2017", "430281", "industry_va", "value")
				setCell(t, filepath.Join(in, liling), s, c, 99999)
			},
			rule: "P01", file: liling, message: "规模工业增加值（99999）大于地区生产总值", states: map[string]string{"430281": "退回"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.check(t)
		})
	}
}

// check runs the spoiled sample: a finding with place and remedy, the rest of
// the batch taken in, the outputs whole, the inputs untouched.
func (c spoiled) check(t *testing.T) {
	dir := sample(t)
	in := filepath.Join(dir, "inputs", "2017")
	c.spoil(t, in)
	before := tree(t, filepath.Join(dir, "inputs"))
	want := fault.Person
	if c.clean {
		want = fault.OK
	}
	got := must(t, dir, want, "run", "2017")
	equalTrees(t, "inputs", before, tree(t, filepath.Join(dir, "inputs")))
	whole(t, dir, "2017")
	c.states2017(t, dir)
	found := c.finding(t, dir)
	if found.Remedy == "" || !strings.HasSuffix(found.Remedy, "。") || found.Outcome != "fail" {
		t.Errorf("remedy %q, outcome %s", found.Remedy, found.Outcome)
	}
	if found.Open == c.clean {
		t.Errorf("open is %v", found.Open)
	}
	if !c.clean && !strings.Contains(flat(got.out), flat(strings.TrimSuffix(found.Message, "。"))) && !strings.Contains(got.out, "……另有") {
		t.Errorf("the summary does not name it:\n%s", got.out)
	}
	audit := readBook(t, filepath.Join(dir, "outputs", "2017", "审核报告.xlsx"))
	told := false
	for _, s := range audit.sheets {
		told = told || s.holds(strings.TrimSuffix(found.Message, "。"))
	}
	if !told {
		t.Errorf("审核报告.xlsx does not show %q", found.Message)
	}
	if c.also != nil {
		c.also(t, dir)
	}
	again := tree(t, filepath.Join(dir, "outputs"))
	forget(t, dir) // so that the run does the work
	must(t, dir, want, "run", "2017")
	equalTrees(t, "a second run", again, tree(t, filepath.Join(dir, "outputs")))
	must(t, dir, want, "report", "2017")
	equalTrees(t, "rendered from the ledger", again, tree(t, filepath.Join(dir, "outputs")))
}

// finding is the one that the case wants.
func (c spoiled) finding(t *testing.T, dir string) finding {
	t.Helper()
	var near []string
	for _, f := range dumped[[]finding](t, dir, "dump", "findings", "2017") {
		if f.Rule != c.rule {
			continue
		}
		at := ""
		if f.Source.Cell != "" {
			at = f.Source.Sheet + "!" + f.Source.Cell
		}
		if f.Source.File == c.file && (c.at == "" || c.at == at) && strings.Contains(f.Message, c.message) {
			return f
		}
		near = append(near, fmt.Sprintf("%s %s %s", f.Source.File, at, f.Message))
	}
	t.Fatalf("no finding %s of %s %s with %q; there are:\n%s", c.rule, c.file, c.at, c.message, strings.Join(near, "\n"))
	return finding{}
}

// states2017 wants every other unit to be taken in.
func (c spoiled) states2017(t *testing.T, dir string) {
	t.Helper()
	doc := dumped[struct {
		Units []struct {
			Unit  struct{ Code string }
			State string
		}
	}](t, dir, "dump", "figures", "2017")
	got := map[string]string{}
	for _, u := range doc.Units {
		if u.State != "已报" {
			got[u.Unit.Code] = u.State
		}
	}
	want := c.states
	if want == nil {
		want = map[string]string{}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(doc.Units) != 29 {
		t.Errorf("%d units; not taken in: -want +got\n%s", len(doc.Units), diff)
	}
}

// noFigure wants that nothing of a returned unit is used.
func noFigure(t *testing.T, dir, unit string) {
	t.Helper()
	for _, o := range dumped[[]observed](t, dir, "dump", "observations", "2017") {
		if o.Unit == unit {
			t.Fatalf("%s of %s is used although the workbook is returned", o.Item, unit)
		}
	}
	row := readBook(t, filepath.Join(dir, "outputs", "2017", "评估报告.xlsx")).sheets["附表3"].row(t, "A", "醴陵市")
	if row["B"] != "退回" {
		t.Errorf("附表3 shows %q for a returned unit", row["B"])
	}
}

// unsettled wants 待核定 for indicators in both tables, and no sum of counties.
func unsettled(t *testing.T, dir string, rows ...string) {
	t.Helper()
	book := readBook(t, filepath.Join(dir, "outputs", "2017", "评估报告.xlsx"))
	for n := range 16 {
		row := fmt.Sprint(n + 1)
		want := slices.Contains(rows, row)
		for _, name := range []string{"附表1", "附表1-1"} {
			if got := book.sheets[name].row(t, "A", row)["D"]; (got == "待核定") != want {
				t.Errorf("%s row %s shows %q", name, row, got)
			}
		}
		if got := book.sheets["附表1-1"].row(t, "A", row)["K"]; (got == "待核定") != want {
			t.Errorf("附表1-1 row %s is judged %q", row, got)
		}
	}
	pdf := flat(output(t, "pdftotext", "-raw", filepath.Join(dir, "outputs", "2017", "评估报告.pdf"), "-"))
	if n := strings.Count(pdf, "待核定"); n < 2*len(rows) {
		t.Errorf("the PDF prints 待核定 %d times", n)
	}
}

func put(name, data string) func(*testing.T, string) {
	return func(t *testing.T, in string) { write(t, filepath.Join(in, name), data) }
}

func mustDo(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
