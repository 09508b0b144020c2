package form

import (
	"errors"
	"os"
	"strings"
	"testing"

	"zhibao/pipeline/fault"
)

// For ten days or a week only the list of projects is sent: counties and parks owe
// it, departments may send it. For a month the list is no duty of its own.
func TestShortPeriodsAskForProjects(t *testing.T) {
	p, set := loadForms(t)
	for _, c := range []struct {
		unit, when   string
		forms        string
		asked, owned bool // the unit owes a workbook; it owes the list
	}{
		{"430281", "2018-06-上", "project", true, true}, {"P01", "2018-W23", "project", true, true}, {"D08", "2018-06-上", "project", false, false},
		{"430281", "2018-06", "county,project", true, false}, {"D06", "2018-05", "project", false, false},
	} {
		u, _ := p.Unit(c.unit)
		var ids []string
		owned := false
		for _, s := range set.Sheets(p, u, period(t, c.when)) {
			if len(ids) == 0 || ids[len(ids)-1] != s.Def.ID {
				ids = append(ids, s.Def.ID)
			}
			owned = owned || s.Def.ID == "project" && s.Owed()
		}
		if got := strings.Join(ids, ","); got != c.forms || set.Asked(p, u, period(t, c.when)) != c.asked || owned != c.owned {
			t.Errorf("%s %s: %s, asked %v, owes the list %v", c.unit, c.when, got, set.Asked(p, u, period(t, c.when)), owned)
		}
	}
}

func TestFormPeriodsRefused(t *testing.T) {
	for _, c := range []struct{ file, old, new, want string }{
		{"50-project.yaml", "ten_day, week]", "ten_days, week]", "报告期类别「ten_days」不认识"},
		{"50-project.yaml", "owed_by: [county, park]", "owed_by: [sub_park]", "单位类别「sub_park」不在本表的 units 中"},
		{"50-project.yaml", "owed_by: [county, park]", "owed_by: []", "没有写明哪类单位应报"},
		{"10-county.yaml", "layout: rows", "layout: rows\nperiods: [month, week]", "旬、周只报项目，逐行固定的表不能写 ten_day 或 week"},
	} {
		_, err := Load(os.DirFS(changed(t, c.file, c.old, c.new)), "templates", loadPlan(t))
		var f *fault.Fault
		if !errors.As(err, &f) || !strings.Contains(f.What, c.want) || !strings.Contains(f.Where, c.file+" 第") || f.Remedy == "" {
			t.Errorf("%s: %v", c.new, err)
		}
	}
}
