package workspace

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"sync"

	"zhibao/pipeline/fault"
)

// spoolSuffix ends the name of a spool's file.
const spoolSuffix = ".spool.new"

// spoolRoom is how much a spool keeps in memory, in bytes, before it takes to the disk: a city's
// papers of a period stay below it.
const spoolRoom = 32 << 20

// pieceSize is how much of a file is put aside at once, in bytes.
const pieceSize = 1 << 20

// Spool keeps finished files until they are published: in memory as far as there is
// room, else in a file of the workspace's state. Several goroutines may use one. A nil
// spool keeps all in memory.
type Spool struct {
	w    *Workspace
	mu   sync.Mutex
	held int64 // in memory
	file *os.File
	end  int64 // of the file
}

// Spool begins an empty one. The caller holds the lock, and closes it when its files
// are published.
func (w *Workspace) Spool() *Spool {
	w.spool = &Spool{w: w}
	return w.spool
}

// Keep puts a finished file aside, unless it is.
func (s *Spool) Keep(f File) (File, error) {
	if f.sum != "" {
		return f, nil
	}
	p, err := s.put(f.Data)
	return File{Name: f.Name, sum: Hash(f.Data), pieces: []piece{p}}, err
}

// Writer begins a file that is put aside as it is written.
func (s *Spool) Writer(name string) *SpoolWriter {
	return &SpoolWriter{spool: s, name: name, sum: sha256.New()}
}

// SpoolWriter writes one file into a spool.
type SpoolWriter struct {
	spool  *Spool
	name   string
	sum    hash.Hash
	ready  bytes.Buffer // not yet put aside
	pieces []piece
	err    error // what failed first; nothing is taken in after it
}

// Write takes in the next bytes of the file.
func (w *SpoolWriter) Write(data []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	w.sum.Write(data)
	w.ready.Write(data)
	if w.ready.Len() < pieceSize {
		return len(data), nil
	}
	return len(data), w.flush()
}

// flush puts aside what is ready.
func (w *SpoolWriter) flush() error {
	if w.err != nil {
		return w.err
	}
	p, err := w.spool.put(w.ready.Bytes())
	w.err = err
	w.pieces = append(w.pieces, p)
	if p.data == nil {
		w.ready.Reset()
	} else {
		w.ready = bytes.Buffer{} // the piece has its bytes
	}
	return err
}

// File is the file as it was written. Nothing is written to it any more.
func (w *SpoolWriter) File() (File, error) {
	if err := w.flush(); err != nil {
		return File{}, err
	}
	return File{Name: w.name, sum: hex.EncodeToString(w.sum.Sum(nil)), pieces: w.pieces}, nil
}

// piece is a part of a file: in memory or in a spool's file.
type piece struct {
	data       []byte
	in         *os.File
	from, size int64
}

func (p piece) reader() io.Reader {
	if p.in == nil {
		return bytes.NewReader(p.data)
	}
	return io.NewSectionReader(p.in, p.from, p.size)
}

// put finds a place for bytes. What is kept in memory is the caller's slice.
func (s *Spool) put(data []byte) (piece, error) {
	if s == nil {
		return piece{data: data, size: int64(len(data))}, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	size := int64(len(data))
	if s.held+size <= spoolRoom {
		s.held += size
		return piece{data: data, size: size}, nil
	}
	err := s.open()
	if err == nil {
		err = s.w.before("write", s.file.Name())
	}
	if err == nil {
		_, err = s.file.WriteAt(data, s.end)
	}
	if err != nil {
		return piece{}, fault.Break("做好的文件无处暂存，原有的输出没有改动。", s.w.StateDir(), retry, err)
	}
	p := piece{in: s.file, from: s.end, size: size}
	s.end += size
	return p, nil
}

func (s *Spool) open() (err error) {
	if s.file != nil {
		return nil
	}
	if err = s.w.before("create", s.w.StateDir()); err == nil {
		s.file, err = os.CreateTemp(s.w.StateDir(), "*"+spoolSuffix)
	}
	return err
}

// uses reports whether a file is the spool's.
func (s *Spool) uses(path string) bool { return s != nil && s.file != nil && s.file.Name() == path }

// Close gives up what is kept.
func (s *Spool) Close() error {
	if s == nil {
		return nil
	}
	s.w.spool = nil
	if s.file == nil {
		return nil
	}
	err := errors.Join(s.file.Close(), os.Remove(s.file.Name()))
	if err != nil { // the next start tries again
		return fault.Break("无法清除暂存的文件。", s.file.Name(), retry, err)
	}
	return nil
}
