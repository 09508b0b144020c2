package rule

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Rules over five counties: one never fails, one is never evaluated, two say the
// same, a third the contrary, and the rest look at nothing.
func TestLint(t *testing.T) {
	book := loadBook(t)
	var verdicts []Verdict
	say := func(id string, outcomes ...Outcome) {
		for i, o := range outcomes {
			verdicts = append(verdicts, Verdict{Rule: id, Subject: Subject{Unit: fmt.Sprint(i), Item: "gdp"}, Outcome: o})
		}
	}
	say("H05", Pass, Pass, Pass, Pass, Fail)
	say("H06", Pass, Pass, Pass, Pass, Fail)
	say("H07", Fail, Fail, Fail, Fail, Pass)
	say("H08", Pass, Pass)
	say("H09", NotEvaluated, NotEvaluated, NotEvaluated)
	say("H10", Fail, Fail, Fail, Fail) // four in common are too few
	got := map[string]string{}
	for _, r := range book.Lint(verdicts) {
		got[r.Rule+" "+r.Other] = r.Text
	}
	want := map[string]string{
		"H05 H06": "在共同评判的5处结论完全相同，可能重复。",
		"H05 H07": "在共同评判的5处结论完全相反，可能矛盾。",
		"H06 H07": "在共同评判的5处结论完全相反，可能矛盾。",
		"H08 ":    "评判2次，从未提出问题。",
		"H09 ":    "3次都因缺少数据未能评判。",
	}
	for _, r := range book.Rules {
		if r.Expr != "" && (r.ID < "H05" || r.ID > "H10") {
			want[r.ID+" "] = "没有任何数据适用该规则。"
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
