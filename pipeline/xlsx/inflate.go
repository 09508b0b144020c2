package xlsx

import (
	"bytes"
	"github.com/klauspost/compress/flate"
	"hash/crc32"
	"io"
)

// inflater reads entries one after the other with one decompressor and one buffer.
type inflater struct {
	src bytes.Reader
	dec io.ReadCloser
	buf []byte
}

// inflateStep bounds how much memory a declared length gets before its bytes came.
const inflateStep = 1 << 20

// part inflates the entry with index i whole and checks length and CRC. The bytes
// are valid until the next call.
func (a *archive) part(i int) ([]byte, error) {
	e := &a.entries[i]
	e.read = true
	packed := a.data[e.start : e.start+e.packed]
	if e.method == methodStored {
		return packed, checkSum(packed, e)
	}
	size := int(e.size)
	if a.inf.buf == nil {
		a.inf.buf = make([]byte, 0, a.roomiest())
	}
	buf := a.inf.buf[:0]
	if err := a.inf.open(packed); err != nil {
		return nil, badStream(e)
	}
	for len(buf) < size {
		if len(buf) == cap(buf) {
			grown := make([]byte, len(buf), min(size, 2*len(buf)+inflateStep))
			copy(grown, buf)
			buf = grown
		}
		n, err := a.inf.dec.Read(buf[len(buf):min(size, cap(buf))])
		buf = buf[:len(buf)+n]
		if err != nil && (err != io.EOF || len(buf) < size) {
			return nil, badStream(e)
		}
	}
	a.inf.buf = buf
	if !a.inf.ended() {
		return nil, badStream(e)
	}
	return buf, checkSum(buf, e)
}

// roomiest is a first buffer that most parts fit in.
func (a *archive) roomiest() int {
	room := uint64(0)
	for _, e := range a.entries {
		room = max(room, min(e.size, inflateStep))
	}
	return int(room)
}

// skim reads the entry with index i to its end without keeping it.
func (a *archive) skim(i int) error {
	e := &a.entries[i]
	e.read = true
	packed := a.data[e.start : e.start+e.packed]
	if e.method == methodStored {
		return checkSum(packed, e)
	}
	if err := a.inf.open(packed); err != nil {
		return badStream(e)
	}
	if cap(a.inf.buf) < 4<<10 {
		a.inf.buf = make([]byte, 0, 32<<10)
	}
	buf := a.inf.buf[:cap(a.inf.buf)]
	var size uint64
	var crc uint32
	for {
		n, err := a.inf.dec.Read(buf)
		crc = crc32.Update(crc, crc32.IEEETable, buf[:n])
		if size += uint64(n); size > e.size || err != nil && err != io.EOF {
			return badStream(e)
		}
		if err == io.EOF {
			break
		}
	}
	if size != e.size || crc != e.crc || a.inf.src.Len() != 0 {
		return badStream(e)
	}
	return nil
}

// open starts a deflate stream.
func (f *inflater) open(packed []byte) error {
	f.src.Reset(packed)
	if f.dec == nil {
		f.dec = flate.NewReader(&f.src)
		return nil
	}
	return f.dec.(flate.Resetter).Reset(&f.src, nil)
}

// ended reports whether the stream and its packed bytes end here, together.
func (f *inflater) ended() bool {
	var one [1]byte
	n, err := f.dec.Read(one[:])
	return n == 0 && err == io.EOF && f.src.Len() == 0
}

func checkSum(b []byte, e *entry) error {
	if crc32.ChecksumIEEE(b) != e.crc {
		return badStream(e)
	}
	return nil
}

func badStream(e *entry) error {
	return damaged(e.name, "条目的内容与校验和不符，文件已损坏，请重新导出或重新传送后报送。")
}
