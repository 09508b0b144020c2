package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"zhibao/pipeline/yamlfile"
)

// selfFile says how the self-assessment table is laid out; a plan folder may lack it.
const selfFile = "self_assessment.yaml"

// SelfAssessment is the layout of the table 自评表: 一级 and 二级指标 over the plan's
// indicators, and the documents that support the figures.
type SelfAssessment struct {
	Given     bool       `yaml:"-"`         // the folder has the file
	Authority string     `yaml:"authority"` // the paper that the layout follows; empty: the bureau's own
	Heads     []SelfHead `yaml:"heads"`
	Documents []Evidence `yaml:"documents"`
}

// SelfHead is a 一级指标.
type SelfHead struct {
	Name  string     `yaml:"name"`
	Parts []SelfPart `yaml:"parts"`
}

// SelfPart is a 二级指标 with the codes of its indicators.
type SelfPart struct {
	Name       string   `yaml:"name"`
	Indicators []string `yaml:"indicators"`
}

// Evidence is a document that supports figures (佐证材料).
type Evidence struct {
	Name       string   `yaml:"name"`
	Number     string   `yaml:"number"`     // 文号, or empty
	Indicators []string `yaml:"indicators"` // codes; empty: all
}

func (p *Plan) loadSelf(fsys fs.FS, shown string) error {
	data, err := fs.ReadFile(fsys, selfFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := yamlfile.Load(fsys, selfFile, shown+"/"+selfFile, &p.Self); err != nil {
		return err
	}
	p.Self.Given = true
	p.files = append(p.files, source{selfFile, data})
	return nil
}

// checkSelf wants every indicator in the layout exactly once, and names for all.
func (p *Plan) checkSelf(shown string) error {
	if !p.Self.Given {
		return nil
	}
	c := selfCheck{Plan: p, shown: shown, place: map[string]string{}}
	var heads []string
	for i, h := range p.Self.Heads {
		at := fmt.Sprintf("$.heads[%d]", i)
		switch {
		case strings.TrimSpace(h.Name) == "":
			return c.fail(at, "有一个一级指标没有名称", "请写上 name。")
		case slices.Contains(heads, h.Name):
			return c.fail(at+".name", fmt.Sprintf("一级指标「%s」写了两次", h.Name), "请并为一处。")
		case len(h.Parts) == 0:
			return c.fail(at+".name", fmt.Sprintf("一级指标「%s」没有二级指标", h.Name), "请在 parts 中写上，或删去该项。")
		}
		heads = append(heads, h.Name)
		if err := c.parts(h, at); err != nil {
			return err
		}
	}
	for _, ind := range p.Indicators {
		if c.place[ind.Code] == "" {
			return c.fail("$.heads", fmt.Sprintf("指标「%s」（%s）没有归入自评表的任何二级指标", ind.Name, ind.Code), "请把它的代码写入一个二级指标的 indicators。")
		}
	}
	return c.documents()
}

// selfCheck is the check of the layout so far.
type selfCheck struct {
	*Plan
	shown string
	place map[string]string // code → where it stands
}

func (c selfCheck) fail(path, what, remedy string) error {
	return c.problem(c.shown, selfFile, path, what, remedy)
}

func (c selfCheck) parts(h SelfHead, at string) error {
	var names []string
	for j, part := range h.Parts {
		at := fmt.Sprintf("%s.parts[%d]", at, j)
		switch {
		case strings.TrimSpace(part.Name) == "":
			return c.fail(at, fmt.Sprintf("一级指标「%s」下有一个二级指标没有名称", h.Name), "请写上 name。")
		case slices.Contains(names, part.Name):
			return c.fail(at+".name", fmt.Sprintf("二级指标「%s」写了两次", part.Name), "请并为一处。")
		case len(part.Indicators) == 0:
			return c.fail(at+".name", fmt.Sprintf("二级指标「%s」下没有指标", part.Name), "请在 indicators 中写上指标代码，或删去该项。")
		}
		names = append(names, part.Name)
		here := h.Name + "—" + part.Name
		for k, code := range part.Indicators {
			at := fmt.Sprintf("%s.indicators[%d]", at, k)
			if err := c.known(at, "自评表「"+here+"」", code); err != nil {
				return err
			}
			if other, twice := c.place[code]; twice {
				return c.fail(at, fmt.Sprintf("指标「%s」既在自评表「%s」又在「%s」", code, other, here), "请只留一处。")
			}
			c.place[code] = here
		}
	}
	return nil
}

func (c selfCheck) known(at, where, code string) error {
	if _, ok := c.Indicator(code); !ok {
		return c.fail(at, fmt.Sprintf("%s中的指标代码「%s」不在指标表中", where, code), "请在 indicators.yaml 中查找正确的代码。")
	}
	return nil
}

func (c selfCheck) documents() error {
	for i, d := range c.Self.Documents {
		at := fmt.Sprintf("$.documents[%d]", i)
		if strings.TrimSpace(d.Name) == "" {
			return c.fail(at, "有一份佐证文件没有名称", "请写上 name。")
		}
		for j, code := range d.Indicators {
			if err := c.known(fmt.Sprintf("%s.indicators[%d]", at, j), "佐证文件「"+d.Name+"」", code); err != nil {
				return err
			}
		}
	}
	return nil
}
