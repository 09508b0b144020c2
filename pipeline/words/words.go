// Package words is the wording of figures: 增长 and 下降, 百分点, 持平, 由负转正,
// 收窄 and 放缓. A function takes table cells and gives a clause without
// punctuation at its ends, or nothing if a figure that it needs is missing.
//
// Every number of a clause is a quotation of a cell, between marks that Runs
// resolves; so a sentence cannot tell another number than the table does. Which
// word stands is decided by the printed decimals: what prints 0.0 is 持平. Changes
// are cells of their own, worked out from the exact figures; where they differ in
// the last digit from what the printed figures give, the clause says 基本持平 or
// the table's note explains the digit.
package words

import (
	"fmt"
	"strings"

	"zhibao/pipeline/report"
)

// Marks around a quoted cell id; bare asks for the figure without its sign.
const open, shut, bare = "\x01", "\x02", "\x03"

// Quote is a quotation of the cell's figure as it is printed.
func Quote(id string) string { return open + id + shut }

// QuoteBare is a quotation without sign, for words that carry it (下降, 低于).
func QuoteBare(id string) string { return open + bare + id + shut }

// Runs splits a told line at its quotations. An id that has no cell is returned
// as unknown.
func Runs(line string, find func(id string) (report.Cell, bool)) (runs []report.Run, unknown string) {
	for line != "" {
		before, rest, found := strings.Cut(line, open)
		if before != "" {
			runs = append(runs, report.Run{Text: before})
		}
		if !found {
			break
		}
		id, after, _ := strings.Cut(rest, shut)
		id, unsigned := strings.CutPrefix(id, bare)
		c, ok := find(id)
		if !ok {
			return nil, id
		}
		shown := c.Core()
		if unsigned {
			shown = c.Magnitude()
		}
		runs = append(runs, report.Run{Text: shown, Ref: id})
		line = after
	}
	return runs, ""
}

