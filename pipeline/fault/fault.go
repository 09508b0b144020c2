// Package fault is the typed error of a run that cannot go on: what happened,
// where, what to do, and the exit code. Bad data is never a fault; it is a
// result of a rule.
package fault

import (
	"errors"
	"io/fs"
	"runtime"
	"strings"
	"syscall"
)

// Code is a process exit code; part of the interface.
type Code int

// Exit codes.
const (
	OK     Code = 0 // done and clean
	Person Code = 1 // done, but a person is needed
	Usage  Code = 2 // wrong use or configuration
	Broken Code = 3 // the run broke or was stopped; nothing half-written remains
)

// Fault is an error for a person. Texts are Chinese sentences.
type Fault struct {
	Code   Code
	What   string
	Where  string // file, or file and line; may be empty
	Detail string // a snippet or the system's words, printed as they are; may be empty
	Remedy string
	Err    error // cause; may be nil
}

// Error prints the fault on several lines, the remedy last.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.What)
	if f.Where != "" {
		b.WriteString("\n  位置：" + f.Where)
	}
	if f.Detail != "" {
		b.WriteString("\n" + strings.TrimRight(f.Detail, "\n"))
	}
	if f.Remedy != "" {
		b.WriteString("\n  处理：" + f.Remedy)
	}
	return b.String()
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

// Config is a fault of use or configuration (exit 2).
func Config(what, where, remedy string) *Fault {
	return &Fault{Code: Usage, What: what, Where: where, Remedy: remedy}
}

// Break is a fault of the machine (exit 3): a disk, a lock, a database.
func Break(what, where, remedy string, err error) *Fault {
	f := &Fault{Code: Broken, What: what, Where: where, Remedy: remedy, Err: err}
	if err != nil {
		f.Detail = "  系统信息：" + err.Error()
		if why := reason(err); why != "" {
			f.Detail = "  原因：" + why + "\n" + f.Detail
		}
	}
	return f
}

// Numbers of errors of Windows, which syscall does not name.
const (
	windowsSharing  = syscall.Errno(32)  // ERROR_SHARING_VIOLATION
	windowsLocked   = syscall.Errno(33)  // ERROR_LOCK_VIOLATION
	windowsDiskFull = syscall.Errno(112) // ERROR_DISK_FULL
)

// reason says in Chinese what the operating system says; empty where it cannot.
func reason(err error) string {
	windows := runtime.GOOS == "windows"
	for _, r := range []struct {
		is   error
		here bool
		why  string
	}{
		{windowsSharing, windows, "文件正被别的程序打开，例如 Excel。"}, {windowsLocked, windows, "文件正被别的程序锁定。"}, {windowsDiskFull, windows, "磁盘已满。"},
		{syscall.ENOSPC, true, "磁盘已满。"}, {syscall.EROFS, true, "磁盘是只读的。"}, {syscall.EIO, true, "磁盘读写出错，可能已损坏或已断开。"}, {syscall.ENAMETOOLONG, true, "文件名或路径太长。"},
		{syscall.EBUSY, true, "文件正被别的程序占用。"}, {fs.ErrPermission, true, "没有读写权限。"}, {fs.ErrNotExist, true, "文件或文件夹不存在。"}, {fs.ErrExist, true, "已有同名的文件或文件夹。"},
	} {
		if r.here && errors.Is(err, r.is) {
			return r.why
		}
	}
	return ""
}

// ExitCode is the code of err: 0 for nil, the fault's code, or Broken for any other error.
func ExitCode(err error) Code {
	if err == nil {
		return OK
	}
	var f *Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return Broken
}
