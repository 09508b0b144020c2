package workspace

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"zhibao/pipeline/fault"
)

// journal is a swap that has begun: all its new files are staged. While it
// stands in the state folder, the swap is completed at the next start. Where each
// file is says how far the swap came, so the journal itself never changes:
// stage/new/NAME has not been put yet, stage/old/NAME has been taken away.
type journal struct {
	Period    string   `json:"period"`
	Put       []string `json:"put"`
	Remove    []string `json:"remove"`
	Before    []string `json:"before"`    // all that this tool had in the folder
	Published []string `json:"published"` // all that it has there afterwards
}

func (j journal) idle() bool {
	return len(j.Put)+len(j.Remove) == 0 && slices.Equal(j.Before, j.Published)
}

// names are all files that the swap touches.
func (j journal) names() []string { return slices.Concat(j.Put, j.Remove) }

const stagePrefix = ".stage-"

func (w *Workspace) stageDir(j journal) string {
	return filepath.Join(w.outputsRoot(), stagePrefix+j.Period)
}

func (w *Workspace) journalPath() string { return filepath.Join(w.StateDir(), "publish.json") }

// place is where a file is in a swap: the target, and its new and old version in the stage.
type place struct{ target, new, old string }

func (w *Workspace) place(j journal, name string) place {
	name = filepath.FromSlash(name)
	return place{
		target: filepath.Join(w.Outputs(j.Period), name),
		new:    filepath.Join(w.stageDir(j), "new", name),
		old:    filepath.Join(w.stageDir(j), "old", name),
	}
}

// begin writes the journal; from here on the new set is the valid one.
func (w *Workspace) begin(j journal) error {
	data, err := encodeJSON(j)
	if err == nil {
		err = w.mkdirAll(w.StateDir())
	}
	if err == nil {
		err = w.replace(w.journalPath(), data)
	}
	if err != nil {
		return w.undo(j, fault.Break("无法开始替换输出文件，原有的输出没有改动。", w.journalPath(), retry, err))
	}
	return nil
}

// swap takes the old files away, puts the new ones in their place, and notes
// what is published. It goes on from wherever an earlier one stopped.
func (w *Workspace) swap(j journal) error {
	put := setOf(j.Put)
	for _, name := range j.names() {
		p := w.place(j, name)
		if put[name] && !exists(p.new) || exists(p.old) || !exists(p.target) {
			continue
		}
		if err := w.move(p.target, p.old); err != nil {
			return cannotReplace(p.target, err)
		}
	}
	for _, name := range j.Put {
		p := w.place(j, name)
		if !exists(p.new) {
			continue
		}
		if err := w.move(p.new, p.target); err != nil {
			return cannotReplace(p.target, err)
		}
	}
	for _, d := range w.targetDirs(j) {
		if err := w.syncDir(d); err != nil && exists(d) {
			return cannotReplace(d, err)
		}
	}
	return w.notePublished(j.Period, j.Published)
}

func cannotReplace(target string, err error) error {
	return fault.Break("无法替换输出文件，原有的一套输出保持不变。", target,
		"请关闭正在使用它的 Excel、WPS 或阅读器，检查该文件和文件夹的写权限，然后重新运行。", err)
}

// rollBack brings the old files back, from wherever a swap stopped.
func (w *Workspace) rollBack(j journal) error {
	for _, name := range j.Put {
		p := w.place(j, name)
		if exists(p.new) || !exists(p.target) {
			continue
		}
		if err := w.move(p.target, p.new); err != nil {
			return err
		}
	}
	for _, name := range j.names() {
		p := w.place(j, name)
		if !exists(p.old) {
			continue
		}
		if err := w.move(p.old, p.target); err != nil {
			return err
		}
	}
	if !exists(w.publishedPath(j.Period)) {
		return nil
	}
	return w.notePublished(j.Period, j.Before)
}

// undo rolls back after a failure and returns its cause.
func (w *Workspace) undo(j journal, cause error) error {
	if err := w.rollBack(j); err != nil {
		return fault.Break("替换输出文件时中断，没能恢复原状；旧文件都保存在暂存文件夹里，没有丢失。", w.stageDir(j),
			"请不要改动该文件夹；关闭占用输出文件的程序后重新运行，程序会先把这次替换做完。", errors.Join(cause, err))
	}
	w.removeEmptyDirs(j)
	if err := w.end(j); err != nil {
		return errors.Join(cause, err)
	}
	return cause
}

