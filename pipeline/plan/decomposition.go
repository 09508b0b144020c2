package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/yamlfile"
)

// Decomposition is a city target that the bureau has shared out among counties
// (目标分解). The plan itself prints none; units.yaml may hold some.
type Decomposition struct {
	Indicator string                     `yaml:"indicator"`
	Year      int                        `yaml:"year"`    // of the targets: the plan's target year, or any year before
	Targets   map[string]yamlfile.Figure `yaml:"targets"` // county code → target
}

// DecompositionOf is the decomposition of an indicator for a year, else that for the
// plan's target year; nil if there is neither.
func (p *Plan) DecompositionOf(code string, year int) *Decomposition {
	var last *Decomposition
	for i := range p.Decompositions {
		d := &p.Decompositions[i]
		switch {
		case d.Indicator != code:
		case d.Year == year:
			return d
		case d.Year == p.Head.TargetYear:
			last = d
		}
	}
	return last
}

func (p *Plan) checkDecompositions(shown string) error {
	seen := map[string]bool{}
	for n, d := range p.Decompositions {
		at := fmt.Sprintf("$.decomposition[%d]", n)
		ind, ok := p.Indicator(d.Indicator)
		key := fmt.Sprint(d.Indicator, " ", d.Year)
		switch {
		case !ok:
			return p.problem(shown, unitsFile, at+".indicator", fmt.Sprintf("目标分解提到未知指标「%s」", d.Indicator), "请使用 indicators.yaml 中的代码。")
		case ind.Aggregation == Department:
			return p.problem(shown, unitsFile, at+".indicator", fmt.Sprintf("指标「%s」只有部门数，县市区不报，不能分解到县市区", ind.Name), "请删去这一条。")
		case d.Year < p.Head.FirstYear || d.Year > p.Head.TargetYear:
			return p.problem(shown, unitsFile, at+".year", fmt.Sprintf("指标「%s」的分解年份%d不在方案期内", ind.Name, d.Year), fmt.Sprintf("请写%d年至%d年中的一年。", p.Head.FirstYear, p.Head.TargetYear))
		case seen[key]:
			return p.problem(shown, unitsFile, at+".indicator", fmt.Sprintf("指标「%s」%d年的目标分解写了两次", ind.Name, d.Year), "请合并为一条。")
		case len(d.Targets) == 0:
			return p.problem(shown, unitsFile, at+".indicator", fmt.Sprintf("指标「%s」的目标分解没有写任何单位的目标", ind.Name), "请在 targets 下按县市区代码写目标，或删去这一条。")
		}
		seen[key] = true
		for _, code := range slices.Sorted(maps.Keys(d.Targets)) {
			if u, ok := p.units[code]; !ok || u.Kind != County || u.Code != code {
				return p.problem(shown, unitsFile, at+".targets", fmt.Sprintf("指标「%s」的目标分解提到「%s」，不是县市区代码", ind.Name, code), "请使用 counties 中的现用代码。")
			}
			if f := d.Targets[code]; !f.Set() || ind.beyond(f) {
				return p.problem(shown, unitsFile, at+".targets", fmt.Sprintf("指标「%s」%d年分解给「%s」的目标「%s」没有数，或超出该指标可能的范围", ind.Name, d.Year, p.units[code].Name, f.Text), "请改正；可能的范围写在 indicators.yaml 该指标的 min 和 max。")
			}
		}
	}
	return nil
}

// decompositions holds the shared-out targets against the city's.
func (l *linter) decompositions() {
	for _, d := range l.p.Decompositions {
		ind, ok := l.p.Indicator(d.Indicator)
		if !ok {
			continue
		}
		sum, without := decimal.Zero, []string{}
		for _, u := range l.p.UnitsOf(County) {
			if t, ok := d.Targets[u.Code]; ok {
				sum = sum.Add(t.Decimal)
			} else {
				without = append(without, u.Name)
			}
		}
		c := Conflict{Kind: KindShared, Subject: fmt.Sprintf("%s（%d年目标分解）", ind.Name, d.Year), Where: places(rowPlace(ind), "units.yaml"),
			Used: "报告采用：各县市区按分解目标评价，全市按方案目标评价"}
		switch {
		case len(without) > 0:
			c.Stated, c.Implied = fmt.Sprintf("%d个县市区有目标", len(d.Targets)), fmt.Sprintf("%d个县市区没有目标", len(without))
			c.Working = "没有目标的是" + strings.Join(without, "、")
		case ind.Aggregation == Sum && d.Year == l.p.Head.TargetYear && !sum.Equal(ind.Target.Decimal):
			c.Stated, c.Implied = "全市目标"+ind.Target.Text+ind.Unit, "县市区目标合计"+sum.String()+ind.Unit
			c.Working = "各县市区分解目标相加，与全市目标相差" + ind.Target.Sub(sum).String() + ind.Unit
		default:
			continue
		}
		l.add(c)
	}
}
