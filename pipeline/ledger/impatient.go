package ledger

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// impatiently dials connections that do not wait longer than so long for the other
// end: a server that hangs, or a network that swallows everything, ends a run and
// does not hold it for ever. The time runs while nothing at all comes, so an answer
// may take longer if it keeps coming.
func impatiently(dial pgconn.DialFunc, wait time.Duration) pgconn.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &impatient{Conn: c, wait: wait}, nil
	}
}

// impatient is a connection with a limit of its own for each wait. A deadline that the
// driver sets, which is how it breaks off, goes before it.
type impatient struct {
	net.Conn
	wait time.Duration

	mu          sync.Mutex
	read, write bool // the driver has set a deadline
}

func (c *impatient) Read(b []byte) (int, error) {
	if err := c.limit(&c.read, c.Conn.SetReadDeadline); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c *impatient) Write(b []byte) (int, error) {
	if err := c.limit(&c.write, c.Conn.SetWriteDeadline); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

func (c *impatient) limit(driven *bool, set func(time.Time) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if *driven {
		return nil
	}
	return set(time.Now().Add(c.wait))
}

func (c *impatient) SetDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read, c.write = !t.IsZero(), !t.IsZero()
	return c.Conn.SetDeadline(t)
}

func (c *impatient) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read = !t.IsZero()
	return c.Conn.SetReadDeadline(t)
}

func (c *impatient) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.write = !t.IsZero()
	return c.Conn.SetWriteDeadline(t)
}
