package pipeline

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"zhibao/pipeline/form"
	"zhibao/pipeline/label"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// lapse withdraws explanations that stand unchanged on a row whose figures are not
// those for which they were accepted. What was accepted is known from the ledger
// and from the older files of the unit in the inputs; so it does not matter whether
// the older files still lie there, nor how often the period was run.
//
// A text is bound to the figures of the first version that it was accepted for.
// A text that was changed or added to is judged afresh.
func (p *Project) lapse(ctx context.Context, book *ledger.Ledger, in *received, fonts *fontSet) error {
	known, err := book.Explanations(ctx, in.period)
	if err != nil {
		return err
	}
	accepted := bindings{}
	for _, r := range known {
		accepted.add(r)
	}
	byUnit := map[*plan.Unit][]*judged{}
	for _, f := range in.files {
		if f.Unit != nil {
			byUnit[f.Unit] = append(byUnit[f.Unit], f)
		}
	}
	for _, files := range byUnit { // units share no explanation, so their order does not matter
		for _, layer := range layers(files) {
			for _, f := range layer {
				p.lapseFile(f, in.period, accepted, fonts)
			}
			for _, f := range layer {
				for _, r := range f.Results {
					accepted.add(r)
				}
			}
		}
	}
	return nil
}

func (p *Project) lapseFile(f *judged, period stat.Period, accepted bindings, fonts *fontSet) {
	for i := range f.Results {
		r := &f.Results[i]
		if r.Standing() != rule.WasExplained {
			continue
		}
		before, ok := accepted.other(*r)
		if !ok {
			continue
		}
		p.withdraw(r, before, r.Operands, period)
		if fonts != nil {
			fonts.note(r.Refused.Why)
		}
	}
	rule.Sort(f.Results)
}

// withdraw opens a finding again whose explanation was for other figures.
func (p *Project) withdraw(r *rule.Result, before, now []rule.Operand, period stat.Period) {
	why := "原说明针对的数值是" + p.figures(before, r.Subject, period) + "，现为" + p.figures(now, r.Subject, period) + "，请重新说明"
	r.Refused = rule.Refusal{Note: r.Explained, Why: why}
	r.Explained = ""
	r.Message += why + "。"
}

// bindings are accepted explanations: the text on a row → each figure that it was
// accepted for.
type bindings map[noteKey]map[figureKey][]string

type noteKey struct{ unit, form, item, note string }

type figureKey struct {
	item    string
	measure stat.Measure
}

func keyOf(r rule.Result) noteKey {
	return noteKey{r.Subject.Unit, r.Subject.Form, r.Subject.Item, senseOf(r.Explained)}
}

func (b bindings) add(r rule.Result) {
	if r.Standing() != rule.WasExplained {
		return
	}
	key := keyOf(r)
	if b[key] == nil {
		b[key] = map[figureKey][]string{}
	}
	for _, o := range r.Operands {
		at := figureKey{o.Item, o.Measure}
		if !slices.Contains(b[key][at], o.Text) {
			b[key][at] = append(b[key][at], o.Text)
		}
	}
}

// other returns the figures that the finding's explanation was accepted for, if one
// of them is not the figure that stands there now.
func (b bindings) other(r rule.Result) (before []rule.Operand, ok bool) {
	bound := b[keyOf(r)]
	for _, o := range r.Operands {
		texts := bound[figureKey{o.Item, o.Measure}]
		if len(texts) == 0 {
			continue
		}
		if !slices.Contains(texts, o.Text) {
			ok = true
			o.Text = slices.Min(texts)
		}
		before = append(before, o)
	}
	return before, ok
}

// senseOf is a text without what does not change its sense: spaces, punctuation,
// full or half width, traditional script.
func senseOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, label.Normalise(text))
}

// layers orders a unit's files by version, oldest first; files that nothing orders
// stand in one layer.
func layers(files []*judged) [][]*judged {
	after := newerThan(files)
	older := make(map[*judged]int, len(files))
	for i, f := range files {
		for j := range files {
			if after[i][j] && !after[j][i] {
				older[f]++
			}
		}
	}
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b *judged) int {
		return cmp.Or(cmp.Compare(older[a], older[b]), cmp.Compare(a.SHA256, b.SHA256))
	})
	var out [][]*judged
	for i, f := range files {
		if i == 0 || older[f] != older[files[i-1]] {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], f)
	}
	return out
}

// figures names the figures of a finding: 本年累计为40.1、上年同期为38. A figure of
// another row carries the row's name.
func (p *Project) figures(operands []rule.Operand, about rule.Subject, period stat.Period) string {
	var list []string
	for _, o := range operands {
		name := p.columnTitle(about.Form, o.Measure, period)
		if o.Item != about.Item {
			if it, ok := p.Plan.Item(o.Item); ok {
				name = "「" + it.Name + "」" + name
			}
		}
		list = append(list, name+"为"+o.Text)
	}
	return joined(list)
}

// columnTitle is the head of a column, without line breaks.
func (p *Project) columnTitle(formID string, m stat.Measure, period stat.Period) string {
	if d, ok := p.Forms.Def(formID); ok {
		for _, c := range form.ColumnsFor(d.Columns, period) {
			if c.Measure == m {
				return strings.ReplaceAll(c.Title, "\n", "")
			}
		}
	}
	return ""
}
