package reportpdf

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

const (
	openers = "（〈《「『【〔〖“‘([{￥＄"
	closers = "、。，．；：！？）〉》」』】〕〗”’…—～·)]},.;:!?%％‰℃°′″"
	// neverFirst adds to the closers what else may not begin a line.
	neverFirst = closers + "々ー" + "\u3000"
)

// units are the words that stay with the number before them, the longest first where one begins another.
const units = "个百分点 百分点 亿立方米 万立方米 立方米 平方公里 亿美元 万美元 亿千瓦时 万千瓦时 吨标准煤 万吨 亿元 万元 万亩 万人 万户 万辆 亿吨 美元 公里 公顷 千瓦 元 吨 人 户 家 项 个 位 名 件 次 倍 亩 年 月 日 时 分 季度 期 号 页 万 亿 天 辆 台 套 条 宗 类 级 岁"

// isOpener and isCloser tell full-width punctuation whose white is on the left or on the right.
func isOpener(r rune) bool {
	switch r {
	case '（', '〈', '《', '「', '『', '【', '〔', '〖', '“', '‘':
		return true
	}
	return false
}

func isCloser(r rune) bool {
	switch r {
	case '、', '。', '，', '．', '；', '：', '！', '？', '）', '〉', '》', '」', '』', '】', '〕', '〗', '”', '’':
		return true
	}
	return false
}

// isIdeograph tells Chinese characters without punctuation.
func isIdeograph(r rune) bool { return unicode.Is(unicode.Han, r) }

// isWide tells what takes a cell of the character grid.
func isWide(r rune) bool { return isIdeograph(r) || isCloser(r) || isOpener(r) || r == 0x3000 }

// isWord tells Latin letters and digits.
func isWord(r rune) bool {
	return r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == '%' || r == '‰'
}

// opportunities tells for each rune of one line of text whether the line may be
// broken after it: by Unicode's rules (UAX 14), corrected by 禁则, and never
// between a number and its unit. The last rune is never a break.
func opportunities(text string) []bool {
	rs := []rune(text)
	may := make([]bool, len(rs))
	markUnicode(rs, may)
	for i := 0; i+1 < len(rs); i++ {
		if prohibited(rs, i) {
			may[i] = false
		}
	}
	keepQuotes(rs, may)
	if len(rs) > 0 {
		may[len(rs)-1] = false
	}
	return may
}

// markUnicode marks the breaks of UAX 14. Chinese quotation marks are of class
// QU there, which forbids a break on both sides; they are read as brackets.
func markUnicode(rs []rune, may []bool) {
	text := strings.NewReplacer("“", "《", "‘", "《", "”", "》", "’", "》").Replace(string(rs))
	at, state := -1, -1
	for text != "" {
		var segment string
		segment, text, _, state = uniseg.FirstLineSegmentInString(text, state)
		at += len([]rune(segment))
		if at >= 0 && at < len(may) {
			may[at] = true
		}
	}
}

// prohibited tells whether 禁则 forbids a break between rs[i] and rs[i+1].
func prohibited(rs []rune, i int) bool {
	a, b := rs[i], rs[i+1]
	switch {
	case strings.ContainsRune(neverFirst, b), strings.ContainsRune(openers, a):
		return true
	case unicode.IsDigit(b):
		return strings.ContainsRune("-−－+＋±.第》〕", a) || isDash(a) && i > 0 && endsQuantity(rs[:i]) || inQuantity(rs, i)
	case (b == '〔' || b == '（' && a == '》') && i+2 < len(rs) && unicode.IsDigit(rs[i+2]):
		return true // 株政发〔2018〕19号, 《方案》（2017—2021年）
	}
	return inQuantity(rs, i)
}

func isDash(r rune) bool { return r == '—' || r == '～' || r == '~' || r == '–' }

// endsQuantity tells whether rs ends with a number or with a number and its unit.
func endsQuantity(rs []rune) bool {
	n := len(rs) - 1
	return unicode.IsDigit(rs[n]) || strings.ContainsRune("%％‰", rs[n]) || inQuantity(rs, n-1)
}

// shortQuote is how many characters in quotation marks stay together.
const shortQuote = 5

// keepQuotes forbids breaks inside short quotations: 「约束性」, “十三五”, 《方案》.
func keepQuotes(rs []rune, may []bool) {
	pairs := map[rune]rune{'「': '」', '『': '』', '“': '”', '‘': '’', '《': '》', '〈': '〉'}
	for i, r := range rs {
		closing, ok := pairs[r]
		if !ok {
			continue
		}
		for j := i + 1; j < len(rs) && j <= i+1+shortQuote; j++ {
			if rs[j] == closing {
				clear(may[i:j])
				break
			}
		}
	}
}

// inQuantity tells whether a break after rs[i] would part a number from its unit or cut the unit.
func inQuantity(rs []rune, i int) bool {
	for start := i; start >= 0 && i-start < 6; start-- {
		if !unicode.IsDigit(rs[start]) {
			continue
		}
		rest := string(rs[start+1 : min(len(rs), start+8)])
		return i-start < unitLength(rest)
	}
	return false
}

// unitLength is the length in runes of the unit that rest begins with, or 0.
func unitLength(rest string) int {
	for u := range strings.SplitSeq(units, " ") {
		if strings.HasPrefix(rest, u) {
			return len([]rune(u))
		}
	}
	return 0
}
