//go:build unix

package workspace

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"zhibao/pipeline/fault"
)

func TestListInputs(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{
		"b.xlsx", "e\u0301.xlsx", "\u00e9.xlsx", "f.xlsx", "~$b.xlsx", ".~lock.b.xlsx#", "收件.csv", "准予.yaml", "data.CSV", "x.YML",
		"\xd6\xea\xd6\xde.xlsx", "a\nb.xlsx", "Thumbs.db", "目录/里面.xlsx", "空白",
	} {
		write(t, filepath.Join(dir, name), "x")
	}
	if err := os.Symlink(filepath.Join(dir, "b.xlsx"), filepath.Join(dir, "链接.xlsx")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "管道.xlsx"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := ListInputs(dir)
	if err != nil {
		t.Fatal(err)
	}
	if open := InUse(got); !cmp.Equal(open, []string{"b.xlsx"}) {
		t.Errorf("in use: %q", open)
	}
	want := []InputFile{
		{Name: ".~lock.b.xlsx#", Skipped: "隐藏文件", Routine: true},
		{Name: "Thumbs.db", Skipped: "操作系统的文件", Routine: true},
		{Name: `a\x0Ab.xlsx`},
		{Name: "b.xlsx"},
		{Name: "data.CSV"},
		{Name: "f.xlsx"},
		{Name: "x.YML", Skipped: "不是报表（.yml），也不是收件.csv或准予.yaml"},
		{Name: "~$b.xlsx", Skipped: "Excel 或 WPS 打开报表时的临时文件", Routine: true},
		{Name: "e\u0301.xlsx"},
		{Name: "\u00e9.xlsx"},
		{Name: `\xD6\xEA\xD6\xDE.xlsx`},
		{Name: "准予.yaml", Skipped: "控制文件，不是报表", Routine: true},
		{Name: "收件.csv", Skipped: "控制文件，不是报表", Routine: true},
		{Name: "目录", Skipped: "是文件夹，不读取其中的内容；请把文件直接放在收件文件夹里"},
		{Name: "空白"},
		{Name: "管道.xlsx", Skipped: "是管道、设备等特殊文件，不能读取"},
		{Name: "链接.xlsx", Skipped: "是链接，不跟随读取；请放入文件本身"},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(InputFile{}, "Path")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, f := range got {
		if f.Skipped == "" {
			if _, err := os.ReadFile(f.Path); err != nil {
				t.Error(err)
			}
		}
	}
	if _, err := ListInputs(filepath.Join(dir, "none")); fault.ExitCode(err) != fault.Usage {
		t.Errorf("no folder: %v", err)
	}
	if _, err := ListInputs(filepath.Join(dir, "b.xlsx")); fault.ExitCode(err) != fault.Broken {
		t.Errorf("a file: %v", err)
	}
}
