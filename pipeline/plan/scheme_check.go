package plan

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

const useKnownCodes = "请使用 indicators.yaml 中的代码。"

func (p *Plan) checkScheme(shown string) error {
	for _, step := range []func(string) error{p.checkCutoffs, p.checkProgress, p.checkPaths, p.checkWeights, p.checkScoring, p.checkGrades, p.checkBonus, p.checkProjectScheme, p.checkAwards, p.checkHeadline} {
		if err := step(shown); err != nil {
			return err
		}
	}
	return nil
}

// leastHeadline is how many headline indicators a scheme names at the least.
const leastHeadline = 5

// checkHeadline wants known indicators, each once, and enough of them.
func (p *Plan) checkHeadline(shown string) error {
	for i, code := range p.Scheme.Headline {
		at := fmt.Sprintf("$.headline[%d]", i)
		if _, ok := p.Indicator(code); !ok {
			return p.problem(shown, schemeFile, at, fmt.Sprintf("简报的主要数字提到未知指标「%s」", code), useKnownCodes)
		}
		if slices.Contains(p.Scheme.Headline[:i], code) {
			return p.problem(shown, schemeFile, at, fmt.Sprintf("简报的主要数字中「%s」写了两次", code), "请删去一处。")
		}
	}
	if n := len(p.Scheme.Headline); n > 0 && n < min(leastHeadline, len(p.Indicators)) {
		return p.problem(shown, schemeFile, "$.headline", fmt.Sprintf("简报的主要数字只写了%d项，至少要%d项", n, leastHeadline), "请补足；本期不收的会跳过，所以可以多写几项。整项删去则按方案的顺序取。")
	}
	return nil
}

// Headline are the codes of the indicators for the brief, the most important first.
func (p *Plan) Headline() []string {
	if len(p.Scheme.Headline) > 0 {
		return p.Scheme.Headline
	}
	var codes []string
	for i := range p.Indicators {
		codes = append(codes, p.Indicators[i].Code)
	}
	return codes
}

func (p *Plan) checkCutoffs(shown string) error {
	s := p.Scheme
	if !s.Cutoffs.Ahead.Set() || !s.Cutoffs.OnCourse.Set() || !s.Cutoffs.Ahead.GreaterThan(s.Cutoffs.OnCourse.Decimal) {
		return p.problem(shown, schemeFile, "$.cutoffs.ahead", "测算方案的分档界限颠倒或缺失", "ahead 应大于 on_course，单位为百分点。")
	}
	if s.Rounding != string(stat.HalfUp) && s.Rounding != string(stat.HalfEven) {
		return p.problem(shown, schemeFile, "$.rounding", fmt.Sprintf("修约规则「%s」不认识", s.Rounding), "可用的写法：half_up（四舍五入）、gb_t_8170（四舍六入五成双）。")
	}
	return nil
}

func (p *Plan) checkProgress(shown string) error {
	methods := map[string]string{"": p.Scheme.Progress}
	maps.Copy(methods, p.Scheme.Override)
	for _, code := range slices.Sorted(maps.Keys(methods)) {
		m := methods[code]
		if _, ok := p.Indicator(code); !ok && code != "" {
			return p.problem(shown, schemeFile, "$.progress_of."+code, fmt.Sprintf("测算方案提到未知指标「%s」", code), useKnownCodes)
		}
		if m != Linear && m != Log {
			at := "$.progress"
			if code != "" {
				at = "$.progress_of." + code
			}
			return p.problem(shown, schemeFile, at, fmt.Sprintf("进度算法「%s」不认识", m), "可用的写法：linear（线性）、log（对数）。")
		}
	}
	return nil
}

