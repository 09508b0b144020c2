package main

import (
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/pgtest"
)

// brokenServer is a workspace whose ledger lies on a server of its own, behind a proxy.
// Each point has a copy of the workspace and of the database.
type brokenServer struct {
	server *pgtest.Server
	proxy  *proxy
	secret string
	ready  string // the workspace
	base   string // the database that goes with it
	before map[string]string
	after  map[string]string
	runs   []string       // the digests of all runs, which cover all that hangs on them
	rows   map[string]int // of each table
	points int            // databases made
}

// serverWait is the wait that the workspace is configured for.
const serverWait = 5 * time.Second

// serverPoint is a message to the server at which something happens.
type serverPoint struct {
	how breakdown
	n   int
}

func (p serverPoint) String() string { return fmt.Sprintf("%s %d", p.how, p.n) }

// The connection is lost, the server killed, or nothing comes any more, at each message
// that goes to the server in a first run and in one of a revised figure. The run ends
// with what to do, and never hangs; what is printed is the old set or the new one; and
// the next run gives what a ledger in a file gives. With soak all messages are tried, or
// those of a part, the kills first; without it, a sample.
func TestBrokenServerAnywhere(t *testing.T) {
	t.Parallel()
	for _, revised := range []bool{false, true} {
		t.Run(map[bool]string{false: "first run", true: "revised"}[revised], func(t *testing.T) {
			t.Parallel()
			b := newBrokenServer(t, revised)
			dir := b.workspace(t)
			b.proxy.set(0, "")
			must(t, dir, 1, "run", smallPeriod)
			requests, _ := b.proxy.passed()
			b.checkEnd(t, dir, "unbroken")
			random := rand.New(rand.NewPCG(5, 2018))
			if os.Getenv(soak) != "" {
				breakServers(t, b, revised, requests, random)
				return
			}
			for _, how := range breakdowns {
				p := serverPoint{how, random.IntN(requests) + 1}
				t.Run(p.String(), func(t *testing.T) { b.breakAt(t, p) })
			}
			t.Logf("%d requests, %d points", requests, len(breakdowns))
		})
	}
}

// lanes are servers that are broken at the same time, most of which is waiting.
const lanes = 4

// breakServers tries the points of a part, in an order of chance.
func breakServers(t *testing.T, first *brokenServer, revised bool, requests int, random *rand.Rand) {
	part := soakPartOf(t, requests)
	var points []serverPoint
	for _, how := range breakdowns {
		for _, i := range random.Perm(requests) {
			if part.has(i + 1) {
				points = append(points, serverPoint{how, i + 1})
			}
		}
	}
	var mu sync.Mutex
	tried, missed, began := map[breakdown]int{}, 0, time.Now()
	for lane := range lanes {
		t.Run(fmt.Sprintf("lane %d", lane), func(t *testing.T) {
			t.Parallel()
			b := first
			if lane > 0 {
				b = newBrokenServer(t, revised)
			}
			for i := lane; i < len(points); i += lanes {
				p := points[i]
				t.Run(p.String(), func(t *testing.T) {
					came := b.breakAt(t, p)
					mu.Lock()
					defer mu.Unlock()
					if tried[p.how]++; !came {
						missed++
					}
				})
			}
		})
	}
	t.Cleanup(func() {
		t.Logf("%v of %d requests: tried %v of %d points, of %d in all; %d messages did not come, in %v",
			part, requests, tried, len(points), requests*len(breakdowns), missed, time.Since(began).Round(time.Second))
	})
}

func newBrokenServer(t *testing.T, revised bool) *brokenServer {
	mine, err := pgtest.Start()
	if err != nil {
		pgtest.Need(t, nil)
	}
	t.Cleanup(mine.Remove)
	b := &brokenServer{server: mine, proxy: newProxy(t, mine), ready: small(t), base: "base"}
	b.proxy.kill = func() { _ = mine.Kill() } // Up says it if it did not
	b.secret = filepath.Join(t.TempDir(), "secret")
	mustDo(t, os.WriteFile(b.secret, []byte(pgtest.Password+"\n"), 0o600))
	b.do(t, "CREATE DATABASE base")

	alone := duplicate(t, b.ready)
	b.configure(t, b.ready, b.base)
	if revised {
		for _, dir := range []string{alone, b.ready} {
			must(t, dir, 1, "run", smallPeriod)
			revise(t, dir)
		}
		b.before = inPlace(t, b.ready)
	}
	must(t, alone, 1, "run", smallPeriod)
	want := leftBy(t, alone)
	b.after, b.rows = want.outputs, want.rows
	l, err := ledger.OpenReadOnly(filepath.Join(alone, ".zhibao", "ledger.db"))
	mustDo(t, err)
	b.runs = runDigests(t, l)
	return b
}

// do runs a statement that belongs to no database.
func (b *brokenServer) do(t *testing.T, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", strings.Replace(b.server.DSN(), "postgres@", "postgres:"+pgtest.Password+"@", 1))
	mustDo(t, err)
	defer db.Close()
	_, err = db.ExecContext(t.Context(), statement)
	mustDo(t, err)
}

func (b *brokenServer) configure(t *testing.T, dir, database string) {
	t.Helper()
	dsn := strings.Replace(b.proxy.dsn(), "/postgres?", "/"+database+"?", 1)
	path := filepath.Join(dir, "zhibao.yaml")
	config, _, _ := strings.Cut(read(t, path), "\nledger:")
	write(t, path, config+fmt.Sprintf("\nledger: {dsn: %q, password_file: %q, timeout: 10, wait: %.0f, lease: 1}\n", dsn, b.secret, serverWait.Seconds()))
}

