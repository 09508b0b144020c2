// Package workspace knows the folders of a bureau's workspace, and keeps them
// whole: one run at a time, inputs only read, and outputs that are replaced as a
// set or not at all.
package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"zhibao/pipeline/fault"
)

// Names of files in a workspace.
const (
	ConfigName   = "zhibao.yaml"
	ReceiptsName = "收件.csv"   // in a period's inputs: when each file arrived
	GrantsName   = "准予.yaml"  // in a period's inputs: grants by name with reason
	PracticeName = "经验做法.txt" // in a period's inputs: the bureau's text on good practice
	ManifestName = "manifest.json"

	stateName   = ".zhibao"
	outputsName = "outputs"
)

// Workspace is a folder with a zhibao.yaml.
type Workspace struct {
	Root   string
	Holder string // who takes the lock, for whoever meets it; empty: no word is left
	Single bool   // one worker: syncs are asked for one after another

	spool *Spool                      // in use; its file is not cleared away
	step  func(op, path string) error // called before each change of the disk; for tests, nil otherwise
}

// Open finds the workspace in root.
func Open(root string) (*Workspace, error) {
	w := &Workspace{Root: filepath.Clean(root)}
	info, err := os.Stat(w.ConfigPath())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.Config("这里不是直报的工作区：没有找到 "+ConfigName+"。", w.Root,
			"请转到工作区的文件夹，或用 zhibao init 文件夹 建立一个。")
	case err != nil:
		return nil, fault.Break("无法读取工作区。", w.ConfigPath(), "请检查文件夹的读权限。", err)
	case !info.Mode().IsRegular():
		return nil, fault.Config(ConfigName+" 不是普通文件。", w.ConfigPath(), "请移走它，再用 zhibao init 文件夹 重新建立。")
	}
	return w, nil
}

// ConfigPath is the configuration file.
func (w *Workspace) ConfigPath() string { return filepath.Join(w.Root, ConfigName) }

// Inputs is the folder of what came back for a period, such as 2018-06.
func (w *Workspace) Inputs(period string) string { return filepath.Join(w.Root, "inputs", period) }

// Outputs is the folder of what is written for a period.
func (w *Workspace) Outputs(period string) string { return filepath.Join(w.outputsRoot(), period) }

// PlanDir is the folder of the plan and the schemes.
func (w *Workspace) PlanDir() string { return filepath.Join(w.Root, "inputs", "plan") }

// HistoryDir is the folder of figures of earlier periods.
func (w *Workspace) HistoryDir() string { return filepath.Join(w.Root, "inputs", "history") }

// TemplatesDir is the folder of definitions that go before the built-in ones.
func (w *Workspace) TemplatesDir() string { return filepath.Join(w.Root, "templates") }

// FontsDir is the folder of fonts that go before the system's.
func (w *Workspace) FontsDir() string { return filepath.Join(w.TemplatesDir(), "fonts") }

// StateDir holds what the tool keeps for itself.
func (w *Workspace) StateDir() string { return filepath.Join(w.Root, stateName) }

// LedgerPath is the ledger's file.
func (w *Workspace) LedgerPath() string { return filepath.Join(w.StateDir(), "ledger.db") }

func (w *Workspace) outputsRoot() string { return filepath.Join(w.Root, outputsName) }
