package ingest

import (
	"testing"

	"github.com/xuri/excelize/v2"
)

// answered adds the list of a returned copy with answers by key.
func answered(lines ...[2]string) func(*excelize.File) {
	return func(f *excelize.File) {
		const list = "审核清单"
		_, err := f.NewSheet(list)
		must(err)
		set(f, list, "A1", list)
		set(f, list, "H5", "核实说明／答复")
		set(f, list, "I5", "对应")
		for i, l := range lines {
			set(f, list, "H"+itoa(6+i), l[0])
			set(f, list, "I"+itoa(6+i), l[1])
		}
		must(f.SetColVisible(list, "I", false))
	}
}

// An answer on the list is the note of a row that has none; the list itself is no
// stranger, and its hidden column nothing to look at.
func TestAnswersOnList(t *testing.T) {
	const why = "两户企业当年投产纳入统计"
	for _, c := range []struct {
		name     string
		lines    [][2]string
		findings []string
		taken    map[string]string
	}{
		{"nothing answered", [][2]string{{"", "430281/county/gdp/growth/R01"}}, nil, baseline()},
		{"taken", [][2]string{{why, "430281/county/gdp/growth/R01"}},
			[]string{"S28 审核清单!H6 审核清单上的答复「" + why + "」采用为该行的核实说明。"}, but("gdp/note", why+"（初步）")},
		{"two for one row", [][2]string{{why, "430281/county/gdp/growth/R01"}, {"口径有调整", "430281/county/gdp/growth/R06"}, {why, "430281/county/gdp/value/R04"}},
			[]string{"S28 审核清单!H6 审核清单上的答复「" + why + "」采用为该行的核实说明。", "S28 审核清单!H7 审核清单上的答复「口径有调整」采用为该行的核实说明。"}, but("gdp/note", why+"；口径有调整（初步）")},
		{"the row has a note", [][2]string{{why, "430281/county/industry_va/growth/R01"}},
			[]string{"S28 审核清单!H6 审核清单上的答复「" + why + "」没有采用：该行已有核实说明，如需补充请直接改写表中该行的核实说明。"}, baseline()},
		{"the row says the same", [][2]string{{"只公布增速", "430281/county/industry_va/growth/R01"}}, nil, baseline()},
		{"not about 核实性", [][2]string{{"已改正", "430281/county/gdp/value/C01"}},
			[]string{"S28 审核清单!H6 审核清单上的答复「已改正」不是对核实性问题的说明，供统计局阅看。"}, baseline()},
		{"no such row", [][2]string{{why, "430281/county/none/growth/R01"}},
			[]string{"S28 审核清单!H6 审核清单上的答复「" + why + "」没有对应到填报的指标，请统计局阅看。"}, baseline()},
		{"another unit's", [][2]string{{why, "430223/county/gdp/growth/R01"}},
			[]string{"S28 审核清单!H6 审核清单上的答复「" + why + "」没有对应到填报的指标，请统计局阅看。"}, baseline()},
		{"no key", [][2]string{{why, ""}},
			[]string{"S28 审核清单!H6 审核清单上的答复「" + why + "」不是对核实性问题的说明，供统计局阅看。"}, baseline()},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, answered(c.lines...), c.findings, c.taken) })
	}
}

// An answer that says something replaces a note that says nothing, and not the other way round.
func TestAnswerInsteadOfEmptyTalk(t *testing.T) {
	const empty, why = "经核实无误。", "两户企业当年投产纳入统计"
	noted := func(note, answer string) func(*excelize.File) {
		list := answered([2]string{answer, "430281/county/gdp/growth/R01"})
		return func(f *excelize.File) {
			set(f, county, "K8", note)
			list(f)
		}
	}
	check(t, noted(empty, why), []string{"S28 审核清单!H6 审核清单上的答复「" + why + "」采用为该行的核实说明，代替表中的「" + empty + "」。"}, but("gdp/note", why+"（初步）"))
	check(t, noted(why, empty), []string{"S28 审核清单!H6 审核清单上的答复「" + empty + "」没有采用：该行已有核实说明，如需补充请直接改写表中该行的核实说明。"}, but("gdp/note", why+"（初步）"))
}
