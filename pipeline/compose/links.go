package compose

import (
	"strings"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
)

// notesOf is the id of the notes under a table.
func notesOf(table string) string { return table + report.NotesID }

// lead makes figures lead to where they are explained: a number of 附表1 to its row
// of the evaluation, figures and verdicts to the notes on their method, what was
// reported to its unit's row in 附表5.
func (c *composer) lead() {
	to := map[string]string{}
	now := "." + c.period.String()
	for _, a := range c.Evaluated.Assessments {
		code := a.Indicator.Code
		t1, t11, owner := "t1."+code, "t11."+code, "t52."+a.Indicator.Owner
		for _, id := range []string{t1 + now, t1 + ".now", t11 + ".actual"} {
			to[id] = owner
		}
		for _, id := range []string{t1 + ".base", t1 + ".target", t1 + ".goal"} {
			to[id] = notesOf("t1")
		}
		for _, id := range []string{".linear", ".log", ".gap", ".level", ".mean", ".growth_verdict", ".needed", ".year_share"} {
			to[t11+id] = notesOf("t11")
		}
		for _, id := range []string{".rate", ".year_verdict"} {
			to["t12."+code+id] = notesOf("t12")
		}
		for _, id := range []string{".points", ".share", ".score"} {
			to["t13."+code+id] = notesOf("t13")
		}
	}
	rows := map[string]string{"t1.": "t11.", "t11.": "t1."}
	for _, b := range c.doc.Blocks() {
		t, ok := b.(*report.Table)
		if !ok {
			continue
		}
		for _, row := range t.Rows {
			for i := range row.Cells {
				if target, ok := to[row.Cells[i].ID]; ok {
					row.Cells[i].Link = target
				}
			}
			if other, ok := rows[t.ID+"."]; ok && row.Kind == report.Data {
				row.Cells[0].Link = other + strings.TrimPrefix(row.ID, t.ID+".")
			}
			if unit, ok := c.unitOf(t.ID, row); ok {
				row.Cells[nameColumn(t)].Link = "t52." + unit
			}
		}
	}
}

// unitTables are the tables with a row for each unit.
var unitTables = map[string]bool{"t2": true, "t3": true, "t32": true}

// unitOf is the unit of a row, of a part its park.
func (c *composer) unitOf(table string, row report.Row) (string, bool) {
	code, ok := strings.CutPrefix(row.ID, table+".")
	u, known := c.Plan.Unit(code)
	if !ok || !known || !unitTables[table] {
		return "", false
	}
	if u.Kind == plan.SubPark {
		return u.Parent, true
	}
	return u.Code, true
}

// nameColumn is the column with the units' names.
func nameColumn(t *report.Table) int {
	if t.ID == "t2" {
		return 1
	}
	return 0
}
