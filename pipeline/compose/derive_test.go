package compose_test

import (
	"slices"
	"strings"
	"testing"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/report"
)

// Derived cells follow from others by the method that made them: no formula gives
// another figure than its cell, and the tables that are all derived have one in every
// cell. The document's own check evaluates each of them.
func TestDerivedCells(t *testing.T) {
	for _, c := range []struct {
		period string
		whole  []string // cells of which each with a figure is derived: prefix … suffix
	}{
		{"2017", []string{"t11. .linear", "t11. .log", "t11. .gap", "t11. .needed", "t11. .mean", "t12. .2019", "t12. .rate", "t12o. .value", "t13. .points", "t13. .score", "t13. .share",
			"t13. .static", "t2. .completion", "t21. .distance", "t3.sum. ", "t3.diff. ", "t3.in. ", "t31. .share", "t4. .percent", "t8. .score", "t8. .rank", "t15. .goal_gap"}},
		{"2018-06", []string{"t11. .linear", "t11. .log", "t11. .gap", "t11. .needed", "t3.sum. ", "t3.diff. ", "t15. .goal_gap"}},
	} {
		in := sample(t, c.period).input(t)
		_, other, err := compose.Underived(in)
		if err != nil {
			t.Fatal(err)
		}
		if len(other) > 0 {
			t.Errorf("%s: these formulas give another figure: %v", c.period, other)
		}
		doc, err := compose.Report(in)
		if err != nil {
			t.Fatal(err)
		}
		all := cells(t, doc)
		for _, pattern := range c.whole {
			prefix, suffix, _ := strings.Cut(pattern, " ")
			derived := 0
			for id, cell := range all {
				if cell.Value == nil || !strings.HasPrefix(id, prefix) || !strings.HasSuffix(id, suffix) || strings.HasSuffix(id, ".growth") && suffix == "" {
					continue
				}
				if cell.Formula == nil {
					t.Errorf("%s: %s has no formula", c.period, id)
				}
				derived++
			}
			if derived == 0 {
				t.Errorf("%s: no cell %s", c.period, pattern)
			}
		}
	}
}

// Words of verdicts tell their tone to the column, every word that may come to stand there.
func TestLights(t *testing.T) {
	doc := sample(t, "2017").report(t)
	for _, b := range doc.Blocks() {
		table, ok := b.(*report.Table)
		if !ok || table.ID != "t11" {
			continue
		}
		lights := table.Columns[10].Lights
		for _, want := range []report.Light{{Text: "快于预期", Tone: report.Good}, {Text: "基本符合预期", Tone: report.Watch}, {Text: "滞后", Tone: report.Bad}} {
			if !slices.Contains(lights, want) {
				t.Errorf("%v is not among %v", want, lights)
			}
		}
		if len(table.Columns[2].Lights) > 0 {
			t.Error("a column of figures has words")
		}
		return
	}
	t.Error("no table t11")
}
