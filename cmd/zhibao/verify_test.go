package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// altered is what verify --json prints.
type altered struct {
	Altered []struct {
		Kind, Where, What string
		Since             int64 `json:"since_run"`
	}
	Notes []string
}

// flipByte changes one bit in the middle of a file.
func flipByte(t *testing.T, path string) {
	t.Helper()
	data := []byte(read(t, path))
	data[len(data)/2] ^= 1
	write(t, path, string(data))
}

// Whatever is changed behind the program's back is found and placed: outputs, rows
// of the ledger (by another program, without our triggers), the key's rights.
func TestVerifyFindsWhatWasAltered(t *testing.T) {
	t.Parallel()
	sql := func(statement string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			drop := ""
			for _, table := range []string{"submission", "observation", "run", "run_version", "run_input", "run_arrival", "run_submission", "result", "result_related", "result_operand"} {
				drop += "DROP TRIGGER " + table + "_no_update; DROP TRIGGER " + table + "_no_delete; "
			}
			output(t, "sqlite3", filepath.Join(dir, ".zhibao", "ledger.db"), drop+statement)
		}
	}
	at := func(path ...string) func(*testing.T, string) {
		return func(t *testing.T, dir string) { flipByte(t, filepath.Join(append([]string{dir}, path...)...)) }
	}
	const liling = "submission_id = (SELECT id FROM submission WHERE file = '430281-醴陵市.xlsx' AND period = '2017')"
	for name, c := range map[string]struct {
		do                func(*testing.T, string)
		kind, where, what string
		since             int64
	}{
		"pdf":      {at("outputs", "2017", "评估报告.pdf"), "output", "outputs/2017/评估报告.pdf", "内容与清单不符", 1},
		"workbook": {at("outputs", month, "审核报告.xlsx"), "output", "outputs/2018-06/审核报告.xlsx", "内容与清单不符", 2},
		"gone": {func(t *testing.T, dir string) {
			mustDo(t, os.Remove(filepath.Join(dir, "outputs", "2017", "data.csv")))
		},
			"output", "outputs/2017/data.csv", "文件不见了", 1},
		"manifest": {func(t *testing.T, dir string) {
			file := filepath.Join(dir, "outputs", "2017", "manifest.json")
			write(t, file, strings.Replace(read(t, file), `"D01-市统计局.xlsx": "`, `"D01-市统计局.xlsx": "0`, 1))
		}, "manifest", "outputs/2017/manifest.json", "与台账中该报告期的任何一次运行都不符", 1},
		"number": {sql("UPDATE observation SET number = '710.3' WHERE item = 'gdp' AND measure = 'value' AND " + liling),
			"ledger", "醴陵市 所报 430281-醴陵市.xlsx（2017", "地区生产总值，2017年，本年累计（期末值）」，原件县市区表!D8为「610.3」，台账为「710.3」，所记原文「610.3」", 1},
		"number and text": {sql("UPDATE observation SET number = '710.3', read_text = '710.3' WHERE item = 'gdp' AND measure = 'value' AND " + liling),
			"ledger", "醴陵市 所报", "原件县市区表!D8为「610.3」，台账为「710.3」", 1},
		"no number": {sql("UPDATE observation SET number = 'abc' WHERE item = 'gdp' AND measure = 'value' AND " + liling),
			"ledger", "醴陵市 所报", "少了一行：「地区生产总值", 1},
		"row gone": {sql("DELETE FROM observation WHERE item = 'retail' AND measure = 'value' AND " + liling),
			"ledger", "醴陵市 所报", "少了一行：「社会消费品零售总额，2017年，本年累计（期末值）」", 1},
		"state":       {sql("UPDATE submission SET state = 'accepted' WHERE file = '430224-茶陵县.xlsx' AND period = '2018-06'"), "ledger", "茶陵县 所报", "状态（submission 表）被改动，原为退回", 2},
		"finding":     {sql("DELETE FROM result_related; DELETE FROM result WHERE submission_id = (SELECT id FROM submission WHERE file = '430224-茶陵县.xlsx' AND period = '2018-06')"), "ledger", "茶陵县 所报", "审核结果（result 表）", 2},
		"run's file":  {sql("UPDATE run_input SET sha256 = 'f' WHERE run_seq = 2 AND file = 'D01-市统计局.xlsx'"), "ledger", "第2次运行（2018-06）", "运行记录", 2},
		"run's links": {sql("DELETE FROM run_submission WHERE run_seq = 1 AND position = 3"), "ledger", "第1次运行（2017）", "运行记录", 1},
		"sign-off": {func(t *testing.T, dir string) {
			for _, step := range []string{"初审", "复审"} {
				must(t, dir, 0, "sign", month, "--step", step, "--name", "综合科")
			}
			sql("DROP TRIGGER period_event_no_update; UPDATE period_event SET name = '别人' WHERE step = '初审'")(t, dir)
		}, "ledger", "第1号办理记录（2018-06）", "被改动或删去", 2},
		"key": {func(t *testing.T, dir string) { mustDo(t, os.Chmod(filepath.Join(dir, ".zhibao", "key"), 0o644)) },
			"key", ".zhibao/key", "可被其他用户读写", 0},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			mustDo(t, os.CopyFS(dir, os.DirFS(baseline(t))))
			mustDo(t, os.Chmod(filepath.Join(dir, ".zhibao", "key"), 0o600)) // CopyFS gives its own rights
			must(t, dir, 0, "verify")
			c.do(t, dir)
			before := read(t, filepath.Join(dir, ".zhibao", "ledger.db"))
			got := dumped[altered](t, dir, "verify", "--json")
			if code := invoke(dir, "verify").code; code != 1 {
				t.Errorf("exit %d", code)
			}
			found := false
			for _, a := range got.Altered {
				found = found || a.Kind == c.kind && strings.Contains(a.Where, c.where) && strings.Contains(a.What, c.what) && a.Since == c.since
			}
			if !found {
				t.Errorf("not found: %+v", got)
			}
			if read(t, filepath.Join(dir, ".zhibao", "ledger.db")) != before {
				t.Error("verify changed the ledger")
			}
		})
	}
}

