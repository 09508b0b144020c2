package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportxlsx"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// TotalOptions choose what a consolidation is made of: all units (完全汇总), a unit
// and what belongs to it (节点汇总), or some units (选择汇总).
type TotalOptions struct {
	Node  string   // name or code; empty: none
	Units []string // names or codes; empty: all
}

// Total consolidates a period from the ledger, and renders the tables as a workbook
// of that name. Nothing is published.
func Total(ctx context.Context, p *Project, period stat.Period, opt TotalOptions, file string) (*report.Document, []byte, error) {
	if period.Short() {
		return nil, nil, fault.Config(fmt.Sprintf("%s只报重大项目，没有可汇总的指标", period.Label()), "", "请改用月度、季度或年度，例如：zhibao total 2018-06。")
	}
	choice, err := p.choose(period, opt)
	if err != nil {
		return nil, nil, err
	}
	all, err := Recall(ctx, p, period)
	if err != nil {
		return nil, nil, err
	}
	return totals(all.Input, choice, file)
}

func totals(in compose.Input, choice compose.Choice, file string) (*report.Document, []byte, error) {
	doc, err := compose.Totals(in, choice)
	if err != nil {
		return nil, nil, err
	}
	book, err := reportxlsx.Write(doc, reportxlsx.Options{File: file, Created: documentTime(in.Figures.Period)})
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	return doc, book, nil
}

// totalsFile is the 汇总表 of a run; none in ten days or a week, which know projects only.
func totalsFile(in compose.Input) ([]workspace.File, error) {
	if in.Figures.Period.Short() {
		return nil, nil
	}
	_, book, err := totals(in, compose.Choice{}, totalsXLSX)
	return []workspace.File{{Name: totalsXLSX, Data: book}}, err
}

func (p *Project) choose(period stat.Period, opt TotalOptions) (compose.Choice, error) {
	switch {
	case opt.Node != "" && len(opt.Units) > 0:
		return compose.Choice{}, fault.Config("--node 和 --units 不能同时使用", "", "汇总一个单位及其所属用 --node，汇总几个单位用 --units。")
	case opt.Node != "":
		u, err := p.findUnit(opt.Node)
		if err != nil {
			return compose.Choice{}, err
		}
		return p.branch(period, u)
	case len(opt.Units) > 0:
		return p.chosen(period, opt.Units)
	}
	return compose.Choice{}, nil
}

// branch is a county with its parks, or a park with its parts.
func (p *Project) branch(period stat.Period, u *plan.Unit) (compose.Choice, error) {
	c := compose.Choice{Title: u.NameAt(period) + "及所属", Units: []string{u.Code}}
	switch u.Kind {
	case plan.County:
		for _, park := range p.Plan.UnitsOf(plan.Park) {
			if !slices.ContainsFunc(park.Districts, func(d string) bool { return slices.Contains(u.Names(), d) }) {
				continue
			}
			c.Units = append(c.Units, park.Code)
			for _, part := range p.Plan.SubParksOf(park.Code) {
				c.Units = append(c.Units, part.Code)
			}
			if len(park.Districts) > 1 {
				c.Notes = append(c.Notes, fmt.Sprintf("%s跨%s，所列为全园区数，不只是%s的。", park.NameAt(period), strings.Join(park.Districts, "、"), u.NameAt(period)))
			}
		}
	case plan.Park:
		for _, part := range p.Plan.SubParksOf(u.Code) {
			c.Units = append(c.Units, part.Code)
		}
	case plan.SubPark:
		c.Title = u.NameAt(period)
	default:
		return c, fault.Config(fmt.Sprintf("%s是市直部门，没有所属的县市区或园区", u.NameAt(period)), "", "节点汇总请写县市区或园区，例如：--node 醴陵市。")
	}
	return c, nil
}

// chosen is a set of units, each taken once, in the plan's order.
func (p *Project) chosen(period stat.Period, asked []string) (compose.Choice, error) {
	named := map[string]bool{}
	for _, name := range asked {
		u, err := p.findUnit(name)
		if err != nil {
			return compose.Choice{}, err
		}
		if u.Kind == plan.DeptUnit {
			return compose.Choice{}, fault.Config(fmt.Sprintf("%s是市直部门，它的数是全市数，不与其他单位相加", u.NameAt(period)), "", "请只写县市区和园区。")
		}
		named[u.Code] = true
	}
	c := compose.Choice{}
	var names []string
	for i := range p.Plan.Units {
		if u := &p.Plan.Units[i]; named[u.Code] {
			c.Units, names = append(c.Units, u.Code), append(names, u.NameAt(period))
		}
	}
	c.Title = strings.Join(names, "、")
	if len(names) > 3 {
		c.Title = fmt.Sprintf("%s等%d个单位", strings.Join(names[:3], "、"), len(names))
	}
	return c, nil
}
