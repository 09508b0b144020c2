package ingest

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// dashes are the other ways to write a minus sign or a dash.
var dashes = strings.NewReplacer("−", "-", "‐", "-", "‑", "-", "‒", "-", "–", "-", "―", "—", "─", "—", "━", "—")

// clean brings a typed text to the form that is read: NFKC (half width), one kind
// of minus sign, nothing invisible, and blanks only between two digits.
func clean(text string) string {
	s := dashes.Replace(norm.NFKC.String(text))
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	fields := strings.Fields(s)
	var b strings.Builder
	for i, f := range fields {
		if i > 0 && isDigit(fields[i-1][len(fields[i-1])-1]) && isDigit(f[0]) {
			b.WriteByte(' ')
		}
		b.WriteString(f)
	}
	return strings.TrimLeft(b.String(), "'‘")
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// Meanings of the signs for no data. 「…」 stands for less than half of the
// smallest unit in Chinese statistical tables.
const (
	inapplicable = "不适用"
	tooSmall     = "数据不足最小单位"
	none         = "无"
	unknown      = "不详"
)

// meaningOf is what a sign for no data means, or "".
func meaningOf(s string) string {
	switch strings.ToUpper(s) {
	case "-", "--", "---", "—", "——", "———", "/", "//", `\`, "N/A", "NA", inapplicable:
		return inapplicable
	case "...", "......", "⋯", "⋯⋯":
		return tooSmall
	case none, "没有", "无此项", "无业务":
		return none
	case unknown, "不明", "未知", "暂无", "暂无数据", "暂无资料", "暂缺", "无数据", "没有数据", "缺", "缺数", "未统计", "尚未统计", "待统计", "未出数", "待定":
		return unknown
	}
	return ""
}

// boundWords make a figure an estimate, a bound, a plan or one of several.
var boundWords = []string{
	"以上", "以下", "以内", "之内", "之间", "左右", "上下", "超", "突破", "逾", "过", "不低于", "不少于", "不小于", "不高于", "不多于", "不大于",
	"不足", "不到", "不满", "至少", "至多", "最少", "最多", "最低", "最高", "大于", "小于", "高于", "低于", "多于", "少于", "约", "大概", "大致",
	"近", "接近", "将", "余", "多", "来", "几", "数十", "数百", "数千", "数万", "预计", "估计", "估算", "可能", "力争", "目标", "计划", "或",
	"≥", "≤", "≧", "≦", "⩾", "⩽", ">", "<", "≈", "±", "~",
}

var (
	rangePattern  = regexp.MustCompile(`\d[^\d,、.eE]{0,4}[-—至到][^\d]{0,3}\d`)
	plusPattern   = regexp.MustCompile(`\d[^\d]{0,3}\+$`)
	numeral       = regexp.MustCompile(`[\d一二三四五六七八九十百千万亿两]`)
	monthPattern  = regexp.MustCompile(`^(\d{2,4}年)?\d{1,2}月(\d{1,2}[日号]?)?$|^\d{4}年$|^\d{4}[-/]\d{1,2}[-/]\d{1,2}|^\d{1,2}:\d{2}(:\d{2})?$`)
	squareOrCubic = regexp.MustCompile(`^[^\d]*m[23](/[^\d]*)?$`)
)

// isBound reports whether a text with figures tells no exact figure.
func isBound(s string) bool {
	if !numeral.MatchString(s) {
		return false
	}
	for _, w := range boundWords {
		if strings.Contains(s, w) {
			return true
		}
	}
	return rangePattern.MatchString(s) || plusPattern.MatchString(s)
}

// isDate reports whether a text is a day, a month or a time.
func isDate(s string) bool {
	_, ok := readDateText(s)
	return ok || monthPattern.MatchString(s)
}

// signWords are the words of change, and the word for minus, as an expression.
const signWords = `负增长|增长|增加|上升|提高|下降|降低|减少|负`

// sinceWords say before a word of change what it is a change from; only the same
// time of the year before is what a growth asks for.
const sinceWords = `同比|比上年同期|较上年同期|比去年同期|较去年同期|比上年|较上年|比去年|较去年`

const (
	inHundred  = "百分之"
	inThousand = "千分之"
)

// rising reports whether a word of change tells a rise.
func rising(word string) bool {
	switch word {
	case "增长", "增加", "上升", "提高":
		return true
	}
	return false
}
