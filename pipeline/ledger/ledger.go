// Package ledger keeps the history of what was received and decided: the files
// that came, the values read from them, what the rules said, and the runs that
// judged them.
//
// The history is append-only. A submission is stored once for its content; a run
// lists the submissions that it found, in order, and the newest run of a period
// is the one that counts. So a file that is taken out of the inputs stops to
// count with the next run, and nothing of what was known before is lost. The
// database itself refuses updates and deletes.
//
// The ledger knows no clock: ids and times are arguments.
package ledger

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"zhibao/pipeline/fault"
)

// patience is how long a statement waits for another process to release the file.
const patience = 5 * time.Second

// Ledger is an open ledger. It may be used by several goroutines; they take turns.
type Ledger struct {
	db   *sql.DB
	path string
}

// Open opens the ledger for writing; it creates the file and its folder if there
// are none, and brings an older one to the present schema.
func Open(path string) (*Ledger, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fault.Break("无法建立台账所在的文件夹。", filepath.Dir(path),
			"请检查该位置是否可写、磁盘是否已满，然后重新运行。", err)
	}
	return open(path, writing, patience)
}

// OpenReadOnly opens an existing ledger and never changes what it holds. If there
// is none, the error wraps fs.ErrNotExist.
func OpenReadOnly(path string) (*Ledger, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Break("还没有台账。", path, "请先运行 zhibao run 报告期。", err)
	}
	return open(path, reading, patience)
}

// Close releases the file. Nothing but the ledger itself remains on disk.
func (l *Ledger) Close() error {
	if err := l.db.Close(); err != nil {
		return l.fault("台账未能正常关闭。", err)
	}
	return nil
}

// access is what a ledger is opened for.
type access int

const (
	reading access = iota + 1
	writing
)

func open(path string, mode access, wait time.Duration) (*Ledger, error) {
	dsn, err := dataSource(path, mode, wait)
	if err != nil {
		return nil, fault.Break("台账的路径无法识别。", path, "请检查工作区所在的位置。", err)
	}
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fault.Break("台账无法打开。", path, "请检查工作区所在的位置。", err)
	}
	db.SetMaxOpenConns(1) // one connection: its settings hold for all, and no reader blocks our own writer
	l := &Ledger{db: db, path: path}
	if err := l.prepare(context.Background(), mode); err != nil {
		_ = db.Close() // the first error says more
		return nil, err
	}
	return l, nil
}

// dataSource is the driver's address of the file. The rollback journal, unlike a
// write-ahead log, works on network shares and leaves no file behind. A reader
// opens read-write too, so that it can roll back what a killed writer left, but
// may not write.
func dataSource(path string, mode access, wait time.Duration) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	slash := filepath.ToSlash(abs)
	if !strings.HasPrefix(slash, "/") {
		slash = "/" + slash // C:/… becomes file:///C:/…
	}
	query := url.Values{"mode": {"rwc"}, "_txlock": {"immediate"}}
	query["_pragma"] = []string{
		"busy_timeout(" + strconv.FormatInt(wait.Milliseconds(), 10) + ")",
		"journal_mode(DELETE)", "synchronous(FULL)", "foreign_keys(1)", "recursive_triggers(1)", "temp_store(MEMORY)",
	}
	if mode == reading {
		query.Set("mode", "rw")
		query.Add("_pragma", "query_only(1)")
	}
	u := url.URL{Scheme: "file", Path: slash, RawQuery: query.Encode()}
	return u.String(), nil
}
