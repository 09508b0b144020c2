package compose

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/report"
)

// The slots a template may name.
const slotTable, slotChart = "@表1", "@图1"

// slot is where the template wants a table or chart of ours.
type slot string

// BlockID returns the slot's name.
func (s slot) BlockID() string { return string(s) }

// Marks around a quoted cell id in what a template yields; bare asks for the
// figure without its sign.
const open, shut, bare = "\x01", "\x02", "\x03"

// tell runs a narrative template: each line is a paragraph; "# " and "## " begin
// headings, "@" a slot, ">" a note.
func (c *composer) tell(name string) ([]report.Block, error) {
	src, err := fs.ReadFile(c.Texts, name)
	if err != nil {
		return nil, fault.Config("缺少报告文字模板", "templates/"+name, "请恢复 templates/reports/ 下的模板，或删去工作区中的 templates/reports/ 以使用内置模板。")
	}
	cells, err := c.doc.Cells()
	if err != nil {
		return nil, err
	}
	unknown := ""
	quote := func(how string) func(...string) string {
		return func(parts ...string) string {
			id := strings.Join(parts, ".")
			if _, ok := cells[id]; !ok {
				unknown = id
			}
			return open + how + id + shut
		}
	}
	funcs := template.FuncMap{
		"fig": quote(""),
		"mag": quote(bare),
		"names": func(lines []line) string {
			var s []string
			for _, l := range lines {
				s = append(s, l.Name)
			}
			return strings.Join(s, "、")
		},
		"owners": func(lines []line) string {
			var s []string
			for _, l := range lines {
				if !slices.Contains(s, l.Owner) {
					s = append(s, l.Owner)
				}
			}
			return strings.Join(s, "、")
		},
		"join": func(s []string) string { return strings.Join(s, "、") },
		"negative": func(parts ...string) bool {
			v := cells[strings.Join(parts, ".")].Value
			return v != nil && v.IsNegative()
		},
	}
	t, err := template.New(name).Option("missingkey=error").Funcs(funcs).Parse(string(src))
	var out strings.Builder
	if err == nil {
		err = t.Execute(&out, c.narrative())
	}
	if err == nil && unknown != "" {
		err = fmt.Errorf("没有编号为 %s 的数字", unknown)
	}
	if err != nil {
		return nil, templateFault(name, err)
	}
	return paragraphs(name, out.String(), cells)
}

// What Go's templates say, and what a person is told.
var (
	templateLine     = regexp.MustCompile(`\.tmpl:(\d+)`)
	templateField    = regexp.MustCompile(`can't evaluate field (\S+)`)
	templateFunction = regexp.MustCompile(`function "([^"]+)" not defined`)
)

func templateFault(name string, err error) error {
	what := err.Error()
	for _, c := range []struct {
		pattern *regexp.Regexp
		words   string
	}{{templateField, "没有「%s」这一项"}, {templateFunction, "没有「%s」这个函数"}} {
		if m := c.pattern.FindStringSubmatch(what); m != nil {
			what = fmt.Sprintf(c.words, m[1])
		}
	}
	if strings.HasPrefix(what, "template:") {
		what = "花括号或 if、range、end 没有配对，或写法有误"
	}
	where := "templates/" + name
	if m := templateLine.FindStringSubmatch(err.Error()); m != nil {
		where += " 第" + m[1] + "行"
	}
	f := fault.Config("报告文字模板有误："+what, where, "请按提示改正模板；占位符的写法见模板开头的说明。")
	f.Err = err
	return f
}

// paragraphs makes blocks of what a template told, a line each.
func paragraphs(name, told string, cells map[string]report.Cell) ([]report.Block, error) {
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
			if l != slotTable && l != slotChart {
				return nil, templateFault(name, fmt.Errorf("没有「%s」这个位置，可用的有%s和%s", l, slotTable, slotChart))
			}
			blocks = append(blocks, slot(l[1:]))
		case strings.HasPrefix(l, ">"):
			blocks = append(blocks, report.Paragraph{ID: id, Note: true, Runs: runs(l[1:], cells)})
		default:
			blocks = append(blocks, report.Paragraph{ID: id, Runs: runs(l, cells)})
		}
	}
	return blocks, nil
}

// runs splits a told line at the quoted ids.
func runs(l string, cells map[string]report.Cell) []report.Run {
	var rs []report.Run
	for l != "" {
		before, rest, found := strings.Cut(l, open)
		if before != "" {
			rs = append(rs, report.Run{Text: before})
		}
		if !found {
			break
		}
		id, after, _ := strings.Cut(rest, shut)
		shown := cells[id].Core()
		if unsigned, ok := strings.CutPrefix(id, bare); ok {
			id = unsigned
			shown = cells[id].Magnitude()
		}
		rs = append(rs, report.Run{Text: shown, Ref: id})
		l = after
	}
	return rs
}
