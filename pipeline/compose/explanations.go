package compose

import (
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/stat"
)

// quotedRunes is how long a quotation of a unit's words may be, in characters.
const quotedRunes = 70

// explanation is what the responsible department wrote beside an indicator's row
// (核实说明), if it says anything and was not refused. The report knows no other cause.
func (c *composer) explanation(a evaluate.Assessment) string {
	note := a.Figure.Official.Get(stat.Note).Read
	if note == "" || c.Explains == nil || !c.Explains(note) {
		return ""
	}
	for r := range c.Results.Findings() {
		if r.Subject.Unit == a.Indicator.Owner && r.Subject.Item == a.Indicator.Code && r.Refused.Note == note {
			return ""
		}
	}
	return note
}
