package pipeline

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/workspace"
)

// OpenLedger opens the workspace's ledger for writing: the server's where one is
// configured, else the file.
func (p *Project) OpenLedger(ctx context.Context) (*ledger.Ledger, error) {
	if s, ok := p.server(); ok {
		return ledger.Connect(ctx, s)
	}
	if err := p.Workspace.MakeState(); err != nil {
		return nil, err
	}
	return ledger.Open(p.Workspace.LedgerPath())
}

// ReadLedger opens the workspace's ledger to read only. If there is none, the error
// wraps fs.ErrNotExist.
func (p *Project) ReadLedger(ctx context.Context) (*ledger.Ledger, error) {
	if s, ok := p.server(); ok {
		return ledger.ConnectReadOnly(ctx, s)
	}
	return ledger.OpenReadOnly(p.Workspace.LedgerPath())
}

// server is the configured one, which belongs to the plan's city.
func (p *Project) server() (s ledger.Server, ok bool) {
	s = p.Settings.Ledger
	s.Owner = p.Plan.Head.City
	return s, s.DSN != ""
}

// now is the time of the run, or none where no clock was given.
func (p *Project) now() time.Time {
	if p.Now == nil {
		return time.Time{}
	}
	return p.Now()
}

// PutContent archives bytes under their SHA-256 before any row names them: on the
// server with the ledger, else as a file beside it.
func (p *Project) PutContent(ctx context.Context, book *ledger.Ledger, sum string, data []byte) error {
	if _, ok := p.server(); ok {
		return book.PutContent(ctx, sum, data)
	}
	return p.Workspace.PutContent(sum, data)
}

// deposit takes many contents for the archive: on the server each at once, else they
// are on the disk when it is settled. The workspace's lock is held meanwhile.
type deposit struct {
	*Project
	book  *ledger.Ledger
	files *workspace.Deposit
}

func (p *Project) deposit(book *ledger.Ledger) *deposit {
	return &deposit{p, book, p.Workspace.Deposit()}
}

func (d *deposit) put(ctx context.Context, sum string, data []byte) error {
	if _, ok := d.server(); ok {
		return d.book.PutContent(ctx, sum, data)
	}
	return d.files.Put(sum, data)
}

// RawContent returns archived bytes as they are now, altered or not, for whoever
// wants to check them. The error wraps fs.ErrNotExist if they are not there.
func (p *Project) RawContent(ctx context.Context, book *ledger.Ledger, sum string) ([]byte, error) {
	if _, ok := p.server(); !ok {
		data, err := p.Workspace.Content(sum)
		if !errors.Is(err, fs.ErrNotExist) {
			return data, err
		}
	}
	return book.Content(ctx, sum) // the server's, or that of a copy put in place
}

// Content returns archived bytes by their SHA-256. Bytes that were altered are a
// fault. The error wraps fs.ErrNotExist if they are not there.
func (p *Project) Content(ctx context.Context, book *ledger.Ledger, sum string) ([]byte, error) {
	data, err := p.RawContent(ctx, book, sum)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.Break("档案中没有这份原件。", sum, "请从备份恢复台账和档案后重试。", fs.ErrNotExist)
	case err != nil:
		return nil, err
	case workspace.Hash(data) != sum:
		return nil, fault.Break("档案中的原件被改动过。", sum, "请从备份恢复台账和档案后重试。", nil)
	}
	return data, nil
}
