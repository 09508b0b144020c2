package ledger

import (
	"context"
	"errors"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"zhibao/pipeline/fault"
)

// fault turns an error of the database into one for a person. What says what was
// being done; the cause decides the rest.
func (l *Ledger) fault(what string, err error) error {
	if err == nil {
		return nil
	}
	var known *fault.Fault
	if errors.As(err, &known) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fault.Break(what+"运行被中断，台账保持原样。", l.path, "请重新运行。", err)
	}
	cause, remedy := explain(primaryCode(err))
	return fault.Break(what+cause, l.path, remedy, err)
}

// primaryCode is SQLite's result code without the extension, or 0.
func primaryCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

func explain(code int) (cause, remedy string) {
	switch code {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "台账正被另一个程序使用。", "请等另一个程序结束（或关闭打开了台账的数据库工具）后重新运行。"
	case sqlite3.SQLITE_FULL:
		return "磁盘已满，台账保持原样。", "请清理磁盘空间后重新运行。"
	case sqlite3.SQLITE_NOTADB:
		return "该文件不是台账。", "请核对路径；若文件已损坏，请移走它并恢复备份。"
	case sqlite3.SQLITE_CORRUPT:
		return "台账已损坏。", "请保留该文件备查，恢复最近的备份后重新运行。"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return "台账不可写。", "请检查文件和文件夹的写权限，或磁盘是否只读。"
	case sqlite3.SQLITE_CANTOPEN:
		return "台账打不开。", "请检查路径是否存在、是否为普通文件、有无读写权限。"
	case sqlite3.SQLITE_IOERR:
		return "读写磁盘出错。", "请检查磁盘或网络连接后重新运行。"
	case sqlite3.SQLITE_CONSTRAINT:
		return "内容不符合台账的约束，没有写入。", "这是程序的错误，请把以上信息发给维护人员。"
	}
	return "台账读写失败。", "请按系统信息检查；仍不能解决时，请把以上信息发给维护人员。"
}
