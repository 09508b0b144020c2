package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"zhibao/pipeline/fault"
)

// The sample's 市统计局 explains a growth that does not follow from the levels.
// versions makes further versions of its form in the inputs.
type versions struct {
	dir, in, file         string
	sheet, growth, remark string
	text                  string // of the explanation as it stands in the sample
}

func newVersions(t *testing.T) versions {
	t.Helper()
	dir := sample(t)
	v := versions{dir: dir, in: filepath.Join(dir, "inputs", "2017")}
	v.drop(t, "收件.csv") // which names the sample's files alone
	v.file, v.sheet, v.growth = place(t, "2017", "D01", "industry_va", "growth")
	_, _, v.remark = place(t, "2017", "D01", "industry_va", "note")
	v.text = readBook(t, filepath.Join(v.in, v.file)).sheets[v.sheet].cells[v.remark].text
	if len(v.text) < 20 {
		t.Fatalf("the sample explains by %q", v.text)
	}
	return v
}

// add puts the next version into the inputs: its number, growth and explanation.
func (v versions) add(t *testing.T, name string, number int, growth float64, note string) {
	t.Helper()
	path := filepath.Join(v.in, name)
	write(t, path, read(t, filepath.Join(repository, "inputs", "2017", v.file)))
	setCell(t, path, v.sheet, v.growth, growth)
	setCell(t, path, v.sheet, v.remark, note)
	identity(t, path, "sequence", strconv.Itoa(number))
}

func (v versions) drop(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		mustDo(t, os.Remove(filepath.Join(v.in, name)))
	}
}

// run runs the year and gives the finding about the growth.
func (v versions) run(t *testing.T, want fault.Code) finding {
	t.Helper()
	must(t, v.dir, want, "run", "2017")
	var found []finding
	for _, f := range dumped[[]finding](t, v.dir, "dump", "findings", "2017") {
		if f.Unit == "D01" && f.Rule == "R01" && f.Item == "industry_va" {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d findings R01 about 规模工业增加值", len(found))
	}
	return found[0]
}

const lapsedText = "原说明针对的数值是同比增速（%）为7.3、全年为1005、上年同期为1084.9，现为同比增速（%）为9.9、全年为1005、上年同期为1084.9，请重新说明。"

func (v versions) wantLapsed(t *testing.T, f finding) {
	t.Helper()
	if !f.Open || f.Standing != "待说明" || f.Explained != "" || !strings.HasSuffix(f.Message, lapsedText) || f.Refused.Note != v.text {
		t.Errorf("the explanation holds for other figures: %+v", f)
	}
}

func (v versions) wantAccepted(t *testing.T, f finding, note string) {
	t.Helper()
	if f.Open || f.Standing != "已说明" || f.Explained != note || strings.Contains(f.Message, "原说明") || f.Refused.Note != "" {
		t.Errorf("the explanation %q does not hold: %+v", note, f)
	}
}

// An accepted explanation lapses when a figure changes and the text does not; a text
// that was changed is judged afresh. Nothing depends on whether the older versions
// still lie in the inputs, or on how often the period was run.
func TestExplanationLapses(t *testing.T) {
	t.Parallel()
	v := newVersions(t)
	v.wantAccepted(t, v.run(t, fault.OK), v.text)

	v.add(t, "二报.xlsx", 2, 9.9, v.text)
	v.wantLapsed(t, v.run(t, fault.Person))
	first := tree(t, filepath.Join(v.dir, "outputs", "2017"))
	forget(t, v.dir)
	v.wantLapsed(t, v.run(t, fault.Person))
	equalTrees(t, "run again", first, tree(t, filepath.Join(v.dir, "outputs", "2017")))
	must(t, v.dir, fault.Person, "report", "2017")
	equalTrees(t, "report", first, tree(t, filepath.Join(v.dir, "outputs", "2017")))

	v.drop(t, v.file)
	v.wantLapsed(t, v.run(t, fault.Person)) // the ledger knows the first version
	v.add(t, "二报.xlsx", 2, 9.9, "  "+strings.ReplaceAll(v.text, "，", ", ")+"！")
	if f := v.run(t, fault.Person); !f.Open {
		t.Errorf("other punctuation makes another explanation: %+v", f)
	}

	const longer = "；本期增速按省局反馈数更正"
	v.add(t, "三报.xlsx", 3, 9.9, v.text+longer)
	v.wantAccepted(t, v.run(t, fault.OK), v.text+longer)
	v.drop(t, "二报.xlsx")
	v.wantAccepted(t, v.run(t, fault.OK), v.text+longer)

	v.add(t, "四报.xlsx", 4, 7.3, v.text) // back to what the first text was accepted for
	v.wantAccepted(t, v.run(t, fault.OK), v.text)
	v.add(t, "五报.xlsx", 5, 11, v.text+longer)
	if f := v.run(t, fault.Person); !strings.Contains(f.Message, "为9.9") || !strings.Contains(f.Message, "现为同比增速（%）为11、") {
		t.Errorf("the second text holds for other figures: %+v", f)
	}
}

// Both versions at once give what they give one after the other, under any name.
func TestExplanationLapsesAtOnce(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"0更正.xlsx", "更正.xlsx"} {
		v := newVersions(t)
		v.add(t, name, 2, 9.9, v.text)
		v.wantLapsed(t, v.run(t, fault.Person))
		v.wantLapsed(t, v.run(t, fault.Person))
	}
}

