package compose

import (
	"fmt"
	"strings"
	"time"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
)

// Duty is what a unit owes by one deadline, and what had come by the moment of
// the reminder.
type Duty struct {
	Unit      *plan.Unit
	Forms     []string // 表号
	Authority string   // 制定机关 of the forms
	Deadline  *calendar.Deadline
	State     consolidate.State // by the moment
	File      string            // that counts or was returned
	Arrived   *time.Time        // of the first version; nil if it has not come or was not registered
	Stage     calendar.Stage    // of a duty that is open
	Reminders int               // that went out before it came
	Contact   string
	Phone     string
}

// Open reports whether nothing has come.
func (d Duty) Open() bool { return d.State == consolidate.Missing }

// Late is by how much the duty was or is late at a moment; zero if it is not, or
// if nobody knows.
func (d Duty) Late(moment time.Time) time.Duration {
	switch {
	case d.Deadline == nil:
		return 0
	case d.Arrived != nil:
		return max(0, d.Arrived.Sub(d.Deadline.At))
	case d.Open():
		return max(0, moment.Sub(d.Deadline.At))
	}
	return 0
}

// Reminder is the state of a period's duties at one moment.
type Reminder struct {
	Moment     time.Time // zero if no deadline is set and none was given
	Why        string    // where the moment comes from
	Registered bool      // there is a 收件.csv
	Duties     []Duty    // in plan order
}

// Unknown are the years whose holidays are not noted, of all deadlines.
func (r Reminder) Unknown() []string {
	var years []string
	seen := map[int]bool{}
	for _, d := range r.Duties {
		if d.Deadline == nil {
			continue
		}
		for _, y := range d.Deadline.Unknown {
			if !seen[y] {
				seen[y] = true
				years = append(years, fmt.Sprint(y))
			}
		}
	}
	return years
}

// untilNote says for which moment the lateness was found.
func (c *composer) untilNote() []string {
	if c.Reminder.Moment.IsZero() {
		return nil
	}
	return []string{"统计截至" + calendar.Moment(c.Reminder.Moment) + "（" + c.Reminder.Why + "）。"}
}

// Remind composes the list of reminders (催报单) and a letter for each unit from
// which nothing has come although its first reminder is due.
func Remind(in Input) (*report.Document, error) {
	c := &composer{Input: in, period: in.Figures.Period}
	doc := &report.Document{
		ID: "remind", Kind: "催报单", Title: []string{in.Plan.Head.City + c.period.Label() + "催报单"},
		Meta: in.properties(),
	}
	if in.Figures.Sample {
		doc.Mark = "示例数据"
	}
	doc.Annexes = []report.Annex{{ID: "r1", Title: in.Plan.Head.City + c.period.Label() + "报表催报单", Sheet: "催报单", Blocks: []report.Block{c.dutyTable()}}}
	for i, d := range in.Reminder.Duties {
		if !d.Open() || d.Stage == calendar.NotYet {
			continue
		}
		letter, err := c.letter(i, d)
		if err != nil {
			return nil, err
		}
		doc.Annexes = append(doc.Annexes, letter)
	}
	light(doc)
	return doc, doc.Seal()
}

func (c *composer) dutyTable() *report.Table {
	t := &report.Table{ID: "tr", Columns: columns(col(report.Left, 23), col(report.Left, 23), col(report.Centre, 20), col(report.Centre, 20), col(report.Centre, 8), col(report.Centre, 15),
		col(report.Decimal, 10), col(report.Centre, 13), col(report.Centre, 13), col(report.Centre, 16))}
	t.Head = head1("单位", "表号", "应报时间", "已报", "状态", "逾期时间", "催报次数", "催报", "联系人", "电话")
	for _, part := range []struct {
		id, title string
		open      bool
	}{{"tr.open", "未报", true}, {"tr.came", "已报", false}} {
		begun := false
		for i, d := range c.Reminder.Duties {
			if d.Open() != part.open {
				continue
			}
			if !begun {
				t.Rows = append(t.Rows, section(part.id, part.title))
				begun = true
			}
			t.Rows = append(t.Rows, c.dutyRow(fmt.Sprintf("tr.%d", i+1), d))
		}
	}
	t.Notes = c.reminderNotes()
	return t
}

func (c *composer) dutyRow(id string, d Duty) report.Row {
	due, stage, state := "未规定", none, toned("", string(d.State), stateTones[d.State])
	if d.Deadline != nil {
		due = calendar.Short(d.Deadline.At)
	}
	if d.Open() {
		state.Text = "未报" // 缺报 is for a report that is final
	}
	if d.Open() && d.Deadline != nil {
		stage = d.Stage.String()
	}
	return report.Row{ID: id, Cells: []report.Cell{
		text(d.Unit.NameAt(c.period)), text(strings.Join(d.Forms, "、")), text(due), d.came(), state,
		c.lateness(d), c.count(id+".reminders", d.Reminders), text(stage), text(orNone(d.Contact)), text(orNone(d.Phone)),
	}}
}

