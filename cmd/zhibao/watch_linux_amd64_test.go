package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A process under watch asks the test before every system call that changes the disk
// (seccomp's user notification), whichever of its threads makes it. So the calls have
// one order, and the test can kill the process before any of them, do half of a write
// and then kill it, or let the call fail as a full or broken disk does.

// op is one change of the disk.
type op struct {
	call string
	path string // the file; of a rename its new name
	from string // of a rename: the old name
	size int    // bytes, of a write
}

func (o op) String() string {
	if o.from != "" {
		return fmt.Sprintf("%s %s → %s", o.call, o.from, o.path)
	}
	return fmt.Sprintf("%s %s %d", o.call, o.path, o.size)
}

// answer is what happens to a call.
type answer int

const (
	proceed answer = iota
	die            // killed before the call
	tear           // killed in the midst of it: half of what is written is on the disk
	full           // ENOSPC
	faulty         // EIO
	dark           // the power fails before the call: what is not yet on the disk is lost
)

var errnos = map[answer]syscall.Errno{full: syscall.ENOSPC, faulty: syscall.EIO}

const longestPath = 4096 // PATH_MAX

// How the calls say what they change: by a descriptor, by a path, or by two.
const (
	byHandle = iota + 1
	byThird  // a descriptor too
	byPath
	byPathAt
	byTwoPaths
	byTwoPathsAt
	byOpening // openat: only with O_CREAT or O_TRUNC
)

var changing = map[uint32]struct {
	name string
	how  int
}{
	unix.SYS_WRITE: {"write", byHandle}, unix.SYS_PWRITE64: {"pwrite", byHandle}, unix.SYS_WRITEV: {"writev", byHandle},
	unix.SYS_PWRITEV: {"pwritev", byHandle}, unix.SYS_FSYNC: {"fsync", byHandle}, unix.SYS_FDATASYNC: {"fdatasync", byHandle},
	unix.SYS_FTRUNCATE: {"ftruncate", byHandle}, unix.SYS_FALLOCATE: {"fallocate", byHandle}, unix.SYS_FCHMOD: {"fchmod", byHandle},
	unix.SYS_COPY_FILE_RANGE: {"copy_file_range", byThird}, unix.SYS_SENDFILE: {"sendfile", byHandle},
	unix.SYS_TRUNCATE: {"truncate", byPath}, unix.SYS_UNLINK: {"unlink", byPath}, unix.SYS_RMDIR: {"rmdir", byPath},
	unix.SYS_MKDIR: {"mkdir", byPath}, unix.SYS_CHMOD: {"chmod", byPath}, unix.SYS_CREAT: {"creat", byPath},
	unix.SYS_UNLINKAT: {"unlink", byPathAt}, unix.SYS_MKDIRAT: {"mkdir", byPathAt}, unix.SYS_FCHMODAT: {"chmod", byPathAt},
	unix.SYS_RENAME: {"rename", byTwoPaths}, unix.SYS_LINK: {"link", byTwoPaths}, unix.SYS_SYMLINK: {"symlink", byTwoPaths},
	unix.SYS_RENAMEAT: {"rename", byTwoPathsAt}, unix.SYS_RENAMEAT2: {"rename", byTwoPathsAt}, unix.SYS_LINKAT: {"link", byTwoPathsAt},
	unix.SYS_OPENAT: {"create", byOpening},
}

// stop is an op that a process is about to do, the n-th one, counted from 1. It waits
// until it is answered, and so does every other.
type stop struct {
	n int
	op
	in   notice
	disk *disk
}

// watched is the command zhibao-watched of the test binary: it hands the test the
// notifications of its thread and becomes the command named first, all of whose threads
// inherit them.
func watched() {
	runtime.LockOSThread()
	err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
	var listener int
	if err == nil {
		listener, err = notifier()
	}
	if err == nil {
		err = unix.Sendmsg(3, []byte{0}, unix.UnixRights(listener), nil, 0)
	}
	var path string
	if err == nil {
		unix.CloseOnExec(3)
		path, err = exec.LookPath(os.Args[1])
	}
	if err == nil {
		err = syscall.Exec(path, os.Args[1:], os.Environ())
	}
	panic(err)
}

