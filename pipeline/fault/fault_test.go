package fault

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestErrorText(t *testing.T) {
	for _, c := range []struct {
		name string
		f    *Fault
		want string
	}{
		{"all parts", &Fault{What: "配置文件有误", Where: "inputs/plan/plan.yaml 第3行", Detail: ">  3 | city:\n\n", Remedy: "请改正后重试。"},
			"配置文件有误\n  位置：inputs/plan/plan.yaml 第3行\n>  3 | city:\n  处理：请改正后重试。"},
		{"no place", Config("没有「run」这个命令", "", "运行 zhibao help 查看。"), "没有「run」这个命令\n  处理：运行 zhibao help 查看。"},
		{"what only", &Fault{What: "运行中断"}, "运行中断"},
		{"of the machine", Break("写不进磁盘", "outputs/", "请腾出空间。", errors.New("no space left on device")),
			"写不进磁盘\n  位置：outputs/\n  系统信息：no space left on device\n  处理：请腾出空间。"},
		{"of the machine, in words", Break("写不进磁盘", "outputs/", "请腾出空间。", &fs.PathError{Op: "write", Path: "a", Err: syscall.ENOSPC}),
			"写不进磁盘\n  位置：outputs/\n  原因：磁盘已满。\n  系统信息：write a: no space left on device\n  处理：请腾出空间。"},
		{"of the machine, without a cause", Break("写不进磁盘", "", "请腾出空间。", nil), "写不进磁盘\n  处理：请腾出空间。"},
	} {
		if d := cmp.Diff(c.want, c.f.Error()); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

// Exit codes are part of the interface: 0 clean, 1 a person, 2 usage, 3 broken.
func TestExitCode(t *testing.T) {
	cause := errors.New("disk")
	for _, c := range []struct {
		err  error
		want Code
	}{
		{nil, 0},
		{&Fault{Code: Person}, 1},
		{Config("", "", ""), 2},
		{fmt.Errorf("load: %w", Config("", "", "")), 2},
		{errors.Join(errors.New("one"), Config("", "", "")), 2},
		{Break("", "", "", cause), 3},
		{cause, 3},
	} {
		if got := ExitCode(c.err); got != c.want {
			t.Errorf("%v: %d, want %d", c.err, got, c.want)
		}
	}
	if !errors.Is(Break("", "", "", cause), cause) {
		t.Error("the cause is lost")
	}
}
