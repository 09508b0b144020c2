package compose

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/label"
	"zhibao/pipeline/report"
	"zhibao/pipeline/words"
)

// The slots that the template of a report may name, beside those of the charts.
const slotTable, slotPractice = "@表1", "@典型经验"

func reportSlots() []string { return append([]string{slotTable, slotPractice}, figureSlots()...) }

// commonTexts holds sentences that all templates of reports may use.
const commonTexts = "reports/common.tmpl"

// slot is where the template wants a table or chart of ours.
type slot string

// BlockID returns the slot's name.
func (s slot) BlockID() string { return string(s) }

// tell runs a narrative template: each line is a paragraph; "# " and "## " begin
// headings, "@" one of the slots, ">" a note.
func (c *composer) tell(name string, slots []string) ([]report.Block, error) {
	cells, err := c.doc.Cells()
	if err != nil {
		return nil, err
	}
	n := c.narrative(cells).clipped(c.room)
	told := &teller{cells: cells, than: c.than(), last: c.lastLabel(), figures: c.figures, room: c.room, names: c.Names, annexes: c.annexLabels()}
	t, err := told.parse(c.Texts, name)
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	if err := t.Execute(&out, n); err != nil {
		return nil, templateFault(name, err)
	}
	text, err := c.numberFigures(out.String())
	if err != nil {
		return nil, templateFault(name, err)
	}
	return paragraphs(name, text, cells, slots)
}

// parse reads a template and the common sentences.
func (x *teller) parse(texts fs.FS, name string) (*template.Template, error) {
	x.template = template.New(name).Option("missingkey=error").Funcs(x.functions())
	for _, file := range []string{name, commonTexts} {
		src, err := readText(texts, file, "报告文字")
		if err != nil {
			return nil, err
		}
		t := x.template
		if file != name {
			t = t.New(file)
		}
		if _, err := t.Parse(src); err != nil {
			return nil, templateFault(file, err)
		}
	}
	return x.template, nil
}

// What Go's templates say, and what a person is told.
var (
	templatePlace    = regexp.MustCompile(`template: ([^:\s]+\.tmpl):(\d+)`)
	templateField    = regexp.MustCompile(`can't evaluate field (\S+)`)
	templateFunction = regexp.MustCompile(`function "([^"]+)" not defined`)
	templateNamed    = regexp.MustCompile(`template "([^"]+)" not defined`)
	templateCall     = regexp.MustCompile(`error calling [^:]+: (.*)$`)
	templateArgs     = regexp.MustCompile(`wrong number of args for ([^:]+):`)
	templateType     = regexp.MustCompile(`wrong type for value`)
)

// templateFault says what is wrong with a template, where, and what to do.
func templateFault(name string, err error) error {
	what := err.Error()
	switch field, call := templateField.FindStringSubmatch(what), templateCall.FindStringSubmatch(what); {
	case call != nil:
		what = call[1]
	case field != nil:
		what = fmt.Sprintf("没有「%s」这一项", field[1])
	case templateFunction.MatchString(what):
		what = unknownName("函数", templateFunction.FindStringSubmatch(what)[1], functionNames())
	case templateNamed.MatchString(what):
		what = fmt.Sprintf("没有用 define 定义过「%s」", templateNamed.FindStringSubmatch(what)[1])
	case templateArgs.MatchString(what):
		what = fmt.Sprintf("「%s」后面的参数个数不对", templateArgs.FindStringSubmatch(what)[1])
	case templateType.MatchString(what):
		what = "函数后面的参数种类不对，例如该写一项指标处写了别的"
	case strings.HasPrefix(what, "template:"):
		what = "花括号或 if、range、end 没有配对，或写法有误"
	}
	where := "templates/" + name
	if m := templatePlace.FindStringSubmatch(err.Error()); m != nil {
		where = "templates/" + m[1] + " 第" + m[2] + "行"
	}
	f := fault.Config("报告文字模板有误："+what, where, "请按提示改正模板；占位符和函数的写法见模板开头的说明。")
	f.Err = err
	return f
}

