package compose

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/template"

	"zhibao/pipeline/label"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/words"
)

// teller gives templates their functions. A clause function takes a line and gives
// a clause without punctuation at its ends, or nothing where a figure is missing.
type teller struct {
	template *template.Template
	cells    report.Cells
	than     string // 上年, 上年同期
	last     string // 1—5月
	figures  map[string]*report.Chart
	room     Room              // of a paper of one page
	names    int               // told one after another at most; 0: all
	annexes  map[string]string // labels by id
}

// functions are those of templates by name. Those that make sentences have Chinese
// names, for whoever edits the templates; templates/reports/year.tmpl explains all.
func (x *teller) functions() template.FuncMap {
	return template.FuncMap{
		"fig": x.fig, "mag": x.mag, "negative": x.negative, "names": names, "owners": owners,
		"join": x.join, "前": x.firstOf,
		"有": x.has, "连": clauses, "句": sentence, "各": x.each, "短语": x.phrase, "短句": x.counted,
		"水平": x.level, "同比": x.change, "增速变化": x.pace, "比上期": x.lastPace, "增速比较": x.paces, "比目标": x.goal,
		"进度": x.progress, "进度差": x.gap, "所需": x.needed, "须达到": x.course, "单位说明": x.said,
		"年均": x.mean, "主语": subject, "扣分原因": x.why, "图号": x.figure, "略": x.room.list,
	}
}

// Functions are the functions of report templates by name, to be listed.
func Functions() template.FuncMap { return (&teller{}).functions() }

func functionNames() []string { return slices.Sorted(maps.Keys(Functions())) }

func names(lines []line) string {
	var s []string
	for _, l := range lines {
		s = append(s, l.Name)
	}
	return strings.Join(s, "、")
}

func owners(lines []line) string {
	var s []string
	for _, l := range lines {
		if !slices.Contains(s, l.Owner) {
			s = append(s, l.Owner)
		}
	}
	return strings.Join(s, "、")
}

// clauses joins with commas what says anything; sentence ends it with a full stop.
func clauses(list ...string) string { return words.Join("，", trimmed(list)...) }

func sentence(list ...string) string {
	s := clauses(list...)
	if s == "" || strings.HasSuffix(s, "。") {
		return s
	}
	return s + "。"
}

func trimmed(list []string) []string {
	list = slices.Clone(list)
	for i, s := range list {
		list[i] = strings.TrimSpace(s)
	}
	return list
}

// phrase is a number of units and who they are: 退回1家（茶陵县）; nothing for none.
func (x *teller) phrase(word, number string, units unitNames) string {
	if len(units) == 0 {
		return ""
	}
	first := x.first(units)
	if len(first) == len(units) {
		return word + number + "家（" + strings.Join(units, "、") + "）"
	}
	said := word + number + "家（" + strings.Join(first, "、") + "等"
	if at := x.annexes[unitAnnex]; at != "" {
		said += "，名单见" + at
	}
	return said + "）"
}

// counted is a number of tasks in words, 已达目标3项; nothing for none.
func (x *teller) counted(word string, parts ...string) string {
	c := x.cell(parts...)
	if c.Value == nil || c.Value.IsZero() {
		return ""
	}
	return word + words.Quote(c.ID) + "项"
}

// each tells every item of a list by a named template, and joins what is told.
func (x *teller) each(sep, name string, list any) (string, error) {
	v := reflect.ValueOf(list)
	if v.Kind() != reflect.Slice {
		return "", fmt.Errorf("“各”后面的第三项应是一列指标、单位或任务")
	}
	var said []string
	for i := range v.Len() {
		var b strings.Builder
		if err := x.template.ExecuteTemplate(&b, name, v.Index(i).Interface()); err != nil {
			return "", err
		}
		said = append(said, b.String())
	}
	return words.Join(sep, trimmed(said)...), nil
}

// cell finds a printed figure by the parts of its id.
func (x *teller) cell(parts ...string) report.Cell { return x.cells.Of(strings.Join(parts, ".")) }

// known refuses an id that no cell has.
func (x *teller) known(parts []string) (string, error) {
	id := strings.Join(parts, ".")
	if _, ok := x.cells.Find(id); ok {
		return id, nil
	}
	what := "没有编号为 " + id + " 的数字"
	if near := label.Nearest(id, x.cells.IDs()); near != "" {
		what += "，是不是 " + near + "？"
	}
	return "", fmt.Errorf("%s", what)
}

func (x *teller) fig(parts ...string) (string, error) {
	id, err := x.known(parts)
	return words.Quote(id), err
}

func (x *teller) mag(parts ...string) (string, error) {
	id, err := x.known(parts)
	return words.QuoteBare(id), err
}

// has reports whether a figure is there; an id that no table has is none either,
// since tables leave out columns without figures.
func (x *teller) has(parts ...string) bool { return x.cell(parts...).Value != nil }

func (x *teller) negative(parts ...string) bool {
	v := x.cell(parts...).Value
	return v != nil && v.IsNegative()
}

// compared is a cell of the table of comparisons.
func (x *teller) compared(l line, column string) report.Cell { return x.cell("t15", l.Code, column) }

