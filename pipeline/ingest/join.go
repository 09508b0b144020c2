package ingest

import (
	"cmp"
	"slices"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// Join makes one submission of files of one unit that hold different forms. It goes
// under the name and the hash of the file with the first of the forms, so that what
// the ledger names is always a file that was sent, whole and as it was; observations
// and findings keep the file that they came from, and a finding names all files.
// Which forms are missing, whether anything was filled in, and what is not signed,
// is judged anew on the whole. Nothing depends on the order of the parts or on their names.
func Join(ctx Context, parts []*Submission) *Submission {
	due := ctx.Forms.Sheets(ctx.Plan, parts[0].Unit, ctx.Period)
	parts = slices.Clone(parts)
	slices.SortFunc(parts, func(a, b *Submission) int {
		return cmp.Or(cmp.Compare(a.firstOf(due), b.firstOf(due)), cmp.Compare(a.SHA256, b.SHA256))
	})
	whole := &Submission{File: parts[0].File, SHA256: parts[0].SHA256, Unit: parts[0].Unit, Part: true}
	for _, p := range parts {
		whole.Sample = whole.Sample || p.Sample
		whole.Forms = append(whole.Forms, p.Forms...)
		whole.Observations = append(whole.Observations, p.Observations...)
		whole.Results = append(whole.Results, slices.DeleteFunc(slices.Clone(p.Results), func(r rule.Result) bool {
			return r.Rule == rule.SheetMissing || r.Rule == rule.NothingFilled || r.Rule == rule.FootEmpty
		})...)
		whole.Files = append(whole.Files, p.File)
	}
	slices.Sort(whole.Forms)
	r := &reader{ctx: ctx, sub: whole}
	r.fail(rule.FilesJoined, rule.Subject{}, stat.Source{}, rule.Args{"seen": strings.Join(whole.Files, "、")})
	r.missing(due)
	r.unsigned(stat.Source{})
	if whole.blank() {
		r.fail(rule.NothingFilled, rule.Subject{}, stat.Source{}, rule.Args{"seen": whole.File})
	}
	slices.SortStableFunc(whole.Observations, stat.Compare)
	rule.Sort(whole.Results)
	return whole
}

// firstOf is the place of the submission's first form among those that are due.
func (s *Submission) firstOf(due []form.Sheet) int {
	i := slices.IndexFunc(due, func(d form.Sheet) bool { return slices.Contains(s.Forms, formKey(d)) })
	if i < 0 {
		return len(due)
	}
	return i
}