// unknownName says that a word is none of the known ones, and which is like it.
func unknownName(kind, name string, known []string) string {
	what := fmt.Sprintf("没有「%s」这个%s", name, kind)
	if near := label.Nearest(name, known); near != "" {
		what += "，是不是「" + near + "」？"
	}
	return what
}

// paragraphs makes blocks of what a template told, a line each. Chapters are
// numbered as they come; one that says nothing is left out.
func paragraphs(name, told string, cells report.Cells, slots []string) ([]report.Block, error) {
	var blocks []report.Block
	for i, l := range strings.Split(told, "\n") {
		l = strings.TrimSpace(l)
		id := fmt.Sprintf("p.%d", i+1)
		switch {
		case l == "":
		case strings.HasPrefix(l, "# "):
			blocks = append(blocks, report.Heading{ID: id, Level: 1, Text: l[2:]})
		case strings.HasPrefix(l, "## "):
			blocks = append(blocks, report.Heading{ID: id, Level: 2, Text: l[3:]})
		case strings.HasPrefix(l, "@"):
			s, err := slotOf(l, slots)
			if err != nil {
				return nil, templateFault(name, err)
			}
			blocks = append(blocks, s)
		default:
			text, note := strings.CutPrefix(l, ">")
			p, err := paragraph(id, text, cells)
			if err != nil {
				return nil, templateFault(name, err)
			}
			p.Note = note
			blocks = append(blocks, p)
		}
	}
	return numbered(blocks), nil
}

func slotOf(l string, slots []string) (slot, error) {
	if slices.Contains(slots, l) {
		return slot(l[len("@"):]), nil
	}
	return "", fmt.Errorf("没有「%s」这个位置，可用的有%s", l, strings.Join(slots, "、"))
}

// paragraph makes a paragraph of a told line and refuses one with a hole.
func paragraph(id, l string, cells report.Cells) (report.Paragraph, error) {
	runs, unknown := words.Runs(l, cells.Find)
	if unknown != "" {
		return report.Paragraph{}, fmt.Errorf("没有编号为 %s 的数字", unknown)
	}
	p := report.Paragraph{ID: id, Runs: runs}
	if hole := words.Hole(p.Text()); hole != "" {
		return p, fmt.Errorf("这一句缺了数字或标点多余：「%s」。没有数字时整个分句应当不写，可用“连”或 with 来写", hole)
	}
	return p, nil
}

// chapterNumber is a number that a template wrote itself; ours takes its place.
var chapterNumber = regexp.MustCompile(`^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)`)

// numbered drops headings with nothing under them and numbers the rest: 一、, and
// （一） within a chapter.
func numbered(blocks []report.Block) []report.Block {
	var kept []report.Block
	for i := len(blocks) - 1; i >= 0; i-- { // from behind: an empty part empties its chapter
		h, heading := blocks[i].(report.Heading)
		if heading && bare(kept, h.Level) {
			continue
		}
		kept = append([]report.Block{blocks[i]}, kept...)
	}
	chapter, part := 0, 0
	for i, b := range kept {
		h, ok := b.(report.Heading)
		if !ok {
			continue
		}
		h.Text = chapterNumber.ReplaceAllString(h.Text, "")
		if h.Level == 1 {
			chapter, part = chapter+1, 0
			h.Text = numeral(chapter) + "、" + h.Text
		} else {
			part++
			h.Text = "（" + numeral(part) + "）" + h.Text
		}
		kept[i] = h
	}
	return kept
}

// bare reports whether what follows a heading of the level is the next one, or
// nothing.
func bare(after []report.Block, level int) bool {
	if len(after) == 0 {
		return true
	}
	h, heading := after[0].(report.Heading)
	return heading && h.Level <= level
}

// numeral writes 1 to 99 as 一 to 九十九.
func numeral(n int) string {
	switch {
	case n < 10:
		return numerals[n-1]
	case n%10 == 0 && n < 20:
		return "十"
	case n < 20:
		return "十" + numerals[n%10-1]
	case n%10 == 0:
		return numerals[n/10-1] + "十"
	}
	return numerals[n/10-1] + "十" + numerals[n%10-1]
}
