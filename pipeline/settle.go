package pipeline

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"zhibao/pipeline/form"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// settle decides between the files of each unit. Nothing depends on the order of
// the files, on their names or on their times: a name only picks one of two equals.
//
// A file with the content of another is set aside (F06). Of different ones the
// newest counts, by the sequence number of the hidden sheet, then by 报出日期; the
// older are superseded and named (F13), also if the newest is itself returned.
// Where neither orders them, they are all returned (F05). A file of which nothing
// was read, since its unit or period is in doubt, stays returned and orders nothing.
func (p *Project) settle(in *received) {
	byUnit := map[string][]*judged{}
	for _, f := range in.files {
		if f.Unit == nil {
			in.batch = append(in.batch, f.Results...)
			continue
		}
		byUnit[f.Unit.Code] = append(byUnit[f.Unit.Code], f)
	}
	for _, code := range slices.Sorted(maps.Keys(byUnit)) {
		s := settling{Project: p, unit: code, period: in.period}
		s.settle(byUnit[code])
	}
	for _, f := range in.files {
		rule.Sort(f.Results)
	}
	rule.Sort(in.batch)
}

// settling is the decision between the files of one unit.
type settling struct {
	*Project
	unit   string
	period stat.Period
}

func (s settling) settle(files []*judged) {
	slices.SortFunc(files, func(a, b *judged) int { return cmp.Compare(a.File, b.File) })
	files = s.withoutCopies(files, func(a, b *judged) bool { return a.SHA256 != "" && a.SHA256 == b.SHA256 })
	files = slices.DeleteFunc(files, func(f *judged) bool { return f.Unread })
	if len(files) < 2 {
		return
	}
	newest, replacedBy := order(files)
	if len(newest) > 1 {
		newest = s.withoutCopies(newest, sameFigures)
	}
	if len(newest) > 1 {
		s.contradiction(newest)
	}
	for _, f := range files {
		if by := replacedBy[f]; by != nil {
			s.replace(f, by)
		}
	}
}

// tell adds a finding to a file.
func (s settling) tell(f *judged, id string, args rule.Args) {
	args["unit"] = s.Plan.UnitName(s.unit, s.period)
	f.Results = append(f.Results, s.Rules.Fail(id, rule.Subject{Unit: s.unit, Period: s.period}, stat.Source{File: f.File, SHA256: f.SHA256}, args))
}

// withoutCopies sets aside every file that is the same as one before it.
func (s settling) withoutCopies(files []*judged, same func(a, b *judged) bool) []*judged {
	var kept []*judged
	for _, f := range files {
		i := slices.IndexFunc(kept, func(k *judged) bool { return same(k, f) })
		if i < 0 {
			kept = append(kept, f)
			continue
		}
		s.tell(f, rule.SameFile, rule.Args{"seen": f.File, "expected": kept[i].File})
		f.state = ledger.Superseded
	}
	return kept
}

// sameFigures reports whether two files that are in order say the same, as after a
// file was only saved again.
func sameFigures(a, b *judged) bool {
	return a.state == ledger.Accepted && b.state == ledger.Accepted &&
		slices.EqualFunc(a.Observations, b.Observations, func(x, y stat.Observation) bool {
			return x.Key() == y.Key() && x.Kind == y.Kind && x.Vintage == y.Vintage && x.Sample == y.Sample &&
				(x.Kind == stat.Number && x.Number.Equal(y.Number) || x.Kind != stat.Number && x.Read == y.Read)
		})
}

// newer compares two files: by sequence number, then by 报出日期; 0 if neither says.
func newer(a, b *judged) (order int, why string) {
	if a.Sequence != 0 && b.Sequence != 0 && a.Sequence != b.Sequence {
		return cmp.Compare(a.Sequence, b.Sequence), fmt.Sprintf("表内序号先为%d，后为%d", min(a.Sequence, b.Sequence), max(a.Sequence, b.Sequence))
	}
	x, y := a.reportedOn(), b.reportedOn()
	if x != "" && y != "" && x != y {
		return cmp.Compare(x, y), fmt.Sprintf("报出日期先为%s，后为%s", min(x, y), max(x, y))
	}
	return 0, ""
}

// reportedOn is the latest 报出日期 of the file's forms, or nothing.
func (j *judged) reportedOn() string {
	latest := ""
	for _, o := range j.Observations {
		if o.Item == form.FootItem && o.Measure == "reported_on" {
			latest = max(latest, o.Read)
		}
	}
	return latest
}

// order finds the newest of a unit's files, several if nothing tells them apart or
// if number and date contradict each other in a circle, and says of every other
// file which of the newest took its place.
func order(files []*judged) (newest []*judged, replacedBy map[*judged]*judged) {
	n := len(files)
	after := make([][]bool, n) // after[i][j]: i is newer than j, if only by way of others
	for i := range files {
		after[i] = make([]bool, n)
		for j := range files {
			o, _ := newer(files[i], files[j])
			after[i][j] = o > 0
		}
	}
	for k := range n {
		for i := range n {
			for j := range n {
				after[i][j] = after[i][j] || after[i][k] && after[k][j]
			}
		}
	}
	top := func(j int) bool {
		for i := range n {
			if after[i][j] && !after[j][i] {
				return false
			}
		}
		return true
	}
	replacedBy = map[*judged]*judged{}
	for i, f := range files {
		if !top(i) {
			continue
		}
		newest = append(newest, f)
		for j, older := range files {
			if after[i][j] && !after[j][i] && replacedBy[older] == nil {
				replacedBy[older] = f
			}
		}
	}
	return newest, replacedBy
}

// contradiction returns files of which nothing says which is meant.
func (s settling) contradiction(files []*judged) {
	var names []string
	for _, f := range files {
		names = append(names, f.File)
	}
	count := "两份"
	if len(files) > 2 {
		count = fmt.Sprintf("%d份", len(files))
	}
	for _, f := range files {
		others := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == f.File })
		s.tell(f, rule.SecondFile, rule.Args{"seen": f.File, "expected": listed(others), "count": count, "files": listed(names)})
		f.state = ledger.Returned
	}
}

// replace notes that a newer file took the place of an older one, whether or not
// the newer is in order.
func (s settling) replace(older, by *judged) {
	_, why := newer(older, by)
	if why == "" {
		why = "按其间各份的先后"
	}
	returned := ""
	if by.state == ledger.Returned {
		returned = "；后报的一份须退回，该单位按退回计，不改用先报的一份"
	}
	s.tell(older, rule.Replaced, rule.Args{"seen": older.File, "expected": by.File, "why": why, "returned": returned})
	older.state = ledger.Superseded
}

// mostListed is how many names a sentence lists.
const mostListed = 5

func listed(names []string) string {
	if len(names) <= mostListed {
		return joined(names)
	}
	return joined(names[:mostListed]) + "等"
}
