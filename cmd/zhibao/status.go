package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/calendar"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/fault"
)

func (a *app) statusCommand() *cobra.Command {
	return a.withOn(a.withJSON(&cobra.Command{
		Use: "status 报告期", Short: "看谁已报、谁未报、谁被退回，离期限还有多久",
		Example: "  zhibao status 2018-06\n  zhibao status 2018-06 --on 2018-07-09T17:00", Args: exactly(1, "报告期"),
		RunE: func(c *cobra.Command, args []string) error {
			p, period, err := a.openFor(args[0])
			if err != nil {
				return err
			}
			moment := a.now().In(calendar.Zone())
			if p.Settings.AsOf != nil {
				moment = *p.Settings.AsOf
			}
			s, err := pipeline.Status(c.Context(), p, period, moment)
			if err != nil {
				return err
			}
			for _, u := range s.Units {
				if u.State != string(consolidate.Reported) || u.Open > 0 {
					a.code = fault.Person
				}
			}
			if a.json {
				return a.printJSON(s)
			}
			a.say("%s  %s报送情况，截至%s", p.Plan.Head.City, period.Label(), calendar.Moment(moment))
			shown, full := statusTable(s, a.width())
			a.draw(shown)
			a.tellStatus(s, full)
			return nil
		},
	}), textFlagStatusOn)
}

// statusTable is the fullest table that fits; full tells whether it names forms and
// contacts.
func statusTable(s *pipeline.Standing, width int) (shown string, full bool) {
	for _, layout := range []struct {
		full bool
		gap  string
	}{{true, "  "}, {true, " "}, {false, "  "}} {
		shown, full = drawStatus(s, layout.full, layout.gap), layout.full
		if width == 0 || text.LongestLineLen(shown) <= width {
			break
		}
	}
	return shown, full
}

func drawStatus(s *pipeline.Standing, full bool, gap string) string {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Box.PaddingLeft, t.Style().Box.PaddingRight = "", gap
	head := table.Row{"单位", "状态", "收到时间", "时限", "催报", "待处理"}
	if full {
		head = table.Row{"单位", "表号", "应报时间", "状态", "收到时间", "时限", "催报", "待处理", "联系人", "电话"}
	}
	t.AppendHeader(head)
	for _, u := range s.Units {
		name, came, open := u.Name, arrival(u), fmt.Sprint(u.Open)
		if !full {
			t.AppendRow(table.Row{name, u.State, came, standing(u), u.Reminders, open})
			continue
		}
		due := "未规定"
		if u.Due != nil {
			due = brief(*u.Due)
		}
		t.AppendRow(table.Row{name, strings.Join(u.Forms, "\n"), due, u.State, came, standing(u), u.Reminders, open, dash(u.Contact), dash(u.Phone)})
	}
	lines := strings.Split(t.Render(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// brief is a moment without its year, which the line above the table gives.
func brief(t time.Time) string { return t.In(calendar.Zone()).Format("01-02 15:04") }

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func arrival(u pipeline.UnitStatus) string {
	switch {
	case u.Arrived != nil:
		return brief(*u.Arrived)
	case u.State == pipeline.NotReported:
		return "—"
	}
	return "未登记"
}

// standing says how a duty stands against its deadline.
func standing(u pipeline.UnitStatus) string {
	switch {
	case u.Due == nil:
		return "未规定"
	case u.Late > 0:
		return "逾期" + minutes(u.Late)
	case u.State == pipeline.NotReported && u.Left > 0:
		return "还有" + minutes(u.Left)
	case u.State == pipeline.NotReported:
		return "已到期限"
	case u.Arrived == nil:
		return "未登记"
	}
	return "按时"
}

func minutes(n int) string { return calendar.Span(time.Duration(n) * time.Minute) }

// tellStatus says under the table what a person does next: whom to call, unless
// the table says so itself.
func (a *app) tellStatus(s *pipeline.Standing, full bool) {
	var returned, missing []string
	units, reported := map[string]bool{}, 0
	for _, u := range s.Units {
		first := !units[u.Code]
		units[u.Code] = true
		switch {
		case u.State == pipeline.NotReported:
			missing = append(missing, fmt.Sprintf("%s（%s，联系人%s，电话%s）", u.Name, strings.Join(u.Forms, "、"), dash(u.Contact), dash(u.Phone)))
		case u.State == string(consolidate.Returned) && first:
			returned = append(returned, fmt.Sprintf("%s（%s，待处理%d个）", u.Name, u.File, u.Open))
		case u.State == string(consolidate.Reported) && first:
			reported++
		}
	}
	a.say("应报%d家，已报%d家。", len(units), reported)
	a.list("退回待重报", returned)
	if !full {
		a.list("未报", missing)
	}
	if s.Unread > 0 {
		a.say("收件夹中另有%d份文件还没有审核，请运行 zhibao run %s。", s.Unread, s.Period)
	}
	if !s.Registered && len(missing) < len(s.Units) {
		a.say("没有收件登记（inputs/%s/收件.csv），是否逾期按未登记计。", s.Period)
	}
	if len(s.NoHolidays) > 0 {
		a.say("未登记%s年节假日，期限只避开周末；请在 zhibao.yaml 的 holidays 中补上。", strings.Join(s.NoHolidays, "、"))
	}
}

func (a *app) list(title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	a.say("%s：", title)
	for _, l := range lines {
		a.say("  %s", l)
	}
}
