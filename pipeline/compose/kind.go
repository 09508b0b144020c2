package compose

import (
	"slices"

	"zhibao/pipeline/report"
)

// AnnexLabels are the labels that an annex can have, in the order of the annexes.
func AnnexLabels() []string {
	return []string{"附表1", "附表1-1", "附表1-2", "附表1-3", "附表1-4", "附表2", "附表2-1", "附表3", "附表3-1", "附表4", "附表5", "附表6", "附表6-1", "附表7", "附表8"}
}

// wanted are the annexes that the kind of report has, in its order, without those
// that have nothing to say.
func (c *composer) wanted() []report.Annex {
	one := func(compose func() report.Annex) func() []report.Annex {
		return func() []report.Annex { return []report.Annex{compose()} }
	}
	var all, list []report.Annex
	for _, part := range []struct {
		labels  []string
		compose func() []report.Annex
	}{
		{[]string{"附表1"}, one(c.planTable)},
		{[]string{"附表1-1"}, one(func() report.Annex { return c.compared(c.evaluation()) })},
		{[]string{"附表1-2", "附表1-3"}, c.course},
		{[]string{"附表1-4"}, one(c.byYear)},
		{[]string{"附表2"}, one(c.parks)},
		{[]string{"附表2-1"}, one(c.parkGoals)},
		{[]string{"附表3"}, one(c.counties)},
		{[]string{"附表3-1"}, one(c.contributions)},
		{[]string{"附表4"}, one(c.tasksAndIndustries)},
		{[]string{"附表5"}, one(c.dataState)},
		{[]string{"附表6", "附表6-1"}, func() []report.Annex { return c.projectAnnexes("附表6", "附表6-1") }},
		{[]string{"附表7"}, c.planCheck},
		{[]string{"附表8"}, one(c.awardAnnex)},
	} {
		if slices.ContainsFunc(part.labels, c.wants) {
			all = append(all, part.compose()...)
		}
	}
	for _, label := range c.Kind.Annexes {
		i := slices.IndexFunc(all, func(a report.Annex) bool { return a.Label == label })
		if i >= 0 && len(all[i].Blocks) > 0 {
			list = append(list, all[i])
		}
	}
	return list
}

// wants reports whether the kind of report has the annex.
func (c *composer) wants(label string) bool { return slices.Contains(c.Kind.Annexes, label) }
