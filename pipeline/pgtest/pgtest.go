//go:build unix

// Package pgtest starts a PostgreSQL server of its own for tests: real, private, on
// a socket in a temporary folder, gone when the tests are over. A cluster that the
// system runs is never touched.
package pgtest

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// MaySkip is set to 1 where a machine lacks the server on purpose.
const MaySkip = "ZHIBAO_TESTS_MAY_SKIP"

// Password is that of the server's only user, postgres.
const Password = "Kou-Ling_7f3a"

// Server is a running server.
type Server struct {
	dir   string // of data and socket
	bin   string
	child *syscall.SysProcAttr
	kill  sync.Mutex // held while a server is being killed
}

// Run starts a server, runs the tests, and stops it: for TestMain. Where there is no
// server the tests that ask for one fail, or are skipped if MaySkip says so.
func Run(m interface{ Run() int }, use func(*Server)) int {
	s, err := Start()
	if err != nil {
		fmt.Fprintln(os.Stderr, "PostgreSQL:", err)
		return m.Run()
	}
	defer s.Remove()
	use(s)
	return m.Run()
}

// Need ends or skips a test for which there is no server.
func Need(t testing.TB, s *Server) *Server {
	t.Helper()
	if s == nil && os.Getenv(MaySkip) == "1" {
		t.Skipf("PostgreSQL is not installed and %s=1: not checked", MaySkip)
	}
	if s == nil {
		t.Fatalf("PostgreSQL is not installed: run make test, which installs it (or set %s=1 to skip)", MaySkip)
	}
	return s
}

// Start makes a new cluster and starts its server.
func Start() (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("/tmp", "zhibao-pg-") // a socket's path must be short
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: bin}
	if err = s.own(); err == nil {
		err = s.create()
	}
	if err == nil {
		err = s.Up()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// programs is the folder of the newest server that is installed.
func programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		path, err := exec.LookPath("initdb")
		return filepath.Dir(path), err
	}
	slices.SortFunc(found, func(a, b string) int { return release(a) - release(b) })
	return filepath.Dir(found[len(found)-1]), nil
}

func release(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))) // other names sort first
	return n
}

// own gives the folder to the user postgres when the tests run as root, as whom the
// server refuses to work.
func (s *Server) own() error {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return err
	}
	s.child = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return os.Chown(s.dir, uid, gid)
}

func (s *Server) create() error {
	secret := filepath.Join(s.dir, "secret")
	if err := os.WriteFile(secret, []byte(Password+"\n"), 0o644); err != nil {
		return err
	}
	return s.do("initdb", "-D", s.data(), "-U", "postgres", "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "--no-locale", "-N")
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }
func (s *Server) log() string  { return filepath.Join(s.dir, "log") }

// Up starts the server, also after Kill and while Kill is at work: it waits for the
// old server to be gone. The error holds the end of the server's log.
func (s *Server) Up() error {
	if err := s.gone(); err != nil {
		return err
	}
	s.kill.Lock() // pg_ctl stop is done looking at the process file too
	defer s.kill.Unlock()
	options := "-c listen_addresses='' -c unix_socket_directories=" + s.dir + " -c fsync=off -c max_connections=100 -c shared_buffers=32MB"
	if err := s.do("pg_ctl", "-D", s.data(), "-l", s.log(), "-w", "-t", "60", "-o", options, "start"); err != nil {
		log, errLog := os.ReadFile(s.log())
		return errors.Join(fmt.Errorf("%w\nlog of the server:\n%s", err, log[max(0, len(log)-4000):]), errLog)
	}
	return nil
}

// downWithin is how long a killed server may take to go: it gives its children five
// seconds itself.
const downWithin = 30 * time.Second

// gone waits until no server has the data. A server takes its process file away when
// all its children have ended and their memory is given back.
func (s *Server) gone() error {
	pid := filepath.Join(s.data(), "postmaster.pid")
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		said, err := os.ReadFile(pid)
		switch {
		case errors.Is(err, os.ErrNotExist):
			return nil
		case err != nil:
			return err
		case time.Since(began) > downWithin:
			return fmt.Errorf("a server still has the data after %v:\n%s", downWithin, said)
		}
	}
}

// Kill ends the server at once, as a power failure does: no client is told.
func (s *Server) Kill() error {
	s.kill.Lock()
	defer s.kill.Unlock()
	return s.do("pg_ctl", "-D", s.data(), "-m", "immediate", "-w", "stop")
}

// Remove stops the server and deletes all of it.
func (s *Server) Remove() {
	_ = s.Kill() // it may be down already
	for range 50 {
		if os.RemoveAll(s.dir) == nil {
			return
		}
		time.Sleep(20 * time.Millisecond) // its last children are still writing
	}
}

func (s *Server) do(program string, args ...string) error {
	c := exec.Command(filepath.Join(s.bin, program), args...)
	c.SysProcAttr, c.Dir = s.child, s.dir
	c.Env = append(os.Environ(), "LC_ALL=C", "HOME="+s.dir)
	out, err := os.CreateTemp("", "zhibao-pg-out-") // no pipe: the server would hold it open
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	c.Stdout, c.Stderr = out, out
	if err := c.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w\n%s", program, err, said)
	}
	return nil
}

// DSN is the server's address without a password.
func (s *Server) DSN() string {
	return "postgres://postgres@/postgres?sslmode=disable&host=" + url.QueryEscape(s.dir)
}