// Inputs that came or changed since the run are told and are no alteration; without
// the original an altered row is placed as far as the file.
func TestVerifyTellsOfInputs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mustDo(t, os.CopyFS(dir, os.DirFS(baseline(t))))
	mustDo(t, os.Chmod(filepath.Join(dir, ".zhibao", "key"), 0o600))
	inputs := filepath.Join(dir, "inputs", "2017")
	flipByte(t, filepath.Join(inputs, "D01-市统计局.xlsx"))
	mustDo(t, os.Rename(filepath.Join(inputs, "D02-市商务局.xlsx"), filepath.Join(inputs, "D02-新.xlsx")))
	got := must(t, dir, 0, "verify").out
	for _, want := range []string{"D01-市统计局.xlsx 自上次运行后有改动", "D02-新.xlsx 是上次运行之后收到的", "D02-市商务局.xlsx 已不在收件夹", "没有发现改动"} {
		if !strings.Contains(got, want) {
			t.Errorf("verify does not tell %s:\n%s", want, got)
		}
	}
	output(t, "sqlite3", filepath.Join(dir, ".zhibao", "ledger.db"),
		"DROP TRIGGER observation_no_update; UPDATE observation SET number = '1' WHERE item = 'gdp' AND unit = 'D01' AND measure = 'value' AND period = '2017'")
	if got := must(t, dir, 1, "verify").out; !strings.Contains(got, "原件部门表!D8为「2580.4」") { // the archive has it
		t.Error(got)
	}
	mustDo(t, os.RemoveAll(filepath.Join(dir, ".zhibao", "archive")))
	if got := must(t, dir, 1, "verify").out; !strings.Contains(got, "原件已不在收件夹和档案，不能指出是哪一项") {
		t.Error(got)
	}
}
