package main

import (
	"bytes"
	"crypto/sha256"
	"debug/elf"
	"encoding/binary"
	"encoding/hex"
	"io"
	"os"
)

// buildID tells two builds of the program apart though both carry the same version.
// It is the identity that the Go linker writes into a program and follows from all
// that went into it: in a note where programs have notes (ELF), else near the
// beginning. A program without one is told by its bytes. Empty if it cannot be read.
func buildID() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	if id := noteID(f); id != "" {
		return id
	}
	head, err := io.ReadAll(io.NewSectionReader(f, 0, 64<<10))
	if err != nil {
		return ""
	}
	_, rest, found := bytes.Cut(head, []byte("Go build ID: \""))
	if id, _, ended := bytes.Cut(rest, []byte("\"")); found && ended && len(id) > 0 {
		return string(id)
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(f, 0, 1<<62)); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// noteID is the identity in an ELF program's note .note.go.buildid; empty if there is
// none. A note is the lengths of name and content, a type, the name, the content.
func noteID(f io.ReaderAt) string {
	program, err := elf.NewFile(f)
	if err != nil {
		return ""
	}
	section := program.Section(".note.go.buildid")
	if section == nil {
		return ""
	}
	const head = 16 // with the name "Go" and its padding
	note, err := section.Data()
	if err != nil || len(note) < head || !bytes.Equal(note[12:head], []byte("Go\x00\x00")) {
		return ""
	}
	order := binary.ByteOrder(program.ByteOrder)
	if n := int(order.Uint32(note[4:8])); n <= len(note)-head {
		return string(note[head : head+n])
	}
	return ""
}
