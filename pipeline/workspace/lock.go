package workspace

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"zhibao/pipeline/fault"
)

// glance is longer than Held looks at the lock: whoever meets it tries once more.
const glance = 50 * time.Millisecond

// Lock takes the workspace for one run. It does not wait: while another process
// holds the lock, it is a fault that says so, and who. The lock ends with unlock or
// with the process; its file stays.
func (w *Workspace) Lock() (unlock func() error, err error) {
	if err := w.MakeState(); err != nil {
		return nil, err
	}
	lock := flock.New(w.lockPath())
	held, err := lock.TryLock()
	if err == nil && !held {
		time.Sleep(glance)
		held, err = lock.TryLock()
	}
	if err != nil {
		return nil, fault.Break("无法锁定工作区。", w.lockPath(), "请检查该文件的读写权限；网络盘须支持文件锁。", err)
	}
	if !held {
		what := "另一次运行正在这个工作区里进行。"
		if by := w.holder(); by != "" {
			what = "另一次运行正在这个工作区里进行：" + by + "。"
		}
		return nil, fault.Break(what, w.lockPath(), "请等它结束后重新运行。", nil)
	}
	w.sign()
	return func() error {
		w.unsign()
		if err := lock.Unlock(); err != nil {
			return fault.Break("无法解除工作区的锁定。", w.lockPath(), "结束本程序后锁定自动解除；请重新运行。", err)
		}
		return nil
	}, nil
}

// Held reports whether a process holds the lock, and who, as far as it left word. It
// changes nothing on the disk.
func (w *Workspace) Held() (held bool, by string, err error) {
	lock := flock.New(w.lockPath(), flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryRLock()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, "", nil
	case err != nil:
		return false, "", err
	case free:
		return false, "", lock.Unlock()
	}
	return true, w.holder(), nil
}

func (w *Workspace) lockPath() string { return filepath.Join(w.StateDir(), "lock") }

// The lock's file bears word of who holds it, from its second byte on: Windows lets
// nobody read the first one, which is the lock. The word is for people alone: one that
// cannot be left is no reason not to run, and what a killed process left counts for
// nothing while nobody holds the lock.
const wordFrom = 1

func (w *Workspace) sign() {
	if w.Holder == "" {
		return
	}
	if f, err := os.OpenFile(w.lockPath(), os.O_WRONLY, 0); err == nil {
		_, _ = f.WriteAt([]byte(w.Holder+"\n"), wordFrom)
		_ = f.Close()
	}
}

func (w *Workspace) unsign() {
	if w.Holder != "" {
		_ = os.Truncate(w.lockPath(), 0)
	}
}

// holder is the word that was left; empty without one.
func (w *Workspace) holder() string {
	f, err := os.Open(w.lockPath())
	if err != nil {
		return ""
	}
	defer f.Close()
	const most = 1000
	text, err := io.ReadAll(io.NewSectionReader(f, wordFrom, most))
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return printable(strings.TrimSpace(line))
}

// Attend says to the others that this process takes in files, until leave or its end.
// If no other one does, alone is called first: whatever the ledger's file says that
// others hold, they are dead.
func (w *Workspace) Attend(ctx context.Context, alone func() error) (leave func() error, err error) {
	path := filepath.Join(w.StateDir(), "ingest.lock")
	if err := w.MakeState(); err != nil {
		return nil, err
	}
	lock := flock.New(path)
	held, err := lock.TryLock()
	if err == nil && held {
		if err = alone(); err != nil {
			return nil, errors.Join(err, lock.Unlock())
		}
		err = lock.Unlock()
	}
	if err == nil { // whoever is alone in between finds nothing of ours to free
		_, err = lock.TryRLockContext(ctx, attendAgain)
	}
	if err == nil {
		return lock.Unlock, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return nil, fault.Break("无法锁定工作区。", path, "请检查该文件的读写权限；网络盘须支持文件锁。", err)
}

// attendAgain is the wait for another process that has just found itself alone.
const attendAgain = 20 * time.Millisecond

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
