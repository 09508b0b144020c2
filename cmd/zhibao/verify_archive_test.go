package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zhibao/pipeline/workspace"
)

// untriggered drops the triggers that guard the history, as another program would.
func untriggered(statement string) string {
	drop := ""
	for _, table := range []string{"run", "run_version", "run_input", "run_submission", "publication", "publication_file"} {
		drop += "DROP TRIGGER " + table + "_no_update; DROP TRIGGER " + table + "_no_delete; "
	}
	return drop + statement
}

// archivedAs is where the content of a file lies in the archive.
func archivedAs(t *testing.T, dir string, file ...string) string {
	t.Helper()
	sum := workspace.Hash([]byte(read(t, filepath.Join(append([]string{dir}, file...)...))))
	path := filepath.Join(dir, ".zhibao", "archive", sum[:2], sum[2:])
	mustDo(t, os.Chmod(path, 0o644))
	return path
}

// What is altered in the archive, in the order of the runs, and in the record of what
// was printed is found and placed.
func TestVerifyFindsWhatWasAlteredInHistory(t *testing.T) {
	t.Parallel()
	base := ran(t)
	must(t, base, 1, "run", month)
	for i, value := range []float64{610.4, 610.5} { // runs 3 and 4
		setCell(t, filepath.Join(base, "inputs", "2017", "430281-醴陵市.xlsx"), "县市区表", "D8", value)
		if got := invoke(base, "run", "2017"); got.code > 1 {
			t.Fatal(i, got.err)
		}
	}
	sql := func(statement string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			output(t, "sqlite3", filepath.Join(dir, ".zhibao", "ledger.db"), untriggered(statement))
		}
	}
	d01 := []string{"inputs", "2017", "D01-市统计局.xlsx"}
	pdf := []string{"outputs", "2017", "评估报告.pdf"}
	for name, c := range map[string]struct {
		do                func(*testing.T, string)
		kind, where, what string
		since             int64
		others            int // alterations told besides
	}{
		"byte of a workbook": {func(t *testing.T, dir string) { flipByte(t, archivedAs(t, dir, d01...)) },
			"archive", "（inputs/2017/D01-市统计局.xlsx）", "存档的原件被改动", 1, 0},
		"workbook gone": {func(t *testing.T, dir string) { mustDo(t, os.Remove(archivedAs(t, dir, d01...))) },
			"archive", "（inputs/2017/D01-市统计局.xlsx）", "存档的原件不见了", 1, 0},
		"printed file": {func(t *testing.T, dir string) { flipByte(t, archivedAs(t, dir, pdf...)) },
			"archive", "（outputs/2017/评估报告.pdf，第4次运行所印）", "存档的原件被改动", 4, 0},
		"content that nothing names": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, ".zhibao", "archive", "ab", strings.Repeat("c", 62)), "x")
		}, "archive", "没有记录用到它", "被改动", 0, 0},
		"run deleted": {sql("DELETE FROM run WHERE seq = 3"), "ledger", "台账 第3次运行", "被删去", 3, 2}, // and the chains of run 4 and of its publications
		"run deleted with its rows": {sql("DELETE FROM run_submission WHERE run_seq = 3; DELETE FROM run_input WHERE run_seq = 3; DELETE FROM run_version WHERE run_seq = 3; DROP TRIGGER run_arrival_no_delete; DELETE FROM run_arrival WHERE run_seq = 3; DROP TRIGGER result_no_delete; DELETE FROM result WHERE run_seq = 3; DELETE FROM publication_file WHERE publication_id = 3; DELETE FROM publication WHERE run_seq = 3; DELETE FROM run WHERE seq = 3"),
			"ledger", "第4次运行（2017）", "前面是第2次运行，其间的运行（第3次）被删去", 4, 1},
		"runs exchanged": {sql("PRAGMA foreign_keys = off; UPDATE run SET seq = 9 WHERE seq = 2; UPDATE run SET seq = 2 WHERE seq = 3; UPDATE run SET seq = 3 WHERE seq = 9"),
			"ledger", "第2次运行（2017）", "前面是第1次运行，按校验链应接在第3次运行之后", 2, -1},
		"run's time": {sql("UPDATE run SET at = '2018-01-01T00:00:00.000Z' WHERE seq = 3"), "ledger", "第3次运行（2017）", "校验链在此断开", 3, 0},
		"record of what was printed": {sql("UPDATE publication_file SET sha256 = (SELECT sha256 FROM publication_file WHERE publication_id = 3 AND name = '评估报告.pdf') WHERE publication_id = 1 AND name = '评估报告.pdf'"),
			"ledger", "第1次运行所印文件的记录（2017）", "评估报告.pdf的 SHA-256 原为", 1, 0},
		"line of what was printed": {sql("DELETE FROM publication_file WHERE publication_id = 2 AND name = 'data.csv'"), "ledger", "第2次运行所印文件的记录（2018-06）", "data.csv的一行被删去", 2, 0},
		"time of printing":         {sql("UPDATE publication SET at = '2018-01-01T00:00:00.000Z' WHERE id = 2"), "ledger", "第2次运行所印文件的记录（2018-06）", "印出的时间、所属的运行被改动", 2, 0},
		"output and manifest": {func(t *testing.T, dir string) {
			report, manifest := filepath.Join(dir, "outputs", "2017", "data.csv"), filepath.Join(dir, "outputs", "2017", "manifest.json")
			was := workspace.Hash([]byte(read(t, report)))
			flipByte(t, report)
			write(t, manifest, strings.Replace(read(t, manifest), was, workspace.Hash([]byte(read(t, report))), 1))
		}, "output", "outputs/2017/data.csv", "文件和清单一起被改动", 4, 1},
		"older outputs put back": {func(t *testing.T, dir string) {
			to := filepath.Join(t.TempDir(), "x")
			must(t, dir, 0, "report", "2017", "--as-of", "3", "--to", to)
			mustDo(t, os.RemoveAll(filepath.Join(dir, "outputs", "2017")))
			mustDo(t, os.CopyFS(filepath.Join(dir, "outputs", "2017"), os.DirFS(to)))
		}, "manifest", "outputs/2017/manifest.json", "输出是第3次运行所印的，不是最近一次（第4次运行）所印的", 4, 0},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			mustDo(t, os.CopyFS(dir, os.DirFS(base)))
			if got := must(t, dir, 0, "verify").out; !strings.Contains(got, "份原件，发现改动0处") {
				t.Error(got)
			}
			c.do(t, dir)
			got := dumped[altered](t, dir, "verify", "--json")
			if code := invoke(dir, "verify").code; code != 1 {
				t.Errorf("exit %d", code)
			}
			found, all := false, []string{}
			for _, a := range got.Altered {
				all = append(all, fmt.Sprint(a))
				found = found || a.Kind == c.kind && strings.Contains(a.Where, c.where) && strings.Contains(a.What, c.what) && a.Since == c.since
			}
			if !found || c.others >= 0 && len(got.Altered) != 1+c.others {
				t.Errorf("found:\n%s\n%v", strings.Join(all, "\n"), got.Notes)
			}
		})
	}
}

