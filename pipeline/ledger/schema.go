package ledger

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"zhibao/pipeline/fault"
)

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

// applicationID marks a SQLite file as ours; the first migration sets it.
const applicationID = 0x5a424c53

// prepare checks that the file is a ledger, and when writing creates or migrates it.
func (l *Ledger) prepare(ctx context.Context, mode access) error {
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return l.fault("台账的结构定义缺失。", err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, l.db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return l.fault("台账的结构定义有误。", err)
	}
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version
	version, err := l.version(ctx)
	switch {
	case err != nil:
		return l.fault("台账无法打开：", err)
	case version > newest:
		return fault.Break(fmt.Sprintf("台账由更新版本的 zhibao 写成（结构版本 %d，本程序只认到 %d）。", version, newest),
			l.path, "请改用更新版本的 zhibao；台账没有被改动。", nil)
	case version == newest:
		return nil
	case mode == reading:
		return fault.Break("台账是空的，或由较旧版本的 zhibao 写成，还没有升级。", l.path,
			"请先运行一次 zhibao run 报告期，它会升级台账。", nil)
	}
	if _, err := provider.Up(ctx); err != nil {
		return l.fault("台账无法建立或升级：", err)
	}
	return nil
}

// version is the schema's version, 0 for a new file. A database of another
// program is a fault: it must not be touched.
func (l *Ledger) version(ctx context.Context) (int64, error) {
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
			return 0, fault.Break("该文件是别的程序的数据库，不是台账。", l.path,
				"请核对路径；若要新建台账，请先移走该文件。", nil)
		}
		return 0, nil // new, or its creation was interrupted
	}
	if versioned == 0 {
		return 0, fault.Break("台账缺少版本记录，可能已损坏。", l.path, "请保留该文件备查，恢复最近的备份后重新运行。", nil)
	}
	var version int64
	err = l.db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&version)
	return version, err
}