// level is the figure itself; of a rate of reduction below zero, that it rose.
func (x *teller) level(l line) string {
	if l.ind.Kind == plan.YearlyRate && x.negative(l.ID, "actual") {
		return "为" + words.Level(x.cell(l.ID, "actual"), l.Unit) + "，不降反升"
	}
	return words.Level(x.cell(l.ID, "actual"), l.Unit)
}

// change is against the year before: growth, 百分点 of a ratio, 净增 of a stock.
func (x *teller) change(l line) string {
	switch {
	case l.ind.Kind == plan.YearlyRate:
		return "" // the level is the change
	case l.ind.Kind == plan.Stock:
		return words.Increment(x.compared(l, "change"), l.Unit, "上年末")
	case l.ind.Change == "points", l.ind.Kind == plan.RatioKind && l.ind.Unit == "%":
		return words.Points(x.compared(l, "change"), x.than)
	}
	than := "同比"
	if x.than == "上年" {
		than = x.than
	}
	if said := words.Growth(x.compared(l, "growth"), than); said != "" {
		if g, change := x.compared(l, "growth"), x.fell(l); l.ind.Price == "comparable" && change && !g.Value.IsNegative() {
			said += "（按可比价格计算）"
		}
		return relative(l, said)
	}
	return words.Turned(x.cell(l.ID, "actual"), x.compared(l, "then"), x.than)
}

// fell reports whether the level is below the one it is compared with.
func (x *teller) fell(l line) bool {
	now, then := x.cell(l.ID, "actual"), x.compared(l, "then")
	return now.Value != nil && then.Value != nil && now.Value.LessThan(*then.Value)
}

// mean is the yearly growth since the base year.
func (x *teller) mean(l line) string {
	if l.ind.CumulativeGoal.Set() {
		return ""
	}
	return relative(l, words.Growth(x.cell(l.ID, "mean"), "年均"))
}

// subject is an indicator's name before a verb: that of a 降低率 without its own.
func subject(l line) string {
	if l.ind.Kind == plan.YearlyRate {
		return strings.TrimSuffix(l.Name, "降低")
	}
	return l.Name
}

func (x *teller) pace(l line) string {
	if l.ind.Kind == plan.Stock {
		return "" // told by what was added, not by growth
	}
	if l.ind.Kind == plan.YearlyRate {
		return words.RatePace(x.cell(l.ID, "actual"), x.compared(l, "then"), x.compared(l, "change"), x.than)
	}
	return words.Pace(x.compared(l, "growth"), x.compared(l, "prior_growth"), x.compared(l, "pace"), x.than)
}

func (x *teller) lastPace(l line) string {
	if l.ind.Kind == plan.Stock {
		return ""
	}
	return words.Pace(x.compared(l, "growth"), x.compared(l, "last_growth"), x.compared(l, "last_pace"), x.last)
}

// paces are both comparisons, with their common subject told once.
func (x *teller) paces(l line) string {
	first, second := x.pace(l), x.lastPace(l)
	for _, subject := range []string{"增速", "降幅"} {
		if strings.HasPrefix(first, subject) {
			second = strings.TrimPrefix(second, subject)
		}
	}
	return words.Join("，", first, second)
}

// goal is the growth beside the plan's yearly mean.
func (x *teller) goal(l line) string {
	gap := x.compared(l, "goal_gap")
	if !l.ind.GrowthTarget.IsNegative() {
		return words.Gap(gap, "《方案》年均目标")
	}
	growth := x.cell(l.ID, "mean")
	if x.than != "上年" {
		growth = x.cell(l.ID, "growth")
	}
	return words.Fall(growth, gap, "《方案》年均目标")
}

// progress is that on which the verdict rests, of the year or of the five years.
func (x *teller) progress(l line) string {
	if !l.WithinYear {
		said := words.Progress(x.cell(l.ID, l.ProgressColumn), wayOf(l.ind), l.BaseYear)
		if l.ind.Price == "comparable" && x.negative(l.ID, l.ProgressColumn) {
			return "绝对值（现价）" + said
		}
		return said
	}
	share := words.Level(x.cell(l.ID, "year_share"), "%")
	switch {
	case share == "":
		return ""
	case l.Increment && x.negative(l.ID, "year_share"):
		return "比上年末减少，没有完成年度测算增量"
	case l.Increment:
		return "完成年度测算增量的" + share
	}
	share = "完成年度测算目标的" + share
	if prior := words.Level(x.cell(l.ID, "prior_share"), "%"); prior != "" {
		share += "（上年同期完成全年的" + prior + "）"
	}
	return share
}

func (x *teller) gap(l line) string {
	if l.WithinYear {
		return words.Gap(x.cell(l.ID, "gap"), "序时进度")
	}
	return words.Gap(x.cell(l.ID, "gap"), "时序进度")
}

func (x *teller) needed(l line) string {
	return relative(l, words.Needed(x.cell(l.ID, "needed"), wayOf(l.ind)))
}

func (x *teller) course(l line) string {
	return relative(l, words.Course(x.cell(l.ID, "needed"), wayOf(l.ind)))
}

// relative says that the growth of a ratio is one of the ratio, not 百分点.
func relative(l line, said string) string {
	if l.ind.Kind != plan.RatioKind || l.ind.Unit != "%" || l.ind.Change == "points" {
		return said
	}
	return strings.NewReplacer("增长", "相对增长", "下降", "相对下降").Replace(said)
}

func (x *teller) said(l line) string { return words.Said(l.Owner, l.note, quotedRunes) }
