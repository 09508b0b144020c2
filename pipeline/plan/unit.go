package plan

import (
	"slices"

	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// UnitKind is the kind of a reporting unit.
type UnitKind string

// Kinds of unit.
const (
	County   UnitKind = "county"     // 县市区
	Park     UnitKind = "park"       // 园区
	SubPark  UnitKind = "sub_park"   // 片区, part of a park
	DeptUnit UnitKind = "department" // 市直部门
)

// Unit is a reporting unit. Codes of counties are GB/T 2260; the others are ours.
type Unit struct {
	Code    string       `yaml:"code"`
	Name    string       `yaml:"name"`
	Short   string       `yaml:"short"`
	Kind    UnitKind     `yaml:"-"`
	Parent  string       `yaml:"-"` // a sub-park's park
	Former  []FormerName `yaml:"former"`
	Aliases []string     `yaml:"aliases"` // other names that heads of forms may carry
	// ReportsWith are the units that report on this unit's forms, where the head
	// names them all, as in 株洲高新区（天元区）. Such a form counts for each of
	// them; its figures are this unit's.
	ReportsWith []string        `yaml:"reports_with"`
	Tier        string          `yaml:"tier"`  // 示范园区, 重点园区, 协作园区
	Level       string          `yaml:"level"` // 国家级, 省级
	Target      yamlfile.Figure `yaml:"revenue_target"`
	Districts   []string        `yaml:"districts"`
	Industries  []string        `yaml:"industries"`
	Chains      []string        `yaml:"chains"`
	SubParks    []Unit          `yaml:"sub_parks"`
	Tile        []int           `yaml:"tile"`    // row and column on the tile map of the units of its kind, from 1; nil: there is no map
	Contact     string          `yaml:"contact"` // 联系人 for reminders: a post rather than a person; goes before what the forms say
	Phone       string          `yaml:"phone"`
}

// FormerName is what a unit was called, and coded, in periods that end before Until.
type FormerName struct {
	Name  string `yaml:"name"`
	Code  string `yaml:"code"`
	Until string `yaml:"until"` // first period, 2019 or 2018-06, in which the new name holds
}

// NameAt is the unit's short name in a period.
func (u *Unit) NameAt(p stat.Period) string {
	if f := u.formerAt(p); f != nil {
		return f.Name
	}
	if u.Short != "" {
		return u.Short
	}
	return u.Name
}

// CodeAt is the unit's printed code in a period.
func (u *Unit) CodeAt(p stat.Period) string {
	if f := u.formerAt(p); f != nil && f.Code != "" {
		return f.Code
	}
	return u.Code
}

func (u *Unit) formerAt(p stat.Period) *FormerName {
	for i := range u.Former {
		until, err := stat.ParsePeriod(u.Former[i].Until)
		if err != nil {
			continue // refused when loaded
		}
		first := map[stat.PeriodKind]int{stat.Year: 1, stat.Quarter: until.EndMonth() - 2, stat.Month: until.N}[until.Kind]
		if p.Year < until.Year || p.Year == until.Year && p.EndMonth() < first {
			return &u.Former[i]
		}
	}
	return nil
}

// Names lists every name and code the unit has or had, and its aliases.
func (u *Unit) Names() []string {
	names := append([]string{u.Name, u.Code}, u.Aliases...)
	if u.Short != "" {
		names = append(names, u.Short)
	}
	for _, f := range u.Former {
		names = append(names, f.Name)
		if f.Code != "" {
			names = append(names, f.Code)
		}
	}
	return names
}

// Unit returns the unit of a code, current or former.
func (p *Plan) Unit(code string) (*Unit, bool) {
	u, ok := p.units[code]
	return u, ok
}

// UnitName is the name of a unit in a period, or the code if it is unknown.
func (p *Plan) UnitName(code string, period stat.Period) string {
	if code == p.Head.CityCode {
		return p.Head.City
	}
	if u, ok := p.units[code]; ok {
		return u.NameAt(period)
	}
	return code
}

// UnitsOf returns the units of a kind in file order.
func (p *Plan) UnitsOf(kind UnitKind) []*Unit {
	var list []*Unit
	for i := range p.Units {
		if p.Units[i].Kind == kind {
			list = append(list, &p.Units[i])
		}
	}
	return list
}

// Reporters returns the units that send a workbook of their own: all but sub-parks.
func (p *Plan) Reporters() []*Unit {
	var list []*Unit
	for i := range p.Units {
		if p.Units[i].Kind != SubPark {
			list = append(list, &p.Units[i])
		}
	}
	return list
}

// SubParksOf returns the sub-parks of a park, in file order.
func (p *Plan) SubParksOf(park string) []*Unit { return slices.Clip(p.subParks[park]) }

// Owns reports whether the unit is responsible for any item.
func (p *Plan) Owns(unit string) bool {
	for _, it := range p.items {
		if it.Owner == unit {
			return true
		}
	}
	return false
}
