package ledger

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"

	"zhibao/pipeline/fault"
)

//go:embed migrations/*/*.sql
var migrations embed.FS

// A process that meets another one at the same step of the schema waits for it so
// often, so long.
const (
	patientTries = 100
	stepPause    = 50 * time.Millisecond
)

// prepare checks that the database is a ledger, and when writing creates or
// migrates it. Several processes may do so at once.
func (l *Ledger) prepare(ctx context.Context, mode access) error {
	files, err := fs.Sub(migrations, l.engine.migrations)
	if err != nil {
		return l.fault("台账的结构定义缺失。", err)
	}
	provider, err := goose.NewProvider(l.engine.dialect, l.db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return l.fault("台账的结构定义有误。", err)
	}
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version
	before, tries := int64(-1), 0
	for {
		version, e := l.engine.version(ctx, l)
		switch {
		case e != nil:
			return l.fault("台账无法打开：", e)
		case version > newest:
			return fault.Break(fmt.Sprintf("台账由更新版本的 zhibao 写成（结构版本 %d，本程序只认到 %d）。", version, newest),
				l.where, "请改用更新版本的 zhibao；台账没有被改动。", nil)
		case version == newest:
			return nil
		case mode != writing && version == 0 && l.engine.dialect == goose.DialectPostgres:
			return noLedgerYet(l.where)
		case mode != writing:
			return fault.Break("台账是空的，或由较旧版本的 zhibao 写成，还没有升级。", l.where,
				"请先运行一次 zhibao run 报告期，它会升级台账。", nil)
		case err != nil && version == before && (tries == patientTries || !l.engine.built(err)):
			return l.fault("台账无法建立或升级：", err)
		}
		if version == before { // another process is at this very step
			tries++
			time.Sleep(stepPause)
		}
		before = version
		if err = l.engine.found(ctx, l); err == nil {
			_, err = provider.Up(ctx) // an error may only mean that another process was quicker: look again
		}
	}
}

// applied is the newest step that goose recorded.
func (l *Ledger) applied(ctx context.Context) (version int64, err error) {
	err = l.db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&version)
	return version, err
}
