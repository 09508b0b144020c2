package workspace

import (
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"zhibao/pipeline/fault"
)

// keyBytes is the length of the workspace's key.
const keyBytes = 32

// Key returns the key that seals issued forms, or nil if the workspace has none.
func (w *Workspace) Key() ([]byte, error) {
	text, err := os.ReadFile(w.keyPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Break("读不到表格封印的密钥", w.keyPath(), "请检查文件权限后重试。", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keyBytes {
		return nil, fault.Config("表格封印的密钥文件已损坏", w.keyPath(), "请从备份恢复该文件；确实丢失的，删去该文件后重新下发表格。")
	}
	return key, nil
}

// MakeKey returns the workspace's key and makes one from random if there is none.
// The caller holds the lock.
func (w *Workspace) MakeKey(random io.Reader) ([]byte, error) {
	key, err := w.Key()
	if key != nil || err != nil {
		return key, err
	}
	key = make([]byte, keyBytes)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, fault.Break("不能生成表格封印的密钥", w.keyPath(), "请重试。", err)
	}
	if err = w.mkdirAll(w.StateDir()); err == nil { // in one step: forms sealed with half a key could never be checked
		err = w.replaceAs(w.keyPath(), []byte(hex.EncodeToString(key)+"\n"), 0o600)
	}
	if err != nil {
		return nil, fault.Break("不能保存表格封印的密钥", w.keyPath(), retry, err)
	}
	return key, nil
}

func (w *Workspace) keyPath() string { return filepath.Join(w.StateDir(), "key") }
