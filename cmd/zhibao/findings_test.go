package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"zhibao/pipeline/fault"
)

// audited is a workspace with something of everything: a grant in force, one without
// use, an explanation that lapsed, one that is empty talk, a returned form, a file
// of nobody, a missing unit; run twice with other inputs. Tests only read it.
func audited(t *testing.T) string {
	t.Helper()
	v := newVersions(t)
	file, sheet, cell := place(t, "2017", "P02", "park_firms", "value")
	setCell(t, filepath.Join(v.in, file), sheet, "E"+strings.TrimLeft(cell, "ABCDEFGH"), 2)
	write(t, grantsOf(v.dir), granted+strings.Replace(granted, "株洲经开区", "攸县", 1))
	must(t, v.dir, fault.OK, "run", "2017")
	v.add(t, "二报.xlsx", 2, 9.9, v.text)
	v.drop(t, "430223-攸县.xlsx")
	file, sheet, cell = place(t, "2017", "430281", "retail", "value")
	setCell(t, filepath.Join(v.in, file), sheet, cell, "约40亿元")
	file, sheet, cell = place(t, "2017", "430211", "industry_va", "growth")
	setCell(t, filepath.Join(v.in, file), sheet, cell, 60)
	setCell(t, filepath.Join(v.in, file), sheet, noteColumn(t, v.in, file, sheet)+strings.TrimLeft(cell, "ABCDEFGH"), "情况属实")
	write(t, filepath.Join(v.in, "说明.txt"), "各位领导：数据附后。")
	must(t, v.dir, fault.Person, "run", "2017")
	return v.dir
}

// noteColumn is the column of 核实说明 on a sheet.
func noteColumn(t *testing.T, in, file, sheet string) string {
	t.Helper()
	for ref, c := range readBook(t, filepath.Join(in, file)).sheets[sheet].cells {
		if c.text == "核实说明" {
			return strings.TrimRight(ref, "0123456789")
		}
	}
	t.Fatal("no column 核实说明")
	return ""
}

// schema is the JSON Schema of findings.json, read by a library that is not ours.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(filepath.Join(repository, "templates", "schema", "findings.schema.json"))
	mustDo(t, err)
	return s
}

func decodedJSON(t *testing.T, text string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	mustDo(t, err)
	return v
}

