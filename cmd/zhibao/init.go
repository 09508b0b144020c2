package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"zhibao"
	"zhibao/pipeline/fault"
)

// textInit is what comes after init; the commands are as they can be typed.
const textInit = `工作区已建好：%[1]s
接下来：
%[2]s  %[3]s doctor             看字体、台账等是否齐备
  %[3]s template 2018-06   生成下发给各单位的表格（换成要报的报告期）
各单位的表格收回后放入 inputs/2018-06/，运行 %[3]s run 2018-06 出报告。
发文机关、文号、期限等写在 zhibao.yaml，逐项有说明；方案在 inputs/plan/。`

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use: "init [文件夹]", Short: "新建工作区",
		Long:    "新建工作区：写入配置 zhibao.yaml 和方案 inputs/plan/，不覆盖已有的文件。不写文件夹的，建在当前文件夹。",
		Example: "  zhibao init 直报", Args: atMost(1, "文件夹"),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			if err := layOut(dir); err != nil {
				return err
			}
			if !a.quiet {
				a.tellLaidOut(dir)
			}
			return nil
		},
	}
}

// tellLaidOut says what comes next, with a command that works from here.
func (a *app) tellLaidOut(dir string) {
	enter := ""
	if filepath.Clean(dir) != "." {
		enter = "  cd " + shellWord(dir) + "\n"
	}
	a.say(textInit, dir, enter, ownName(dir))
}

// ownName is what a person types to start this program in a folder.
func ownName(dir string) string {
	const name = "zhibao"
	self, err := os.Executable()
	if err != nil {
		return name
	}
	if found, err := exec.LookPath(name); err == nil && sameFile(found, self) {
		return name
	}
	if from, err := filepath.Abs(dir); err == nil {
		beside, err := filepath.Rel(from, self)
		switch {
		case err != nil || strings.Count(beside, "..") > 1: // far away
		case filepath.Base(beside) == beside:
			return shellWord("." + string(filepath.Separator) + beside)
		default:
			return shellWord(beside)
		}
	}
	return shellWord(self)
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, e := os.Stat(b)
	return err == nil && e == nil && os.SameFile(one, other)
}

// shellWord is a path as it is typed.
func shellWord(path string) string {
	if strings.ContainsAny(path, " \t&()'$;") {
		return `"` + path + `"`
	}
	return path
}

// layOut writes configuration and plan into a folder that has neither. What is there
// already is not touched; a file like ours is of an init that was broken off.
func layOut(dir string) error {
	if _, err := os.Lstat(filepath.Join(dir, "zhibao.yaml")); err == nil {
		return fault.Config("这里已经是一个工作区", dir, "请换一个文件夹，或直接使用它。")
	}
	names, err := seedNames()
	if err == nil {
		err = inTheWay(dir, names)
	}
	var known *fault.Fault
	if errors.As(err, &known) {
		return err
	}
	for _, name := range names {
		if err == nil {
			err = sow(dir, name)
		}
	}
	for _, sub := range []string{"inputs", "outputs", "templates"} {
		if err == nil {
			err = os.MkdirAll(filepath.Join(dir, sub), 0o755)
		}
	}
	if err == nil {
		err = sow(dir, "zhibao.yaml") // last: a folder without it is no workspace yet
	}
	if err != nil {
		return fault.Break("工作区没有建成", dir, "请检查文件夹是否可写、磁盘是否已满、路径是否过长，然后重试。", err)
	}
	return nil
}

// seedNames are the files of a new workspace but for its configuration.
func seedNames() (names []string, err error) {
	err = fs.WalkDir(zhibao.Seed, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && name != "zhibao.yaml" {
			names = append(names, name)
		}
		return err
	})
	return names, err
}

// inTheWay refuses a folder that has other files where ours belong, or no folder,
// before anything is written.
func inTheWay(dir string, names []string) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fault.Config("这是一个文件，不能在里面建工作区", dir, "请换一个文件夹。")
	}
	for _, name := range names {
		target := filepath.Join(dir, filepath.FromSlash(name))
		data, err := os.ReadFile(target)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		ours, e := fs.ReadFile(zhibao.Seed, name)
		if err := errors.Join(err, e); err != nil {
			return err
		}
		if !bytes.Equal(data, ours) {
			return fault.Config("文件夹里已有同名而内容不同的文件，没有建工作区", target, "请换一个空文件夹，或先移走该文件。")
		}
	}
	return nil
}

// sow writes a file of the seed, unless it is there.
func sow(dir, name string) error {
	data, err := fs.ReadFile(zhibao.Seed, name)
	if err != nil {
		return err
	}
	target := filepath.Join(dir, filepath.FromSlash(name))
	if _, err := os.Lstat(target); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	return writeWhole(target, data)
}