// Without the first version on record there is nothing that could have lapsed; and
// what was accepted once is not withdrawn when an older version turns up.
func TestExplanationOfTheOnlyVersion(t *testing.T) {
	t.Parallel()
	v := newVersions(t)
	older := read(t, filepath.Join(v.in, v.file))
	v.add(t, "二报.xlsx", 2, 9.9, v.text)
	v.drop(t, v.file)
	v.wantAccepted(t, v.run(t, fault.OK), v.text)
	write(t, filepath.Join(v.in, v.file), older)
	v.wantAccepted(t, v.run(t, fault.OK), v.text)
	v.wantAccepted(t, v.run(t, fault.OK), v.text)
}

// Empty talk is refused by name.
func TestExplanationRefused(t *testing.T) {
	t.Parallel()
	v := newVersions(t)
	v.add(t, v.file, 1, 7.3, "经核实无误。")
	f := v.run(t, fault.Person)
	if !f.Open || f.Standing != "待说明" || f.Refused.Note != "经核实无误。" || f.Refused.Why == "" || !strings.Contains(f.Message, "不予采信") {
		t.Errorf("%+v", f)
	}
	audit := readBook(t, filepath.Join(v.dir, "outputs", "2017", "审核报告.xlsx"))
	if row := audit.sheets["准予与说明"].row(t, "D", "经核实无误。"); row["A"] != "市统计局" {
		t.Errorf("审核报告.xlsx: %v", row)
	}
}

// The explanation of a finding between units lapses too: 天元区 with larger sales than
// the city's department reports, and the same words for another number.
func TestExplanationBetweenUnitsLapses(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	file, sheet, cell := place(t, "2017", "430211", "retail", "value")
	path := filepath.Join(dir, "inputs", "2017", file)
	note := ""
	for at, text := range readBook(t, path).sheets[sheet].cells {
		if text.text == "核实说明" {
			note = strings.TrimRight(at, "0123456789") + strings.TrimLeft(cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
		}
	}
	const words = "本期把园区代管企业一并统计在内"
	send := func(want fault.Code, value int, text string) finding {
		setCell(t, path, sheet, cell, value)
		setCell(t, path, sheet, note, text)
		must(t, dir, want, "run", "2017")
		for _, f := range dumped[[]finding](t, dir, "dump", "findings", "2017") {
			if f.Unit == "430211" && f.Rule == "U14" && f.Item == "retail" {
				return f
			}
		}
		t.Fatal("no finding U14")
		return finding{}
	}
	if f := send(fault.OK, 1100, words); f.Open || f.Explained != words {
		t.Errorf("first: %+v", f)
	}
	f := send(fault.Person, 1110, words)
	if !f.Open || f.Refused.Note != words || !strings.Contains(f.Message, "为1100") || !strings.Contains(f.Message, "现为全年为1110") {
		t.Errorf("the words hold for another number: %+v", f)
	}
	if f := send(fault.OK, 1110, words+"，系按新口径"); f.Open {
		t.Errorf("new words: %+v", f)
	}
	if f := send(fault.OK, 1100, words); f.Open {
		t.Errorf("the first number again: %+v", f)
	}
}
