package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"zhibao/pipeline"
	"zhibao/pipeline/convert"
	"zhibao/pipeline/workspace"
)

// examineOffice starts LibreOffice, which only old workbooks need.
func examineOffice(ctx context.Context, c *pipeline.Checkup, office *convert.Converter) {
	const name = "LibreOffice"
	const install = "请安装 LibreOffice Calc，或请报送单位用 Excel、WPS 另存为 .xlsx 后重报。"
	if office == nil {
		if len(c.Old) > 0 {
			c.Add(name, pipeline.Mend, fmt.Sprintf("没有安装，而收件中有旧格式表格%d份（如 %s），不能读取", len(c.Old), c.Old[0]), install)
			return
		}
		c.Found = append(c.Found, pipeline.Health{Check: name, State: pipeline.Well, Text: "没有安装；只有收到旧格式表格（.xls、.et）时才用得上"})
		return
	}
	if err := office.Try(ctx); err != nil {
		c.Add(name, pipeline.Mend, "装在 "+office.Program()+"，但不能工作："+err.Error(), "它只用来读旧格式表格（.xls、.et）。"+install)
		return
	}
	version := office.Version(ctx)
	if version == "" {
		version = "版本不明"
	}
	c.Found = append(c.Found, pipeline.Health{Check: name, State: pipeline.Well, Text: version + "，试转换成功；只用来读旧格式表格（.xls、.et）"})
}

// tempRoom is what converting the largest workbook that is accepted may need.
const tempRoom = 200 << 20

func examineTemp(c *pipeline.Checkup) {
	const name = "临时文件夹"
	dir := os.TempDir()
	remedy := "请清理磁盘，或把环境变量 TMPDIR（Windows 为 TMP）改到可写、空间足够的文件夹。"
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = os.ErrInvalid
	}
	if err == nil {
		err = workspace.MayWrite(dir)
	}
	if err != nil {
		c.Add(name, pipeline.Mend, dir+" 不能用："+err.Error(), remedy)
		return
	}
	v, err := workspace.VolumeOf(dir)
	if err == nil && v.Free < tempRoom {
		c.Add(name, pipeline.Mend, fmt.Sprintf("%s 只剩%d MB", dir, v.Free>>20), remedy)
		return
	}
	c.Found = append(c.Found, pipeline.Health{Check: name, State: pipeline.Well, Text: dir + " 可写"})
}

// consoleOf is what the screen can show.
type consoleOf struct {
	terminal bool
	width    int    // columns; of a terminal
	charset  string // as the system names it; empty if it does not say
}

func examineConsole(c *pipeline.Checkup, screen consoleOf) {
	const name = "控制台"
	switch {
	case !screen.terminal:
		c.Found = append(c.Found, pipeline.Health{Check: name, State: pipeline.Well, Text: "输出到文件或管道，一律为 UTF-8"})
	case !showsChinese(screen.charset):
		c.Add(name, pipeline.Mend, "字符集是"+screen.charset+"，汉字可能显示成乱码或问号", consoleRemedy)
	case screen.width < screenWidth:
		c.Add(name, pipeline.Mend, fmt.Sprintf("窗口宽%d列，表格会折行", screen.width), fmt.Sprintf("请把窗口拉宽到%d列以上。", screenWidth))
	default:
		c.Found = append(c.Found, pipeline.Health{Check: name, State: pipeline.Well, Text: fmt.Sprintf("宽%d列，能显示汉字", screen.width)})
	}
}

// showsChinese reports whether a character set has Chinese.
func showsChinese(charset string) bool {
	s := strings.ReplaceAll(strings.ToUpper(charset), "-", "")
	return s == "UTF8" || s == "GBK" || s == "GB18030" || s == "GB2312"
}

func (a *app) console() consoleOf {
	if a.terminal == nil {
		return consoleOf{}
	}
	width, _, err := term.GetSize(int(a.terminal.Fd()))
	if err != nil {
		width = screenWidth
	}
	return consoleOf{terminal: true, width: width, charset: charset()}
}
