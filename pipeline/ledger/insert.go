package ledger

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"slices"
	"strings"
)

// together is how many rows one statement takes: a server is asked once for all.
const together = 40

// inserter adds rows to a table within a transaction; its statements are prepared
// when they are first needed.
type inserter struct {
	tx                        *sql.Tx
	mark                      func(n int) string // the n-th placeholder
	table, columns, returning string
	width                     int
	single, several           *sql.Stmt
}

// into makes an inserter of the named columns. returning names the column that
// number gives back, or nothing.
func (e engine) into(tx *sql.Tx, table, columns, returning string) *inserter {
	return &inserter{tx: tx, mark: e.placeholder, table: table, columns: columns, returning: returning, width: strings.Count(columns, ",") + 1}
}

// close releases the statements.
func (i *inserter) close() error {
	for _, s := range []*sql.Stmt{i.single, i.several} {
		if err := released(s); err != nil {
			return err
		}
	}
	return nil
}

// released closes a statement, if there is one. The driver has a limit of its own for
// it: when that is over the server is silent, and nobody has stopped the command.
func released(s *sql.Stmt) error {
	if s == nil {
		return nil
	}
	err := s.Close()
	if errors.Is(err, context.DeadlineExceeded) {
		return os.ErrDeadlineExceeded
	}
	return err
}

// sql is an INSERT of n rows.
func (i *inserter) sql(n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + i.table + " (" + i.columns + ") VALUES ")
	for at := range n * i.width {
		switch {
		case at == 0:
			b.WriteString("(")
		case at%i.width == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		b.WriteString(i.mark(at + 1))
	}
	b.WriteString(")")
	if i.returning != "" {
		b.WriteString(" RETURNING " + i.returning)
	}
	return b.String()
}

func (i *inserter) prepared(ctx context.Context, n int) (*sql.Stmt, error) {
	at := &i.single
	if n > 1 {
		at = &i.several
	}
	var err error
	if *at == nil {
		*at, err = i.tx.PrepareContext(ctx, i.sql(n))
	}
	return *at, err
}

// number inserts one row and gives the value of the returning column.
func (i *inserter) number(ctx context.Context, r row) (n int64, err error) {
	s, err := i.prepared(ctx, 1)
	if err != nil {
		return 0, err
	}
	return n, s.QueryRowContext(ctx, bound(r)...).Scan(&n)
}

// all inserts rows that belong to one parent, whose number is their first column.
func (i *inserter) all(ctx context.Context, parent int64, rows []row) error {
	whole := make([]row, len(rows))
	for at, r := range rows {
		whole[at] = append(append(make(row, 0, i.width), parent), r...)
	}
	return i.rows(ctx, whole)
}

func (i *inserter) rows(ctx context.Context, rows []row) error {
	for len(rows) > 0 {
		n := 1
		if len(rows) >= together {
			n = together
		}
		s, err := i.prepared(ctx, n)
		if err != nil {
			return err
		}
		if _, err := s.ExecContext(ctx, bound(slices.Concat(rows[:n]...))...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}