// checkPaths wants a method for every indicator, and one that fits it.
func (p *Plan) checkPaths(shown string) error {
	for _, code := range slices.Sorted(maps.Keys(p.Scheme.Paths)) {
		at, m := "$.paths."+code, p.Scheme.Paths[code]
		ind, ok := p.Indicator(code)
		if !ok {
			return p.problem(shown, schemeFile, at, fmt.Sprintf("测算方案的年度路径提到未知指标「%s」", code), useKnownCodes)
		}
		switch m {
		case GeometricPath, CumulativePath:
			if base := ind.Printed[fmt.Sprint(p.Head.BaseYear)]; !base.IsPositive() || !ind.Target.IsPositive() {
				return p.problem(shown, schemeFile, at, fmt.Sprintf("指标「%s」的基数或目标不是正数，不能按等比增长定年度路径", ind.Name), "请改用 linear（每年等量）。")
			}
		case ProductPath:
			if !ind.CumulativeGoal.Set() {
				return p.problem(shown, schemeFile, at, fmt.Sprintf("指标「%s」没有五年累计目标，不能用复合法定年度路径", ind.Name), "请在 indicators.yaml 中写明 cumulative_target，或改用其他写法。")
			}
		case LinearPath, StepPath:
		default:
			return p.problem(shown, schemeFile, at, fmt.Sprintf("指标「%s」的年度路径算法「%s」不认识", ind.Name, m),
				"可用的写法：geometric（每年等比）、linear（每年等量）、product（逐年复合降低）、cumulative（累计法）、step（每年都按目标值）。")
		}
		if ind.CumulativeGoal.Set() && m != ProductPath {
			return p.problem(shown, schemeFile, at, fmt.Sprintf("指标「%s」有五年累计目标，年度路径只能用复合法", ind.Name), "请写成 product。")
		}
	}
	for _, ind := range p.Indicators {
		if _, ok := p.Scheme.Paths[ind.Code]; !ok {
			return p.problem(shown, schemeFile, "$.paths", fmt.Sprintf("测算方案没有写明指标「%s」（%s）的年度路径算法", ind.Name, ind.Code), "请在 paths 中补上一行，如 "+ind.Code+": geometric。")
		}
	}
	return nil
}

func (p *Plan) checkWeights(shown string) error {
	sum := decimal.Zero
	for _, code := range slices.Sorted(maps.Keys(p.Scheme.Weights)) {
		if _, ok := p.Indicator(code); !ok {
			return p.problem(shown, schemeFile, "$.weights."+code, fmt.Sprintf("测算方案的权重提到未知指标「%s」", code), useKnownCodes)
		}
		w := p.Scheme.Weights[code]
		if !w.Set() || w.IsNegative() {
			return p.problem(shown, schemeFile, "$.weights."+code, fmt.Sprintf("测算方案中「%s」的权重缺失或为负", code), "权重应为0至100的数；不参加评分的指标写0。")
		}
		sum = sum.Add(w.Decimal)
	}
	for _, ind := range p.Indicators {
		if _, ok := p.Scheme.Weights[ind.Code]; !ok {
			return p.problem(shown, schemeFile, "$.weights", fmt.Sprintf("测算方案没有写明指标「%s」（%s）的权重", ind.Name, ind.Code), "请在 weights 中补上；不参加评分的指标写0。")
		}
	}
	if !sum.Equal(decimal.NewFromInt(100)) {
		return p.problem(shown, schemeFile, "$.weights", fmt.Sprintf("测算方案的权重合计为%s，不等于100", sum), "请调整各指标权重，使合计为100。")
	}
	return nil
}

