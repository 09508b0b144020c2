package pipeline

import (
	"context"
	"fmt"
	"os"
	"time"

	"zhibao/pipeline/ledger"
)

const ledgerCheck = "台账"

func (c *Checkup) ledger(ctx context.Context) {
	if exposed, err := c.Workspace.KeyExposed(); err == nil && exposed {
		c.Add("密钥", Mend, "表格封印的密钥文件 .zhibao/key 可被其他用户读写", "请将该文件改为只限本人读写（chmod 600）。")
	}
	if c.Project != nil {
		if server, ok := c.Project.server(); ok {
			c.server(ctx, server)
			return
		}
	}
	c.ledgerFile(ctx)
}

func (c *Checkup) server(ctx context.Context, s ledger.Server) {
	began := time.Now()
	book, err := ledger.ConnectReadOnly(ctx, s)
	answered := time.Since(began).Round(time.Millisecond)
	switch {
	case absent(err):
		c.well(ledgerCheck, "台账服务器连得上（%v 应答），还没有台账，第一次运行时建立", answered)
	case err != nil:
		c.fault(ledgerCheck, err)
	default:
		defer book.Close()
		c.book(ctx, book, fmt.Sprintf("（%v 应答）", answered))
	}
}

func (c *Checkup) ledgerFile(ctx context.Context) {
	path := c.Workspace.LedgerPath()
	if _, err := os.Lstat(path + "-journal"); err == nil {
		if held, _, _ := c.Workspace.Held(); held {
			c.well(ledgerCheck, "%s 正在写入", path)
			return
		}
		c.Add(ledgerCheck, Mend, "上次写台账时中断，留有 "+path+"-journal", "不要删除该文件；下一次 zhibao run 会自动复原。")
		return
	}
	book, err := ledger.Look(path)
	switch {
	case absent(err):
		c.well(ledgerCheck, "还没有台账，第一次运行时建立")
		return
	case err != nil:
		c.fault(ledgerCheck, err)
		return
	}
	defer book.Close()
	if f, err := os.OpenFile(path, os.O_RDWR, 0); err != nil {
		c.Add(ledgerCheck, Unfit, "台账不可写："+err.Error(), "请检查文件和文件夹的写权限，或磁盘是否只读。")
		return
	} else if err := f.Close(); err != nil {
		c.fault(ledgerCheck, err)
		return
	}
	c.book(ctx, book, "")
}

// book looks into an open ledger.
func (c *Checkup) book(ctx context.Context, book *ledger.Ledger, remark string) {
	version, err := book.Version(ctx)
	if err == nil {
		err = book.Sound(ctx)
	}
	var marks []ledger.Mark
	if err == nil {
		marks, err = book.Marks(ctx)
	}
	if err != nil {
		c.fault(ledgerCheck, err)
		return
	}
	c.well(ledgerCheck, "%s%s，结构版本 %d，%d次运行，数据库完好；逐行核对用 zhibao verify", book.Where(), remark, version, len(marks))
	if err := book.CheckClock(ctx, c.Now); err != nil {
		c.fault("时钟", err)
	}
}
