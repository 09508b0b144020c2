package stat

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Each period with everything that is printed or looked up by it.
func TestPeriods(t *testing.T) {
	for _, c := range []struct {
		text    string
		want    Period
		key     string
		label   string
		current string
		end     int
		yearAgo string
	}{
		{"2018", Period{Year, 2018, 0}, "2018", "2018年", "全年", 12, "2017"},
		{"2018-Q1", Period{Quarter, 2018, 1}, "2018-03", "2018年1—3月", "3月", 3, "2017-Q1"},
		{"2018-Q2", Period{Quarter, 2018, 2}, "2018-06", "2018年1—6月", "6月", 6, "2017-Q2"},
		{"2018-Q3", Period{Quarter, 2018, 3}, "2018-09", "2018年1—9月", "9月", 9, "2017-Q3"},
		{"2018-02", Period{Month, 2018, 2}, "2018-02", "2018年1—2月", "2月", 2, "2017-02"},
		{"2018-06", Period{Month, 2018, 6}, "2018-06", "2018年1—6月", "6月", 6, "2017-06"},
		{"2018-12", Period{Month, 2018, 12}, "2018-12", "2018年1—12月", "12月", 12, "2017-12"},
	} {
		t.Run(c.text, func(t *testing.T) {
			p, err := ParsePeriod(c.text)
			if err != nil {
				t.Fatal(err)
			}
			got := []any{p, p.String(), p.Key(), p.Label(), p.Current(), p.EndMonth(), p.YearAgo().String()}
			want := []any{c.want, c.text, c.key, c.label, c.current, c.end, c.yearAgo}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// The same months are one observation; the year is settled apart from December.
func TestKeyOfQuarterAndMonth(t *testing.T) {
	parse := func(s string) Period {
		p, err := ParsePeriod(s)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if a, b := parse("2018-Q2").Key(), parse("2018-06").Key(); a != b {
		t.Errorf("2018-Q2 is %s, 2018-06 is %s", a, b)
	}
	if a, b := parse("2018").Key(), parse("2018-12").Key(); a == b {
		t.Errorf("2018 and 2018-12 are both %s", a)
	}
	// A form without its hidden sheet is known by the label alone, so periods
	// with different keys must not print the same label.
	if a, b := parse("2018").Label(), parse("2018-Q4").Label(); a == b {
		t.Errorf("2018 and 2018-Q4 have different keys and one label, %s", a)
	}
}

func TestPeriodRefused(t *testing.T) {
	const generic = "无法识别。请写成年度 2018、季度 2018-Q2、月度 2018-06、旬 2018-06-上、周 2018-W23，五年总结评估写 2017-2021"
	for text, want := range map[string]string{
		"2018-01":    "报告期「2018-01」不存在：1月数据不单独上报，与2月合并为1—2月。请改用 2018-02",
		"2018-13":    "报告期「2018-13」" + generic,
		"2018-00":    "报告期「2018-00」" + generic,
		"2018-6":     "报告期「2018-6」" + generic,
		"2018-Q0":    "报告期「2018-Q0」" + generic,
		"2018-Q5":    "报告期「2018-Q5」" + generic,
		"2018-Q":     "报告期「2018-Q」" + generic,
		"2018-q2":    "报告期「2018-q2」" + generic,
		"2018-":      "报告期「2018-」" + generic,
		"2018-06-30": "报告期「2018-06-30」" + generic,
		"201806":     "报告期「201806」" + generic,
		"18-06":      "报告期「18-06」" + generic,
		"1999":       "报告期「1999」" + generic,
		"-018":       "报告期「-018」" + generic,
		"2018-+6":    "报告期「2018-+6」" + generic,
		"2018-Q+":    "报告期「2018-Q+」" + generic,
		"２０１８":       "报告期「２０１８」" + generic,
		" 2018":      "报告期「 2018」" + generic,
		"":           "报告期「」" + generic,
		"六月":         "报告期「六月」" + generic,
	} {
		p, err := ParsePeriod(text)
		if err == nil {
			t.Errorf("%q was read as %+v", text, p)
			continue
		}
		if d := cmp.Diff(want, err.Error()); d != "" {
			t.Errorf("%q: %s", text, d)
		}
		if p != (Period{}) {
			t.Errorf("%q: refused, yet %+v", text, p)
		}
	}
}

func TestDue(t *testing.T) {
	for _, c := range []struct {
		text          string
		month, q, yes bool
	}{
		{"2018", true, true, true},
		{"2018-Q2", true, true, false},
		{"2018-06", true, true, false},
		{"2018-12", true, true, false},
		{"2018-05", true, false, false},
		{"2018-02", true, false, false},
	} {
		p, err := ParsePeriod(c.text)
		if err != nil {
			t.Fatal(err)
		}
		got := []bool{Monthly.Due(p), Quarterly.Due(p), Yearly.Due(p), Frequency("X").Due(p)}
		if d := cmp.Diff([]bool{c.month, c.q, c.yes, false}, got); d != "" {
			t.Errorf("%s: %s", c.text, d)
		}
	}
}

func TestBefore(t *testing.T) {
	order := []string{"2017", "2018-02", "2018-03", "2018-Q2", "2018-07", "2018", "2019-02"}
	for i, a := range order {
		for j, b := range order {
			p, _ := ParsePeriod(a)
			q, _ := ParsePeriod(b)
			if got := p.Before(q); got != (i < j) {
				t.Errorf("%s before %s: %v", a, b, got)
			}
		}
	}
}

// What String prints, ParsePeriod reads back.
func TestPeriodRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Period{Kind: rapid.SampledFrom([]PeriodKind{Year, Quarter, Month}).Draw(t, "kind"), Year: rapid.IntRange(2000, 9999).Draw(t, "year")}
		switch p.Kind {
		case Quarter:
			p.N = rapid.IntRange(1, 4).Draw(t, "quarter")
		case Month:
			p.N = rapid.IntRange(2, 12).Draw(t, "month")
		}
		back, err := ParsePeriod(p.String())
		if err != nil || back != p {
			t.Fatalf("%+v prints %s, which reads as %+v (%v)", p, p, back, err)
		}
	})
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"2018", "2018-Q2", "2018-06", "2018-01", "2018-13", "", "-", "2018-Q", "二〇一八"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := ParsePeriod(s); err == nil && p.String() != s {
			t.Errorf("%q was read as %s", s, p)
		}
	})
}

func TestMeantPeriod(t *testing.T) {
	for text, want := range map[string]string{
		"2018-6": "2018-06", "2018-1": "2018-02", "2018-01": "2018-02", "201806": "2018-06", "2018.12": "2018-12", "2018/6": "2018-06",
		"2018年6月": "2018-06", "2018年": "2018", "2018q2": "2018-Q2", "2018-q4": "2018-Q4",
		"2018-13": "", "2018-0": "", "2018-Q5": "", "上半年": "", "18-6": "", "": "", "../2017": "", "1899年": "",
	} {
		p, ok := MeantPeriod(text)
		if ok != (want != "") || ok && p.String() != want {
			t.Errorf("%q: %v, %v; want %q", text, p, ok, want)
		}
	}
}