// On a server the contents lie in the database.
func TestVerifyFindsAlteredContentOnServer(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	at := onServer(t, dir, server(t), "verified")
	must(t, dir, 0, "run", "2017")
	must(t, dir, 0, "verify")
	db := sqlDB(t, at)
	for _, statement := range []string{"DROP TRIGGER content_only_grows ON content", "DROP TRIGGER publication_file_only_grows ON publication_file",
		"UPDATE content SET data = 'x' WHERE sha256 = (SELECT sha256 FROM run_input WHERE file = 'D01-市统计局.xlsx')",
		"DELETE FROM content WHERE sha256 = (SELECT sha256 FROM publication_file WHERE name = '评估报告.pdf')",
		"DELETE FROM publication_file WHERE name = 'data.csv'"} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	got := dumped[altered](t, dir, "verify", "--json")
	var all []string
	for _, a := range got.Altered {
		all = append(all, a.Kind+" "+a.Where+" "+a.What)
	}
	for _, want := range [][]string{{"archive", "D01-市统计局.xlsx", "被改动"}, {"archive", "评估报告.pdf，第1次运行所印", "不见了"}, {"ledger", "第1次运行所印", "data.csv的一行被删去"}} {
		if !slices.ContainsFunc(all, func(s string) bool {
			return strings.HasPrefix(s, want[0]) && strings.Contains(s, want[1]) && strings.Contains(s, want[2])
		}) {
			t.Errorf("%v is not found:\n%s", want, strings.Join(all, "\n"))
		}
	}
	if len(all) != 3 {
		t.Errorf("found:\n%s", strings.Join(all, "\n"))
	}
}
