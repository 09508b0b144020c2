package compose

import (
	"fmt"
	"strings"
	"testing"

	"zhibao/pipeline/rule"
)

// said makes findings from lines such as "R01 gdp 7.3"; a third word is the figure.
func said(lines ...string) []rule.Result {
	var all []rule.Result
	for _, line := range lines {
		w := strings.Fields(line)
		r := rule.Result{Rule: w[0], Severity: rule.Verify, Outcome: rule.Fail, Subject: rule.Subject{Unit: "A", Item: w[1]}}
		if r.Subject.Item == "-" {
			r.Subject.Item, r.Seen = "", w[2]
		}
		r.Operands = []rule.Operand{{Item: w[1], Text: w[2]}}
		all = append(all, r)
	}
	return all
}

// Findings pair up by rule and row; among several of one row equal figures go first.
func TestPairUp(t *testing.T) {
	na := rule.Result{Rule: "R09", Severity: rule.Verify, Outcome: rule.NotEvaluated}
	for _, c := range []struct {
		name        string
		before, now []rule.Result
		want        string
	}{
		{"nothing", nil, nil, ""},
		{"new", nil, said("R01 gdp 1"), "新增 R01 gdp →1"},
		{"gone", said("R01 gdp 1"), nil, "已消除 R01 gdp 1→"},
		{"still there", said("R01 gdp 1"), said("R01 gdp 1"), "仍存在 R01 gdp 1→1"},
		{"another figure", said("R01 gdp 1"), said("R01 gdp 2"), "数值有变 R01 gdp 1→2"},
		{"another row", said("R01 gdp 1"), said("R01 fai 1"), "新增 R01 fai →1|已消除 R01 gdp 1→"},
		{"another rule", said("R01 gdp 1"), said("R02 gdp 1"), "新增 R02 gdp →1|已消除 R01 gdp 1→"},
		{"equal ones first", said("R01 gdp 1", "R01 gdp 2"), said("R01 gdp 2", "R01 gdp 3"), "数值有变 R01 gdp 1→3|仍存在 R01 gdp 2→2"},
		{"one of two gone", said("R01 gdp 1", "R01 gdp 1"), said("R01 gdp 1"), "已消除 R01 gdp 1→|仍存在 R01 gdp 1→1"},
		{"about no row", said("S03 - 甲"), said("S03 - 乙"), "新增 S03  →乙|已消除 S03  甲→"},
		{"not judged is no finding", []rule.Result{na}, []rule.Result{na, na}, ""},
	} {
		var got []string
		for _, x := range pairUp(c.before, c.now) {
			was, is := "", ""
			if x.before != nil {
				was = x.before.Figure()
			}
			if x.now != nil {
				is = x.now.Figure()
			}
			r := x.result()
			got = append(got, fmt.Sprintf("%s %s %s %s→%s", x.kind, r.Rule, r.Subject.Item, was, is))
		}
		if text := strings.Join(got, "|"); text != c.want {
			t.Errorf("%s: %s, want %s", c.name, text, c.want)
		}
	}
}
