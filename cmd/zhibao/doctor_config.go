package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"zhibao/pipeline"
	"zhibao/pipeline/fault"
)

const configCheck = "配置"

// examineConfig reads zhibao.yaml, then what the workspace loads with it.
func (a *app) examineConfig(c *pipeline.Checkup) {
	path := c.Workspace.ConfigPath()
	data, err := os.ReadFile(path)
	if err != nil {
		c.Found = append(c.Found, pipeline.HealthOf(configCheck, fault.Break("读不到工作区配置", path, "请检查文件权限后重试。", err)))
		return
	}
	settings, err := a.settingsIn(data, filepath.Dir(path))
	faults := a.configFaults(data, filepath.Dir(path), err)
	for _, err := range faults {
		c.Found = append(c.Found, pipeline.HealthOf(configCheck, err))
	}
	p, err := pipeline.Open(c.Workspace, settings, nil)
	if err != nil {
		c.Found = append(c.Found, pipeline.HealthOf(placeOf(err), err))
		return
	}
	if len(faults) > 0 {
		return
	}
	c.Project = p
	if lacking := lackingPapers(p); len(lacking) > 0 {
		c.Add(configCheck, pipeline.Mend, "papers 没有写"+strings.Join(lacking, "、")+"，该期文件不印发文字号和成文日期", "请在 zhibao.yaml 的 papers 中补上；未定的字号和日期写作 ×。")
		return
	}
	text := "zhibao.yaml 的设置都有效"
	if names := absentSections(data); len(names) > 0 {
		text += "；没有写、按缺省的：" + strings.Join(names, "、")
	}
	if names := fromEnvironment(); len(names) > 0 {
		text += "；由环境变量改了的：" + strings.Join(names, "、")
	}
	c.Found = append(c.Found, pipeline.Health{Check: configCheck, State: pipeline.Well, Text: text})
}

// configFaults are the mistakes of the file: the first of each section, so that one
// does not hide the others. whole is what reading the whole file says.
func (a *app) configFaults(data []byte, root string, whole error) (faults []error) {
	if whole == nil {
		return nil
	}
	for _, s := range sections(string(data)) {
		if _, err := a.settingsIn([]byte(s), root); err != nil {
			faults = append(faults, err)
		}
	}
	if len(faults) == 0 {
		return []error{whole}
	}
	return faults
}

var sectionLine = regexp.MustCompile(`^[^\s#\-\]}].*:`)

// sections are copies of a configuration in which all but one top-level key is left
// blank, so that lines keep their numbers.
func sections(data string) (list []string) {
	lines := strings.SplitAfter(data, "\n")
	var begins []int
	for i, l := range lines {
		if sectionLine.MatchString(l) {
			begins = append(begins, i)
		}
	}
	for n, from := range begins {
		to := len(lines)
		if n+1 < len(begins) {
			to = begins[n+1]
		}
		list = append(list, strings.Repeat("\n", from)+strings.Join(lines[from:to], ""))
	}
	return list
}

// placeOf is the check that a fault of loading belongs to, by the file it names.
func placeOf(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		switch {
		case strings.HasPrefix(f.Where, "inputs/plan"):
			return "方案"
		case strings.HasPrefix(f.Where, "templates"):
			return "模板"
		}
	}
	return configCheck
}

// lackingPapers are the periods in work of which papers says nothing.
func lackingPapers(p *pipeline.Project) (list []string) {
	for _, period := range pipeline.Periods(p.Workspace) {
		if _, has := p.Settings.Papers[period.String()]; !has {
			list = append(list, period.String())
		}
	}
	return list
}

// absentSections are the top-level keys that a configuration does not have.
func absentSections(data []byte) (names []string) {
	var last string
	for _, key := range configKeys() {
		name, _, _ := strings.Cut(key.path, ".")
		if name != last && !regexp.MustCompile(`(?m)^["']?`+name+`["']?\s*:`).Match(data) {
			names = append(names, name)
		}
		last = name
	}
	return names
}

// fromEnvironment are the settings that the environment sets.
func fromEnvironment() (names []string) {
	for _, key := range configKeys() {
		variable := "ZHIBAO_" + strings.ToUpper(strings.ReplaceAll(key.path, ".", "_"))
		if os.Getenv(variable) != "" && !key.fromFile {
			names = append(names, fmt.Sprintf("%s（%s）", key.path, variable))
		}
	}
	if os.Getenv("ZHIBAO_AS_OF") != "" {
		names = append(names, "统计截至时间（ZHIBAO_AS_OF）")
	}
	return names
}
