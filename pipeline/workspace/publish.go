package workspace

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
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

	"zhibao/pipeline/fault"
)

// File is a file to publish.
type File struct {
	Name string // slash path below the period's outputs
	Data []byte // nil if it was kept in a spool

	sum    string // of a file from a spool
	pieces []piece
}

// Sum is the SHA-256 of the content in lower-case hexadecimal.
func (f File) Sum() string {
	if f.sum != "" {
		return f.sum
	}
	return Hash(f.Data)
}

// size is the length of the content in bytes.
func (f File) size() (n int64) {
	for _, p := range f.pieces {
		n += p.size
	}
	return n + int64(len(f.Data))
}

// Reader reads the content.
func (f File) Reader() io.Reader {
	if f.sum == "" {
		return bytes.NewReader(f.Data)
	}
	var parts []io.Reader
	for _, p := range f.pieces {
		parts = append(parts, p.reader())
	}
	return io.MultiReader(parts...)
}

// Content is the content, whole.
func (f File) Content() ([]byte, error) {
	if f.sum == "" {
		return f.Data, nil
	}
	if len(f.pieces) == 1 && f.pieces[0].in == nil {
		return f.pieces[0].data, nil
	}
	data, err := io.ReadAll(f.Reader())
	if err != nil {
		return nil, fault.Break("暂存的文件读不出来。", f.Name, retry, err)
	}
	return data, nil
}

const (
	retry  = "请检查磁盘空间和写权限，然后重新运行。"
	report = "这是程序的错误，请把以上信息发给维护人员。"
)

// Publish replaces what a command owns in a period's outputs by the given files,
// all or nothing. Owned are patterns of path.Match over slash paths; a pattern
// that matches a folder owns all below it, one that begins with ! takes out, and
// the last one that matches decides: {"*", "!下发"}. Files that an earlier
// Publish wrote, that are owned and no longer given are removed; files of other
// commands and of people stay. Files whose bytes are equal are not touched.
//
// If a file cannot be replaced, the old set stays whole and the fault names the
// file. If the process dies, the next Recover completes the new set. The caller
// holds the lock.
func (w *Workspace) Publish(period string, owned []string, files []File) error {
	if err := w.Recover(); err != nil {
		return err
	}
	j, staged, err := w.compare(period, owned, files)
	if err != nil || j.idle() {
		return err
	}
	if err := w.stage(j, staged); err != nil {
		_ = w.removeAll(w.stageDir(j)) // the next Recover tries again
		return err
	}
	if err := w.begin(j); err != nil {
		return err
	}
	if err := w.swap(j); err != nil {
		return w.undo(j, err)
	}
	return w.finish(j)
}

// compare finds what is to be done: which files differ, which are to go.
func (w *Workspace) compare(period string, owned []string, files []File) (journal, []File, error) {
	if period == "" || strings.HasPrefix(period, ".") || !fs.ValidPath(period) || strings.ContainsAny(period, `/\:`) {
		return journal{}, nil, fault.Break(fmt.Sprintf("报告期「%s」不能作文件夹名。", period), "", report, nil)
	}
	j := journal{Period: period}
	given, err := byFileName(owned, files)
	if err != nil {
		return journal{}, nil, err
	}
	if j.Before, err = w.published(period); err != nil {
		return journal{}, nil, err
	}
	staged, err := w.compareNew(&j, given)
	if err != nil {
		return journal{}, nil, err
	}
	return j, staged, w.compareOld(&j, owned, given)
}

// compareNew notes the files to put, and returns them.
func (w *Workspace) compareNew(j *journal, given map[string]File) ([]File, error) {
	var staged []File
	for _, name := range slices.Sorted(maps.Keys(given)) {
		state, err := w.inspect(j.Period, name)
		if err != nil {
			return nil, err
		}
		if state == absent || !sameContent(w.place(*j, name).target, given[name]) {
			j.Put = append(j.Put, name)
			staged = append(staged, given[name])
		}
		j.Published = append(j.Published, name)
	}
	return staged, nil
}

// compareOld notes the files to remove, and those of other commands, which stay.
func (w *Workspace) compareOld(j *journal, owned []string, given map[string]File) error {
	for _, name := range j.Before {
		if _, ok := given[name]; ok {
			continue
		}
		if !owns(owned, name) {
			j.Published = append(j.Published, name)
			continue
		}
		state, err := w.inspect(j.Period, name)
		if err != nil {
			return err
		}
		if state == regular {
			j.Remove = append(j.Remove, name)
		}
	}
	slices.Sort(j.Published)
	return nil
}