// workspace is a copy of the workspace with a copy of the database.
func (b *brokenServer) workspace(t *testing.T) string {
	t.Helper()
	b.points++
	database := fmt.Sprintf("point%d", b.points)
	b.do(t, "CREATE DATABASE "+database+" TEMPLATE "+b.base)
	dir := duplicate(t, b.ready)
	b.configure(t, dir, database)
	return dir
}

// breakAt reports whether the message came: another run may have fewer connections, and
// fewer messages. Then it is a run like any other.
func (b *brokenServer) breakAt(t *testing.T, p serverPoint) (came bool) {
	at, how := p.String(), p.how
	dir := b.workspace(t)
	b.proxy.set(p.n, how)
	began := time.Now()
	got := invoke(dir, "run", smallPeriod)
	took := time.Since(began)
	sent, _ := b.proxy.passed()
	came = sent >= p.n
	b.proxy.set(0, "")
	b.proxy.cut()
	if how == killed && came {
		mustDo(t, b.server.Up())
	}
	if !came && got.code != fault.Person {
		t.Errorf("%s, which did not come: exit %d\n%s", at, got.code, got.err)
	}
	outputs := inPlace(t, dir)
	switch {
	case got.code == fault.Person: // the driver tried again, or all was done
		b.checkEnd(t, dir, at)
	case got.code != fault.Broken || !strings.Contains(got.err, "台账") || !strings.Contains(got.err, "处理：请"):
		t.Errorf("%s: exit %d\n%s", at, got.code, got.err)
	case !maps.Equal(outputs, b.before) && !maps.Equal(outputs, b.after):
		t.Errorf("%s: the outputs are neither the old set nor the new one: %v", at, digests(outputs))
	case how == silence && !strings.Contains(got.err, "没有应答") && !strings.Contains(got.err, "时限内"):
		t.Errorf("%s: %s", at, got.err)
	}
	if strings.Contains(got.err+got.out, pgtest.Password) {
		t.Errorf("%s: the password is shown: %s", at, got.err)
	}
	if took > time.Minute {
		t.Errorf("%s: it took %v", at, took)
	}
	if again := invoke(dir, "run", smallPeriod); again.code != fault.Person {
		t.Errorf("%s: run again: exit %d\n%s", at, again.code, again.err)
		return came
	}
	b.checkEnd(t, dir, at)
	b.do(t, fmt.Sprintf("DROP DATABASE point%d", b.points))
	return came
}

// checkEnd wants what a run with the ledger in a file left.
func (b *brokenServer) checkEnd(t *testing.T, dir, at string) {
	t.Helper()
	equalTrees(t, at+": outputs", b.after, inPlace(t, dir))
	tidy(t, dir)
	database := fmt.Sprintf("point%d", b.points)
	l, err := ledger.ConnectReadOnly(t.Context(), ledger.Server{DSN: strings.Replace(b.server.DSN(), "/postgres?", "/"+database+"?", 1), Password: pgtest.Password})
	mustDo(t, err)
	proofs, err := l.Digests(t.Context())
	mustDo(t, err)
	rows := map[string]int{}
	for _, p := range proofs {
		rows[p.Table] = p.Rows
	}
	if runs := runDigests(t, l); !slices.Equal(runs, b.runs) || !maps.Equal(rows, b.rows) {
		t.Errorf("%s: the ledger holds %v %v, one in a file %v %v", at, runs, rows, b.runs, b.rows)
	}
	if got := invoke(dir, "verify"); got.code != 0 { // the digests are those of the rows
		t.Errorf("%s: verify says %d\n%s%s", at, got.code, got.out, got.err)
	}
}

// runDigests closes the ledger.
func runDigests(t *testing.T, l *ledger.Ledger) (digests []string) {
	t.Helper()
	defer l.Close()
	heads, err := l.Runs(t.Context())
	mustDo(t, err)
	for _, h := range heads {
		digests = append(digests, h.Digest)
	}
	return digests
}

// A run that finds nothing changed says so and asks the server for no change either.
func TestUnchangedOnServer(t *testing.T) {
	t.Parallel()
	b := newBrokenServer(t, false)
	dir := b.workspace(t)
	writes := func(args ...string) (out string, wrote bool) {
		b.proxy.set(0, "")
		got := must(t, dir, fault.Person, args...)
		requests, said := b.proxy.passed()
		if requests == 0 {
			t.Errorf("%v: the server was not asked", args)
		}
		return got.out, regexp.MustCompile(`(?i)\b(INSERT|UPDATE|DELETE|CREATE|LOCK|COPY|TRUNCATE|setval)\b`).MatchString(said)
	}
	if out, wrote := writes("run", smallPeriod); !wrote || strings.Contains(out, textUnchanged) {
		t.Errorf("the first run: wrote %v\n%s", wrote, out)
	}
	before := tree(t, dir)
	if out, wrote := writes("run", smallPeriod); wrote || !strings.Contains(out, textUnchanged) {
		t.Errorf("the second run: wrote %v\n%s", wrote, out)
	}
	equalTrees(t, "workspace", before, tree(t, dir))
	b.checkEnd(t, dir, "after an idle run")
}
