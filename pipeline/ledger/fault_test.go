package ledger

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/pgtest"
)

// wantFault checks an error for a person: exit 3, said in Chinese, with a remedy,
// and without the password.
func wantFault(t *testing.T, err error, code fault.Code, want string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != code || f.Where == "" || f.Remedy == "" || !strings.Contains(f.What, want) {
		t.Errorf("error %v, want a fault saying %s", err, want)
	}
	if strings.Contains(err.Error(), pgtest.Password) {
		t.Errorf("the password is in %q", err)
	}
}

func TestServerFaults(t *testing.T) {
	s := newServer(t)
	l := opened(t, func() (*Ledger, error) { return Connect(t.Context(), s) })
	put(t, l, Run{ID: "r", Period: june}, sub("A", "a.xlsx", "1", Accepted))
	foreign := newServer(t)
	must(t, l, "CREATE SCHEMA "+foreign.Schema)
	must(t, l, "CREATE TABLE "+foreign.Schema+".song (title TEXT)")
	newer, half, bare := newServer(t), newServer(t), newServer(t)
	for _, at := range []Server{newer, half} {
		_ = opened(t, func() (*Ledger, error) { return Connect(t.Context(), at) }).Close()
	}
	must(t, l, "INSERT INTO "+newer.Schema+".goose_db_version (version_id, is_applied) VALUES (99, TRUE)")
	must(t, l, "DROP TABLE "+half.Schema+".goose_db_version")
	broken := newServer(t)
	cut := opened(t, func() (*Ledger, error) { return Connect(t.Context(), broken) })
	must(t, l, "DROP TABLE "+broken.Schema+".run_submission CASCADE")
	must(t, l, "DO $$ BEGIN CREATE ROLE clerk LOGIN PASSWORD '"+pgtest.Password+"'; EXCEPTION WHEN duplicate_object THEN NULL; END $$")

	change := func(change func(*Server)) func() error {
		return func() error {
			other := s
			change(&other)
			l, err := Connect(t.Context(), other)
			if err == nil {
				_ = l.Close()
			}
			return err
		}
	}
	dsn := func(user, database string) string {
		return strings.Replace(strings.Replace(s.DSN, "postgres@", user+"@", 1), "/postgres?", "/"+database+"?", 1)
	}
	for _, test := range []struct {
		name, want string
		code       fault.Code
		do         func() error
	}{
		{"wrong password", "不接受用户名或口令", fault.Broken, change(func(s *Server) { s.Password = "falsch" })},
		{"no password", "不接受用户名或口令", fault.Broken, change(func(s *Server) { s.Password = "" })},
		{"unknown user", "不接受用户名或口令", fault.Broken, change(func(s *Server) { s.DSN = dsn("nobody", "postgres") })},
		{"no such database", "没有这个数据库", fault.Broken, change(func(s *Server) { s.DSN = dsn("postgres", "absent") })},
		{"no right to make a schema", "权限不够", fault.Broken, change(func(s *Server) { s.DSN, s.Schema = dsn("clerk", "postgres"), "clerks" })},
		{"unreachable", "连不上", fault.Broken, change(func(s *Server) { s.DSN = "postgres://u@127.0.0.1:1/d?sslmode=disable" })},
		{"unknown host", "连不上", fault.Broken, change(func(s *Server) { s.DSN = "postgres://u@host.invalid/d?sslmode=disable" })},
		{"silent", "没有在时限内应答", fault.Broken, change(func(s *Server) {
			s.DSN, s.Timeout = fmt.Sprintf("postgres://u@%s/d?sslmode=disable", silent(t)), 300*time.Millisecond
		})},
		{"another program's", "别的程序", fault.Broken, change(func(s *Server) { s.Schema = foreign.Schema })},
		{"newer", "更新版本", fault.Broken, change(func(s *Server) { s.Schema = newer.Schema })},
		{"no versions", "已损坏", fault.Broken, change(func(s *Server) { s.Schema = half.Schema })},
		{"another bureau's", "属于「甲市」，本工作区是「乙市」", fault.Broken, change(func(s *Server) { s.Owner = "乙市" })},
		{"a schema of SQL", "模式名", fault.Usage, change(func(s *Server) { s.Schema = "a; DROP SCHEMA b" })},
		{"a DSN of nonsense", "连接串", fault.Usage, change(func(s *Server) { s.DSN = "postgres://u:" + pgtest.Password + "@h:port/%zz" })},
		{"nothing there to read", "还没有台账", fault.Broken, func() error {
			_, err := ConnectReadOnly(t.Context(), bare)
			return err
		}},
		{"read only", "不可写", fault.Broken, func() error {
			l := opened(t, func() (*Ledger, error) { return ConnectReadOnly(t.Context(), s) })
			_, err := l.Record(t.Context(), Run{ID: "r2", Period: june}, nil)
			return err
		}},
		{"a table is gone", "结构不完整", fault.Broken, func() error {
			_, err := cut.Record(t.Context(), Run{ID: "r2", Period: june}, nil)
			return err
		}},
	} {
		t.Run(test.name, func(t *testing.T) { wantFault(t, test.do(), test.code, test.want) })
	}
	if got := values(t, l, june); got != "A=1" {
		t.Errorf("the ledger reads %q", got)
	}
}

