package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
	"zhibao/templates"
)

// Periods are those that a workspace has a folder of inputs or outputs for, by name.
func Periods(w *workspace.Workspace) (periods []stat.Period) {
	names := map[string]bool{}
	for _, top := range []string{w.Inputs(""), w.Outputs("")} {
		entries, err := os.ReadDir(top)
		if err != nil {
			continue // then there are none
		}
		for _, e := range entries {
			names[e.Name()] = names[e.Name()] || e.IsDir()
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if period, err := stat.ParsePeriod(name); err == nil && names[name] {
			periods = append(periods, period)
		}
	}
	return periods
}

// mostNamed is how many files a line names.
const mostNamed = 5

// some names the first of a list.
func some(names []string) string {
	if len(names) <= mostNamed {
		return joined(names)
	}
	return fmt.Sprintf("%s等%d个", joined(names[:mostNamed]), len(names))
}

// newestFile is the file of the workspace that was written last, as far as the disk
// says.
func (c *Checkup) newestFile() (name string, at time.Time) {
	if c.Workspace == nil {
		return "", at
	}
	for _, top := range []string{"inputs", "outputs", ".zhibao", workspace.ConfigName} {
		_ = fs.WalkDir(os.DirFS(c.Workspace.Root), top, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil //nolint:nilerr // rights are looked at elsewhere
			}
			if info, err := d.Info(); err == nil && info.ModTime().After(at) {
				name, at = path, info.ModTime()
			}
			return nil
		})
	}
	return name, at
}

func (c *Checkup) rights(context.Context) {
	const name = "权限"
	well := len(c.Found)
	if files := c.unreadable(); len(files) > 0 {
		c.Add(name, Unfit, "读不到："+some(files), "请检查这些文件的读权限；在 Excel 中打开的，请先关闭。")
	}
	if folders := c.unwritable(); len(folders) > 0 {
		c.Add(name, Unfit, "不能写入："+some(folders), "请检查这些文件夹的写权限、磁盘是否只读、有无同名的文件挡住。")
	}
	if open := c.opened(); len(open) > 0 {
		c.Add(name, Mend, "正在 Excel 或 WPS 中打开："+some(open), "请先关闭，否则发布文件时可能被占用；已经关闭仍如此的，删去同名的 ~$ 文件。")
	}
	if len(c.Found) == well {
		c.well(name, "收件和方案可读，outputs 和 .zhibao 可写")
	}
}

// unreadable lists what cannot be read below inputs.
func (c *Checkup) unreadable() (files []string) {
	_ = fs.WalkDir(os.DirFS(c.Workspace.Root), "inputs", func(name string, d fs.DirEntry, err error) error {
		switch {
		case absent(err):
			return nil
		case err != nil:
			files = append(files, name)
			return nil
		case d.Type().IsRegular():
			head, err := firstBytes(filepath.Join(c.Workspace.Root, filepath.FromSlash(name)))
			if err != nil {
				files = append(files, name)
			}
			if head == oldWorkbook {
				c.Old = append(c.Old, name)
			}
		}
		return nil
	})
	return files
}

// oldWorkbook begins a workbook of Excel before 2007, and WPS's .et ([MS-CFB] 2.2).
const oldWorkbook = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

// firstBytes are as many as tell an old workbook, or fewer of a shorter file.
func firstBytes(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	head, err := io.ReadAll(io.LimitReader(f, int64(len(oldWorkbook))))
	return string(head), errors.Join(err, f.Close())
}

// unwritable lists the folders that runs write to and may not: those that are there,
// or where they would be made.
func (c *Checkup) unwritable() (folders []string) {
	root := c.Workspace.Root
	outputs, _ := filepath.Glob(filepath.Join(root, "outputs", "*")) // the pattern is sound
	for _, dir := range append([]string{filepath.Join(root, "outputs"), c.Workspace.StateDir()}, outputs...) {
		info, err := os.Stat(dir)
		if absent(err) {
			dir, info, err = root, nil, nil
		}
		if err == nil && info != nil && !info.IsDir() {
			if filepath.Dir(dir) == root {
				folders = append(folders, filepath.Base(dir)+"（是文件，应为文件夹）")
			}
			continue
		}
		if err == nil {
			err = workspace.MayWrite(dir)
		}
		if shown, _ := filepath.Rel(root, dir); err != nil && !slices.Contains(folders, shown) {
			folders = append(folders, shown)
		}
	}
	return folders
}

// opened lists the outputs that Excel or WPS holds open.
func (c *Checkup) opened() (files []string) {
	locks, _ := filepath.Glob(filepath.Join(c.Workspace.Root, "outputs", "*", "~$*")) // the pattern is sound
	for _, l := range locks {
		files = append(files, path.Join("outputs", filepath.Base(filepath.Dir(l)), strings.TrimPrefix(filepath.Base(l), "~$")))
	}
	return files
}

// spareRoom is what a run may need besides what it can be told to need.
const spareRoom = 64 << 20

