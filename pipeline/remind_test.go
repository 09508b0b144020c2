package pipeline

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/form"
	"zhibao/pipeline/ingest"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// loaded is a project with a monthly deadline: for June 2018, 9 July, 17:00.
func loaded(t *testing.T) *Project {
	t.Helper()
	p := settler(t)
	term, err := calendar.ParseTerm("次月8日17时")
	if err != nil {
		t.Fatal(err)
	}
	p.Settings.Schedule = calendar.Schedule{Terms: calendar.Terms{stat.Month: term}}
	return p
}

func at(t *testing.T, s string) time.Time {
	t.Helper()
	m, err := calendar.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// lines are the arrivals as "file time unit line".
func lines(arrivals []ledger.Arrival) []string {
	var out []string
	for _, a := range arrivals {
		out = append(out, strings.TrimSpace(strings.Join([]string{a.File, calendar.Short(a.At), a.Unit, string(rune('0' + a.Line))}, " ")))
	}
	return out
}

func TestRegister(t *testing.T) {
	p := loaded(t)
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("文件,收到时间,报送单位\r\n醴陵.xlsx,2018/7/9 9:05,醴陵市\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"marked, with a remark and an empty line": {"\xef\xbb\xbf# 示例数据\r\n文件,收到时间,报送单位\r\n\r\na.xlsx,2018-07-09 09:05,430281\r\n,,\r\nb.xlsx,2018-07-09T17:00,\r\n", []string{"a.xlsx 2018-07-09 09:05 430281 4", "b.xlsx 2018-07-09 17:00  6"}},
		"GB 18030 as Excel saves it":              {gb, []string{"醴陵.xlsx 2018-07-09 09:05 430281 2"}},
		"columns in another order":                {"收到时间,文件\n2018年7月9日9时,\"甲,乙.xlsx\"\n", []string{"甲,乙.xlsx 2018-07-09 09:00  2"}},
		"short lines filled up":                   {"文件,收到时间,,\na.xlsx, 2018-07-09 09:05 ,,\n", []string{"a.xlsx 2018-07-09 09:05  2"}},
		"a head alone":                            {"文件,收到时间\n", nil},
		"decomposed letters are one name":         {"文件,收到时间\ne\u0301.xlsx,2018-07-09 09:05\n", []string{"é.xlsx 2018-07-09 09:05  2"}},
	} {
		got, err := p.parseArrivals([]byte(c.text), june)
		if diff := cmp.Diff(c.want, lines(got)); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	const head = "文件,收到时间,报送单位\n"
	for text, want := range map[string]string{
		"":                                "没有表头",
		"文件,时间\n":                         "不认识「时间」一栏",
		"文件\na\n":                         "没有「收到时间」一栏",
		"文件,收到时间,文件\n":                    "「文件」一栏写了两次",
		head + "a,b":                      "有2栏，表头有3栏",
		head + "a,b,c,d":                  "有4栏，表头有3栏",
		head + ",2018-07-09 09:05,":       "没有写文件名",
		head + "a,9日,":                    "时间「9日」无法识别",
		head + "a,2017-12-31 23:59,":      "早于报告期",
		head + "a,2018-07-09 09:05,醴陵":    "报送单位「醴陵」不在报送名单中",
		head + "a,2018-07-09 09:05,P0101": "报送单位「P0101」不在报送名单中", // a sub-park sends nothing of its own
		head + "a,2018-07-09 09:05,\na,2018-07-10 09:05,": "「a」在第2行已登记过",
		head + "\"a,2018-07-09 09:05,\n":                  "引号不成对",
		"PK\x00\x03":                                      "不是文本文件",
	} {
		_, err := p.parseArrivals([]byte(text), june)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "inputs/2018-06/收件.csv 第") || !strings.Contains(err.Error(), "处理：") {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// version is a content of 醴陵市's county form.
func version(sha, arrived string, t *testing.T, forms ...string) ledger.Version {
	v := ledger.Version{Unit: "430281", SHA256: sha}
	if arrived != "" {
		m := at(t, arrived)
		v.Arrived = &m
	}
	for _, f := range forms {
		v.Cells = append(v.Cells, ledger.Filled{Unit: "430281", Asked: &ledger.Asked{Form: f, Item: "gdp", Measure: stat.Value}})
	}
	return v
}

func TestFirstComing(t *testing.T) {
	deadline := &calendar.Deadline{At: at(t, "2018-07-09 17:00")}
	early, late := "2018-07-09 16:00", "2018-07-10 09:00"
	later := version("b", "", t, "county")
	later.First = 2 // found by the run after the one that found the registered file
	for name, c := range map[string]struct {
		versions []ledger.Version
		came     bool
		want     string // empty: not registered
	}{
		"nothing":                                   {nil, false, ""},
		"one":                                       {[]ledger.Version{version("a", late, t, "county")}, true, late},
		"the first counts, in whatever order":       {[]ledger.Version{version("b", late, t, "county"), version("a", early, t, "county")}, true, early},
		"nothing was read of the first":             {[]ledger.Version{version("a", early, t), version("b", late, t, "county")}, true, late},
		"the form was missing in the first":         {[]ledger.Version{version("a", early, t, "project"), version("b", late, t, "county")}, true, late},
		"nobody knows":                              {[]ledger.Version{version("a", "", t, "county")}, true, ""},
		"an unknown one may have come in time":      {[]ledger.Version{version("a", "", t, "county"), version("b", late, t, "county")}, true, ""},
		"a known one in time settles it":            {[]ledger.Version{version("a", early, t, "county"), version("b", "", t, "county")}, true, early},
		"nobody registered the correction":          {[]ledger.Version{version("a", late, t, "county"), later}, true, late},
		"an empty form is none":                     {[]ledger.Version{version("a", early, t)}, false, ""},
		"exactly at the deadline, before any other": {[]ledger.Version{version("a", "2018-07-09 17:00", t, "county"), version("b", "", t, "county")}, true, "2018-07-09 17:00"},
	} {
		got := first(c.versions, "430281", "county", deadline)
		shown := ""
		if got.at != nil {
			shown = calendar.Short(*got.at)
		}
		if got.came != c.came || shown != c.want {
			t.Errorf("%s: came %v at %q, want %v at %q", name, got.came, shown, c.came, c.want)
		}
	}
}

// received with one file of 醴陵市 and a register of it.
func oneFile(p *Project, sha string, state ledger.State, arrivals ...ledger.Arrival) *received {
	u, _ := p.Plan.Unit("430281")
	in := &received{period: june, inputs: map[string]string{"a.xlsx": sha}, arrivals: arrivals,
		files: []*judged{{state: state, Submission: &ingest.Submission{File: "a.xlsx", SHA256: sha, Unit: u}}}}
	if arrivals != nil {
		in.inputs["收件.csv"] = "register"
	}
	return in
}

// A round: returned on the 9th, corrected under the same name on the 12th. The unit
// was in time, and did not pass at once.
func TestCorrectedUnderTheSameName(t *testing.T) {
	p := loaded(t)
	book, err := ledger.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	send := func(sha, arrived string, state ledger.State, results ...rule.Result) *received {
		t.Helper()
		in := oneFile(p, sha, state, ledger.Arrival{File: "a.xlsx", At: at(t, arrived), Line: 2})
		sub := ledger.Submission{Period: june, Unit: "430281", File: "a.xlsx", SHA256: sha, State: state, Results: results}
		for i, item := range []string{"gdp", "retail", "fai"} {
			sub.Observations = append(sub.Observations, stat.Observation{Unit: "430281", Form: "county", Item: item, Measure: stat.Value, Period: june,
				Quantity: stat.Quantity{Kind: stat.TextOnly, Read: "1"}, Source: stat.Source{File: "a.xlsx", SHA256: sha, Sheet: "县市区表", Cell: "E" + string(rune('8'+i))}})
		}
		for _, foot := range [][2]string{{"filled_by", "统计员"}, {"phone", "0731-1\x1b[31m"}, {"reported_on", "2018-07-09"}} {
			sub.Observations = append(sub.Observations, stat.Observation{Unit: "430281", Form: "county", Item: form.FootItem, Measure: stat.Measure(foot[0]), Period: june,
				Quantity: stat.Quantity{Kind: stat.TextOnly, Read: foot[1]}})
		}
		if _, err := book.Record(t.Context(), in.run(p), []ledger.Submission{sub}); err != nil {
			t.Fatal(err)
		}
		return in
	}
	refused := rule.Result{Rule: rule.NotANumber, Severity: rule.Mandatory, Outcome: rule.Fail, Subject: rule.Subject{Unit: "430281", Form: "county", Item: "gdp", Measure: stat.Value},
		Source: stat.Source{Sheet: "县市区表", Cell: "E8"}}
	asked := rule.Result{Rule: "R01", Severity: rule.Verify, Outcome: rule.Fail, Source: stat.Source{Sheet: "县市区表", Cell: "E9"}}
	answered := asked
	answered.Explained = "企业停产检修"
	send("v1", "2018-07-09 16:00", ledger.Returned, refused, asked)
	in := send("v2", "2018-07-12 10:00", ledger.Accepted, answered, asked)

	s, err := p.sent(t.Context(), book, in)
	if err != nil {
		t.Fatal(err)
	}
	moment, why := p.moment(in)
	if calendar.Short(moment) != "2018-07-12 10:00" || !strings.Contains(why, "最后一份") {
		t.Errorf("as of %s (%s)", moment, why)
	}
	r, err := p.reminder(t.Context(), book, s, moment, why)
	if err != nil {
		t.Fatal(err)
	}
	var own []compose.Duty
	for _, d := range r.Duties {
		if d.Unit.Code == "430281" {
			own = append(own, d)
		}
	}
	if len(own) != 1 || own[0].Arrived == nil || calendar.Short(*own[0].Arrived) != "2018-07-09 16:00" || own[0].State != consolidate.Reported ||
		own[0].Reminders != 1 || own[0].Late(moment) != 0 || own[0].Contact != "统计员" || own[0].Phone != "0731-1[31m" {
		t.Errorf("%+v", own)
	}
	for _, q := range p.quality(s, moment) {
		switch q.Unit.Code {
		case "430281":
			// Seven rows of the county form are due in June: monthly and quarterly ones.
			// Two of their required cells are filled: 固定资产投资 asks for its growth
			// since 2018, and its level was given.
			want := compose.UnitQuality{Unit: q.Unit, Due: 1, Timed: 1, OnTime: 1, Required: 7, Given: 2, Filled: 3, Faulty: 1, Reported: 1, Passed: 0, Verify: 2, Explained: 1,
				SentBack: 1, Found: [4]int{0, 1, 0, 1}}
			if diff := cmp.Diff(want, q, cmp.Comparer(func(a, b *plan.Unit) bool { return a == b })); diff != "" {
				t.Error(diff)
			}
		case "430202":
			if q.Timed != 1 || q.OnTime != 0 || q.Reported != 0 || q.Required != 0 {
				t.Errorf("a unit that sent nothing: %+v", q)
			}
		}
	}
}

// Without a register the order is that of the runs, then what a run itself put
// behind, then 报出日期.
func TestOrderOfVersions(t *testing.T) {
	v := func(sha string, run int64, state ledger.State, date string) ledger.Version {
		return ledger.Version{SHA256: sha, First: run, State: state, ReportedOn: date}
	}
	want := []string{"old", "replaced-a", "replaced-b", "kept", "new"}
	permutations([]ledger.Version{
		v("old", 1, ledger.Returned, "2018-07-30"), v("replaced-a", 2, ledger.Superseded, "2018-07-10"), v("replaced-b", 2, ledger.Superseded, "2018-07-11"),
		v("kept", 2, ledger.Accepted, "2018-07-01"), v("new", 3, ledger.Accepted, ""),
	}, func(list []ledger.Version) {
		inOrder(list)
		var got []string
		for _, v := range list {
			got = append(got, v.SHA256)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// What the bureau filled in itself is no work of the unit's; an empty required cell
// and a sign for no data lower 完整率 alone; a refused figure raises 差错率 alone.
func TestCountCells(t *testing.T) {
	p := loaded(t)
	u, _ := p.Plan.Unit("430281")
	fill := func(item string, m stat.Measure, cell string) ledger.Filled {
		return ledger.Filled{Unit: "430281", Asked: &ledger.Asked{Form: "county", Item: item, Measure: m, Sheet: "县市区表", Cell: cell}}
	}
	refuse := func(id, item, cell string, severity rule.Severity) rule.Result {
		return rule.Result{Rule: id, Severity: severity, Outcome: rule.Fail, Subject: rule.Subject{Unit: "430281", Form: "county", Item: item, Measure: stat.Value},
			Source: stat.Source{Sheet: "县市区表", Cell: cell}}
	}
	var q compose.UnitQuality
	countCells(&q, p.Sheets(u, june), ledger.Version{
		Cells: []ledger.Filled{
			fill("gdp", stat.Value, "E8"), fill("gdp", stat.Growth, "H8"), fill("gdp", stat.Prior, "F8"), fill("gdp", stat.Previous, "I8"), fill("industry_va", stat.Growth, "H9"),
		},
		Results: []rule.Result{
			refuse(rule.NotANumber, "retail", "E11", rule.Mandatory),                                   // typed, not read: given and faulty
			refuse(rule.RequiredEmpty, "trade", "E12", rule.Mandatory),                                 // empty
			refuse(rule.MissingRequired, "energy_cut", "E20", rule.Mandatory),                          // a dash
			refuse("R01", "gdp", "E8", rule.NearMandatory), refuse("R02", "gdp", "E8", rule.Mandatory), // one cell, refused twice
			refuse("R03", "gdp", "H8", rule.Verify), // not refused
			refuse(rule.SheetMissing, "", "", rule.Mandatory),
		},
	})
	// Given: gdp, industry_va's growth, retail. Filled: E8, H8, H9, E11. Faulty: E8, E11.
	want := compose.UnitQuality{Required: 7, Given: 3, Filled: 4, Faulty: 2}
	if diff := cmp.Diff(want, q); diff != "" {
		t.Error(diff)
	}
}
