package pipeline

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// settle decides between the files of each unit. Nothing depends on the order of
// the files, on their names or on their times: a name only picks one of two equals.
//
// A file with the content of another is set aside (F06): the same bytes, or what
// was read of it and what returns it the same, whatever number and date it bears.
// Files saved as .csv that hold different forms are joined (join.go). Of different ones the
// newest counts, by the sequence number of the hidden sheet, then by 报出日期; the
// older are superseded and named (F13), also if the newest is itself returned.
// Where neither orders them, they are all returned (F05). A file of which nothing
// was read, since its unit or period is in doubt, stays returned and orders nothing.
func (p *Project) settle(in *received, make joiner) error {
	byUnit := map[string][]*judged{}
	for _, f := range in.files {
		if f.Unit == nil {
			in.batch = slices.AppendSeq(in.batch, f.all())
			continue
		}
		byUnit[f.Unit.Code] = append(byUnit[f.Unit.Code], f)
	}
	for _, code := range slices.Sorted(maps.Keys(byUnit)) {
		s := settling{Project: p, unit: code, in: in, make: make}
		if err := s.settle(byUnit[code]); err != nil {
			return err
		}
	}
	slices.SortFunc(in.files, func(a, b *judged) int { return cmp.Compare(a.File, b.File) })
	for _, f := range in.files {
		rule.Sort(f.Results)
	}
	rule.Sort(in.batch)
	return nil
}

// settling is the decision between the files of one unit.
type settling struct {
	*Project
	unit string
	in   *received
	make joiner
}

func (s settling) settle(files []*judged) error {
	slices.SortFunc(files, func(a, b *judged) int { return cmp.Compare(a.File, b.File) })
	files = s.withoutCopies(files, func(a, b *judged) bool { return a.SHA256 != "" && a.SHA256 == b.SHA256 })
	files = slices.DeleteFunc(files, func(f *judged) bool { return f.Unread })
	files, err := s.join(files)
	if err != nil || len(files) < 2 {
		return err
	}
	newest, replacedBy := order(files)
	if newest = s.withoutCopies(newest, sameFigures); len(newest) > 1 {
		s.contradiction(newest)
	}
	for _, f := range files {
		if by := replacedBy[f]; by != nil {
			s.replace(f, by, by.state)
		}
	}
	return nil
}

// tell adds a finding to a file.
func (s settling) tell(f *judged, id string, args rule.Args) {
	f.Results = append(f.Results, s.Rules.Fail(id, rule.Subject{Unit: s.unit, Period: s.in.period}, stat.Source{File: f.File, SHA256: f.SHA256}, args))
}

// withoutCopies sets aside every file that is the same as one before it. One that
// says when it was made goes before one that does not.
func (s settling) withoutCopies(files []*judged, same func(a, b *judged) bool) []*judged {
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b *judged) int {
		return cmp.Or(-cmp.Compare(a.Sequence, b.Sequence), -cmp.Compare(a.reportedOn(), b.reportedOn()))
	})
	var kept []*judged
	for _, f := range files {
		i := slices.IndexFunc(kept, func(k *judged) bool { return same(k, f) })
		if i < 0 {
			kept = append(kept, f)
			continue
		}
		s.copied(f, kept[i])
	}
	return kept
}

// copied sets aside a file that says what another does.
func (s settling) copied(f, kept *judged) {
	same := "内容完全相同"
	if f.Sequence != kept.Sequence || f.reportedOn() != kept.reportedOn() {
		same = "填报的内容相同，只是表内序号或报出日期不同"
	}
	s.tell(f, rule.SameFile, rule.Args{"seen": f.named(), "expected": kept.named(), "same": same})
	f.state = ledger.Superseded
}

// named is the file's name, of a joined submission that of every file.
func (j *judged) named() string {
	if len(j.Files) == 0 {
		return j.File
	}
	return listed(j.Files)
}

// sameFigures reports whether two files say the same, as after a file was only
// saved again: the same was read of them but for the 报出日期, and if they must be
// returned, the same returns them.
func sameFigures(a, b *judged) bool {
	return a.state == b.state && slices.Equal(a.returning(), b.returning()) &&
		slices.EqualFunc(a.undated(), b.undated(), func(x, y stat.Observation) bool {
			return x.Key() == y.Key() && x.Kind == y.Kind && x.Vintage == y.Vintage && x.Sample == y.Sample &&
				(x.Kind == stat.Number && x.Number.Equal(y.Number) || x.Kind != stat.Number && x.Read == y.Read)
		})
}