func (c *Checkup) disk(context.Context) {
	const name = "磁盘"
	w := c.Workspace
	v, err := workspace.VolumeOf(w.Root)
	if err != nil {
		c.Add(name, Mend, "看不到磁盘的可用空间："+err.Error(), "请自行确认磁盘有足够空间。")
		return
	}
	var in, out int64
	for _, period := range Periods(w) {
		in, out = max(in, workspace.Size(w.Inputs(period.String()))), max(out, workspace.Size(w.Outputs(period.String())))
	}
	var book int64
	if info, err := os.Stat(w.LedgerPath()); err == nil {
		book = info.Size()
	}
	// Outputs are written beside the old ones and then archived, inputs archived; the
	// ledger's journal may grow to the ledger's size.
	need := 2*out + in + book + spareRoom
	text := fmt.Sprintf("可用%s，一次运行约需%s", megabytes(v.Free), megabytes(need))
	if workspace.FoldsCase(w.ConfigPath()) {
		text += "；文件名不分大小写，只差大小写的两个文件会互相覆盖"
	}
	if v.Remote != "" {
		text += "；工作区在网络共享（" + v.Remote + "）上，几台电脑要同时用的，台账请放在 PostgreSQL 服务器上"
	}
	if v.Free < need {
		c.Add(name, Unfit, text, "请清理磁盘，或把工作区移到空间足够的磁盘。")
		return
	}
	c.well(name, "%s", text)
}

func megabytes(n int64) string {
	const mega, giga = 1 << 20, 1 << 30
	if n >= giga {
		return fmt.Sprintf("%.1f GB", float64(n)/giga)
	}
	return fmt.Sprintf("%d MB", (n+mega-1)/mega)
}

// Kinds of files that are meant for us wherever they lie, and the folders in which
// everything is.
var (
	templateKinds = []string{".yaml", ".yml", ".tmpl", ".xlsx", ".otf", ".otc", ".woff", ".woff2", ".pfb"}
	foldersOfOurs = []string{"forms", "rules", "reports", "official"}
)

// What is said of templates that nothing reads.
const (
	StrayTemplatesText   = "templates/ 中的文件没有被用到，可能放错文件夹或写错名称："
	StrayTemplatesRemedy = "表式放 forms/、规则放 rules/（都是 .yaml），表样放 official/（.xlsx），文稿放 reports/ 并与内置的同名，字体放 fonts/（.ttf、.ttc）；不用的请移走。"
)

// StrayTemplates are the files of the workspace's templates that nothing reads, such as
// one whose name is misspelt, listed in a text; empty if there are none.
func (p *Project) StrayTemplates() string {
	if _, lost := (&Checkup{Workspace: p.Workspace, Project: p}).ownTemplates(); len(lost) > 0 {
		return some(lost)
	}
	return ""
}

// ownTemplates are the workspace's templates that differ from ours, and its files that
// nothing reads.
func (c *Checkup) ownTemplates() (own, lost []string) {
	ours := templates.FS("")
	_ = fs.WalkDir(os.DirFS(c.Workspace.TemplatesDir()), ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), "~$") || strings.HasPrefix(d.Name(), ".") {
			return nil //nolint:nilerr // no folder, no templates
		}
		folder, _, _ := strings.Cut(file, "/")
		switch {
		case !slices.Contains(templateKinds, strings.ToLower(path.Ext(file))) && !slices.Contains(foldersOfOurs, folder):
		case !c.isRead(ours, file):
			lost = append(lost, file)
		case !sameAs(ours, os.DirFS(c.Workspace.TemplatesDir()), file):
			own = append(own, file)
		}
		return nil
	})
	return own, lost
}

func (c *Checkup) templates(context.Context) {
	const name = "模板"
	own, lost := c.ownTemplates()
	if len(lost) > 0 {
		c.Add(name, Mend, StrayTemplatesText+some(lost), StrayTemplatesRemedy)
		return
	}
	if c.Project == nil {
		return // said elsewhere, with the reason
	}
	if len(own) == 0 {
		c.well(name, "都是程序内置的")
		return
	}
	c.well(name, "除内置的外，有工作区自己的：%s", some(own))
}

// sameAs reports whether a file is the same in both.
func sameAs(a, b fs.FS, name string) bool {
	one, err := fs.ReadFile(a, name)
	other, e := fs.ReadFile(b, name)
	return err == nil && e == nil && bytes.Equal(one, other)
}

// isRead reports whether the program reads a file of the templates folder.
func (c *Checkup) isRead(ours fs.FS, file string) bool {
	for _, pattern := range []string{"forms/*.yaml", "rules/*.yaml", officialPattern} {
		if ok, _ := path.Match(pattern, file); ok {
			return true
		}
	}
	if _, err := fs.Stat(ours, file); err == nil {
		return true
	}
	if c.Project == nil {
		return false
	}
	for _, k := range c.Project.Forms.Kinds {
		if file == "reports/"+k.Template || k.Submission != nil && (file == "reports/"+k.Submission.Cover || file == "reports/"+k.Submission.Template) {
			return true
		}
	}
	return false
}
