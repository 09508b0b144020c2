package form

import (
	"fmt"
	"slices"

	"zhibao/pipeline/stat"
)

// periodWords are the words for kinds of period in a form's definition.
var periodWords = map[string]stat.PeriodKind{
	"year": stat.Year, "quarter": stat.Quarter, "month": stat.Month, "ten_day": stat.TenDay, "week": stat.Week,
}

// sentFor reports whether the form is sent for a kind of period. A form that does
// not say goes with years, quarters and months.
func (d *Def) sentFor(period stat.Period) bool {
	if len(d.Periods) == 0 {
		return !period.Short()
	}
	return slices.ContainsFunc(d.Periods, func(word string) bool { return periodWords[word] == period.Kind })
}

// Owed reports whether the unit must send the sheet: it has rows that are due. A
// list, which may stay empty, is a duty only for ten days or a week, when it stands
// alone, and only of the kinds of unit that owe it.
func (s Sheet) Owed() bool {
	return len(s.Rows) > 0 || s.Period.Short() && slices.Contains(s.Def.OwedBy, s.Unit.Kind)
}

func (d *Def) checkPeriods(problem func(path, what, remedy string) error) error {
	short := false
	for i, word := range d.Periods {
		kind, ok := periodWords[word]
		if !ok {
			return problem(fmt.Sprintf("$.periods[%d]", i), fmt.Sprintf("报告期类别「%s」不认识", word), "可用的写法：year、quarter、month、ten_day、week。")
		}
		short = short || stat.Period{Kind: kind}.Short()
	}
	for i, k := range d.OwedBy {
		if !slices.Contains(d.Units, k) {
			return problem(fmt.Sprintf("$.owed_by[%d]", i), fmt.Sprintf("旬、周应报的单位类别「%s」不在本表的 units 中", k), "请改用 units 中写明的类别，或在 units 中补上。")
		}
	}
	switch {
	case short && d.Layout != List:
		return problem("$.periods", "旬、周只报项目，逐行固定的表不能写 ten_day 或 week", "请删去这两项；只有 layout 为 list 的表可以按旬、按周报。")
	case short && len(d.OwedBy) == 0:
		return problem("$.periods", "按旬、按周报的表没有写明哪类单位应报", "请用 owed_by 写明，例如 owed_by: [county, park]。")
	}
	return nil
}
