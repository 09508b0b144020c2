package main

import (
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"testing"

	"zhibao/pipeline/pgtest"
)

// proxy stands between zhibao and a server. It counts what zhibao sends, reading by
// reading, and does something before it passes on the n-th.
type proxy struct {
	listener net.Listener
	server   string // its socket

	mu   sync.Mutex
	sent int
	at   int // the piece at which something happens; 0: nothing does
	how  breakdown
	kill func() // of the server
	said []byte // all that was sent since the last set
	open map[net.Conn]bool
}

// breakdown is what becomes of a connection.
type breakdown string

const (
	lostRequest breakdown = "connection lost before request"
	lostAnswer  breakdown = "connection lost before the answer to request"
	killed      breakdown = "server killed before request"
	silence     breakdown = "silence from request"
)

// breakdowns are all of them, those first that the server itself goes through.
var breakdowns = []breakdown{killed, lostRequest, lostAnswer, silence}

func newProxy(t *testing.T, s *pgtest.Server) *proxy {
	t.Helper()
	u, err := url.Parse(s.DSN())
	mustDo(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	mustDo(t, err)
	p := &proxy{listener: l, server: filepath.Join(u.Query().Get("host"), ".s.PGSQL.5432"), open: map[net.Conn]bool{}}
	t.Cleanup(func() { _ = l.Close(); p.cut() })
	go p.accept()
	return p
}

// dsn is the server's address by way of the proxy.
func (p *proxy) dsn() string {
	return "postgres://postgres@" + p.listener.Addr().String() + "/postgres?sslmode=disable"
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("unix", p.server)
		if err != nil {
			_ = client.Close()
			continue
		}
		p.mu.Lock()
		p.open[client], p.open[server] = true, true
		p.mu.Unlock()
		go p.pass(client, server, p.request)
		go p.pass(server, client, p.answer)
	}
}

// pass copies until either end closes; the gate says whether a piece is passed on.
func (p *proxy) pass(from, to net.Conn, gate func(piece []byte) bool) {
	defer from.Close()
	defer to.Close()
	piece := make([]byte, 64<<10)
	for {
		n, err := from.Read(piece)
		if n > 0 && gate(piece[:n]) {
			if _, err := to.Write(piece[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// request is asked before a piece goes to the server.
func (p *proxy) request(piece []byte) bool {
	p.mu.Lock()
	p.sent++
	p.said = append(p.said, piece...)
	at, how := p.at > 0 && p.sent >= p.at, p.how
	first := at && p.sent == p.at
	p.mu.Unlock()
	switch {
	case first && how == killed:
		p.kill()
	case first && how == lostRequest:
		p.cut()
	}
	return !at || how != silence
}

// answer is asked before a piece comes from the server.
func (p *proxy) answer([]byte) bool {
	p.mu.Lock()
	at, how, first := p.at > 0 && p.sent >= p.at, p.how, p.sent == p.at
	p.mu.Unlock()
	if at && first && how == lostAnswer {
		p.cut()
		return false
	}
	return !at || how != silence
}

// cut closes all connections.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		_ = c.Close()
		delete(p.open, c)
	}
}

// set arms the proxy and counts anew.
func (p *proxy) set(at int, how breakdown) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent, p.at, p.how, p.said = 0, at, how, nil
}

// passed counts what was sent, and gives it.
func (p *proxy) passed() (int, string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sent, string(p.said)
}
