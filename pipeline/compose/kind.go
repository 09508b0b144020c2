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
func (c *composer) wanted(all []report.Annex) []report.Annex {
	var list []report.Annex
	for _, label := range c.Kind.Annexes {
		i := slices.IndexFunc(all, func(a report.Annex) bool { return a.Label == label })
		if i >= 0 && len(all[i].Blocks) > 0 {
			list = append(list, all[i])
		}
	}
	return list
}
