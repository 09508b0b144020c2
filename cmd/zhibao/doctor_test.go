package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhibao/pipeline"
	"zhibao/pipeline/fault"
)

// wellKept is a workspace in which doctor finds nothing: the year 2017 alone, whose dates
// of 2018 have their holidays.
func wellKept(t *testing.T) string {
	t.Helper()
	dir := ran(t)
	onlyYear(t, dir)
	return dir
}

func onlyYear(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"2018-06", "2018-Q3", "2018"} {
		mustDo(t, os.RemoveAll(filepath.Join(dir, "inputs", name)))
	}
}

// doctored is what doctor finds, and holds that it changed nothing, wherever it looked.
func doctored(t *testing.T, dir string) (got []pipeline.Health, code fault.Code) {
	t.Helper()
	before, marks := tree(t, dir), times(t, dir)
	found := (&app{root: dir}).examine(t.Context(), time.Now(), nil) // LibreOffice takes its time to start
	equalTrees(t, "the workspace after doctor", before, tree(t, dir))
	if after := times(t, dir); after != marks {
		t.Errorf("doctor touched something:\n%s\n%s", marks, after)
	}
	return found, healthCode(found)
}

// times are the times of change of all folders and files.
func times(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	mustDo(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(&b, path, info.ModTime().UnixNano())
		}
		return err
	}))
	return b.String()
}

func TestDoctorWell(t *testing.T) {
	dir := wellKept(t)            // shared with others, who have LibreOffice
	t.Setenv("PATH", t.TempDir()) // without it
	found, code := doctored(t, dir)
	var names []string
	for _, h := range found {
		names = append(names, h.Check)
		if h.State != pipeline.Well || h.Remedy != "" {
			t.Errorf("%+v", h)
		}
	}
	want := "配置 方案 模板 节假日 字体 台账 时钟 权限 磁盘 运行锁 LibreOffice 临时文件夹 控制台"
	if got := strings.Join(names, " "); got != want || code != 0 {
		t.Errorf("exit %d, checks:\n%s\nwant\n%s", code, got, want)
	}
	var result struct {
		Checks []pipeline.Health
		Code   fault.Code `json:"exit_code"`
	}
	printed := must(t, dir, 0, "doctor", "--json")
	if err := json.Unmarshal([]byte(printed.out), &result); err != nil || len(result.Checks) != len(found) || result.Code != 0 {
		t.Errorf("%v\n%s", err, printed.out)
	}
	told := must(t, dir, 0, "doctor")
	if !strings.Contains(told.out, "\n✓ 台账         ") || !strings.HasSuffix(told.out, "\n都正常。\n") || told.err != "" {
		t.Errorf("%s%s", told.out, told.err)
	}
	if quiet := must(t, dir, 0, "-q", "doctor"); quiet.out != "" {
		t.Error(quiet.out)
	}
}

