package reportxlsx

import (
	"math"
	"strings"
	"unicode"
)

// Widths are counted in half-width characters of tableSize points.

// Row heights in points.
const (
	maxRowHeight = 409.0 // Excel's limit
	minRowHeight = 21.0
	rowPadding   = 7.0
	lineFactor   = 1.4 // line pitch over type size; LibreOffice's fallback faces need this much
)

// runeWidth is 2 for characters that Chinese faces set in a full square, else 1.
func runeWidth(r rune) float64 {
	switch {
	case r < 0xA0:
		return 1
	case r >= 0x4E00 && r <= 0x9FFF: // 中日韩统一表意文字
		return 2
	case unicode.Is(unicode.Mn, r):
		return 0
	case r >= 0x2000, strings.ContainsRune("·×±÷°§", r):
		return 2
	}
	return 1
}

func textWidth(s string) float64 {
	w := 0.0
	for _, r := range s {
		w += runeWidth(r)
	}
	return w
}

// breakLines breaks s as a spreadsheet does: between words, anywhere in Chinese,
// inside a word only if it alone is wider than the line.
func breakLines(s string, width float64) []string {
	var lines []string
	for _, para := range strings.Split(strings.ToValidUTF8(s, "〓"), "\n") {
		lines = append(lines, breakPara(para, math.Max(width, 2))...)
	}
	return lines
}

func breakPara(s string, width float64) []string {
	var lines []string
	line, used := "", 0.0
	for _, word := range words(s) {
		w := textWidth(word)
		if used > 0 && used+w > width {
			lines = append(lines, line)
			line, used = "", 0
		}
		for w > width {
			head, rest := cutWidth(word, width)
			lines = append(lines, head)
			word, w = rest, textWidth(rest)
		}
		line, used = line+word, used+w
	}
	return append(lines, line)
}

// words cuts s where a line may break, loosely: each wide character stands alone.
func words(s string) []string {
	var all []string
	start := 0
	for i, r := range s {
		if i > start && (runeWidth(r) == 2 || r == ' ') {
			all = append(all, s[start:i])
			start = i
		}
		if next := i + len(string(r)); runeWidth(r) == 2 || r == ' ' {
			all = append(all, s[start:next])
			start = next
		}
	}
	if start < len(s) {
		all = append(all, s[start:])
	}
	return all
}

// cutWidth cuts s after the last character that fits, at least one.
func cutWidth(s string, width float64) (head, rest string) {
	used := 0.0
	for i, r := range s {
		used += runeWidth(r)
		if i > 0 && used > width {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// capacity is how many half-width characters of the type size stand in a width,
// less a margin for the differences between programs and faces.
func capacity(width, size float64) float64 {
	return math.Max(2, (width-0.5)*tableSize/size*0.95)
}

// height is the row height in points of n lines of the type size.
func height(n int, size float64) float64 {
	h := float64(n)*size*lineFactor + rowPadding
	return math.Min(maxRowHeight, math.Max(minRowHeight, h))
}