var stateTones = map[consolidate.State]report.Tone{consolidate.Reported: report.Good, consolidate.Returned: report.Bad, consolidate.Missing: report.Bad}

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

// came says whether and when a duty was met.
func (d Duty) came() report.Cell {
	switch {
	case d.Open():
		return report.Cell{Text: "否", Tone: report.Bad}
	case d.Arrived == nil:
		return report.Cell{Text: "是（" + unregistered + "）", Tone: report.Muted}
	}
	return text(calendar.Short(*d.Arrived))
}

func (c *composer) lateness(d Duty) report.Cell {
	late := d.Late(c.Reminder.Moment)
	switch {
	case late > 0:
		return report.Cell{Text: calendar.Span(late), Tone: report.Bad}
	case d.Deadline != nil && !d.Open() && d.Arrived == nil:
		return report.Cell{Text: unregistered, Tone: report.Muted}
	}
	return report.Cell{Text: none, Tone: report.Muted}
}

func (c *composer) reminderNotes() []string {
	notes := c.untilNote()
	notes = append(notes, "期限前一日第一次催报，到期限时第二次催报，过期限未报的列入通报。期限逢节假日的顺延到下一个工作日。以单位第一次报来的时间为准；退回后重报的，不因重报算作逾期。")
	if !c.Reminder.Registered {
		notes = append(notes, "收件夹中没有收件登记（收件.csv），没有登记过收到时间的单位，是否逾期按“未登记”计。")
	}
	if years := c.Reminder.Unknown(); len(years) > 0 {
		notes = append(notes, "未登记"+strings.Join(years, "、")+"年节假日，期限只避开周末；请在工作区配置 zhibao.yaml 的 holidays 中补上。")
	}
	for _, d := range c.Reminder.Duties {
		if d.Contact == "" || d.Phone == "" {
			return append(notes, "联系人、电话取自该单位最近一次报表的表尾；为“—”的，可在 inputs/plan/units.yaml 该单位下用 contact、phone 写明。")
		}
	}
	return notes
}

// letterFile is the template of the letters.
const letterFile = "reports/remind.tmpl"

// Marks of lines in the template of the letters.
const (
	letterTitle = "【标题】"
	letterTo    = "【主送】"
	letterFrom  = "【署名】"
)

// letterData is what the template of the letters is given.
type letterData struct {
	City, Unit, Period, DocumentNo, PlanTitle string
	Forms, Deadline, Until, Date, Late        string
	Sender                                    string
	Reminders                                 int
	First, Second, Circular                   bool
	PutOff                                    bool
}

// letter writes the letter (催报函) to a unit.
func (c *composer) letter(i int, d Duty) (report.Annex, error) {
	data := letterData{
		City: c.Plan.Head.City, Unit: d.Unit.NameAt(c.period), Period: c.period.Label(), DocumentNo: c.Plan.Head.DocumentNo, PlanTitle: c.Plan.Head.Title,
		Forms: strings.Join(d.Forms, "、"), Deadline: calendar.Moment(d.Deadline.At), Until: calendar.Moment(c.Reminder.Moment),
		Date: c.Reminder.Moment.In(calendar.Zone()).Format("2006年1月2日"), Sender: d.Authority, Reminders: d.Reminders,
		First: d.Stage == calendar.First, Second: d.Stage == calendar.Second, Circular: d.Stage == calendar.Circular, PutOff: d.Deadline.PutOff(),
	}
	if late := d.Late(c.Reminder.Moment); late > 0 {
		data.Late = calendar.Span(late)
	}
	told, err := c.fillIn(letterFile, "催报函", data)
	if err != nil {
		return report.Annex{}, err
	}
	a := report.Annex{ID: fmt.Sprintf("letter%d", i+1), Sheet: letterSheet(c.Reminder.Duties, i, data.Unit)}
	for n, l := range strings.Split(told, "\n") {
		addLetterLine(&a, fmt.Sprintf("letter%d.%d", i+1, n+1), l)
	}
	return a, nil
}

// letterSheet names the sheet of a letter; a unit with several deadlines has several.
func letterSheet(duties []Duty, i int, unit string) string {
	n := 1
	for _, d := range duties[:i] {
		if d.Unit == duties[i].Unit {
			n++
		}
	}
	if n > 1 {
		return fmt.Sprintf("%s（%d）", unit, n)
	}
	return unit
}
