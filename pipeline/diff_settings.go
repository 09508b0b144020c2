package pipeline

import (
	"maps"
	"slices"
	"strconv"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/yamlfile"
)

// Words for the codes of the blocks of a scheme.
var (
	basisNames   = map[plan.Basis]string{plan.OfGoal: "与目标比", plan.OfRate: "与目标增速比", plan.OfBest: "与最好的比", plan.OfMean: "与平均比", plan.OfRange: "在最差与最好之间的位置"}
	absenceNames = map[string]string{plan.Exclude: "不计，其余权重按比例放大", plan.Zero: "计0分"}
	againstNames = map[string]string{plan.AgainstTime: "与五年时序进度比", plan.AgainstTarget: "与五年目标比"}
	ownedNames   = map[string]string{plan.OwnedIndicators: "指标", plan.OwnedTasks: "任务", plan.OwnedIndustries: "产业"}
	yesNames     = map[bool]string{true: "是", false: "否"}
)

// setting is a value of a scheme as a person reads it, by its key in scheme.yaml.
type setting struct{ name, unit, key, text string }

// settings compares the blocks of the two schemes: projects, tasks, scoring and awards.
func (c comparison) settings() {
	was, is := settingsOf(c.old.project.Plan), settingsOf(c.new.project.Plan)
	find := func(list []setting, key string) (setting, bool) {
		i := slices.IndexFunc(list, func(s setting) bool { return s.key == key })
		if i < 0 {
			return setting{}, false
		}
		return list[i], true
	}
	for _, s := range is {
		before, _ := find(was, s.key)
		c.text(s.name, s.unit, "scheme.yaml", "", s.key, before.text, s.text)
	}
	for _, s := range was {
		if _, there := find(is, s.key); !there {
			c.text(s.name, s.unit, "scheme.yaml", "", s.key, s.text, "")
		}
	}
}

// settingsOf lists a scheme's blocks. One that is left out has what holds without it.
func settingsOf(p *plan.Plan) []setting {
	s := p.Scheme
	projects, tasks := s.ProjectRules(), s.TaskRules()
	list := []setting{
		{"简报的主要数字", "", "headline", joined(itemNames(p, s.Headline))},
		{"重大项目，推进缓慢的界限", "百分点", "projects.slow_points", projects.SlowPoints.Text},
		{"重大项目，未按期开工的宽限", "天", "projects.start_grace_days", strconv.Itoa(projects.GraceDays)},
		{"重大项目，督办通知的反馈期限", "天", "projects.answer_days", strconv.Itoa(projects.AnswerDays)},
		{"行动任务，目标写“左右”的幅度", "%", "tasks.about", tasks.About.Text},
		{"行动任务，慢于时序的界限", "百分点", "tasks.slow_points", tasks.SlowPoints.Text},
		{"行动任务，可与时序进度比较的", "", "tasks.paced", joined(tasks.Paced)},
	}
	list = append(list, scoringSettings(s.Scoring)...)
	if s.Awards != nil {
		list = append(list, awardSettings(p, *s.Awards)...)
	}
	return list
}

func scoringSettings(s plan.Scoring) []setting {
	var bonus []string
	for _, b := range s.Bonus {
		bonus = append(bonus, b.Period+"期"+b.Name+b.Points.Text+"分")
	}
	return append(shareSettings("评分", "scoring.parts.", s.Parts), []setting{
		{"评分，单项最高分", "分", "scoring.cap", s.Cap.Text},
		{"评分，本期不评的指标", "", "scoring.not_due", absenceNames[s.NotDue]},
		{"评分，应评而缺数的指标", "", "scoring.missing", absenceNames[s.Missing]},
		{"评分，有约束性指标未完成时的最高等次", "", "scoring.binding_missed_cap", s.Binding},
		{"评分，每期加分的上限", "分", "scoring.bonus_cap", s.BonusCap.Text},
		{"评分，加分事由", "", "scoring.bonus", joined(bonus)},
		{"同类单位评分，目标任务", "", "scoring.units.target", basisNames[s.Units.Target]},
		{"同类单位评分，静态水平", "", "scoring.units.static", basisNames[s.Units.Static]},
		{"同类单位评分，动态增长", "", "scoring.units.dynamic", basisNames[s.Units.Dynamic]},
	}...)
}

func awardSettings(p *plan.Plan, a plan.AwardScheme) []setting {
	const counties, parks, departments = "县市区评优", "园区评优", "市直部门评优"
	names := func(code string) string { return itemNames(p, []string{code})[0] }
	return slices.Concat(
		weightSettings(counties, "awards.counties.weights.", a.Counties.Weights, names),
		shareSettings(counties, "awards.counties.parts.", a.Counties.Parts),
		[]setting{{counties + "，建议名额", "个", "awards.counties.suggest", strconv.Itoa(a.Counties.Suggest)}},
		weightSettings(parks, "awards.parks.weights.", a.Parks.Weights, names),
		shareSettings(parks, "awards.parks.parts.", a.Parks.Parts),
		[]setting{{parks + "，建议名额", "个", "awards.parks.suggest", strconv.Itoa(a.Parks.Suggest)}},
		weightSettings(departments, "awards.departments.weights.", a.Departments.Weights, func(code string) string { return ownedNames[code] }),
		[]setting{
			{departments + "，任务算法", "", "awards.departments.tasks_against", againstNames[a.Departments.TasksAgainst]},
			{departments + "，建议名额", "个", "awards.departments.suggest", strconv.Itoa(a.Departments.Suggest)},
			{"评优，最低计分权重", "分", "awards.least_covered", a.LeastCovered.Text},
			{"评优否决，约束性指标未完成", "", "awards.veto.binding_missed", yesNames[a.Veto.BindingMissed]},
			{"评优否决，缺报或退回", "", "awards.veto.not_accepted", yesNames[a.Veto.NotAccepted]},
			{"评优否决，强制性问题未改正", "", "awards.veto.open_mandatory", yesNames[a.Veto.OpenMandatory]},
			{"评优否决，迟报超过", "次", "awards.veto.most_late", most(a.Veto.MostLate)},
			{"评优否决，退回超过", "次", "awards.veto.most_returned", most(a.Veto.MostReturned)},
		})
}

func most(times *int) string {
	if times == nil {
		return ""
	}
	return strconv.Itoa(*times)
}

func shareSettings(of, key string, s plan.Shares) (list []setting) {
	for _, part := range evaluate.ScoreParts {
		list = append(list, setting{of + "，" + evaluate.PartName(part) + "的比重", "%", key + part, s.Of(part).Text})
	}
	return list
}

func weightSettings(of, key string, weights map[string]yamlfile.Figure, name func(code string) string) (list []setting) {
	for _, code := range slices.Sorted(maps.Keys(weights)) {
		list = append(list, setting{of + "，" + name(code) + "的权重", "分", key + code, weights[code].Text})
	}
	return list
}

func itemNames(p *plan.Plan, codes []string) (names []string) {
	for _, code := range codes {
		name := code
		if it, ok := p.Item(code); ok {
			name = it.Name
		}
		names = append(names, name)
	}
	return names
}
