package rule

import "testing"

// What became of a finding follows from level, explanation and grant; only what
// waits for somebody is open.
func TestStanding(t *testing.T) {
	leave := Grant{Reason: "园区扩区", By: "分管副局长", Date: "2018-03-12"}
	for _, c := range []struct {
		r             Result
		want          Standing
		open, returns bool
	}{
		{Result{Severity: Mandatory, Outcome: Fail}, ToCorrect, true, true},
		{Result{Severity: NearMandatory, Outcome: Fail, Explained: "企业迁出"}, ToCorrect, true, true},
		{Result{Severity: NearMandatory, Outcome: Fail, Granted: leave}, WasGranted, false, false},
		{Result{Severity: Verify, Outcome: Fail}, ToExplain, true, false},
		{Result{Severity: Verify, Outcome: Fail, Refused: Refusal{Note: "无", Why: "说明不具体"}}, ToExplain, true, false},
		{Result{Severity: Verify, Outcome: Fail, Explained: "企业迁出"}, WasExplained, false, false},
		{Result{Severity: Hint, Outcome: Fail}, Informs, false, false},
		{Result{Severity: Mandatory, Outcome: NotEvaluated}, NotJudged, false, false},
		{Result{Severity: Mandatory, Outcome: Pass}, Passed, false, false},
	} {
		if got := c.r.Standing(); got != c.want || c.r.Open() != c.open || c.r.Returns() != c.returns {
			t.Errorf("%+v: %s, open %v, returns %v", c.r, got, c.r.Open(), c.r.Returns())
		}
	}
}

// Figures are compared by value, words as labels.
func TestSameText(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"88", "88.0", true}, {"0.5", ".50", true}, {"88", "89", false}, {"-1", "1", false}, {" 88 ", "88", true},
		{"约40亿元", "约40亿元", true}, {"约 40 亿元", "约40亿元", true}, {"约40亿元", "40", false}, {"", "0", false},
	} {
		if got := sameText(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}
