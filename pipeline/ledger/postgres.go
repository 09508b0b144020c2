package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"zhibao/pipeline/fault"
)

// Server is a ledger on a PostgreSQL server.
type Server struct {
	DSN      string        // postgres://user@host:5432/database, or host=… user=…; the PG* variables fill in what it leaves out
	Password string        // of a file of its own; goes before all others
	Schema   string        // of the ledger; empty means the DSN's search_path, else DefaultSchema
	Owner    string        // the bureau, for a person; a ledger that is another's is refused
	Timeout  time.Duration // to connect
	Wait     time.Duration // for the next sign of life, once connected
}

// DefaultSchema, DefaultTimeout and DefaultWait hold where the configuration says
// nothing. Waiting is long, since another desk may be writing its run.
const (
	DefaultSchema  = "zhibao"
	DefaultTimeout = 10 * time.Second
	DefaultWait    = 60 * time.Second
)

// connections are as many as workers may write at once; a server has few to give.
const connections = 4

var schemaName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

// IsServer reports whether a text is the address of a server and not of a file.
func IsServer(text string) bool {
	return strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://")
}

var passwordWord = regexp.MustCompile(`(?i)password\s*=`)

// HasPassword reports whether a DSN carries a password.
func HasPassword(dsn string) bool {
	if !IsServer(dsn) {
		return passwordWord.MatchString(dsn)
	}
	rest := dsn[strings.Index(dsn, "://")+3:]
	authority, _, _ := strings.Cut(rest, "/")
	if at := strings.LastIndex(authority, "@"); at >= 0 && strings.Contains(authority[:at], ":") {
		return true
	}
	query, err := url.QueryUnescape(rest)
	return err != nil || passwordWord.MatchString(query)
}

// Connect opens a server's ledger for writing; it creates what is not there, and
// brings an older one to the present schema.
func Connect(ctx context.Context, s Server) (*Ledger, error) { return connect(ctx, s, writing) }

// ConnectReadOnly opens a server's ledger and never changes what it holds. If there
// is none, the error wraps fs.ErrNotExist.
func ConnectReadOnly(ctx context.Context, s Server) (*Ledger, error) { return connect(ctx, s, reading) }

func connect(ctx context.Context, s Server, mode access) (*Ledger, error) {
	config, err := pgx.ParseConfig(s.DSN)
	if err != nil { // its text repeats the DSN, so it is not shown
		return nil, fault.Config("台账服务器的连接串写法有误", "ledger.dsn", "请写成 postgres://用户@主机:5432/数据库 的样子；口令不写在里面。")
	}
	config.Password = cmp.Or(s.Password, config.Password)
	schema := cmp.Or(s.Schema, config.RuntimeParams["search_path"], DefaultSchema)
	if !schemaName.MatchString(schema) {
		return nil, fault.Config("台账的模式名不合规：「"+schema+"」", "ledger.schema", "请用小写字母、数字和下划线，以字母开头，例如 zhuzhou。")
	}
	config.RuntimeParams["search_path"] = schema
	config.RuntimeParams["client_encoding"] = "UTF8"
	if mode == reading {
		config.RuntimeParams["default_transaction_read_only"] = "on"
	}
	config.ConnectTimeout = cmp.Or(s.Timeout, DefaultTimeout)
	config.DialFunc = impatiently(config.DialFunc, cmp.Or(s.Wait, DefaultWait))
	db := sql.OpenDB(stdlib.GetConnector(*config))
	db.SetMaxOpenConns(connections)
	l := &Ledger{db: db, secret: config.Password, engine: postgresEngine(schema, s.Owner),
		where: fmt.Sprintf("%s:%d/%s（模式%s）", config.Host, config.Port, config.Database, schema)}
	return start(ctx, l, mode)
}

func postgresEngine(schema, owner string) engine {
	return engine{
		dialect: goose.DialectPostgres, migrations: "migrations/postgres",
		version: func(ctx context.Context, l *Ledger) (int64, error) { return serverVersion(ctx, l, schema, owner) },
		found:   func(ctx context.Context, l *Ledger) error { return found(ctx, l, schema, owner) },
		explain: explainServer, clash: clashed, built: built, placeholder: func(n int) string { return "$" + strconv.Itoa(n) },
		alone: `LOCK TABLE run IN EXCLUSIVE MODE`, skipLocked: ` FOR UPDATE SKIP LOCKED`, binary: ` COLLATE "C"`,
		sequence:  `SELECT setval(pg_get_serial_sequence($1, $2), $3)`,
		isolation: sql.LevelRepeatableRead,
	}
}

// serverVersion is 0 if the schema is not there or empty. Another program's tables
// are a fault, and so is another bureau's ledger.
func serverVersion(ctx context.Context, l *Ledger, schema, owner string) (int64, error) {
	var ours, versioned, tables int64
	err := l.db.QueryRowContext(ctx, `SELECT coalesce(sum(CASE WHEN c.relname = 'zhibao_ledger' THEN 1 ELSE 0 END), 0),
		coalesce(sum(CASE WHEN c.relname = 'goose_db_version' THEN 1 ELSE 0 END), 0), count(*)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'r'`, schema).
		Scan(&ours, &versioned, &tables)
	switch {
	case err != nil:
		return 0, err
	case ours == 0 && tables > 0:
		return 0, fault.Break("该模式里是别的程序的数据，不是台账。", l.where, "请在 zhibao.yaml 的 ledger.schema 里另取一个模式名。", nil)
	case ours == 0:
		return 0, nil
	case versioned == 0:
		return 0, fault.Break("台账缺少版本记录，可能已损坏。", l.where, "请联系数据库管理员，恢复最近的备份后重新运行。", nil)
	}
	var its string
	if err := l.db.QueryRowContext(ctx, `SELECT owner FROM zhibao_ledger`).Scan(&its); err != nil {
		return 0, err
	}
	if owner != "" && its != "" && its != owner {
		return 0, fault.Break(fmt.Sprintf("这份台账属于「%s」，本工作区是「%s」。", its, owner), l.where,
			"请在 zhibao.yaml 的 ledger.schema 里写本单位自己的模式名。", nil)
	}
	return l.applied(ctx)
}

