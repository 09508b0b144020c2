package plan

import (
	"strings"

	"zhibao/pipeline/stat"
)

// ReportsOn is the unit on whose forms the plan lets a unit report (合报); nil for a
// unit with forms of its own.
func (p *Plan) ReportsOn(code string) *Unit { return p.hosts[code] }

// HeadName is what a unit's forms print as 填报单位: its name and, in brackets, the
// names of those that report on them, as in 株洲高新区（天元区）.
func (p *Plan) HeadName(u *Unit, period stat.Period) string {
	var seconds []string
	for _, code := range u.ReportsWith {
		seconds = append(seconds, p.UnitName(code, period))
	}
	if len(seconds) == 0 {
		return u.NameAt(period)
	}
	return u.NameAt(period) + "（" + strings.Join(seconds, "、") + "）"
}
