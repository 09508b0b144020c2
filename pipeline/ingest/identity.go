package ingest

import (
	"cmp"
	"strconv"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/label"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// identity is what the hidden sheet says.
type identity struct {
	form.Identity
	seal string
}

func readIdentity(book *xlsx.Book) identity {
	var id identity
	for i := range book.Sheets {
		if book.Sheets[i].Name != form.IdentitySheet {
			continue
		}
		g := newGrid(&book.Sheets[i], nil)
		for _, row := range g.rows {
			value := strings.TrimSpace(g.text(row, 2))
			switch strings.TrimSpace(g.text(row, 1)) {
			case "unit":
				id.Unit = value
			case "period":
				id.Period = value
			case "forms":
				id.Forms = value
			case "version":
				id.Version = value
			case "sequence":
				id.Sequence = sequence(value)
			case "seal":
				id.seal = value
			}
		}
	}
	return id
}

// sequence reads a sequence number, 0 if it is none.
func sequence(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// broken reports whether there is a seal that the key does not bear out.
func (id identity) broken(key []byte) bool {
	return len(key) > 0 && id.seal != "" && !id.Sealed(key, id.seal)
}

// trusted reports whether the hidden sheet may be believed: under a key only if it
// is sealed.
func (id identity) trusted(key []byte) bool {
	return id.Unit != "" && (len(key) == 0 || id.seal != "" && id.Sealed(key, id.seal))
}

// identify settles unit and period from the hidden sheet and the visible heads.
// It reports whether the forms can be read.
func (r *reader) identify(found []located) bool {
	l := found[0]
	for _, f := range found {
		if f.head.unitName != "" || f.head.unitCode != "" {
			l = f
			break
		}
	}
	at := stat.Source{Sheet: l.grid.name, Cell: l.head.unitCell}
	if !r.identifyUnit(l.head, at) || !r.checkPeriod(l.head, at) {
		r.sub.Unread = true
		return false
	}
	if r.id.trusted(r.ctx.Key) {
		r.sub.Sequence = r.id.Sequence
	}
	r.together(l.head, at)
	return true
}

func (r *reader) identifyUnit(head head, at stat.Source) bool {
	shown := r.unitOf(head.unitCode, head.unitName)
	if r.id.broken(r.ctx.Key) {
		r.sub.Unit = r.owner(head)
		if shown != nil {
			r.sub.Unit = r.reporter(shown)
		}
		r.fail(rule.SealBroken, rule.Subject{}, at, rule.Args{"seen": cmp.Or(head.unitName, head.unitCode, "（空）"), "why": r.altered()})
		return false
	}
	if r.id.Unit != "" {
		hidden, ok := r.ctx.Plan.Unit(r.id.Unit)
		if !ok {
			r.fail(rule.UnknownUnit, rule.Subject{}, stat.Source{Sheet: form.IdentitySheet}, rule.Args{"seen": r.id.Unit, "near": ""})
			return false
		}
		r.sub.Unit = hidden
		if stranger := r.stranger(head, hidden); stranger != "" {
			r.fail(rule.IdentityDiffers, rule.Subject{}, at, rule.Args{"seen": stranger, "expected": hidden.NameAt(r.ctx.Period)})
			return false
		}
		if len(r.ctx.Key) == 0 && r.id.seal != "" && shown != nil {
			r.noIdentity(shown, at, "本工作区没有密钥，表内封印无从核对")
			return true
		}
		if r.id.trusted(r.ctx.Key) {
			return true
		}
	}
	if shown == nil {
		r.sub.Unit = nil
		r.fail(rule.UnknownUnit, rule.Subject{}, at, rule.Args{"seen": cmp.Or(head.unitName, head.unitCode, "（空）"), "near": near(head.unitName, r.unitNames())})
		return false
	}
	r.sub.Unit = r.reporter(shown)
	lacks := "没有隐藏的身份页"
	if r.id.Unit != "" {
		lacks = "隐藏的身份页没有封印"
	}
	r.noIdentity(shown, at, lacks)
	return true
}

// noIdentity notes that the unit was taken from the visible head: the hidden sheet
// is not there, or nothing bears it out. Forms that were issued without a seal, by
// a workspace that never had a key, are taken as they are.
func (r *reader) noIdentity(shown *plan.Unit, at stat.Source, lacks string) {
	r.fail(rule.NoIdentity, rule.Subject{}, at, rule.Args{"seen": shown.NameAt(r.ctx.Period), "lacks": lacks})
}

// together notes the units that the plan lets report on this unit's form, where
// the head names them.
func (r *reader) together(head head, at stat.Source) {
	first, seconds, ok := r.ctx.Plan.Together(r.partsOf(head.unitName))
	if !ok || first.Code != r.sub.Unit.Code || r.named(head.unitName) != nil {
		return
	}
	for _, u := range seconds {
		r.fail(rule.ReportsTogether, rule.Subject{Unit: u.Code}, at, rule.Args{"seen": head.unitName, "expected": u.NameAt(r.ctx.Period)})
	}
}

// stranger is what a head says of a unit other than owner, in its name or in its
// code; a sub-park is no stranger to its park, and an empty head says nothing.
func (r *reader) stranger(h head, owner *plan.Unit) string {
	for _, said := range []struct{ text, code, name string }{{h.unitName, "", h.unitName}, {h.unitCode, h.unitCode, ""}} {
		u := r.unitOf(said.code, said.name)
		switch {
		case said.text == "":
		case u == nil:
			return said.text
		case u.Code != owner.Code && u.Parent != owner.Code:
			return u.NameAt(r.ctx.Period)
		}
	}
	return ""
}

// checkPeriod holds the hidden period and the head's against the one that is due.
func (r *reader) checkPeriod(head head, at stat.Source) bool {
	seen := ""
	for _, said := range []string{r.id.Period, head.period} {
		if said == "" {
			continue
		}
		p, ok := readPeriod(said)
		if ok && p.Key() == r.ctx.Period.Key() {
			seen = said
			continue
		}
		if ok && said == r.id.Period {
			said = p.Label()
		}
		r.wrongPeriod(rule.Subject{}, said, head, at)
		return false
	}
	if seen == "" {
		r.wrongPeriod(rule.Subject{}, "（空）", head, at)
	}
	return seen != ""
}

func (r *reader) wrongPeriod(about rule.Subject, seen string, head head, at stat.Source) {
	at.Cell = head.periodCell
	r.fail(rule.WrongPeriod, about, at, rule.Args{"seen": seen, "expected": r.ctx.Period.Label()})
}

// unitOf is the unit of a code or, if that is none, of a name. A head with the
// names of units that report together is the first one's.
func (r *reader) unitOf(code, name string) *plan.Unit {
	if u, ok := r.ctx.Plan.Unit(strings.TrimSpace(code)); ok {
		return u
	}
	if u := r.named(name); u != nil {
		return u
	}
	if first, _, ok := r.ctx.Plan.Together(r.partsOf(name)); ok {
		return first
	}
	return nil
}

// named is the unit that has the name.
func (r *reader) named(name string) *plan.Unit {
	if name == "" {
		return nil
	}
	return r.words.units[r.words.normal(name)]
}

// partsOf are the units of a head with several names, such as 株洲高新区（天元区）;
// none if any part is nobody's name.
func (r *reader) partsOf(name string) []*plan.Unit {
	var units []*plan.Unit
	for _, part := range strings.FieldsFunc(label.Normalise(name), func(c rune) bool { return strings.ContainsRune("(),/;", c) }) {
		u := r.named(part)
		if u == nil {
			return nil
		}
		units = append(units, u)
	}
	return units
}

// reporter is the unit that sends the workbook: a sub-park's park.
func (r *reader) reporter(u *plan.Unit) *plan.Unit {
	if parent, ok := r.ctx.Plan.Unit(u.Parent); ok {
		return parent
	}
	return u
}

func (r *reader) unitNames() []string {
	var names []string
	for _, u := range r.ctx.Plan.Units {
		names = append(names, u.NameAt(r.ctx.Period))
	}
	return names
}