// found marks the schema as a ledger. The table of versions is goose's own, less
// its identity column.
func found(ctx context.Context, l *Ledger, schema, owner string) error {
	return l.once(ctx, nil, func(tx *sql.Tx) error {
		var schemas, tables int64
		err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM pg_namespace WHERE nspname = $1),
			(SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = 'zhibao_ledger')`,
			schema).Scan(&schemas, &tables)
		if err != nil || tables > 0 {
			return err
		}
		steps := []string{
			`CREATE TABLE zhibao_ledger (owner TEXT NOT NULL)`,
			`CREATE TABLE goose_db_version (id SERIAL PRIMARY KEY, version_id BIGINT NOT NULL, is_applied BOOLEAN NOT NULL, tstamp TIMESTAMP NOT NULL DEFAULT now())`,
			`INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, TRUE)`,
		}
		if schemas == 0 {
			steps = append([]string{`CREATE SCHEMA ` + schema}, steps...)
		}
		for _, step := range steps {
			if _, err := tx.ExecContext(ctx, step); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO zhibao_ledger (owner) VALUES ($1)`, owner)
		return err
	})
}

// clashed is a duplicate key, a serialization failure or a deadlock: what two
// processes do to each other that write the same at once.
func clashed(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "23505" || e.Code == "40001" || e.Code == "40P01")
}

// built is a clash, or a schema, table or function that is there already.
func built(err error) bool {
	var e *pgconn.PgError
	return clashed(err) || errors.As(err, &e) && (e.Code == "42P06" || e.Code == "42P07" || e.Code == "42723" || e.Code == "42710")
}

func explainServer(err error) (cause, remedy string, known bool) {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return explainState(e.Code)
	}
	var opening *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.As(err, &opening) && (errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) && network.Timeout()):
		return "台账服务器没有在时限内应答。", "请检查网络和服务器；服务器较慢的，在 zhibao.yaml 的 ledger.timeout 里放宽时限（秒）。", true
	case errors.As(err, &opening):
		return "连不上台账服务器。", "请检查主机名、端口和网络，并确认数据库服务已经启动，然后重新运行。", true
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return "", "", false
	case errors.As(err, &network) && network.Timeout():
		return "台账服务器中途长时间没有应答，没有写完的部分由服务器撤销。", "请检查网络和服务器，恢复后重新运行；服务器较慢的，在 zhibao.yaml 的 ledger.wait 里放宽时限（秒）。", true
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		pgconn.SafeToRetry(err), strings.Contains(err.Error(), "conn closed"), strings.Contains(err.Error(), "bad connection"):
		return "与台账服务器的连接中断，没有写完的部分已由服务器撤销。", "请检查网络和服务器，恢复后重新运行。", true
	}
	return "", "", false
}

// explainState words an SQLSTATE by its code or class.
func explainState(code string) (cause, remedy string, known bool) {
	for _, c := range []struct{ codes, cause, remedy string }{
		{"28P01 28000", "台账服务器不接受用户名或口令。", "请检查连接串里的用户，以及环境变量 PGPASSWORD 或口令文件里的口令。"},
		{"3D000", "台账服务器上没有这个数据库。", "请检查连接串里的数据库名，或请管理员建立它。"},
		{"42501", "台账的数据库用户权限不够。", "请管理员授予该用户在此数据库建立模式和表的权限。"},
		{"25006", "台账不可写。", "请检查所连的是否为只读的备用服务器，或是否以只读方式打开。"},
		{"53100", "台账服务器的磁盘已满，台账保持原样。", "请管理员清理磁盘空间后重新运行。"},
		{"53300", "台账服务器的连接已满。", "请稍后重新运行，或请管理员放宽连接数。"},
		{"57P01 57P02 57P03 08000 08003 08006 08001 08004", "台账服务器正在停机或重启，没有写完的部分已由服务器撤销。", "请等服务器恢复后重新运行。"},
		{"XX001 XX002", "台账已损坏。", "请联系数据库管理员，恢复最近的备份后重新运行。"},
		{"55P03 40001 40P01 57014", "台账正被另一个程序使用。", "请等另一个程序结束后重新运行。"},
		{"42P01 42703", "台账的结构不完整，可能已损坏。", "请联系数据库管理员，恢复最近的备份后重新运行。"},
	} {
		if strings.Contains(c.codes, code) {
			return c.cause, c.remedy, true
		}
	}
	if strings.HasPrefix(code, "23") {
		return "内容不符合台账的约束，没有写入。", "这是程序的错误，请把以上信息发给维护人员。", true
	}
	return "", "", false
}

// noLedgerYet is what a reader meets on a server where nobody has written.
func noLedgerYet(where string) error {
	return fault.Break("还没有台账。", where, "请先运行 zhibao run 报告期。", fs.ErrNotExist)
}
