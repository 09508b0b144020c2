package workspace

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"zhibao/pipeline/fault"
)

// InputFile is an entry of a period's inputs: to be read, or skipped with a reason.
type InputFile struct {
	Name    string // for people and records; bytes that are no text are written \xNN
	Path    string // to open it
	Skipped string // why it is not read, in Chinese; empty if it is to be read
	Routine bool   // skipped as a matter of course: a control, hidden or lock file
}

// ListInputs lists everything in a folder, in the order of names in NFC. Only
// regular files are to be read; sub-folders are not entered.
func ListInputs(dir string) ([]InputFile, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Config("没有这个报告期的收件文件夹。", dir, "请核对报告期；建立该文件夹，把收回的报表放进去，然后重新运行。")
	}
	if err != nil {
		return nil, fault.Break("无法读取收件文件夹。", dir, "请检查它是否为文件夹、有无读权限。", err)
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int {
		return cmp.Or(cmp.Compare(norm.NFC.String(a.Name()), norm.NFC.String(b.Name())), cmp.Compare(a.Name(), b.Name()))
	})
	files := make([]InputFile, len(entries))
	for i, e := range entries {
		f := InputFile{Name: printable(e.Name()), Path: filepath.Join(dir, e.Name())}
		if f.Skipped, f.Routine = byName(e); f.Skipped == "" {
			f.Skipped = byType(e.Type())
		}
		files[i] = f
	}
	return files, nil
}

// InUse lists those of the files to be read that Excel, WPS or LibreOffice has open, by
// the lock files beside them: what was typed since the last saving is not in the file.
func InUse(list []InputFile) []string {
	locks := map[string]bool{}
	for _, f := range list {
		name, excel := strings.CutPrefix(f.Name, "~$")
		office, libre := strings.CutPrefix(f.Name, ".~lock.")
		switch {
		case excel:
			locks[strings.ToLower(name)] = true
		case libre:
			locks[strings.ToLower(strings.TrimSuffix(office, "#"))] = true
		}
	}
	var open []string
	for _, f := range list {
		if f.Skipped == "" && locks[strings.ToLower(f.Name)] {
			open = append(open, f.Name)
		}
	}
	return open
}

// byName says why an entry is skipped for its name.
func byName(e fs.DirEntry) (reason string, routine bool) {
	name := norm.NFC.String(e.Name())
	if strings.HasPrefix(name, ".") {
		return "隐藏文件", true
	}
	if !e.Type().IsRegular() {
		return "", false
	}
	ext := strings.ToLower(filepath.Ext(name))
	switch {
	case strings.HasPrefix(name, "~$"):
		return "Excel 或 WPS 打开报表时的临时文件", true
	case strings.EqualFold(name, "Thumbs.db"), strings.EqualFold(name, "desktop.ini"):
		return "操作系统的文件", true
	case strings.EqualFold(name, ReceiptsName), strings.EqualFold(name, GrantsName), strings.EqualFold(name, PracticeName):
		return "控制文件，不是报表", true
	case ext == ".yaml", ext == ".yml":
		return fmt.Sprintf("不是报表（%s），也不是%s或%s", ext, ReceiptsName, GrantsName), false
	}
	return "", false
}

// byType says why an entry is skipped for what it is.
func byType(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return ""
	case mode&fs.ModeSymlink != 0:
		return "是链接，不跟随读取；请放入文件本身"
	case mode.IsDir():
		return "是文件夹，不读取其中的内容；请把文件直接放在收件文件夹里"
	}
	return "是管道、设备等特殊文件，不能读取"
}

// printable writes bytes that are not UTF-8, control characters and invisible ones,
// such as those that turn the direction of writing, as \xNN, so that any name can
// stand in a report and in JSON and says what it is.
func printable(name string) string {
	var b strings.Builder
	for len(name) > 0 {
		r, size := utf8.DecodeRuneInString(name)
		if r == utf8.RuneError && size == 1 || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			for _, c := range []byte(name[:size]) {
				fmt.Fprintf(&b, `\x%02X`, c)
			}
		} else {
			b.WriteString(name[:size])
		}
		name = name[size:]
	}
	return b.String()
}
