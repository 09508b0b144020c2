package pipeline

import (
	"bytes"
	"cmp"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// largestPractice is the most bytes that 经验做法.txt may have.
const largestPractice = 1 << 20

// practice reads what the bureau wrote on good practice (典型经验做法) for a period:
// the lines of 经验做法.txt that say something; none if there is no such file. Like
// the templates of reports it is text of the paper, not data: it is archived with
// what is printed, and no run is recorded for it.
func (p *Project) practice(period stat.Period) ([]string, error) {
	data, err := p.practiceFile(period)
	if err != nil {
		return nil, err
	}
	text, ok := plainText(data)
	if !ok {
		return nil, fault.Config("经验做法材料的编码无法识别", practiceName(period), "请用记事本打开，另存为，编码选 UTF-8。")
	}
	var lines []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			lines = append(lines, l)
		}
	}
	return lines, nil
}

// practiceName is the file as it is called in the workspace.
func practiceName(period stat.Period) string {
	return path.Join("inputs", period.String(), workspace.PracticeName)
}

// practiceFile is the content of the file; nil if there is none.
func (p *Project) practiceFile(period stat.Period) ([]byte, error) {
	dir := cmp.Or(p.practiceDir, p.Workspace.Inputs(period.String()))
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil // a period may be printed again from the ledger without its inputs
	}
	var found []os.DirEntry
	for _, e := range entries {
		if strings.EqualFold(norm.NFC.String(e.Name()), workspace.PracticeName) {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
	default:
		return nil, fault.Config("收件夹中有两份经验做法材料", practiceName(period), "请合并为一份，命名为 "+workspace.PracticeName+"。")
	}
	info, err := found[0].Info()
	if err != nil || !info.Mode().IsRegular() || info.Size() > largestPractice {
		return nil, fault.Config("经验做法材料不是普通的文本文件，或超过1兆字节", practiceName(period), "请放入文件本身，另存为纯文本（.txt）后重试。")
	}
	data, err := os.ReadFile(filepath.Join(dir, found[0].Name()))
	if err != nil {
		return nil, fault.Break("读不到经验做法材料", practiceName(period), "请检查有无读权限。", err)
	}
	return data, nil
}

// plainText reads UTF-8 with or without a byte order mark, or GB18030; not ok if it
// is neither, or holds characters that no text has.
func plainText(data []byte) (string, bool) {
	text := string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if !utf8.ValidString(text) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		if err != nil {
			return "", false
		}
		text = string(decoded)
	}
	odd := func(r rune) bool {
		return r == utf8.RuneError || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	}
	return strings.ReplaceAll(text, "\r", "\n"), !strings.ContainsFunc(text, odd)
}
