package pipeline

import (
	"testing"

	"zhibao/pipeline/ingest"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// A unit that sent two files owns both, also after the results that lacked data, the only
// ones to name the second, are dropped.
func TestOwnersOfJoinedFiles(t *testing.T) {
	lacking := func(file string) rule.Result {
		return rule.Result{Rule: "H05", Outcome: rule.NotEvaluated, Source: stat.Source{File: file}}
	}
	both := &judged{Submission: &ingest.Submission{
		File: "一.xlsx", Unit: &plan.Unit{Code: "430281"}, Results: []rule.Result{lacking("一.xlsx"), lacking("二.xlsx")},
	}}
	in := &received{files: []*judged{both}}
	in.reported()
	if len(both.Results) != 0 {
		t.Fatalf("%d results are held", len(both.Results))
	}
	if known := in.owners(); known["一.xlsx"] != both || known["二.xlsx"] != both || len(known) != 2 {
		t.Errorf("owners are %v", known)
	}
}