// notifier sets a filter on this thread that stops the calls above.
func notifier() (int, error) {
	const (
		load, equal, ret = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, unix.BPF_RET | unix.BPF_K
		number           = 0 // offset in seccomp_data
		killableWait     = 1 << 5
	)
	steps := []unix.SockFilter{{Code: load, K: number}}
	left := len(changing)
	for call := range changing {
		steps = append(steps, unix.SockFilter{Code: equal, Jt: uint8(left), K: call})
		left--
	}
	steps = append(steps, unix.SockFilter{Code: ret, K: unix.SECCOMP_RET_ALLOW}, unix.SockFilter{Code: ret, K: unix.SECCOMP_RET_USER_NOTIF})
	program := unix.SockFprog{Len: uint16(len(steps)), Filter: &steps[0]}
	fd, _, e := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_NEW_LISTENER|killableWait, uintptr(unsafe.Pointer(&program)))
	if e != 0 {
		return 0, e
	}
	return int(fd), nil
}

// notice and reply are struct seccomp_notif and seccomp_notif_resp.
type notice struct {
	id      uint64
	thread  uint32
	_       uint32
	call    uint32
	_       uint32
	_       uint64
	operand [6]uint64
}

type reply struct {
	id    uint64
	value int64
	err   int32
	flags uint32
}

// watchedRun is what came of a command under watch.
type watchedRun struct {
	ops       []op
	disk      *disk
	code      int // -1 if killed
	out, told string
}

// watch runs a command and asks what is to become of each change below the folder root.
func watch(t *testing.T, root string, command []string, decide func(stop) answer) watchedRun {
	t.Helper()
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	mustDo(t, err)
	theirs := os.NewFile(uintptr(ends[1]), "theirs")
	defer unix.Close(ends[0])
	c := exec.Command("zhibao-watched", command...) // the test binary, see TestMain
	var o, e strings.Builder
	c.Stdout, c.Stderr, c.ExtraFiles = &o, &e, []*os.File{theirs}
	mustDo(t, c.Start())
	mustDo(t, theirs.Close())
	listener, err := received(ends[0])
	if err != nil {
		_ = c.Wait()
		t.Fatalf("seccomp: %v\n%s", err, &e)
	}
	defer unix.Close(listener)
	w := watchedRun{disk: newDisk()}
	err = w.answerAll(listener, c.Process, root, decide)
	if err != nil {
		_ = c.Process.Kill()
		t.Error(err)
	}
	_ = c.Wait() // the code says it
	w.code, w.out, w.told = c.ProcessState.ExitCode(), o.String(), e.String()
	return w
}

func received(socket int) (int, error) {
	room := make([]byte, unix.CmsgSpace(4))
	n, have, _, _, err := unix.Recvmsg(socket, make([]byte, 1), room, unix.MSG_CMSG_CLOEXEC)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("the child sent no descriptor: %v", err)
	}
	messages, err := unix.ParseSocketControlMessage(room[:have])
	if err != nil || len(messages) == 0 {
		return 0, fmt.Errorf("the child sent no descriptor: %v", err)
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil {
		return 0, err
	}
	return fds[0], nil
}

