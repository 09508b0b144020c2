package pipeline

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Words for what the scheme says in codes; what is not set has none.
var (
	progressNames = map[string]string{plan.Linear: "线性", plan.Log: "对数"}
	roundingNames = map[string]string{"half_up": "四舍五入", "gb_t_8170": "四舍六入五成双"}
	averageNames  = map[string]string{"geometric": "水平法", "cumulative": "累计法"}
	pathNames     = map[plan.PathMethod]string{plan.GeometricPath: "每年同一增速", plan.LinearPath: "每年同一增量", plan.ProductPath: "逐年复合",
		plan.CumulativePath: "累计法", plan.StepPath: "自第一年起即为目标值"}
)

// scheme compares the methods and weights of the two plans.
func (c comparison) scheme() {
	old, now := c.old.project.Plan, c.new.project.Plan
	a, b := old.Scheme, now.Scheme
	c.text("测算方案", "", "scheme.yaml", "", "version", a.Name+"，第"+a.Version+"版", b.Name+"，第"+b.Version+"版")
	c.text("修约规则", "", "scheme.yaml", "", "rounding", roundingNames[a.Rounding], roundingNames[b.Rounding])
	c.text("进度算法", "", "scheme.yaml", "", "progress", progressNames[a.Progress], progressNames[b.Progress])
	for i := range now.Indicators {
		ind := &now.Indicators[i]
		if before, ok := old.Indicator(ind.Code); ok {
			c.text(ind.Name+"，年均增速算法", "", "indicators.yaml", ind.Code, "average_growth", averageNames[before.AverageGrowth], averageNames[ind.AverageGrowth])
		}
		if a.Override[ind.Code] != b.Override[ind.Code] { // else it goes with the scheme's
			c.text(ind.Name+"，进度算法", "", "scheme.yaml", "", "progress_of."+ind.Code, progressNames[a.ProgressOf(ind.Code)], progressNames[b.ProgressOf(ind.Code)])
		}
	}
	for i := range now.Indicators {
		ind := &now.Indicators[i]
		c.text(ind.Name+"，年度目标的分解", "", "scheme.yaml", "", "paths."+ind.Code, pathNames[a.Paths[ind.Code]], pathNames[b.Paths[ind.Code]])
	}
	c.text("等次", "", "scheme.yaml", "", "grades", gradeText(a), gradeText(b))
	codes := maps.Clone(a.Weights)
	if codes == nil {
		codes = b.Weights
	}
	maps.Copy(codes, b.Weights)
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		name := code
		for _, p := range []*plan.Plan{old, now} {
			if it, ok := p.Item(code); ok {
				name = it.Name
			}
		}
		c.figure(name+"，权重", "分", "scheme.yaml", "", "weights."+code, a.Weights[code], b.Weights[code])
	}
	c.settings()
}

// gradeText are the grades with their least points.
func gradeText(s plan.Scheme) string {
	var words []string
	for _, g := range s.Grades {
		words = append(words, g.Name+g.Least.Text)
	}
	return joined(words)
}

// archivedPlan lays the plan that a run printed with out below folder and gives where;
// empty if it is not archived. Of several sets that the run printed, with another plan
// each, the one with the run's counts.
func (p *Project) archivedPlan(ctx context.Context, book *ledger.Ledger, period stat.Period, run ledger.Run, folder string) (string, error) {
	all, err := book.Publications(ctx, period)
	if err != nil {
		return "", err
	}
	for _, one := range slices.Backward(all) {
		if one.RunID != run.ID || len(one.Sources) == 0 {
			continue
		}
		for name := range one.Sources {
			if !strings.HasPrefix(name, planSources) {
				delete(one.Sources, name)
			}
		}
		s, err := p.fetchSources(ctx, book, one)
		if err != nil {
			return "", err
		}
		if err := s.layOut(folder); err != nil {
			return "", err
		}
		dir := filepath.Join(folder, filepath.FromSlash(planSources))
		then, err := plan.Load(os.DirFS(dir), dir)
		if err == nil && then.Version() == run.Versions["plan"] {
			return dir, nil
		}
	}
	return "", nil
}

// scratch is a folder for a while.
func scratch() (folder string, remove func(), err error) {
	if folder, err = os.MkdirTemp("", "zhibao-"); err != nil {
		return "", nil, fault.Break("无法建立临时文件夹。", os.TempDir(), "请检查磁盘空间和写权限，然后重试。", err)
	}
	return folder, func() { _ = os.RemoveAll(folder) }, nil // what is left there is nobody's
}
