package pipeline

import (
	"slices"

	"zhibao/pipeline/ingest"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
)

// joiner makes one submission of several parts and judges it.
type joiner func(parts []*judged) (*judged, error)

func (p *Project) joiner(reading ingest.Context, past memory, fonts *fontSet) joiner {
	return func(parts []*judged) (*judged, error) {
		var subs []*ingest.Submission
		for _, f := range parts {
			sub := *f.Submission
			sub.Results, sub.Observations = f.read, slices.Collect(f.values())
			subs = append(subs, &sub)
		}
		whole, err := p.assess(reading, ingest.Join(reading, subs), past)
		if err != nil {
			return nil, err
		}
		if fonts != nil {
			fonts.judge(p, whole)
		}
		return whole, nil
	}
}

// join makes one of the unit's csv files that hold different forms. Where a form
// stands in several, the newest of them counts, as for workbooks; if none does, the
// files stay apart, and settle finds the contradiction. A workbook is never a part:
// it holds, or ought to hold, every form. What is returned is left to settle.
func (s settling) join(files []*judged) ([]*judged, error) {
	var parts []*judged
	for _, f := range files {
		if f.Part {
			parts = append(parts, f)
		}
	}
	newest, replacedBy := order(parts)
	newest = s.withoutCopies(newest, sameFigures)
	files = slices.DeleteFunc(files, func(f *judged) bool { return f.state == ledger.Superseded })
	if len(newest) < 2 || len(overlapping(newest)) > 0 {
		return files, nil
	}
	whole, err := s.make(newest)
	if err != nil {
		return nil, err
	}
	for _, f := range parts {
		if by := replacedBy[f]; by != nil {
			s.replace(f, by, whole.state)
		}
	}
	gone := func(f *judged) bool { return slices.Contains(newest, f) }
	s.in.files = append(slices.DeleteFunc(s.in.files, gone), whole)
	files = slices.DeleteFunc(files, func(f *judged) bool { return gone(f) || f.state == ledger.Superseded })
	return append(files, whole), nil
}

// overlap reports whether two files speak of the same form. A workbook speaks of
// all of them.
func overlap(a, b *judged) bool {
	return !a.Part || !b.Part || slices.ContainsFunc(a.Forms, func(f string) bool { return slices.Contains(b.Forms, f) })
}

// overlapping are the files that have a form in common with another.
func overlapping(files []*judged) (list []*judged) {
	for _, f := range files {
		if slices.ContainsFunc(files, func(other *judged) bool { return other != f && overlap(f, other) }) {
			list = append(list, f)
		}
	}
	return list
}

// forgive takes back that forms are missing which another of the files holds.
func forgive(f *judged, files []*judged) {
	f.Results = slices.DeleteFunc(f.Results, func(r rule.Result) bool {
		return r.Rule == rule.SheetMissing && slices.ContainsFunc(files, func(other *judged) bool {
			return slices.Contains(other.Forms, r.Subject.Form+"/"+r.Subject.Unit)
		})
	})
}
