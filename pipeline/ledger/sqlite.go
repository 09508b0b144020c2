package ledger

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"zhibao/pipeline/fault"
)

// patience is how long a statement waits for another process to release the file.
const patience = 5 * time.Second

func sqliteEngine() engine {
	return engine{
		dialect: goose.DialectSQLite3, migrations: "migrations/sqlite", version: sqliteVersion,
		found:   func(context.Context, *Ledger) error { return nil },
		explain: explainSQLite, clash: func(error) bool { return false }, // writers take turns
		built: func(error) bool { return false }, placeholder: func(int) string { return "?" },
	}
}

func openFile(path string, mode access, wait time.Duration) (*Ledger, error) {
	dsn, err := dataSource(path, mode, wait)
	if err != nil {
		return nil, fault.Break("台账的路径无法识别。", path, "请检查工作区所在的位置。", err)
	}
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fault.Break("台账无法打开。", path, "请检查工作区所在的位置。", err)
	}
	db.SetMaxOpenConns(1) // one connection: its settings hold for all, and no reader blocks our own writer
	return start(context.Background(), &Ledger{db: db, where: path, engine: sqliteEngine()}, mode)
}

// dataSource is the driver's address of the file. The rollback journal, unlike a
// write-ahead log, works on network shares and leaves no file behind; EXTRA syncs the
// folder after its removal, without which a power failure would take back what a
// commit has promised. A reader
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
		"journal_mode(DELETE)", "synchronous(EXTRA)", "foreign_keys(1)", "recursive_triggers(1)", "temp_store(MEMORY)",
	}
	switch mode {
	case reading:
		query.Set("mode", "rw")
		query.Add("_pragma", "query_only(1)")
	case looking:
		query.Set("mode", "ro")
		query["_pragma"] = query["_pragma"][:1] // a change of the journal would be one of the file
	}
	u := url.URL{Scheme: "file", Path: slash, RawQuery: query.Encode()}
	return u.String(), nil
}

// applicationID marks a SQLite file as ours; the first migration sets it.
const applicationID = 0x5a424c53

// sqliteVersion is 0 for a new file. A database of another program is a fault: it
// must not be touched.
func sqliteVersion(ctx context.Context, l *Ledger) (int64, error) {
	var id, foreign, versioned int64
	err := l.db.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT count(*) FROM sqlite_master WHERE tbl_name NOT IN ('goose_db_version', 'sqlite_sequence')),
		(SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version')`).
		Scan(&id, &foreign, &versioned)
	if err != nil {
		return 0, err
	}
	if id != applicationID {
		if id != 0 || foreign > 0 {
			return 0, fault.Break("该文件是别的程序的数据库，不是台账。", l.where,
				"请核对路径；若要新建台账，请先移走该文件。", nil)
		}
		return 0, nil // new, or its creation was interrupted
	}
	if versioned == 0 {
		return 0, fault.Break("台账缺少版本记录，可能已损坏。", l.where, "请保留该文件备查，恢复最近的备份后重新运行。", nil)
	}
	return l.applied(ctx)
}

// primaryCode is SQLite's result code without the extension, or 0.
func primaryCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

func explainSQLite(err error) (cause, remedy string, known bool) {
	switch primaryCode(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "台账正被另一个程序使用。", "请等另一个程序结束（或关闭打开了台账的数据库工具）后重新运行。", true
	case sqlite3.SQLITE_FULL:
		return "磁盘已满，台账保持原样。", "请清理磁盘空间后重新运行。", true
	case sqlite3.SQLITE_NOTADB:
		return "该文件不是台账。", "请核对路径；若文件已损坏，请移走它并恢复备份。", true
	case sqlite3.SQLITE_CORRUPT:
		return "台账已损坏。", "请保留该文件备查，恢复最近的备份后重新运行。", true
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return "台账不可写。", "请检查文件和文件夹的写权限，或磁盘是否只读。", true
	case sqlite3.SQLITE_CANTOPEN:
		return "台账打不开。", "请检查路径是否存在、是否为普通文件、有无读写权限。", true
	case sqlite3.SQLITE_IOERR:
		return "读写磁盘出错。", "请检查磁盘或网络连接后重新运行。", true
	case sqlite3.SQLITE_CONSTRAINT:
		return "内容不符合台账的约束，没有写入。", "这是程序的错误，请把以上信息发给维护人员。", true
	}
	return "", "", false
}
