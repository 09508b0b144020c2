package yamlfile

import (
	"bytes"
	"fmt"
	"strings"

	"zhibao/pipeline/fault"
)

// Limits on a file before the library reads it: its time and memory grow with the
// square of the depth. The files of a workspace stay far below them.
const (
	mostBytes = 4 << 20
	mostDepth = 40
	mostShown = 200 // characters of a line in a snippet
)

// guard refuses what is too large, nested too deeply, or holds a second document,
// which the library would leave out without a word.
func guard(data []byte, shown string) error {
	if len(data) > mostBytes {
		return fault.Config(fmt.Sprintf("文件过大（%d字节，最多%d字节）", len(data), mostBytes), shown, "请检查该文件是否放错。")
	}
	begun, ended := false, false
	brackets := 0
	for n, line := range bytes.Split(data, []byte("\n")) {
		text := strings.TrimRight(strings.TrimPrefix(string(line), "\ufeff"), " \r")
		at := fmt.Sprintf("%s 第%d行", shown, n+1)
		switch {
		case text == "..." || strings.HasPrefix(text, "... "):
			ended = true
			continue
		case text == "---" || strings.HasPrefix(text, "--- "):
			if ended = ended || begun; ended {
				return fault.Config("一个文件里写了两份内容（---）", at, "请删去该行，把内容合成一份。")
			}
			continue
		case strings.TrimSpace(text) == "" || strings.HasPrefix(strings.TrimSpace(text), "#"):
			continue
		case ended:
			return fault.Config("内容结束标记（...）之后还有内容", at, "请删去标记，把内容合成一份。")
		}
		begun = true
		brackets = max(0, brackets+opened(text))
		if depth(text) > mostDepth || brackets > mostDepth {
			return fault.Config(fmt.Sprintf("层次过深（超过%d层）", mostDepth), at, "请检查该行的括号、短横和缩进。")
		}
	}
	return nil
}

// depth is how many levels a line stands or opens at one stretch: two spaces, a dash
// or an open bracket each.
func depth(line string) int {
	levels, deepest, spaces := 0, 0, 0
	inside := false
	for _, r := range line {
		switch {
		case r == ' ' && !inside:
			spaces++
		case r == '-' && !inside:
			levels++
		case r == '[' || r == '{':
			inside = true
			levels++
		case r == ']' || r == '}':
			levels--
		default:
			inside = true
		}
		deepest = max(deepest, levels)
	}
	return max(deepest, spaces/2)
}

// opened is how many more brackets a line opens than it closes.
func opened(line string) int {
	n := 0
	for _, r := range line {
		switch r {
		case '[', '{':
			n++
		case ']', '}':
			n--
		}
	}
	return n
}
