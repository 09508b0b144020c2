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
//
// It lies in an SQLite file (sqlite.go), or on a server that speaks PostgreSQL's
// protocol (postgres.go); the queries are the same. Of PostgreSQL it uses no more
// than its descendants (openGauss, KingbaseES and the like) have: TEXT, BIGINT, BYTEA, BIGSERIAL with setval and pg_get_serial_sequence, CHECK, UNIQUE
// and foreign keys, plain and partial indexes, statement triggers in plpgsql (also
// on TRUNCATE), WITH, RETURNING, COLLATE "C", LOCK TABLE … IN EXCLUSIVE MODE, FOR
// UPDATE SKIP LOCKED, REPEATABLE READ, and the views pg_namespace and pg_class. No
// identity columns, no ON CONFLICT, no JSON, no arrays, no extensions. Decimals and
// times are TEXT in both. No query orders or compares by text, whose collation
// differs, except where COLLATE says how.
//
// One schema of a PostgreSQL database is one ledger. Several bureaus share a server
// by a schema each; several desks of one bureau share the schema. A schema belongs
// to the bureau that wrote to it first and refuses another.
package ledger

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"

	"zhibao/pipeline/fault"
)

// Ledger is an open ledger. It may be used by several goroutines.
type Ledger struct {
	db     *sql.DB
	where  string // the file, or the server and schema, for a person
	secret string // must not appear in any text
	engine engine
}

// engine is what differs between the databases.
type engine struct {
	dialect    goose.Dialect
	migrations string // folder of the schema's steps
	// version reads the schema's version, 0 for a new ledger; a database that is not
	// a ledger is a fault.
	version func(ctx context.Context, l *Ledger) (int64, error)
	// found prepares a place for a new ledger.
	found func(ctx context.Context, l *Ledger) error
	// explain says what an error of the database means; clash, that another process
	// did the same at once and the transaction is worth another try.
	explain func(err error) (cause, remedy string, known bool)
	clash   func(err error) bool
	// built reports that another process is building what is being built here.
	built func(err error) bool
	// placeholder is the n-th of an INSERT. SQLite looks one with a name up among all.
	placeholder func(n int) string
	// alone keeps others from writing runs until the transaction ends.
	alone string
	// skipLocked ends a SELECT of claims, binary a column that orders.
	skipLocked, binary string
	// sequence sets what numbers a table's next row; empty if nothing must be set.
	sequence string
	// isolation shows a transaction one state throughout.
	isolation sql.IsolationLevel
}

// access is what a ledger is opened for.
type access int

const (
	reading access = iota + 1
	writing
	looking // reads, and leaves even what a killed writer left to the next command
)

// Open opens the ledger in an SQLite file for writing; it creates the file and its
// folder if there are none, and brings an older one to the present schema.
func Open(path string) (*Ledger, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fault.Break("无法建立台账所在的文件夹。", filepath.Dir(path),
			"请检查该位置是否可写、磁盘是否已满，然后重新运行。", err)
	}
	return openFile(path, writing, patience)
}

// OpenReadOnly opens an existing ledger and never changes what it holds. If there
// is none, the error wraps fs.ErrNotExist.
func OpenReadOnly(path string) (*Ledger, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Break("还没有台账。", path, "请先运行 zhibao run 报告期。", err)
	}
	return openFile(path, reading, patience)
}

// Look opens the ledger of a file and changes nothing on the disk, whatever state it
// is in. If there is none, the error wraps fs.ErrNotExist.
func Look(path string) (*Ledger, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Break("还没有台账。", path, "请先运行 zhibao run 报告期。", err)
	}
	return openFile(path, looking, patience)
}

// Close releases the file or the connection. Nothing but the ledger itself remains
// on disk.
func (l *Ledger) Close() error {
	if err := l.db.Close(); err != nil {
		return l.fault("台账未能正常关闭。", err)
	}
	return nil
}

// Where says for a person where the ledger lies.
func (l *Ledger) Where() string { return l.where }

// start finishes the opening of a database: it is checked and brought up to date.
func start(ctx context.Context, l *Ledger, mode access) (*Ledger, error) {
	if err := l.prepare(ctx, mode); err != nil {
		_ = l.db.Close() // the first error says more
		return nil, err
	}
	return l, nil
}

// tries is how often a transaction is begun that meets another one's like.
const tries = 8

// write does work in a transaction. One that clashed with another process is done
// again from its beginning, so that it sees what the other wrote.
func (l *Ledger) write(ctx context.Context, work func(tx *sql.Tx) error) error {
	var err error
	for range tries {
		err = l.once(ctx, nil, work)
		if err == nil || !l.engine.clash(err) || ctx.Err() != nil {
			break
		}
	}
	return err
}

func (l *Ledger) once(ctx context.Context, options *sql.TxOptions, work func(tx *sql.Tx) error) error {
	tx, err := l.db.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := work(tx); err != nil {
		return err
	}
	return tx.Commit()
}
