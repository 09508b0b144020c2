package evaluate

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/stat"
)

// Worked by hand. T03: 120 万吨 over five years, from zero; at mid-2018 18 of 60
// months, 30 %. T25: from the plan's 25 of 2017 to 50; at mid-2018 6 of 48 months,
// 12.5 %. T19: 10 左右, reached from 9.5. T24: 3—4.
func TestTasksByHand(t *testing.T) {
	w := load(t)
	for _, c := range []struct {
		period, code, value string
		want                []string // verdict, progress, time
		over                bool
	}{
		{"2018-06", "T03", "30", []string{"推进中", "25.0000", "30.0000"}, false}, // five points behind: on the edge
		{"2018-06", "T03", "29.9", []string{"慢于时序", "24.9167", "30.0000"}, false},
		{"2018-06", "T03", "120", []string{"已达目标", "100.0000", "30.0000"}, false},
		{"2018-06", "T25", "26.875", []string{"推进中", "7.5000", "12.5000"}, false}, // 1.875 of 25: on the edge
		{"2018-06", "T25", "26", []string{"慢于时序", "4.0000", "12.5000"}, false},
		{"2018-06", "T25", "30", []string{"推进中", "20.0000", "12.5000"}, false},
		{"2017", "T25", "25", []string{"推进中", "", ""}, false}, // no time has passed since the base
		{"2017", "T03", "18", []string{"推进中", "15.0000", "20.0000"}, false},
		{"2018-06", "T19", "9.5", []string{"已达目标", "", ""}, false},
		{"2018-06", "T19", "9.4", []string{"推进中", "", ""}, false},
		{"2018-06", "T16", "4.9", []string{"推进中", "", ""}, false}, // 5以上: nothing less
		{"2018-06", "T24", "2", []string{"推进中", "", ""}, false},
		{"2018-06", "T24", "3", []string{"已达目标", "", ""}, false},
		{"2018-06", "T24", "4", []string{"已达目标", "", ""}, false},
		{"2018-06", "T24", "5", []string{"已达目标", "", ""}, true},
		{"2018-06", "T04", "36", []string{"尚需压减", "", ""}, false},
		{"2021", "T04", "36", []string{"超过控制数", "", ""}, false},
		{"2018", "T52", "99", []string{"未完成年度任务", "", ""}, false},
		{"2018-06", "T52", "99", []string{"推进中", "", ""}, false},
		{"2021", "T03", "119", []string{"未完成目标", "99.1667", "100.0000"}, false},
		{"2018-12", "ind_materials", "760", []string{"已达目标", "", ""}, false}, // 800左右
		{"2018-12", "ind_materials", "759.9", []string{"推进中", "", ""}, false},
		{"2018-05", "T03", "10", []string{"本期不报", "", ""}, false},
	} {
		res := w.run(t, c.period, figures{c.code: {stat.Value: c.value}}, nil)
		i := slices.IndexFunc(append(res.Tasks, res.Industries...), func(x Completion) bool { return x.Code == c.code })
		got := append(res.Tasks, res.Industries...)[i]
		if d := cmp.Diff(c.want, []string{string(got.Verdict), show(got.Progress), show(got.Time)}); d != "" || got.Over != c.over {
			t.Errorf("%s %s %s: %s over %v", c.period, c.code, c.value, d, got.Over)
		}
	}
}

// Every task and industry is counted once, for its department, in one column.
func TestByOwner(t *testing.T) {
	w := load(t)
	res := w.run(t, "2018-06", figures{"T25": {stat.Value: "26"}, "T23": {stat.Value: "1"}, "T24": {stat.Value: "1"}, "T04": {stat.Value: "35"}}, nil)
	all, n := ByOwner(res.Industries, res.Tasks), 0
	for _, o := range all {
		n += len(o.All)
		if parts := len(o.Done) + len(o.Going) + len(o.Behind) + len(o.NoReport) + len(o.NotDue); parts != len(o.All) {
			t.Errorf("%s: %d of %d", o.Owner, parts, len(o.All))
		}
		switch o.Owner {
		case "D03": // 市科技局
			if d := cmp.Diff([][]string{{"T23"}, {"T24"}, {"T25"}}, [][]string{o.Done, o.Going, o.Behind}); d != "" {
				t.Error(d)
			}
		case "D08":
			if d := cmp.Diff([]string{"T04"}, o.Done); d != "" {
				t.Error(d)
			}
		}
	}
	if n != 76 {
		t.Errorf("%d counted, want 66 tasks and 10 industries", n)
	}
}