// Strip removes the marks from a text that a unit or a person wrote, so that it
// cannot be taken for a quotation, and puts it on one line.
func Strip(s string) string {
	s = strings.NewReplacer(open, "", shut, "", bare, "").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

// Join joins the clauses that say anything.
func Join(sep string, clauses ...string) string {
	var said []string
	for _, c := range clauses {
		if c != "" {
			said = append(said, c)
		}
	}
	return strings.Join(said, sep)
}

// missing reports whether one of the cells has no figure.
func missing(cells ...report.Cell) bool {
	for _, c := range cells {
		if c.Value == nil {
			return true
		}
	}
	return false
}

// sign is that of the figure as printed: 0 for 0.0 and for -0.0.
func sign(c report.Cell) int {
	core := c.Core()
	switch {
	case strings.Trim(core, "-0.,") == "":
		return 0
	case strings.HasPrefix(core, "-"):
		return -1
	}
	return 1
}

func fig(c report.Cell) string { return Quote(c.ID) }
func mag(c report.Cell) string { return QuoteBare(c.ID) }

// with puts what a change is counted against before the word for it: 同比 and 年均
// stand alone, anything else after 比.
func with(than, word string) string {
	switch than {
	case "", "同比", "年均":
		return than + word
	}
	return "比" + than + word
}

// level is the clause for no change.
func level(than string) string {
	switch than {
	case "":
		return "持平"
	case "同比":
		return "与上年同期持平"
	case "年均":
		return "年均零增长"
	}
	return "与" + than + "持平"
}

// Level is a figure with its unit: 1262.4亿元.
func Level(c report.Cell, unit string) string {
	if missing(c) {
		return ""
	}
	return fig(c) + unit
}

// Growth says by how many per cent something grew: 比上年增长7.9%, 同比下降2.1%,
// 与上年持平.
func Growth(g report.Cell, than string) string {
	switch {
	case missing(g):
		return ""
	case sign(g) > 0:
		return with(than, "增长") + fig(g) + "%"
	case sign(g) < 0:
		return with(than, "下降") + mag(g) + "%"
	}
	return level(than)
}

// GrewTo says from where to where a level went: 由17.6亿美元增长到21.9亿美元.
func GrewTo(from, to report.Cell, unit string) string {
	if missing(from, to) {
		return ""
	}
	word := "增长到"
	switch to.Value.Cmp(*from.Value) {
	case -1:
		word = "下降到"
	case 0:
		return "保持在" + fig(to) + unit
	}
	if from.Core() == to.Core() { // a change that the printed decimals do not show
		return "基本保持在" + fig(to) + unit
	}
	return "由" + fig(from) + unit + word + fig(to) + unit
}

// Amount says by how much a level changed: 比上年增加91.9亿元.
func Amount(d report.Cell, unit, than string) string {
	return changed(d, unit, than, "增加", "减少")
}

// Increment is the change of a stock: 比上年末净增23家, 净减4家.
func Increment(d report.Cell, unit, than string) string {
	return changed(d, unit, than, "净增", "净减")
}

// Points is the change of a ratio in 百分点: 比上年提高0.3个百分点, 回落, 持平.
func Points(d report.Cell, than string) string {
	return changed(d, "个百分点", than, "提高", "回落")
}

func changed(d report.Cell, unit, than, up, down string) string {
	switch {
	case missing(d):
		return ""
	case sign(d) > 0:
		return with(than, up) + fig(d) + unit
	case sign(d) < 0:
		return with(than, down) + mag(d) + unit
	}
	return level(than)
}

// Turned says that a level went through zero, where no growth can be computed:
// 由负转正, 由正转负, 上年同期为零.
func Turned(now, then report.Cell, than string) string {
	if missing(now, then) {
		return ""
	}
	before, after := sign(then), sign(now)
	switch {
	case before < 0 && after > 0:
		return "由负转正"
	case before > 0 && after < 0:
		return "由正转负"
	case before == 0 && after == 0:
		return "本期和" + than + "均为零"
	case before == 0:
		return than + "为零，不计算增速"
	case before < 0 && after < 0 && now.Value.GreaterThan(*then.Value):
		return "负值" + with(than, "收窄")
	case before < 0 && after < 0 && now.Value.LessThan(*then.Value):
		return "负值" + with(than, "扩大")
	case before < 0 && after == 0:
		return "由负转为零"
	}
	return ""
}

// Pace compares a growth with an earlier one; diff is their difference in 百分点:
// 增速比上年同期加快0.3个百分点, 降幅比上年同期收窄1.2个百分点, 增速由负转正.
func Pace(now, then, diff report.Cell, than string) string {
	if missing(now, then, diff) {
		return ""
	}
	a, b := sign(now), sign(then)
	switch {
	case a > 0 && b < 0:
		return "增速由负转正，" + with(than, "回升") + mag(diff) + "个百分点"
	case a < 0 && b > 0:
		return "增速由正转负，" + with(than, "回落") + mag(diff) + "个百分点"
	case a == 0 && b > 0:
		return "增速由" + than + "的" + fig(then) + "%转为零"
	case a == 0 && b < 0:
		return "由" + than + "下降" + mag(then) + "%转为持平"
	case b == 0 && a > 0:
		return "由" + than + "持平转为增长"
	case b == 0 && a < 0:
		return "由" + than + "持平转为下降"
	case a < 0:
		return steady("降幅", now, then, diff, than, "收窄", "扩大")
	}
	return steady("增速", now, then, diff, than, "加快", "放缓")
}

// RatePace does the same for a yearly rate of reduction (降低率), where more is better.
func RatePace(now, then, diff report.Cell, than string) string {
	if missing(now, then, diff) {
		return ""
	}
	a, b := sign(now), sign(then)
	switch {
	case a > 0 && b > 0:
		return steady("降幅", now, then, diff, than, "扩大", "收窄")
	case a < 0 && b < 0:
		return steady("升幅", now, then, diff, than, "收窄", "扩大")
	case a > 0 && b < 0:
		return "由" + than + "上升转为下降"
	case a < 0 && b > 0:
		return "由" + than + "下降转为上升"
	case a == 0 && b != 0:
		return "由" + than + map[bool]string{true: "下降", false: "上升"}[b > 0] + mag(then) + "%转为持平"
	case b == 0 && a != 0:
		return "由" + than + "持平转为" + map[bool]string{true: "下降", false: "上升"}[a > 0]
	}
	return "与" + than + "相同"
}

// steady compares two figures of one sign. A difference that the printed figures
// do not show, or a difference of 0.0 between figures that print apart, is 基本持平.
func steady(what string, now, then, diff report.Cell, than, up, down string) string {
	same := now.Core() == then.Core()
	switch s := sign(diff); {
	case s == 0 && same:
		return what + "与" + than + "持平"
	case s == 0 || same && now.Format.Decimals >= diff.Format.Decimals:
		return what + "与" + than + "基本持平"
	case s > 0:
		return what + with(than, up) + fig(diff) + "个百分点"
	default:
		return what + with(than, down) + mag(diff) + "个百分点"
	}
}

// Rate is a yearly rate of reduction: 下降4.96%; a negative one is a rise.
func Rate(c report.Cell) string {
	switch {
	case missing(c):
		return ""
	case sign(c) > 0:
		return "下降" + fig(c) + "%"
	case sign(c) < 0:
		return "上升" + mag(c) + "%"
	}
	return "与上年持平"
}

// Gap is a difference in 百分点 from what it is measured by: 低于时序进度13.5个百分点.
func Gap(d report.Cell, from string) string {
	switch {
	case missing(d):
		return ""
	case sign(d) > 0:
		return "高于" + from + fig(d) + "个百分点"
	case sign(d) < 0:
		return "低于" + from + mag(d) + "个百分点"
	}
	return "与" + from + "持平"
}

// Fall compares a growth with a goal that asks for a fall (goal below zero): 降幅
// 大于目标4.0个百分点; diff is growth − goal.
func Fall(g, diff report.Cell, goal string) string {
	switch {
	case missing(g, diff):
		return ""
	case sign(g) > 0:
		return "未降反升，与" + goal + "相差" + mag(diff) + "个百分点"
	case sign(diff) < 0:
		return "降幅大于" + goal + mag(diff) + "个百分点"
	case sign(diff) > 0:
		return "降幅小于" + goal + fig(diff) + "个百分点"
	}
	return "降幅与" + goal + "持平"
}

// Progress is the share of the way from base to target: 完成五年目标增量的6.5%, or
// 低于2016年基数.
func Progress(p report.Cell, way Way, base int) string {
	switch {
	case missing(p):
		return ""
	case sign(p) < 0:
		if way == Less || way == LessPoints {
			return fmt.Sprintf("高于%d年基数，进度为%s%%", base, fig(p))
		}
		return fmt.Sprintf("低于%d年基数，进度为%s%%", base, fig(p))
	case sign(p) == 0:
		return fmt.Sprintf("与%d年基数持平，进度为零", base)
	}
	goal := "目标增量"
	switch way {
	case Less, LessPoints:
		goal = "目标降幅"
	case Reduce:
		goal = "累计降低目标"
	}
	return "完成五年" + goal + "的" + fig(p) + "%"
}

// Way says which way an indicator has to go.
type Way int

// Ways: more, less, a change in 百分点 up or down, a yearly rate of reduction.
const (
	More Way = iota
	Less
	MorePoints
	LessPoints
	Reduce
)

// Needed is what remains for each year left: 年均需增长10.88%, 每年需提高0.25个百分点.
// Nothing is needed of what has reached its target.
func Needed(n report.Cell, way Way) string { return pace(n, way, "需") }

// Course is the same as a requirement: 年均增长10.88%以上.
func Course(n report.Cell, way Way) string { return pace(n, way, "") }

func pace(n report.Cell, way Way, must string) string {
	if missing(n) {
		return ""
	}
	s := sign(n)
	if way == Less || way == LessPoints {
		s = -s
	}
	if s <= 0 {
		return "已达到目标值"
	}
	switch way {
	case More:
		return "年均" + must + "增长" + fig(n) + "%"
	case Less:
		return "年均" + must + "下降" + mag(n) + "%"
	case MorePoints:
		return "每年" + must + "提高" + fig(n) + "个百分点"
	case LessPoints:
		return "每年" + must + "降低" + mag(n) + "个百分点"
	}
	return "年均" + must + "降低" + fig(n) + "%"
}

// Rank is a place among others and how it moved: 居第3位，比上期上升2位. moved is the
// number of places won; without it only the place is told.
func Rank(place, moved report.Cell, than string) string {
	switch {
	case missing(place):
		return ""
	case missing(moved):
		return "居第" + fig(place) + "位"
	case sign(moved) > 0:
		return "居第" + fig(place) + "位，" + with(than, "上升") + fig(moved) + "位"
	case sign(moved) < 0:
		return "居第" + fig(place) + "位，" + with(than, "下降") + mag(moved) + "位"
	}
	return "居第" + fig(place) + "位，" + "位次与" + than + "相同"
}