// silent is the address of a server that takes connections and never says a word.
func silent(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String()
}

// A server that takes a request and gives no answer ends the wait; whoever interrupts
// does not have to wait so long.
func TestServerFallsSilent(t *testing.T) {
	s := newServer(t)
	s.Wait = 300 * time.Millisecond
	hasty := opened(t, func() (*Ledger, error) { return Connect(t.Context(), s) })
	s.Wait = time.Minute
	patient := opened(t, func() (*Ledger, error) { return Connect(t.Context(), s) })
	began := time.Now()
	_, err := hasty.db.ExecContext(t.Context(), "SELECT pg_sleep(20)")
	wantFault(t, hasty.fault("台账没有写入：", err), fault.Broken, "长时间没有应答")
	ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer stop()
	_, err = patient.db.ExecContext(ctx, "SELECT pg_sleep(20)")
	wantFault(t, patient.fault("台账没有写入：", err), fault.Broken, "运行被中断")
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("it took %v", took)
	}
	if _, err := hasty.db.ExecContext(t.Context(), "SELECT pg_sleep(0.1)"); err != nil { // on a new connection
		t.Error(err)
	}
}

// A server that dies in the middle of a transaction leaves nothing of it; when it is
// back, the same run gives what it would have given.
func TestServerDies(t *testing.T) {
	mine, err := pgtest.Start()
	if err != nil {
		pgtest.Need(t, nil)
	}
	t.Cleanup(mine.Remove)
	s := Server{DSN: mine.DSN(), Password: pgtest.Password, Owner: "甲市"}
	l := opened(t, func() (*Ledger, error) { return Connect(t.Context(), s) })
	put(t, l, Run{ID: "r", Period: june}, sub("A", "a.xlsx", "1", Accepted))
	before := dump(t, l)

	tx, err := l.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.record(t.Context(), tx, Run{ID: "r2", Period: june}, slices.Values(batch(40, 20))); err != nil {
		t.Fatal(err)
	}
	if err := mine.Kill(); err != nil {
		t.Fatal(err)
	}
	wantFault(t, l.fault("台账没有写入：", tx.Commit()), fault.Broken, "没有写完的部分已由服务器撤销")
	_, err = l.Record(t.Context(), Run{ID: "r2", Period: june}, nil)
	wantFault(t, err, fault.Broken, "台账没有写入")
	if err := mine.Up(); err != nil {
		t.Fatal(err)
	}
	if dump(t, l) != before {
		t.Error("half a run remains")
	}
	if n := put(t, l, Run{ID: "r2", Period: june}, batch(40, 20)...); n != 41 { // 40 new, one gone
		t.Errorf("changed = %d", n)
	}
}

func TestHasPassword(t *testing.T) {
	for dsn, want := range map[string]bool{
		"postgres://u@h/d": false, "postgres://u:p@h/d": true, "postgres://u@h:5432/d": false, "postgresql://h/d?password=p": true,
		"postgres://u@h/d?pass%77ord=p": true, "host=h user=u": false, "host=h password = p": true, "host=h PASSWORD=p": true,
		"postgres://u:@h/d": true, "postgres://u@h/d?sslmode=disable&host=%2Ftmp": false, "postgres://u:p@w@h/d": true, ".zhibao/ledger.db": false,
	} {
		if got := HasPassword(dsn); got != want {
			t.Errorf("HasPassword(%s) = %v", dsn, got)
		}
	}
}

// Even a driver that wrote the password would not show it.
func TestHidden(t *testing.T) {
	l := opened(t, func() (*Ledger, error) { return Connect(t.Context(), newServer(t)) })
	err := l.fault("台账读写失败：", errors.New("login as postgres:"+pgtest.Password+" refused"))
	wantFault(t, err, fault.Broken, "台账读写失败")
	if !strings.Contains(err.Error(), "postgres:*** refused") {
		t.Errorf("%v", err)
	}
}