// Every check finds its fault, and says what to do.
func TestDoctorFindsFaults(t *testing.T) {
	t.Parallel()
	ledgerFile := func(dir string) string { return filepath.Join(dir, ".zhibao", "ledger.db") }
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	mustDo(t, err)
	address := closed.Addr().String()
	mustDo(t, closed.Close())
	for _, c := range []struct {
		name  string
		plant func(t *testing.T, dir string)
		code  fault.Code
		check string
		state pipeline.State
		says  string // of text or remedy
	}{
		{"no configuration", func(t *testing.T, dir string) { mustDo(t, os.Remove(filepath.Join(dir, "zhibao.yaml"))) }, 1, "工作区", pipeline.Mend, "zhibao init"},
		{"a key that is none", func(t *testing.T, dir string) { swap(t, dir, "zhibao.yaml", "\nsuperior:", "\nsuperor:") }, 2, "配置", pipeline.Unread, "不认识的项「superor」（zhibao.yaml 第18行"},
		{"a date that is none", func(t *testing.T, dir string) {
			swap(t, dir, "zhibao.yaml", "date: 2018年×月×日", "date: 2018-07-05")
		}, 2, "配置", pipeline.Unread, "成文日期「2018-07-05」"},
		{"broken YAML", func(t *testing.T, dir string) { swap(t, dir, "zhibao.yaml", "workers: 0", "workers: [") }, 2, "配置", pipeline.Unread, "YAML 语法错误"},
		{"a paper is missing", func(t *testing.T, dir string) { mustDo(t, os.Mkdir(filepath.Join(dir, "inputs", "2017-11"), 0o755)) }, 1, "配置", pipeline.Mend, "papers 没有写2017-11"},
		{"others read the password", func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "口令"), "geheim\n")
			appendTo(t, dir, "zhibao.yaml", "\nledger: {dsn: \"postgres://u@"+address+"/d\", password_file: 口令}\n")
		}, 2, "配置", pipeline.Unread, "chmod 600"},
		{"the plan", func(t *testing.T, dir string) {
			swap(t, dir, "inputs/plan/indicators.yaml", "owner: D01", "owner: D99")
		}, 2, "方案", pipeline.Unread, "D99"},
		{"a template does not compile", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "templates/reports/month.tmpl"), "{{if}}") }, 2, "模板", pipeline.Unread, "month.tmpl"},
		{"a template of no name", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "templates/reports/mont.tmpl"), "x") }, 1, "模板", pipeline.Mend, "reports/mont.tmpl"},
		{"a font in a format that cannot be used", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "templates/fonts/a.otf"), "x") }, 1, "模板", pipeline.Mend, "fonts/a.otf"},
		{"no holidays", func(t *testing.T, dir string) {
			swap(t, dir, "zhibao.yaml", `"2018":`+"\n    off", `"2020":`+"\n    off")
		}, 2, "配置", pipeline.Unread, "节假日"},
		{"a year without holidays", func(t *testing.T, dir string) { mustDo(t, os.Mkdir(filepath.Join(dir, "inputs", "2018"), 0o755)) }, 1, "节假日", pipeline.Mend, "没有登记2019年"},
		{"standard fonts are wanted", func(t *testing.T, dir string) { swap(t, dir, "zhibao.yaml", "strict: false", "strict: true") }, 2, "字体", pipeline.Unread, "严格使用标准字体"},
		{"a character that no font has", func(t *testing.T, dir string) {
			swap(t, dir, "inputs/plan/units.yaml", "name: 攸县}", "name: 攸县, aliases: [攸𠮷县]}")
		}, 1, "字体", pipeline.Unfit, "𠮷"},
		{"a ledger of nonsense", func(t *testing.T, dir string) { write(t, ledgerFile(dir), strings.Repeat("no ledger ", 999)) }, 1, "台账", pipeline.Unfit, "该文件不是台账"},
		{"a ledger of a newer version", func(t *testing.T, dir string) {
			db, err := sql.Open("sqlite", ledgerFile(dir))
			mustDo(t, err)
			_, err = db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
			mustDo(t, err)
			mustDo(t, db.Close())
		}, 1, "台账", pipeline.Unfit, "更新版本的 zhibao"},
		{"a damaged ledger", func(t *testing.T, dir string) {
			data := []byte(read(t, ledgerFile(dir)))
			for at := len(data) / 2; at < len(data)/2+20_000; at++ {
				data[at] ^= 0xFF
			}
			mustDo(t, os.WriteFile(ledgerFile(dir), data, 0o644))
		}, 1, "台账", pipeline.Unfit, "已损坏"},
		{"a writer that was killed", func(t *testing.T, dir string) { write(t, ledgerFile(dir)+"-journal", "x") }, 1, "台账", pipeline.Mend, "不要删除该文件"},
		{"no server", func(t *testing.T, dir string) {
			appendTo(t, dir, "zhibao.yaml", "\nledger: {dsn: \"postgres://u@"+address+"/d\"}\n")
		}, 1, "台账", pipeline.Unfit, "连不上台账服务器"},
		{"a key that others read", func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, ".zhibao", "key"), strings.Repeat("ab", 32))
		}, 1, "密钥", pipeline.Mend, "chmod 600"},
		{"a file of tomorrow", func(t *testing.T, dir string) {
			at := time.Now().Add(26 * time.Hour)
			mustDo(t, os.Chtimes(filepath.Join(dir, "inputs", "plan", "plan.yaml"), at, at))
		}, 1, "时钟", pipeline.Mend, "inputs/plan/plan.yaml 写于"},
		{"a file for outputs", func(t *testing.T, dir string) {
			mustDo(t, os.RemoveAll(filepath.Join(dir, "outputs")))
			write(t, filepath.Join(dir, "outputs"), "x")
		}, 1, "权限", pipeline.Unfit, "outputs（是文件，应为文件夹）"},
		{"an output open in Excel", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "outputs/2017/~$汇总表.xlsx"), "x") }, 1, "权限", pipeline.Mend, "outputs/2017/汇总表.xlsx"},
		{"a full disk", func(t *testing.T, dir string) { // it takes no room itself
			mustDo(t, os.Truncate(filepath.Join(dir, "outputs/2017/data.csv"), 1<<42))
		}, 1, "磁盘", pipeline.Unfit, "请清理磁盘"},
		{"an old workbook without LibreOffice", func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "inputs/2017/旧.xls"), "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more")
		}, 1, "LibreOffice", pipeline.Mend, "inputs/2017/旧.xls"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := wellKept(t)
			c.plant(t, dir)
			if c.name == "a full disk" { // its tree cannot be read
				found := (&app{root: dir}).examine(t.Context(), time.Now(), nil)
				if h := health(found, c.check); h == nil || h.State != c.state || !strings.Contains(h.Remedy, c.says) {
					t.Errorf("%+v", found)
				}
				return
			}
			found, code := doctored(t, dir)
			amiss := 0
			for _, h := range found {
				if h.State == pipeline.Well {
					continue
				}
				amiss++
				if h.Remedy == "" {
					t.Errorf("without a remedy: %+v", h)
				}
				if h.Check == c.check && h.State == c.state && strings.Contains(h.Text+"\n"+h.Remedy, c.says) {
					c.check = "" // seen
				}
			}
			if c.check != "" || amiss != 1 || code != c.code {
				t.Errorf("exit %d, want %d; want %s %s %q alone among\n%+v", code, c.code, c.state, c.check, c.says, found)
			}
		})
	}
}