// finish clears away after a completed swap.
func (w *Workspace) finish(j journal) error {
	w.removeEmptyDirs(j)
	return w.end(j)
}

// end removes the journal, then the stage: a stage without a journal is rubbish.
func (w *Workspace) end(j journal) error {
	if exists(w.journalPath()) {
		err := w.remove(w.journalPath())
		if err == nil {
			err = w.syncDir(w.StateDir())
		}
		if err != nil {
			return fault.Break("无法结束输出文件的替换。", w.journalPath(), retry, err)
		}
	}
	if err := w.removeAll(w.stageDir(j)); err != nil {
		return fault.Break("无法清除暂存文件夹。", w.stageDir(j), retry, err)
	}
	return nil
}

// Recover completes a swap that an earlier process began, or rolls it back if it
// cannot be completed, and clears away what was only staged. The caller holds
// the lock.
func (w *Workspace) Recover() error {
	j, found, err := w.readJournal()
	if err == nil && found {
		err = w.resume(j)
	}
	if err != nil {
		return err
	}
	return w.clear()
}

func (w *Workspace) resume(j journal) error {
	if err := w.swap(j); err != nil {
		if e := w.rollBack(j); e != nil {
			return w.undo(j, errors.Join(err, e))
		}
	}
	return w.finish(j)
}

// clear removes what was staged and never begun.
func (w *Workspace) clear() error {
	for _, folder := range []struct{ path, prefix, suffix string }{
		{w.outputsRoot(), stagePrefix, ""}, {w.StateDir(), "", halfSuffix}, {w.archive(), "", rawSuffix},
		{w.StateDir(), "", spoolSuffix},
	} {
		if info, err := os.Lstat(folder.path); err != nil || !info.IsDir() {
			continue // none yet, or refused when something is published
		}
		entries, err := os.ReadDir(folder.path)
		if err != nil {
			return fault.Break("无法读取文件夹。", folder.path, "请检查读权限，然后重新运行。", err)
		}
		for _, e := range entries {
			at := filepath.Join(folder.path, e.Name())
			if !strings.HasPrefix(e.Name(), folder.prefix) || !strings.HasSuffix(e.Name(), folder.suffix) || w.spool.uses(at) {
				continue
			}
			if err := w.removeAll(at); err != nil {
				return fault.Break("无法清除暂存的文件。", at, retry, err)
			}
		}
	}
	return nil
}

func (w *Workspace) readJournal() (j journal, found bool, err error) {
	data, err := os.ReadFile(w.journalPath())
	if errors.Is(err, fs.ErrNotExist) {
		return journal{}, false, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &j)
	}
	if err == nil && (j.Period == "" || !validName(j.Period)) {
		err = errors.New("period")
	}
	for _, name := range j.names() {
		if err == nil && !validName(name) {
			err = errors.New(name)
		}
	}
	if err != nil {
		return journal{}, false, fault.Break("上次输出中断时留下的记录无法识别。", w.journalPath(),
			"请先备份 outputs 文件夹（包括其中名称以 "+stagePrefix+" 开头的暂存文件夹），再移走该记录文件，然后重新运行。", err)
	}
	return j, true, nil
}

// move renames a file into a folder that may have to be made.
func (w *Workspace) move(from, to string) error {
	if err := w.mkdirAll(filepath.Dir(to)); err != nil {
		return err
	}
	return w.rename(from, to)
}

// targetDirs are the folders whose entries a swap changes, with their parents, deepest first.
func (w *Workspace) targetDirs(j journal) []string {
	dirs := map[string]bool{}
	for _, name := range j.names() {
		for d := path.Dir(name); d != "."; d = path.Dir(d) {
			dirs[filepath.Join(w.Outputs(j.Period), filepath.FromSlash(d))] = true
		}
	}
	out := slices.Sorted(maps.Keys(dirs))
	slices.Reverse(out)
	return append(out, w.Outputs(j.Period), w.outputsRoot())
}

// removeEmptyDirs removes folders of the swap in which nothing remains.
func (w *Workspace) removeEmptyDirs(j journal) {
	dirs := w.targetDirs(j)
	for _, d := range dirs[:len(dirs)-1] {
		if entries, err := os.ReadDir(d); err == nil && len(entries) == 0 {
			_ = w.remove(d) // an empty folder does no harm
		}
	}
}

func setOf(names []string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}
