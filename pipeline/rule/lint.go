package rule

import (
	"cmp"
	"fmt"
	"slices"
)

// Verdict is what a rule said of a subject, a pass included.
type Verdict struct {
	Rule    string
	Subject Subject
	Outcome Outcome
}

// Remark is something about the book that a person should look at. Texts are
// Chinese sentences.
type Remark struct {
	Kind  RemarkKind `json:"kind"`
	Rule  string     `json:"rule"`
	Other string     `json:"other,omitempty"` // empty where the remark is about one rule
	Text  string     `json:"text"`
}

// RemarkKind is what is remarkable about a rule, in the words of rules lint.
type RemarkKind string

// Kinds of remarks, what most deserves a look first.
const (
	Contrary RemarkKind = "可能矛盾"
	Repeats  RemarkKind = "可能重复"
	Idle     RemarkKind = "没有数据适用"
	Unjudged RemarkKind = "因缺数从未评判"
	Silent   RemarkKind = "从未提出问题"
)

// RemarkKinds are all kinds in that order.
var RemarkKinds = []RemarkKind{Contrary, Repeats, Idle, Unjudged, Silent}

// leastCommon is how many subjects two rules must share before their verdicts say
// anything about the rules.
const leastCommon = 5

// Lint compares the verdicts of a history, as validate.Context.Tell gives them, and
// names expression rules that never looked at anything, could never be evaluated,
// never failed, say the same as another wherever both look, or the contrary.
func (c *Catalogue) Lint(verdicts []Verdict) []Remark {
	said := map[string]map[Subject]Outcome{}
	for _, v := range verdicts {
		if said[v.Rule] == nil {
			said[v.Rule] = map[Subject]Outcome{}
		}
		v.Subject.Measure = "" // rules of one row may point at different cells
		said[v.Rule][v.Subject] = v.Outcome
	}
	var remarks []Remark
	var telling []*Rule
	for _, r := range c.Rules {
		if r.Expr == "" {
			continue
		}
		n := tally(said[r.ID])
		switch {
		case n[Pass]+n[Fail]+n[NotEvaluated] == 0:
			remarks = append(remarks, Remark{Kind: Idle, Rule: r.ID, Text: "没有任何数据适用该规则。"})
		case n[Pass]+n[Fail] == 0:
			remarks = append(remarks, Remark{Kind: Unjudged, Rule: r.ID, Text: fmt.Sprintf("%d次都因缺少数据未能评判。", n[NotEvaluated])})
		case n[Fail] == 0:
			remarks = append(remarks, Remark{Kind: Silent, Rule: r.ID, Text: fmt.Sprintf("评判%d次，从未提出问题。", n[Pass])})
		}
		if n[Fail] > 0 {
			telling = append(telling, r)
		}
	}
	for i, a := range telling {
		for _, b := range telling[i+1:] {
			if kind, text := compared(said[a.ID], said[b.ID]); text != "" {
				remarks = append(remarks, Remark{Kind: kind, Rule: a.ID, Other: b.ID, Text: text})
			}
		}
	}
	slices.SortStableFunc(remarks, func(a, b Remark) int { return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Other, b.Other)) })
	return remarks
}

func tally(said map[Subject]Outcome) map[Outcome]int {
	n := map[Outcome]int{}
	for _, o := range said {
		n[o]++
	}
	return n
}

// compared says whether two rules agree, or disagree, on every subject that both
// have evaluated; nothing if they do neither, or share too few.
func compared(a, b map[Subject]Outcome) (RemarkKind, string) {
	same, contrary := 0, 0
	for s, x := range a {
		y := b[s]
		switch {
		case x != Pass && x != Fail || y != Pass && y != Fail:
		case x == y:
			same++
		default:
			contrary++
		}
	}
	switch {
	case same+contrary < leastCommon:
		return "", ""
	case contrary == 0:
		return Repeats, fmt.Sprintf("在共同评判的%d处结论完全相同，可能重复。", same)
	case same == 0:
		return Contrary, fmt.Sprintf("在共同评判的%d处结论完全相反，可能矛盾。", contrary)
	}
	return "", ""
}
