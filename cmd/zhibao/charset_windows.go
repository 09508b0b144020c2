package main

import (
	"fmt"

	"golang.org/x/sys/windows"
)

const consoleRemedy = "请先运行 chcp 65001，并在窗口属性里选用带汉字的字体（如新宋体）。"

// charset is that of the console's code page.
func charset() string {
	page, err := windows.GetConsoleOutputCP()
	switch {
	case err != nil:
		return "不明"
	case page == 65001:
		return "UTF-8"
	case page == 936:
		return "GBK"
	case page == 54936:
		return "GB18030"
	}
	return fmt.Sprintf("代码页 %d", page)
}
