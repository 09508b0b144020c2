//go:build !windows

package main

import (
	"cmp"
	"os"
	"strings"
)

const consoleRemedy = "请先运行 export LC_ALL=C.UTF-8，并在终端里选用带汉字的字体。"

// charset is that of the locale (POSIX.1-2017, 8.2).
func charset() string {
	locale := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_CTYPE"), os.Getenv("LANG"))
	_, set, _ := strings.Cut(locale, ".")
	set, _, _ = strings.Cut(set, "@")
	return cmp.Or(set, "ASCII")
}
