package ledger

import (
	"context"
	"database/sql"
	"strings"

	"github.com/pressly/goose/v3"

	"zhibao/pipeline/fault"
)

// Version is the version of the ledger's structure.
func (l *Ledger) Version(ctx context.Context) (int64, error) {
	version, err := l.applied(ctx)
	return version, l.fault("无法读取台账：", err)
}

// Sound has the database check its own file: pages, and indexes against tables. A
// server looks after its files itself. What the rows say is for Check.
func (l *Ledger) Sound(ctx context.Context) error {
	if l.engine.dialect != goose.DialectSQLite3 {
		return nil
	}
	said, err := collect(ctx, l.db, func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) }, `PRAGMA integrity_check(3)`)
	if err != nil {
		return l.fault("无法读取台账：", err)
	}
	if text := strings.Join(said, "；"); text != "ok" {
		f := fault.Break("台账已损坏。", l.where, "请保留该文件备查，恢复最近的备份后重新运行。", nil)
		f.Detail = "  系统信息：" + text
		return f
	}
	return nil
}
