//go:build unix

package pgtest

import (
	"os"
	"strings"
	"testing"
	"time"
)

// Up gives a server also when it is asked while another goroutine still kills the old
// one, or is about to; and where none can start, it shows the server's log.
func TestUpAfterKill(t *testing.T) {
	s, err := Start()
	if err != nil {
		Need(t, nil)
	}
	t.Cleanup(s.Remove)
	for range 5 {
		killed := make(chan error)
		go func() { killed <- s.Kill() }()
		if err := s.Up(); err != nil {
			t.Fatal(err)
		}
		if err := <-killed; err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.data()+"/postgresql.conf", []byte("no_such_setting = 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := s.Up(); err == nil || !strings.Contains(err.Error(), "no_such_setting") || time.Since(began) > 20*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
}
