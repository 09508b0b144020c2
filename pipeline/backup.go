package pipeline

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/workspace"
)

// Copied is what a copy of a ledger was proved to hold: the digests were worked out
// on both sides and are equal.
type Copied struct {
	From    string         `json:"from"`
	To      string         `json:"to"`
	Tables  []ledger.Proof `json:"tables"`
	Missing []string       `json:"missing"` // SHA-256 of contents that are named and lost
}

// Backup copies the workspace's ledger and all contents into one new file, which may
// be put in the place of the ledger. Others may write meanwhile.
func Backup(ctx context.Context, p *Project, file string) (*Copied, error) {
	from, err := p.ReadLedger(ctx)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	outside := archiveOf(p.Workspace.LedgerPath())
	if _, ok := p.server(); ok {
		outside = nil
	}
	return copyToFile(ctx, from, outside, file)
}

// CopyLedger moves a history between ledgers: each place is an SQLite file, or the
// address of a server without a password. The target must be new or empty.
func CopyLedger(ctx context.Context, p *Project, from, to string) (*Copied, error) {
	source, outside, err := p.openPlace(ctx, from)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	if !ledger.IsServer(to) {
		return copyToFile(ctx, source, outside, to)
	}
	target, err := ledger.Connect(ctx, p.serverAt(to))
	if err != nil {
		return nil, err
	}
	defer target.Close()
	return copied(ctx, source, outside, target)
}

func (p *Project) openPlace(ctx context.Context, place string) (*ledger.Ledger, ledger.Contents, error) {
	if ledger.IsServer(place) {
		l, err := ledger.ConnectReadOnly(ctx, p.serverAt(place))
		return l, nil, err
	}
	l, err := ledger.OpenReadOnly(place)
	return l, archiveOf(place), err
}

// serverAt is another server with what the settings say of passwords and times.
func (p *Project) serverAt(dsn string) ledger.Server {
	s, _ := p.server()
	s.DSN = dsn
	return s
}

// archiveOf finds contents in the folder beside a ledger's file.
func archiveOf(file string) ledger.Contents {
	return func(sum string) ([]byte, error) { return workspace.ReadContent(workspace.ArchiveOf(file), sum) }
}

// copyToFile makes the file only when it is whole.
func copyToFile(ctx context.Context, from *ledger.Ledger, outside ledger.Contents, file string) (*Copied, error) {
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Config("目标文件已经存在，没有写入", file, "请换一个文件名，或先移走它。")
	}
	if err := sweepHalves(file); err != nil {
		return nil, cannotCopy(file, err)
	}
	half, err := os.CreateTemp(filepath.Dir(file), halfName(file)+"*"+halfSuffix)
	if err != nil {
		return nil, cannotCopy(file, err)
	}
	defer func() { _ = sweepHalves(file) }() // after the rename there is none; the first error says more
	if err := half.Close(); err != nil {
		return nil, cannotCopy(file, err)
	}
	to, err := ledger.Open(half.Name())
	if err != nil {
		return nil, err
	}
	c, err := copied(ctx, from, outside, to)
	if err = errors.Join(err, to.Close()); err != nil {
		return nil, err
	}
	if err = os.Rename(half.Name(), file); err == nil {
		if err = workspace.SyncDir(filepath.Dir(file)); err != nil {
			err = errors.Join(err, os.Remove(file)) // it may be gone after a power failure: better now
		}
	}
	if err != nil {
		return nil, cannotCopy(file, err)
	}
	c.To = file
	return c, nil
}

// halfSuffix ends the name of a copy that is being made.
const halfSuffix = ".new"

func halfName(file string) string { return "." + filepath.Base(file) + "-" }

// sweepHalves removes what copies that were broken off left beside a file or folder,
// with the journals of a database. A copy to the same place that is still going on fails.
func sweepHalves(file string) error {
	folder := filepath.Dir(file)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		rest, ours := strings.CutPrefix(e.Name(), halfName(file))
		digits, ended := strings.CutSuffix(strings.TrimSuffix(rest, "-journal"), halfSuffix)
		if !ours || !ended || digits == "" || strings.Trim(digits, "0123456789") != "" {
			continue
		}
		if err := workspace.RemoveAll(filepath.Join(folder, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

func cannotCopy(file string, err error) error {
	return fault.Break("台账的副本没有写成。", file, "请检查文件夹是否存在、是否可写、磁盘是否已满，然后重试。", err)
}

func copied(ctx context.Context, from *ledger.Ledger, outside ledger.Contents, to *ledger.Ledger) (*Copied, error) {
	proofs, missing, err := from.CopyTo(ctx, to, outside)
	return &Copied{From: from.Where(), To: to.Where(), Tables: proofs, Missing: missing}, err
}