// Whatever we write as findings is as the schema says, and the schema can say no.
func TestFindingsSchema(t *testing.T) {
	t.Parallel()
	s, dir := schema(t), audited(t)
	good := read(t, filepath.Join(dir, "outputs", "2017", "findings.json"))
	for name, text := range map[string]string{
		"audited": good,
		"2017":    read(t, filepath.Join(baseline(t), "outputs", "2017", "findings.json")),
		"2018-06": read(t, filepath.Join(baseline(t), "outputs", "2018-06", "findings.json")),
		"dump":    must(t, dir, fault.OK, "dump", "findings", "2017").out,
	} {
		if err := s.Validate(decodedJSON(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, file := range []string{"430281-醴陵市.xlsx", "说明.txt", "P02-株洲经开区.xlsx"} {
		var list []struct{ Findings json.RawMessage }
		mustDo(t, json.Unmarshal([]byte(must(t, dir, fault.Person, "check", "--json", filepath.Join(dir, "inputs", "2017", file)).out), &list))
		if err := s.Validate(decodedJSON(t, string(list[0].Findings))); err != nil || len(list[0].Findings) < 100 {
			t.Errorf("check --json %s: %v", file, err)
		}
	}
	for old, now := range map[string]string{
		`"value":"0"`: `"value":0`, `"type":"validation"`: `"type":"finding"`, `"severity":"error"`: `"severity":"强制性"`,
		`"open":true`: `"open":false`, `"trigger":"收件审核"`: `"trigger":""`, `"standing":"已准予"`: `"standing":"已说明"`,
		`"time":"2018-03-09"`: `"time":"9日"`, `"period":"2017"`: `"when":"2017"`, `"granted":{`: `"grant":{`, `"id":"`: `"id":"x`,
	} {
		bad := strings.Replace(good, old, now, 1)
		if bad == good {
			t.Errorf("the findings do not hold %s", old)
			continue
		}
		if s.Validate(decodedJSON(t, bad)) == nil {
			t.Errorf("%s passes for %s", now, old)
		}
	}
}

// entry is what the ties want of findings.json.
type entry struct {
	ID, Type, Value, Level, Standing, Unit, Message string

	UnitName string `json:"unit_name"`
	ItemName string `json:"item_name"`
	Item     string
	Open     bool
	Rule     struct{ ID string }
	Source   struct{ File, Sheet, Cell string }
	Refused  struct{ Note, Why string }
}

func entries(t *testing.T, dir, period string) (findings, notJudged []entry, passed int) {
	t.Helper()
	var all []entry
	mustDo(t, json.Unmarshal([]byte(read(t, filepath.Join(dir, "outputs", period, "findings.json"))), &all))
	ids := map[string]bool{}
	for _, e := range all {
		if ids[e.ID] {
			t.Errorf("id %s stands twice", e.ID)
		}
		ids[e.ID] = true
		switch {
		case e.Type == "aggregation":
			n, err := strconv.Atoi(e.Value)
			mustDo(t, err)
			passed += n
		case e.Value == "0":
			findings = append(findings, e)
		default:
			notJudged = append(notJudged, e)
		}
	}
	return findings, notJudged, passed
}

// column reads a sheet of 审核报告.xlsx below its head: what stands in a column by
// what stands in the columns that name the row.
func column(t *testing.T, s readSheet, value string, names ...string) map[string]string {
	t.Helper()
	rows := s.rows(t)
	at, head := map[string]string{}, 0
	for _, n := range slices.Sorted(maps.Keys(rows)) {
		for letter, text := range rows[n] {
			if _, ok := at[text]; !ok {
				at[text] = letter
			}
		}
		if at[value] != "" && at[names[0]] != "" && head == 0 {
			head = n
		}
	}
	if head == 0 {
		t.Fatalf("no head with %s and %v", value, names)
	}
	got := map[string]string{}
	for n, row := range rows {
		key := row[at[names[0]]]
		for _, name := range names[1:] {
			key += " " + row[at[name]]
		}
		if n > head && row[at[value]] != "" && strings.TrimSpace(key) != "" {
			got[key] = row[at[value]]
		}
	}
	return got
}

func counted(list []entry, key func(entry) string) map[string]string {
	n := map[string]int{}
	for _, e := range list {
		n[key(e)]++
	}
	out := map[string]string{}
	for k, v := range n {
		out[k] = strconv.Itoa(v)
	}
	return out
}

// nonZero drops rows of zero and the totals named, which are held elsewhere.
func nonZero(m map[string]string, drop ...string) map[string]string {
	maps.DeleteFunc(m, func(k, v string) bool { return v == "0" || slices.Contains(drop, k) })
	return m
}

// The totals of 审核报告.xlsx are those of findings.json: both are read here without
// the program.
func TestAuditTies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, dir, period string }{{"2017", baseline(t), "2017"}, {"2018-06", baseline(t), "2018-06"}, {"audited", audited(t), "2017"}} {
		t.Run(c.name, func(t *testing.T) {
			findings, notJudged, passed := entries(t, c.dir, c.period)
			book := readBook(t, filepath.Join(c.dir, "outputs", c.period, "审核报告.xlsx"))
			same := func(what string, want, got map[string]string) {
				t.Helper()
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s: -findings.json +审核报告.xlsx\n%s", what, diff)
				}
			}
			total := strconv.Itoa(len(findings))
			overview := column(t, book.sheets["概况"], "个数", "状态")
			want := counted(findings, func(e entry) string { return e.Standing })
			want["问题合计"], want["未能评判"], want["审核通过"] = total, strconv.Itoa(len(notJudged)), strconv.Itoa(passed)
			same("概况", nonZero(want), nonZero(overview))
			for sheet, by := range map[string]struct {
				name string
				key  func(entry) string
			}{
				"按规则": {"规则", func(e entry) string { return e.Rule.ID }},
				"按级别": {"级别", func(e entry) string { return e.Level }},
				"按单位": {"单位", func(e entry) string { return reporterName(e) }},
			} {
				s := book.sheets[sheet]
				all := column(t, s, "问题合计", by.name)
				if sheet != "按规则" && all["合计"] != total {
					t.Errorf("%s: %s findings in total, findings.json has %s", sheet, all["合计"], total)
				}
				same(sheet, counted(findings, by.key), nonZero(all, "合计"))
				same(sheet+"未能评判", counted(notJudged, by.key), nonZero(column(t, s, "未能评判", by.name), "合计"))
				for _, standing := range []string{"待改正", "待说明", "已说明", "已准予"} {
					of := slices.DeleteFunc(slices.Clone(findings), func(e entry) bool { return e.Standing != standing })
					same(sheet+standing, counted(of, by.key), nonZero(column(t, s, standing, by.name), "合计"))
				}
			}
			list := map[string]string{}
			for _, e := range findings {
				place := e.Source.Sheet
				if e.Source.Cell != "" {
					place += "!" + e.Source.Cell
				}
				list[strings.Join([]string{unitName(e), e.Rule.ID, e.Source.File, place, e.Message}, " ")] = e.Standing
			}
			got := map[string]string{}
			if len(list) > 0 {
				got = column(t, book.sheets["问题清单"], "状态", "单位", "规则", "文件", "位置", "问题")
			}
			same("问题清单", list, got)
			groups := column(t, book.sheets["未能评判"], "次数", "规则", "指标")
			delete(groups, "合计 ")
			same("未能评判", counted(notJudged, func(e entry) string { return e.Rule.ID + " " + dashed(e.ItemName) }), groups)
		})
	}
}

