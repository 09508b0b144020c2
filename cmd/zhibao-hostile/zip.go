package main

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"io"
)

// entry is one zip entry with everything that can lie about it.
type entry struct {
	name    string
	local   string // name in the local header; name if empty
	data    []byte // not packed
	packed  []byte // written as it is; data deflated if nil
	method  uint16
	flags   uint16
	size    uint32
	crc     uint32
	sameAs  bool // directory entry that shares the local data of the one before
	padding int  // bytes of nothing before it
}

// file is a sound, deflated entry.
func file(name, text string) entry {
	return entry{name: name, data: []byte(text), packed: deflate([]byte(text)), method: 8, size: uint32(len(text)), crc: crc32.ChecksumIEEE([]byte(text))}
}

// blown is an entry that inflates to size copies of a byte.
func blown(name string, head string, c byte, size int, tail string) entry {
	sum := crc32.NewIEEE()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	both := io.MultiWriter(w, sum)
	_, _ = io.WriteString(both, head)
	chunk := bytes.Repeat([]byte{c}, 1<<16)
	for left := size; left > 0; left -= len(chunk) {
		_, _ = both.Write(chunk[:min(left, len(chunk))])
	}
	_, _ = io.WriteString(both, tail)
	_ = w.Close()
	return entry{name: name, packed: b.Bytes(), method: 8, size: uint32(len(head) + size + len(tail)), crc: sum.Sum32()}
}

func deflate(data []byte) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.DefaultCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// pack writes the archive as the entries say, true or not.
func pack(entries []entry) []byte {
	le := binary.LittleEndian
	var out, dir []byte
	at := uint32(0)
	for _, e := range entries {
		local := e.local
		if local == "" {
			local = e.name
		}
		if !e.sameAs {
			out = append(out, make([]byte, e.padding)...)
			at = uint32(len(out))
			out = append(out, "PK\x03\x04"...)
			out = append(append(append(out, header(e, len(local))...), local...), e.packed...)
		}
		dir = append(dir, "PK\x01\x02\x14\x00"...)
		dir = append(dir, header(e, len(e.name))...)
		dir = append(dir, make([]byte, 10)...)
		dir = append(le.AppendUint32(dir, at), e.name...)
	}
	start := uint32(len(out))
	out = append(out, dir...)
	out = append(out, "PK\x05\x06\x00\x00\x00\x00"...)
	out = le.AppendUint16(le.AppendUint16(out, uint16(len(entries))), uint16(len(entries)))
	return le.AppendUint16(le.AppendUint32(le.AppendUint32(out, uint32(len(dir))), start), 0)
}

// header is what local header and directory have in common.
func header(e entry, nameLength int) []byte {
	le := binary.LittleEndian
	b := le.AppendUint16(nil, 20)
	b = le.AppendUint16(le.AppendUint16(b, e.flags), e.method)
	b = le.AppendUint32(le.AppendUint32(b, 0), e.crc)
	b = le.AppendUint32(le.AppendUint32(b, uint32(len(e.packed))), e.size)
	return le.AppendUint16(le.AppendUint16(b, uint16(nameLength)), 0)
}
