package compose

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"text/template"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
)

// noticeFile is the template of the notices.
const noticeFile = "reports/notice.tmpl"

// Marks of lines in the template of the notices, beside those of the letters.
const (
	noticeTable = "【项目表】"
	noticeCopy  = "【抄送】"
)

// noticeData is what the template of the notices is given.
type noticeData struct {
	City, To, Copies, Period, Until, PlanTitle, DocumentNo string
	Count, Slow, NotBegun, Stopped, Overdue, Again, Days   int
	Several                                                bool // some project has more than one reason
	Sender, Date                                           string
}

// Notices composes the notices (督办通知): a page for each responsible unit with its
// projects on the list of 督办. A project without a responsible department goes to
// the unit that reports it. Nil if no project is on the list.
func Notices(in Input) (*report.Document, error) {
	c := &composer{Input: in, period: in.Figures.Period}
	groups := c.charged()
	if len(groups) == 0 {
		return nil, nil
	}
	doc := &report.Document{ID: "notices", Kind: "督办通知", Mark: in.mark(),
		Meta: in.properties()}
	for i, g := range groups {
		a, err := c.notice(i+1, g)
		if err != nil {
			return nil, err
		}
		doc.Annexes = append(doc.Annexes, a)
	}
	return doc, doc.Seal()
}

// charged are the units that notices go to, with their projects.
func (c *composer) charged() []supervised {
	var groups []supervised
	for _, g := range c.byColumn("department", c.unitNamed) {
		if g.key != "" {
			groups = append(groups, g)
			continue
		}
		groups = append(groups, c.byReporter(g.list)...)
	}
	for i := range groups {
		groups[i].name = c.addressee(groups[i].name)
	}
	return groups
}

// addressee is the body that a letter to a unit goes to: 醴陵市人民政府, 株洲高新区管委会.
func (c *composer) addressee(name string) string {
	if c.bodies == nil {
		c.bodies = map[string]string{}
		for i := range c.Plan.Units {
			u := &c.Plan.Units[i]
			own := u.NameAt(c.period)
			if c.bodies[own] != "" {
				continue
			}
			switch u.Kind {
			case plan.County:
				c.bodies[own] = own + "人民政府"
			case plan.Park, plan.SubPark:
				c.bodies[own] = strings.TrimSuffix(own, "管委会") + "管委会"
			}
		}
	}
	return cmp.Or(c.bodies[name], name)
}

// byReporter groups projects by the unit that reported them.
func (c *composer) byReporter(list []*evaluate.Project) []supervised {
	var groups []supervised
	for _, p := range list {
		if n := len(groups); n == 0 || groups[n-1].key != p.Unit {
			groups = append(groups, supervised{name: c.Plan.UnitName(p.Unit, c.period), key: p.Unit})
		}
		g := &groups[len(groups)-1]
		g.list = append(g.list, p)
	}
	return groups
}

func (c *composer) notice(n int, g supervised) (report.Annex, error) {
	data := noticeData{
		City: c.Plan.Head.City, To: g.name, Copies: strings.Join(c.reporters(g), "、"), Period: c.period.Label(),
		Until: c.Evaluated.Projects.End.Format("2006年1月2日"), PlanTitle: c.Plan.Head.Title, DocumentNo: c.Plan.Head.DocumentNo,
		Count: len(g.list), Days: c.Plan.Scheme.ProjectRules().AnswerDays, Sender: c.Paper.Signature, Date: c.noticeDate(),
	}
	for _, p := range g.list {
		for _, r := range p.Reasons() {
			switch r {
			case evaluate.ProjectSlow:
				data.Slow++
			case evaluate.ProjectNotBegun:
				data.NotBegun++
			case evaluate.ProjectStopped:
				data.Stopped++
			case evaluate.ProjectOverdue:
				data.Overdue++
			}
		}
		data.Several = data.Several || len(p.Reasons()) > 1
		if p.Change == evaluate.StillSlow {
			data.Again++
		}
	}
	told, err := c.fillIn(noticeFile, "督办通知", data)
	if err != nil {
		return report.Annex{}, err
	}
	id := fmt.Sprintf("notice%d", n)
	a := report.Annex{ID: id, Sheet: fmt.Sprintf("通知%d", n), Letter: c.Paper.Signature}
	for i, l := range strings.Split(told, "\n") {
		if strings.TrimSpace(l) == noticeTable {
			a.Blocks = append(a.Blocks, c.noticeTable(id, g))
			continue
		}
		addLetterLine(&a, fmt.Sprintf("%s.%d", id, i+1), l)
	}
	return a, nil
}

// reporters are the units that report a group's projects, each once; the addressee
// is not among them.
func (c *composer) reporters(g supervised) []string {
	var names []string
	seen := map[string]bool{g.name: true}
	for _, p := range g.list {
		if name := c.addressee(c.Plan.UnitName(p.Unit, c.period)); !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// noticeDate is the date of the paper, else that of the last arrival; empty if
// neither is known.
func (c *composer) noticeDate() string {
	date := ""
	if m := c.Reminder.Moment; !m.IsZero() {
		date = m.In(calendar.Zone()).Format("2006年1月2日")
	}
	return cmp.Or(c.Paper.Date, date)
}

func (c *composer) noticeTable(id string, g supervised) *report.Table {
	t := &report.Table{ID: id + ".t", Columns: columns(col(report.Left, 18), col(report.Left, 10), col(report.Left, 22), col(report.Centre, 11), col(report.Left, 13), col(report.Left, 16))}
	t.Head = head1("项目名称", "报送单位", "督办原因", "整改期限", "下一节点", "存在问题\n（单位所报）")
	for i, p := range g.list {
		t.Rows = append(t.Rows, report.Row{ID: fmt.Sprintf("%s.t.%d", id, i+1), Cells: []report.Cell{
			text(orNone(p.Name)), text(c.Plan.UnitName(p.Unit, c.period)), text(c.reasons(p)), text(shownDay(p.Deadline)), text(orNone(p.Text("next_node"))), text(orNone(p.Text("problem"))),
		}})
	}
	return t
}

// fillIn runs a template of letters, which the bureau may have changed.
func (c *composer) fillIn(file, what string, data any) (string, error) {
	src, err := readText(c.Texts, file, what)
	if err != nil {
		return "", err
	}
	t, err := template.New(file).Option("missingkey=error").Parse(src)
	var out bytes.Buffer
	if err == nil {
		err = t.Execute(&out, data)
	}
	if err != nil {
		return "", templateFault(file, err)
	}
	return out.String(), nil
}

// addLetterLine adds a line of a letter: its title, or a paragraph.
func addLetterLine(a *report.Annex, id, l string) {
	l = strings.TrimSpace(l)
	p := report.Paragraph{ID: id}
	for _, mark := range []struct {
		word    string
		setting report.Setting
		note    bool
	}{{letterTo, report.Addressed, false}, {letterFrom, report.Signed, false}, {noticeCopy, report.Running, true}} {
		if rest, ok := strings.CutPrefix(l, mark.word); ok {
			l, p.Setting, p.Note = rest, mark.setting, mark.note
		}
	}
	switch {
	case l == "":
	case strings.HasPrefix(l, letterTitle):
		a.Title = strings.TrimPrefix(l, letterTitle)
	default:
		p.Runs = []report.Run{{Text: l}}
		a.Blocks = append(a.Blocks, p)
	}
}
