package workspace

import (
	"path/filepath"

	"github.com/gofrs/flock"

	"zhibao/pipeline/fault"
)

// Lock takes the workspace for one run. It does not wait: while another process
// holds the lock, it is a fault that says so. The lock ends with unlock or with
// the process; its file stays.
func (w *Workspace) Lock() (unlock func() error, err error) {
	path := filepath.Join(w.StateDir(), "lock")
	if err := w.MakeState(); err != nil {
		return nil, err
	}
	lock := flock.New(path)
	held, err := lock.TryLock()
	if err != nil {
		return nil, fault.Break("无法锁定工作区。", path, "请检查该文件的读写权限；网络盘须支持文件锁。", err)
	}
	if !held {
		return nil, fault.Break("另一次运行正在这个工作区里进行。", path, "请等它结束后重新运行。", nil)
	}
	return func() error {
		if err := lock.Unlock(); err != nil {
			return fault.Break("无法解除工作区的锁定。", path, "结束本程序后锁定自动解除；请重新运行。", err)
		}
		return nil
	}, nil
}

// MakeState makes the folder of what the tool keeps for itself, if there is none, and
// returns once it is on the disk: a ledger in a folder without a lasting name would be
// gone after a power failure.
func (w *Workspace) MakeState() error {
	fresh := !exists(w.StateDir())
	err := w.mkdirAll(w.StateDir())
	if err == nil && fresh {
		err = w.syncDir(w.Root)
	}
	if err != nil {
		return fault.Break("无法锁定工作区。", w.StateDir(), "请检查工作区是否可写、磁盘是否已满，然后重新运行。", err)
	}
	return nil
}
