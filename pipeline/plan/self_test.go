package plan

import (
	"fmt"
	"os"
	"slices"
	"testing"
)

// The layout of 自评表 with one line changed: what is said, and on which line.
func TestSelfAssessmentRefused(t *testing.T) {
	for _, c := range []struct{ name, old, new, what, at string }{
		{"an indicator left out", "[fai, retail]", "[fai]", "指标「社会消费品零售总额」（retail）没有归入自评表的任何二级指标", "name: 经济发展"},
		{"an indicator twice", "[trade]", "[trade, gdp]", "指标「gdp」既在自评表「经济发展—经济总量」又在「经济发展—对外开放」", "对外开放"},
		{"an unknown code", "[trade]", "[trades]", "自评表「经济发展—对外开放」中的指标代码「trades」不在指标表中", "对外开放"},
		{"a head without a name", "name: 绿色转型", `name: " "`, "有一个一级指标没有名称", `name: " "`},
		{"a part without indicators", "indicators: [trade]", "indicators: []", "二级指标「对外开放」下没有指标", "对外开放"},
		{"a head twice", "name: 绿色转型", "name: 产业转型", "一级指标「产业转型」写了两次", ""},
		{"a document for an unknown indicator", "株政发〔2018〕19号}", "株政发〔2018〕19号, indicators: [gdps]}", "佐证文件「株洲市产业转型升级示范区建设五年行动方案（2017—2021年）」中的指标代码「gdps」不在指标表中", "gdps"},
		{"an unknown key", "authority:", "basis:", "", "basis:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := changed(t, selfFile, c.old, c.new)
			got := refused(t, dir)
			if c.what != "" && got.What != c.what {
				t.Errorf("said %s, want %s", got.What, c.what)
			}
			if c.at != "" {
				if want := fmt.Sprintf("inputs/plan/self_assessment.yaml 第%d", lineOf(t, dir, selfFile, c.at)); got.Where != want {
					t.Errorf("at %s, want %s", got.Where, want)
				}
			}
		})
	}
}

// A plan folder without the file loads, and says that it has none.
func TestSelfAssessmentMayLack(t *testing.T) {
	p, err := Load(os.DirFS(changed(t, selfFile, "", "")), "inputs/plan")
	if err != nil || p.Self.Given {
		t.Errorf("given: %v, %v", p != nil && p.Self.Given, err)
	}
	whole, err := Load(os.DirFS(folder), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	var heads []string
	for _, h := range whole.Self.Heads {
		heads = append(heads, h.Name)
	}
	if !slices.Equal(heads, []string{"经济发展", "产业转型", "绿色转型"}) {
		t.Errorf("heads %v", heads)
	}
}