// byFileName checks the names of a set.
func byFileName(owned []string, files []File) (map[string]File, error) {
	given, folded := make(map[string]File, len(files)), make(map[string]bool, len(files))
	for _, f := range files {
		_, twice := given[f.Name]
		low := strings.ToLower(f.Name)
		switch {
		case !validName(f.Name), !isPortable(f.Name):
			return nil, fault.Break("输出文件名不合规。", f.Name, report, nil)
		case twice:
			return nil, fault.Break("同一个输出文件写了两次。", f.Name, report, nil)
		case folded[low]:
			return nil, fault.Break("两个输出文件的名称只有大小写不同，Windows 不能同时存放。", f.Name, "请给来源文件（例如 templates/official/ 中的表）改名后重新运行。", nil)
		case !owns(owned, f.Name):
			return nil, fault.Break("输出文件不属于本命令。", f.Name, report, nil)
		}
		given[f.Name], folded[low] = f, true
	}
	return given, nil
}

func validName(name string) bool {
	return name != "." && fs.ValidPath(name) && filepath.IsLocal(filepath.FromSlash(name))
}

// owns reports whether the patterns give the name to the command.
func owns(patterns []string, name string) bool {
	owned := false
	for _, p := range patterns {
		p, out := strings.CutPrefix(p, "!")
		p = strings.TrimSuffix(p, "/")
		for part := name; part != "."; part = path.Dir(part) {
			if ok, err := path.Match(p, part); ok && err == nil {
				owned = !out
				break
			}
		}
	}
	return owned
}

type presence int

const (
	absent presence = iota + 1
	regular
)

// inspect says whether an output exists. A link, or anything that is neither a
// folder on the way nor a regular file at its end, is refused.
func (w *Workspace) inspect(period, name string) (presence, error) {
	parts := append([]string{outputsName, period}, strings.Split(name, "/")...)
	at := w.Root
	for i, part := range parts {
		at = filepath.Join(at, part)
		info, err := os.Lstat(at)
		switch last := i == len(parts)-1; {
		case errors.Is(err, fs.ErrNotExist):
			return absent, nil
		case err != nil:
			return 0, fault.Break("无法检查输出的位置。", at, retry, err)
		case info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0:
			return 0, fault.Break("输出的位置是链接，不往链接里写。", at, "请移走该链接，换成真实的文件夹或文件。", nil)
		case last && !info.Mode().IsRegular():
			return 0, fault.Break("要写的输出文件的位置上是文件夹或特殊文件。", at, "请移走它，然后重新运行。", nil)
		case !last && !info.IsDir():
			return 0, fault.Break("输出文件夹的位置上是一个文件。", at, "请移走该文件，然后重新运行。", nil)
		}
	}
	return regular, nil
}

// sameContent reports whether a file on the disk has the content of another.
func sameContent(path string, f File) bool {
	if info, err := os.Stat(path); err != nil || info.Size() != f.size() {
		return false
	}
	old, err := os.Open(path)
	if err != nil {
		return false
	}
	h := sha256.New()
	_, err = io.Copy(h, old)
	return errors.Join(err, old.Close()) == nil && hex.EncodeToString(h.Sum(nil)) == f.Sum()
}

// stage writes the new files beside their place and waits until they are on the disk.
func (w *Workspace) stage(j journal, files []File) error {
	root := filepath.Join(w.stageDir(j), "new")
	folders := map[string]bool{}
	for _, f := range files {
		for d := path.Dir(f.Name); !folders[d]; d = path.Dir(d) {
			folders[d] = true
		}
	}
	folders["."] = true
	sorted := slices.Sorted(maps.Keys(folders))
	for _, d := range sorted {
		at := filepath.Join(root, filepath.FromSlash(d))
		if err := w.mkdirAll(at); err != nil {
			return fault.Break("无法建立输出文件夹，原有的输出没有改动。", at, retry, err)
		}
	}
	staged := make([]string, len(files))
	for i, f := range files {
		staged[i] = filepath.Join(root, filepath.FromSlash(f.Name))
		if err := w.draft(staged[i], f.Reader(), 0o644); err != nil {
			return fault.Break("无法写出文件，原有的输出没有改动。", staged[i], retry, err)
		}
	}
	err := w.together(staged, func(at string) error {
		if err := w.sync(at); err != nil {
			return fault.Break("无法写出文件，原有的输出没有改动。", at, retry, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, d := range sorted {
		if err := w.syncDir(filepath.Join(root, filepath.FromSlash(d))); err != nil {
			return fault.Break("无法写出文件，原有的输出没有改动。", root, retry, err)
		}
	}
	for _, d := range []string{w.stageDir(j), w.outputsRoot(), w.Root} {
		if err := w.syncDir(d); err != nil {
			return fault.Break("无法写出文件，原有的输出没有改动。", d, retry, err)
		}
	}
	return nil
}