// undated are the observations without the 报出日期.
func (j *judged) undated() []stat.Observation {
	return slices.DeleteFunc(slices.Collect(j.values()), isReportedOn)
}

func isReportedOn(o stat.Observation) bool {
	return o.Item == form.FootItem && o.Measure == reportedOn
}

// returning are the reasons for which the file goes back, wherever they stand.
func (j *judged) returning() (list []string) {
	for _, r := range j.Results {
		if r.Returns() {
			list = append(list, strings.Join([]string{r.Rule, r.Subject.Unit, r.Subject.Form, r.Subject.Item, string(r.Subject.Measure), r.Seen}, "\x00"))
		}
	}
	slices.Sort(list)
	return list
}

// newer compares two files: by sequence number, then by 报出日期, then by whether one
// is a returned copy sent again while the other has no number to believe; 0 if nothing says,
// or if they speak of different forms.
func newer(a, b *judged) (order int, why string) {
	if !overlap(a, b) {
		return 0, ""
	}
	if a.Sequence != 0 && b.Sequence != 0 && a.Sequence != b.Sequence {
		return cmp.Compare(a.Sequence, b.Sequence), fmt.Sprintf("表内序号先为%d，后为%d", min(a.Sequence, b.Sequence), max(a.Sequence, b.Sequence))
	}
	x, y := a.reportedOn(), b.reportedOn()
	if x != "" && y != "" && x != y {
		return cmp.Compare(x, y), fmt.Sprintf("报出日期先为%s，后为%s", min(x, y), max(x, y))
	}
	if first, last := min(a.Sequence, b.Sequence), max(a.Sequence, b.Sequence); x != "" && x == y && first == 0 && last > 1 {
		return cmp.Compare(a.Sequence, b.Sequence), fmt.Sprintf("一份是退回后重报的（表内序号%d），另一份没有可以采信的序号", last)
	}
	return 0, ""
}

// reportedOn is the latest 报出日期 of the file's forms, or nothing.
func (j *judged) reportedOn() string {
	latest := ""
	for o := range j.values() {
		if isReportedOn(o) {
			latest = max(latest, o.Read)
		}
	}
	return latest
}

// newerThan tells of each two files whether the first is newer than the second, if
// only by way of others.
func newerThan(files []*judged) [][]bool {
	n := len(files)
	after := make([][]bool, n)
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
	return after
}

// order finds the newest of a unit's files, several if nothing tells them apart or
// if number and date contradict each other in a circle, and says of every other
// file which of the newest took its place.
func order(files []*judged) (newest []*judged, replacedBy map[*judged]*judged) {
	n, after := len(files), newerThan(files)
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

// contradiction returns files of which nothing says which is meant. A part that
// contradicts none goes back with them, since the unit's submission is not whole.
func (s settling) contradiction(files []*judged) {
	var names []string
	against := overlapping(files)
	for _, f := range against {
		names = append(names, f.named())
	}
	slices.Sort(names)
	count := "两份"
	if len(names) > 2 {
		count = fmt.Sprintf("%d份", len(names))
	}
	for _, f := range files {
		others := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == f.named() })
		forgive(f, files)
		s.tell(f, rule.SecondFile, rule.Args{"seen": f.named(), "expected": listed(others), "count": count, "files": listed(names)})
		f.state = ledger.Returned
	}
}

// replace notes that a newer file took the place of an older one, whether or not
// the newer is in order: state is what became of it.
func (s settling) replace(older, by *judged, state ledger.State) {
	if sameFigures(older, by) {
		s.copied(older, by)
		return
	}
	_, why := newer(older, by)
	if why == "" {
		why = "按其间各份的先后"
	}
	returned := ""
	if state == ledger.Returned {
		returned = "；后报的一份须退回，该单位按退回计，不改用先报的一份"
	}
	s.tell(older, rule.Replaced, rule.Args{"seen": older.named(), "expected": by.named(), "why": why, "returned": returned})
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
