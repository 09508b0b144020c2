package ingest

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/stat"
)

// mostSequence is how many sequence numbers a broken seal is tried with; nobody is
// sent back a form more often.
const mostSequence = 200

// wholeSeal is what a seal looks like: form.Identity.Seal.
var wholeSeal = regexp.MustCompile(`^[0-9a-fA-F]{64}$`)

// altered words what of the hidden sheet is not what it was sealed with. A seal
// tells only whether everything is as it was, so each part alone is tried with every
// value that it may have had; if two parts were changed, or another key made the
// seal, nothing more can be known.
func (r *reader) altered() string {
	if !wholeSeal.MatchString(strings.TrimSpace(r.id.seal)) {
		return "封印本身不完整"
	}
	for _, try := range []func() (what, was, is string){r.sequenceWas, r.unitWas, r.periodWas, r.formsWere} {
		if what, was, is := try(); what != "" {
			return fmt.Sprintf("身份页的%s被改动（封印时为%s，现为%s）", what, was, cmp.Or(is, "空"))
		}
	}
	return "身份页的单位、报告期、表式、表式版本、序号至少有一项被改动，或不是统计局下发的表格（凭封印不能确定是哪一项）"
}

// sealedWith reports whether the seal is that of the hidden sheet after a change.
func (r *reader) sealedWith(change func(*form.Identity)) bool {
	id := r.id.Identity
	change(&id)
	return id.Sealed(r.ctx.Key, r.id.seal)
}

func (r *reader) sequenceWas() (what, was, is string) {
	for n := 1; n <= mostSequence; n++ {
		if r.sealedWith(func(id *form.Identity) { id.Sequence = n }) {
			if r.id.Sequence > 0 {
				is = fmt.Sprint(r.id.Sequence)
			}
			return "序号", fmt.Sprint(n), is
		}
	}
	return "", "", ""
}

func (r *reader) unitWas() (what, was, is string) {
	for _, u := range r.ctx.Plan.Units {
		if r.sealedWith(func(id *form.Identity) { id.Unit = u.Code }) {
			if is = r.id.Unit; is != "" {
				is = r.ctx.Plan.UnitName(is, r.ctx.Period)
			}
			return "单位", u.NameAt(r.ctx.Period), is
		}
	}
	return "", "", ""
}

// periodWas tries the periods of the years about the one that is due.
func (r *reader) periodWas() (what, was, is string) {
	const around = 5
	for year := r.ctx.Period.Year - around; year <= r.ctx.Period.Year+around; year++ {
		periods := []stat.Period{{Kind: stat.Year, Year: year}}
		for n := 2; n <= 12; n++ {
			periods = append(periods, stat.Period{Kind: stat.Month, Year: year, N: n})
		}
		for n := 1; n <= 4; n++ {
			periods = append(periods, stat.Period{Kind: stat.Quarter, Year: year, N: n})
		}
		periods = append(periods, stat.ShortPeriodsOf(year)...)
		for _, p := range periods {
			if r.sealedWith(func(id *form.Identity) { id.Period = p.String() }) {
				was, is = p.Label(), r.id.Period
				if now, ok := readPeriod(is); ok && now.Label() != was {
					is = now.Label()
				} else if ok { // a quarter and its last month have one label
					was, is = p.String(), now.String()
				}
				return "报告期", was, is
			}
		}
	}
	return "", "", ""
}

// formsWere tries the forms and their version as they are now.
func (r *reader) formsWere() (what, was, is string) {
	if v := r.ctx.Forms.Version(); r.sealedWith(func(id *form.Identity) { id.Version = v }) {
		return "表式版本", v, r.id.Version
	}
	u, ok := r.ctx.Plan.Unit(r.id.Unit)
	if !ok {
		return "", "", ""
	}
	var codes, names []string
	for _, s := range r.ctx.Forms.Sheets(r.ctx.Plan, u, r.ctx.Period) {
		codes, names = append(codes, s.Def.ID+"@"+s.Def.Code), append(names, s.Def.Code)
	}
	forms := strings.Join(slices.Compact(codes), ",")
	if r.sealedWith(func(id *form.Identity) { id.Forms = forms }) {
		return "表式", strings.Join(slices.Compact(names), "、"), r.id.Forms
	}
	return "", "", ""
}