func unitName(e entry) string {
	if e.UnitName == "" {
		return "（未识别）"
	}
	return e.UnitName
}

// reporterName is who a finding counts for: the three sub-parks for their park.
func reporterName(e entry) string {
	if slices.Contains([]string{"河西示范园", "田心高科园", "董家塅高科园"}, e.UnitName) {
		return "株洲高新区"
	}
	return unitName(e)
}

// What changed since the last run with other inputs is told by kind, and running
// again does not change it.
func TestAuditChanges(t *testing.T) {
	t.Parallel()
	dir := audited(t)
	book := readBook(t, filepath.Join(dir, "outputs", "2017", "审核报告.xlsx"))
	s := book.sheets["与上次相比"]
	list := book.sheets["与上次相比（2）"] // under the counts
	got := column(t, list, "变化", "单位", "规则")
	want := map[string]string{
		"市统计局 R01": "数值有变", "市统计局 P21": "仍存在", "株洲经开区 R07": "仍存在", "攸县 F31": "仍存在", "醴陵市 C21": "新增",
		"天元区 R01": "新增", "（未识别） F01": "新增", "市统计局 F13": "新增",
		// Hints of the sample. Q04 has two rows, GDP's and the industry's, and is left out.
		"市统计局 Q03": "仍存在", "市统计局 R10": "仍存在", "市科技局 R10": "仍存在", "市水利局 R10": "仍存在", "市环境保护局 R10": "仍存在",
	}
	delete(got, "市统计局 Q04")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if was := column(t, list, "上次数值", "单位", "规则")["市统计局 R01"] + "→" + column(t, list, "本次数值", "单位", "规则")["市统计局 R01"]; was != "7.3→9.9" {
		t.Errorf("数值有变: %s", was)
	}
	totals := s.row(t, "A", "合计")
	if text := fmt.Sprint(slices.Sorted(maps.Values(totals))); !strings.Contains(text, "合计") {
		t.Errorf("%v", totals)
	}
	before := tree(t, filepath.Join(dir, "outputs", "2017"))
	must(t, dir, fault.Person, "run", "2017")
	must(t, dir, fault.Person, "report", "2017")
	equalTrees(t, "again", before, tree(t, filepath.Join(dir, "outputs", "2017")))
	first := readBook(t, filepath.Join(baseline(t), "outputs", "2017", "审核报告.xlsx")).sheets["与上次相比"]
	if !first.holds("首次运行，无上次可比。") {
		t.Error("the first run compares with something")
	}
}

// The id of a finding outlives other runs, other names of the file and other words.
func TestFindingIDs(t *testing.T) {
	t.Parallel()
	dir := tenfold(t)
	must(t, dir, fault.Person, "run", "2017")
	before, _, _ := entries(t, dir, "2017")
	mustRename(t, filepath.Join(dir, "inputs", "2017"), "P02-株洲经开区.xlsx", "经开区.xlsx")
	write(t, grantsOf(dir), granted)
	must(t, dir, fault.OK, "run", "2017")
	after, _, _ := entries(t, dir, "2017")
	id := func(e entry) string { return e.ID }
	if diff := cmp.Diff(counted(before, id), counted(after, id)); diff != "" {
		t.Errorf("-before +after\n%s", diff)
	}
	file, sheet, cell := place(t, "2017", "P02", "park_firms", "value")
	if file == "" {
		t.Fatal("no place")
	}
	setCell(t, filepath.Join(dir, "inputs", "2017", "经开区.xlsx"), sheet, cell, 90)
	must(t, dir, fault.Person, "run", "2017")
	again, _, _ := entries(t, dir, "2017")
	if cmp.Equal(counted(before, id), counted(again, id)) {
		t.Error("other figures, the same ids")
	}
}

func mustRename(t *testing.T, dir, old, now string) {
	t.Helper()
	write(t, filepath.Join(dir, now), read(t, filepath.Join(dir, old)))
	versions{in: dir}.drop(t, old)
}

// dashed is how a table prints a text that there is none of.
func dashed(text string) string {
	if text == "" {
		return "—"
	}
	return text
}