// answerAll answers until the last thread has ended.
func (w *watchedRun) answerAll(listener int, p *os.Process, root string, decide func(stop) answer) error {
	for {
		ready := []unix.PollFd{{Fd: int32(listener), Events: unix.POLLIN}}
		if _, err := unix.Poll(ready, -1); errors.Is(err, unix.EINTR) {
			continue
		} else if err != nil {
			return err
		}
		if ready[0].Revents&unix.POLLIN == 0 {
			return nil
		}
		var in notice
		if _, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&in))); e != 0 {
			continue // it was killed in the meantime
		}
		out := reply{id: in.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
		o, err := in.op()
		counts := err == nil && below(root, o.path)
		if counts {
			w.ops = append(w.ops, o)
			switch a := decide(stop{len(w.ops), o, in, w.disk}); a {
			case tear:
				if err := in.half(o); err != nil {
					return err
				}
				fallthrough
			case die, dark:
				if err := p.Kill(); err != nil {
					return err
				}
				continue // its threads end
			case full, faulty:
				out = reply{id: in.id, err: -int32(errnos[a])}
			default:
				if err := w.disk.note(o); err != nil {
					return err
				}
			}
		}
		if _, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&out))); e != 0 && counts {
			w.ops = w.ops[:len(w.ops)-1] // a signal came first: it will ask again
		}
	}
}

func below(root, path string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// op says what a call changes. A call that changes no file is an error.
func (in notice) op() (op, error) {
	call := changing[in.call]
	o := op{call: call.name}
	a := in.operand
	const here = unix.AT_FDCWD
	var err error
	switch call.how {
	case byHandle:
		o.path, err = os.Readlink(in.proc("fd", fmt.Sprint(a[0])))
		o.size = int(a[2])
	case byThird:
		o.path, err = os.Readlink(in.proc("fd", fmt.Sprint(a[2])))
	case byPath:
		o.path, err = in.path(here, a[0])
	case byPathAt:
		o.path, err = in.path(int32(a[0]), a[1])
	case byTwoPaths:
		if o.from, err = in.path(here, a[0]); err == nil {
			o.path, err = in.path(here, a[1])
		}
	case byTwoPathsAt:
		if o.from, err = in.path(int32(a[0]), a[1]); err == nil {
			o.path, err = in.path(int32(a[2]), a[3])
		}
	case byOpening:
		if a[2]&(unix.O_CREAT|unix.O_TRUNC) == 0 {
			return o, errors.New("only opened")
		}
		o.path, err = in.path(int32(a[0]), a[1])
	}
	return o, err
}

func (in notice) proc(parts ...string) string {
	return filepath.Join(append([]string{"/proc", fmt.Sprint(in.thread)}, parts...)...)
}

// path reads the path at an address, which may be relative to a folder.
func (in notice) path(folder int32, address uint64) (string, error) {
	text, err := in.memory(address, longestPath)
	if err != nil {
		return "", err
	}
	path, _, _ := strings.Cut(string(text), "\x00")
	if filepath.IsAbs(path) {
		return filepath.Clean(path), nil
	}
	at := in.proc("cwd")
	if folder != unix.AT_FDCWD {
		at = in.proc("fd", fmt.Sprint(folder))
	}
	base, err := os.Readlink(at)
	return filepath.Join(base, path), err
}

// memory reads at most n bytes; fewer lie there at the end of a mapping.
func (in notice) memory(address uint64, n int) ([]byte, error) {
	f, err := os.Open(in.proc("mem"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := make([]byte, n)
	got, err := f.ReadAt(data, int64(address))
	if got > 0 {
		err = nil
	}
	return data[:got], err
}

// torn is the first half of a write, and where it goes.
func (in notice) torn(o op) (data []byte, at int64, err error) {
	data, err = in.memory(in.operand[1], o.size/2)
	at = int64(in.operand[3])
	if err == nil && o.call == "write" {
		at, err = in.offset()
	}
	return data, at, err
}

// half does the first half of a write; other calls are done or not.
func (in notice) half(o op) error {
	if !o.writes() {
		return nil
	}
	data, at, err := in.torn(o)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(o.path, os.O_WRONLY, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil // it has no name any more
	}
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteAt(data, at)
	return err
}

// offset is where the file of the call stands.
func (in notice) offset() (at int64, err error) {
	info, err := os.ReadFile(in.proc("fdinfo", fmt.Sprint(in.operand[0])))
	if err == nil {
		_, err = fmt.Sscanf(string(info), "pos: %d", &at)
	}
	return at, err
}