func (p *Plan) checkScoring(shown string) error {
	s := p.Scheme.Scoring
	sum := decimal.Zero
	for _, part := range []struct {
		key   string
		share yamlfile.Figure
	}{{"target", s.Parts.Target}, {"static", s.Parts.Static}, {"dynamic", s.Parts.Dynamic}} {
		if !part.share.Set() || part.share.IsNegative() {
			return p.problem(shown, schemeFile, "$.scoring.parts", fmt.Sprintf("评分各部分的比重 %s 缺失或为负", part.key), "请写明 target、static、dynamic 三项，合计100。")
		}
		sum = sum.Add(part.share.Decimal)
	}
	if !sum.Equal(decimal.NewFromInt(100)) {
		return p.problem(shown, schemeFile, "$.scoring.parts", fmt.Sprintf("评分各部分的比重合计为%s，不等于100", sum), "请调整 target、static、dynamic，使合计为100。")
	}
	if !s.Cap.Set() || !s.Cap.IsPositive() || s.Cap.GreaterThan(decimal.NewFromInt(100)) {
		return p.problem(shown, schemeFile, whereIf("$.scoring", "cap", s.Cap.Set()), "评分的单项最高分缺失或不在0至100之间", "请写成 cap: 100。")
	}
	for _, w := range []struct{ key, value string }{{"not_due", s.NotDue}, {"missing", s.Missing}} {
		if w.value != Exclude && w.value != Zero {
			return p.problem(shown, schemeFile, whereIf("$.scoring", w.key, w.value != ""), fmt.Sprintf("评分的 %s 写成了「%s」", w.key, w.value), "可用的写法：exclude（不计，其余权重按比例放大）、zero（计0分）。")
		}
	}
	for _, b := range []struct {
		key   string
		basis Basis
	}{{"target", s.Units.Target}, {"static", s.Units.Static}, {"dynamic", s.Units.Dynamic}} {
		if !slices.Contains([]Basis{OfGoal, OfRate, OfBest, OfMean, OfRange}, b.basis) {
			return p.problem(shown, schemeFile, whereIf("$.scoring.units", b.key, b.basis != ""), fmt.Sprintf("各单位评分的 %s 写成了「%s」", b.key, b.basis),
				"可用的写法：of_goal（与目标比）、of_rate（与目标增速比）、of_best（与最好的比）、of_mean（与平均比）、of_range（在最差与最好之间的位置）。")
		}
	}
	return nil
}

// whereIf is the place of a key, or of what it should stand in if it is not there.
func whereIf(parent, key string, given bool) string {
	if given {
		return parent + "." + key
	}
	return parent
}

func (p *Plan) checkGrades(shown string) error {
	grades := p.Scheme.Grades
	if len(grades) == 0 {
		return p.problem(shown, schemeFile, "$", "测算方案没有写明等次 grades", "请写明各等次的名称和最低分，如 优秀90、良好80、合格60、较差0。")
	}
	named := p.Scheme.Scoring.Binding == ""
	for n, g := range grades {
		at := fmt.Sprintf("$.grades[%d]", n)
		switch {
		case g.Name == "" || !g.Least.Set():
			return p.problem(shown, schemeFile, at, fmt.Sprintf("第%d个等次缺少名称或最低分", n+1), "请写成 {name: 优秀, least: 90} 的样子。")
		case slices.ContainsFunc(grades[:n], func(h Grade) bool { return h.Name == g.Name }):
			return p.problem(shown, schemeFile, at, fmt.Sprintf("等次「%s」写了两次", g.Name), "请给每个等次一个不同的名称。")
		case g.Least.IsNegative() || g.Least.GreaterThan(decimal.NewFromInt(100)):
			return p.problem(shown, schemeFile, at, fmt.Sprintf("等次「%s」的最低分%s不在0至100之间", g.Name, g.Least.Text), "请改正 least。")
		case n > 0 && !g.Least.LessThan(grades[n-1].Least.Decimal):
			return p.problem(shown, schemeFile, at, fmt.Sprintf("等次颠倒：「%s」的最低分%s不低于前一等次「%s」的%s", g.Name, g.Least.Text, grades[n-1].Name, grades[n-1].Least.Text), "请从高到低排列。")
		}
		named = named || g.Name == p.Scheme.Scoring.Binding
	}
	last := grades[len(grades)-1]
	if !last.Least.IsZero() {
		return p.problem(shown, schemeFile, fmt.Sprintf("$.grades[%d]", len(grades)-1), fmt.Sprintf("最后一个等次「%s」的最低分是%s，其下的分数没有等次", last.Name, last.Least.Text), "最后一个等次的 least 应为0。")
	}
	if !named {
		return p.problem(shown, schemeFile, "$.scoring.binding_missed_cap", fmt.Sprintf("约束性指标未完成时的最高等次「%s」不在等次名单中", p.Scheme.Scoring.Binding), "请使用 grades 中的名称；不限制的留空。")
	}
	return nil
}

