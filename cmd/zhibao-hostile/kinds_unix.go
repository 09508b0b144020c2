//go:build unix

package main

import (
	"net"
	"os"
	"syscall"
)

// specialKinds are entries that are no regular files, and one that is far larger
// than its bytes on the disk.
func specialKinds() []kind {
	return []kind{
		{name: "pipe", ext: ".xlsx", place: func(path string) error { return syscall.Mkfifo(path, 0o644) }},
		{name: "link", ext: ".xlsx", place: func(path string) error { return os.Symlink("/etc/passwd", path) }},
		{name: "link-endless", ext: ".xlsx", place: func(path string) error { return os.Symlink("/dev/zero", path) }},
		{name: "link-nowhere", ext: ".xlsx", place: func(path string) error { return os.Symlink("没有.xlsx", path) }},
		{name: "folder", ext: ".xlsx", place: func(path string) error { return os.Mkdir(path, 0o755) }},
		{name: "socket", ext: "", place: socket},
		{name: "sparse", ext: ".xlsx", place: func(path string) error {
			if err := os.WriteFile(path, []byte("PK\x03\x04"), 0o644); err != nil {
				return err
			}
			return os.Truncate(path, 20<<30)
		}},
	}
}

// socket leaves a socket of the file system. Its path may have 100 bytes or so, so
// the name is made in the folder itself and moved.
func socket(path string) error {
	dir, err := os.MkdirTemp("", "s")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: dir + "/s", Net: "unix"})
	if err != nil {
		return err
	}
	l.SetUnlinkOnClose(false)
	if err := l.Close(); err != nil {
		return err
	}
	return os.Rename(dir+"/s", path)
}
