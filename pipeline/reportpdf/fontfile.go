package reportpdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
)

// fontData is a font file that stays open while a face of it is in use: of the tens of
// megabytes of a Chinese font only the outlines that are printed come into memory.
type fontData struct {
	io.ReaderAt
	size int64
	sum  func() (string, error) // its SHA-256
}

func newFontFile(r io.ReaderAt, size int64) *fontData {
	return &fontData{r, size, sync.OnceValues(func() (string, error) {
		h := sha256.New()
		if _, err := io.CopyN(h, io.NewSectionReader(r, 0, size), size); err != nil {
			return "", fmt.Errorf("字体文件无法读取：%w", err)
		}
		return hex.EncodeToString(h.Sum(nil)), nil
	})}
}

// openFontFile opens the font file of a path in some file system.
func openFontFile(open func(string) (fs.File, error), path string) (*fontData, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if r, ok := f.(io.ReaderAt); ok {
		return newFontFile(r, info.Size()), nil
	}
	data, err := io.ReadAll(f)
	return newFontFile(bytes.NewReader(data), int64(len(data))), errors.Join(err, f.Close())
}

// part reads n bytes from a place in the file.
func (d *fontData) part(at, n int) ([]byte, error) {
	if at < 0 || n < 0 || int64(at) > d.size || int64(n) > d.size-int64(at) {
		return nil, errDamaged
	}
	b := make([]byte, n)
	if got, err := d.ReadAt(b, int64(at)); got < n {
		return nil, err
	}
	return b, nil
}

// outline returns the glyph's data, empty for a blank glyph or one that could not be read.
func (f *face) outline(gid uint16) []byte {
	if !f.inked(gid) {
		return nil
	}
	f.mu.RLock()
	o, ok := f.outlines[gid]
	f.mu.RUnlock()
	if ok {
		return o
	}
	o, err := f.data.part(f.glyf+int(f.loca[gid]), int(f.loca[gid+1]-f.loca[gid]))
	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil {
		f.failed = fmt.Errorf("字体文件 %s 无法读取：%w", f.file, err)
		return nil
	}
	f.outlines[gid] = o
	return o
}

// inked reports whether the glyph has an outline.
func (f *face) inked(gid uint16) bool {
	return int(gid) < f.glyphs && f.loca[gid+1] > f.loca[gid]
}

// failure is what went wrong in reading outlines: a document of the face would have gaps.
func (f *face) failure() error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.failed
}