func (p *Plan) checkBonus(shown string) error {
	s := p.Scheme.Scoring
	if !s.BonusCap.Set() || s.BonusCap.IsNegative() {
		return p.problem(shown, schemeFile, "$.scoring", "加分的上限 bonus_cap 缺失或为负", "请写成 bonus_cap: 5；不加分的写0。")
	}
	for n, b := range s.Bonus {
		at := fmt.Sprintf("$.scoring.bonus[%d]", n)
		period, err := stat.ParsePeriod(b.Period)
		if err != nil || period.Year < p.Head.FirstYear || period.Year > p.Head.TargetYear {
			return p.problem(shown, schemeFile, at, fmt.Sprintf("加分的报告期「%s」无法识别或不在规划期内", b.Period), "请写成 \"2018\" 或 \"2018-Q3\"。")
		}
		if period.Kind != stat.Year && period.Kind != stat.Quarter {
			return p.problem(shown, schemeFile, at, fmt.Sprintf("加分写在「%s」，只有年度和季度评分", b.Period), "请写成 \"2018\" 或 \"2018-Q3\"。")
		}
		if b.Name == "" || !b.Points.Set() || !b.Points.IsPositive() {
			return p.problem(shown, schemeFile, at, "加分缺少事由或分值，或分值不是正数", "请写成 {period: \"2018\", name: 事由, points: 1} 的样子。")
		}
	}
	return nil
}

// checkAnnualTargets holds the bureau's own yearly targets to the years of the plan.
func (p *Plan) checkAnnualTargets(shown string) error {
	for n, ind := range p.Indicators {
		for _, text := range slices.Sorted(maps.Keys(ind.AnnualTargets)) {
			at := fmt.Sprintf("$.indicators[%d].annual_targets", n)
			year, err := strconv.Atoi(text)
			if err != nil || year < p.Head.FirstYear || year > p.Head.TargetYear {
				return p.problem(shown, indicatorsFile, at, fmt.Sprintf("指标「%s」的年度目标写在「%s」年，不在规划期%d—%d年内", ind.Name, text, p.Head.FirstYear, p.Head.TargetYear), "请改正年份，写成 \"2018\": 2800 的样子。")
			}
			f := ind.AnnualTargets[text]
			if !f.Set() {
				return p.problem(shown, indicatorsFile, at, fmt.Sprintf("指标「%s」%d年的年度目标没有数", ind.Name, year), "请补上数，或删去该年。")
			}
			if ind.beyond(f) {
				return p.problem(shown, indicatorsFile, at, fmt.Sprintf("指标「%s」%d年的年度目标%s超出该指标可能的范围", ind.Name, year, f.Text), "请改正；可能的范围写在该指标的 min 和 max。")
			}
			if year == p.Head.TargetYear && !ind.CumulativeGoal.Set() && !f.Equal(ind.Target.Decimal) {
				return p.problem(shown, indicatorsFile, at, fmt.Sprintf("指标「%s」%d年的年度目标%s与规划目标%s不同", ind.Name, year, f.Text, ind.Target.Text), "目标年以规划目标为准，请删去该年或改成一致。")
			}
		}
	}
	return nil
}

// beyond reports whether a target is one that the indicator cannot have.
func (i Indicator) beyond(target yamlfile.Figure) bool {
	return i.Min.Set() && target.LessThan(i.Min.Decimal) || i.Max.Set() && target.GreaterThan(i.Max.Decimal)
}
