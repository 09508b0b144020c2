package plan

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A scheme with a mistake in its projects or tasks is refused with line and remedy.
func TestProjectSchemeRefused(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"slow_points: 10", "slow_points: -1", "推进缓慢的界限缺失，或不在0至100个百分点之间"},
		{"slow_points: 10", "slow_points: 101", "推进缓慢的界限缺失"},
		{"  slow_points: 10\n", "", "推进缓慢的界限缺失"},
		{"start_grace_days: 0", "start_grace_days: -1", "开工宽限天数「-1」不在0至366之间"},
		{"answer_days: 7", "answer_days: 0", "反馈天数「0」不在1至90之间"},
		{"answer_days: 7", "answer_days: 91", "反馈天数「91」不在1至90之间"},
		{"about: 5", "about: 101", "“左右”的容许幅度缺失，或不在0至100之间"},
		{"slow_points: 5", "slow_points: 100.5", "任务慢于时序的界限缺失"},
		{"paced: [T03", "paced: [T99", "未知任务「T99」"},
		{"paced: [T03, T25", "paced: [T03, T03", "任务「T03」写了两次"},
		{"paced: [T03", "paced: [T04", "任务「T04」是控制数或逐年任务"},
		{"paced: [T03", "paced: [T52", "任务「T52」是控制数或逐年任务"},
	} {
		if got := refused(t, changed(t, schemeFile, c.old, c.new)); !strings.Contains(got.What, c.want) || !strings.Contains(got.Where, schemeFile+" 第") || got.Remedy == "" {
			t.Errorf("%q: %+v", c.new, got)
		}
	}
}

// A scheme without these parts has the declared defaults.
func TestProjectSchemeDefaults(t *testing.T) {
	dir := changed(t, schemeFile, "id:", "id:")
	data, err := os.ReadFile(filepath.Join(dir, schemeFile))
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(data), "# 重大项目：")
	_, after, _ := strings.Cut(rest, "# 评分：")
	if err := os.WriteFile(filepath.Join(dir, schemeFile), []byte(before+"# 评分："+after), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := Load(os.DirFS(dir), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	if r := p.Scheme.ProjectRules(); r.SlowPoints.Text != "10" || r.GraceDays != 0 || r.AnswerDays != 7 {
		t.Errorf("%+v", r)
	}
	if r := p.Scheme.TaskRules(); r.About.Text != "5" || r.SlowPoints.Text != "5" || r.IsPaced("T03") {
		t.Errorf("%+v", r)
	}
}
