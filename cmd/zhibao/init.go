package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"zhibao"
	"zhibao/pipeline/fault"
)

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use: "init 文件夹", Short: "新建工作区", Example: "  zhibao init 直报", Args: exactly(1, "文件夹"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := layOut(args[0]); err != nil {
				return err
			}
			if !a.quiet {
				a.say("工作区已建好：%s", args[0])
				a.say("下一步：进入该文件夹，运行 zhibao template 2018-06 生成下发的表格。")
			}
			return nil
		},
	}
}

// layOut writes configuration and plan into a folder that has neither.
func layOut(dir string) error {
	if _, err := os.Lstat(filepath.Join(dir, "zhibao.yaml")); err == nil {
		return fault.Config("这里已经是一个工作区", dir, "请换一个文件夹，或直接使用它。")
	}
	write := func(name string) error {
		data, err := fs.ReadFile(zhibao.Seed, name)
		if err != nil {
			return err
		}
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		f, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		_, err = f.Write(data)
		return errors.Join(err, f.Close())
	}
	err := fs.WalkDir(zhibao.Seed, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == "zhibao.yaml" {
			return err
		}
		return write(name)
	})
	for _, sub := range []string{"inputs", "outputs", "templates"} {
		if err == nil {
			err = os.MkdirAll(filepath.Join(dir, sub), 0o755)
		}
	}
	if err == nil {
		err = write("zhibao.yaml") // last: a folder without it is no workspace yet
	}
	if err != nil {
		return fault.Break("工作区没有建成", dir, "请检查文件夹是否可写、是否已有同名文件，然后换一个空文件夹重试。", err)
	}
	return nil
}
