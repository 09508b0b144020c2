package plan

import (
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/yamlfile"
)

// targetsFile holds what was read off the printed plan, apart from this repository.
const targetsFile = "../../../shared/plan/targets.yaml"

// fact is one entry of the facts by key, every value as it is written there.
type fact map[string]string

// facts reads the lists of the targets file without knowing their types.
func facts(t *testing.T, list string) []fact {
	t.Helper()
	data, err := os.ReadFile(targetsFile)
	if err != nil {
		t.Skipf("no %s beside this repository: the plan's printed figures are not compared", targetsFile)
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		t.Fatal(err)
	}
	path, err := yaml.PathString("$." + list)
	if err != nil {
		t.Fatal(err)
	}
	node, err := path.FilterFile(file)
	if err != nil {
		t.Fatal(err)
	}
	nodes := []ast.Node{node}
	if seq, ok := node.(*ast.SequenceNode); ok {
		nodes = seq.Values
	}
	var all []fact
	for _, n := range nodes {
		f := fact{}
		for _, pair := range n.(*ast.MappingNode).Values {
			f[pair.Key.GetToken().Value] = written(pair.Value)
		}
		all = append(all, f)
	}
	return all
}

func written(n ast.Node) string {
	switch n := n.(type) {
	case *ast.NullNode:
		return ""
	case *ast.SequenceNode:
		var parts []string
		for _, v := range n.Values {
			parts = append(parts, written(v))
		}
		return strings.Join(parts, "|")
	case *ast.MappingNode:
		var parts []string
		for _, v := range n.Values {
			parts = append(parts, written(v.Value))
		}
		return strings.Join(parts, "|")
	}
	return n.GetToken().Value
}

// chinese gives the facts' half-width marks the form that is printed in Chinese text.
var chinese = strings.NewReplacer("(", "（", ")", "）", ",", "，", ":", "：", "-", "—")

func printedText(f yamlfile.Figure) string { return f.Text }

func compare(t *testing.T, what string, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s: %s", what, d)
	}
}

func TestPrintedIndicators(t *testing.T) {
	p := loadSample(t)
	list := facts(t, "indicators")
	if len(list) != len(p.Indicators) {
		t.Fatalf("%d indicators, the plan prints %d", len(p.Indicators), len(list))
	}
	for n, f := range list {
		i := p.Indicators[n]
		want := []string{f["row"], f["section"], chinese.Replace(f["name"]), f["unit"], f["y2016"], f["y2017"], f["target2021"], f["growth_pct"], f["cumulative_pct"], f["attribute"]}
		got := []string{itoa(i.Row), i.Section, i.Name, i.Unit, printedText(i.Printed["2016"]), printedText(i.Printed["2017"]),
			printedText(i.Target), printedText(i.GrowthTarget), printedText(i.CumulativeGoal), i.Attribute}
		compare(t, i.Name, want, got)
	}
}

func TestPrintedUnits(t *testing.T) {
	p := loadSample(t)
	for n, f := range facts(t, "parks") {
		u := p.UnitsOf(Park)[n]
		var subs []string
		for _, s := range p.SubParksOf(u.Code) {
			subs = append(subs, s.Name)
		}
		want := []string{f["code"], f["name"], f["short"], f["tier"], f["level"], f["target2021"], f["districts"], f["industries"], chinese.Replace(f["chains"]), f["sub_parks"]}
		got := []string{u.Code, u.Name, u.Short, u.Tier, u.Level, u.Target.Text, strings.Join(u.Districts, "|"), strings.Join(u.Industries, "|"),
			strings.Join(u.Chains, "|"), strings.Join(subs, "|")}
		compare(t, u.Name, want, got)
	}
	for n, f := range facts(t, "counties") {
		u := p.UnitsOf(County)[n]
		former := ""
		if len(u.Former) > 0 {
			former = u.Former[0].Code + "|" + u.Former[0].Name
		}
		compare(t, u.Name, []string{f["code"], f["name"], f["formerly"]}, []string{u.Code, u.Name, former})
	}
	f, x := facts(t, "park_totals")[0], p.ParkTotals
	compare(t, "parks together",
		[]string{f["all_parks_revenue_2017"], f["all_parks_revenue_target2021"], f["national_parks_target"], f["parks_over_100bn_target"], f["parks_over_30bn_target"],
			f["high_tech_output_2017"], f["share_of_city_industry_2017"], f["large_enterprises_target"], f["enterprises_over_10bn"], f["enterprises_over_5bn"],
			f["enterprises_over_1bn"], f["investment_intensity_national_park"], f["investment_intensity_provincial_park"]},
		[]string{x.Revenue2017.Text, x.RevenueTarget.Text, x.NationalParks.Text, strings.Join(x.Over100bn, "|"), strings.Join(x.Over30bn, "|"),
			x.HighTechOutput2017.Text, x.IndustryShare2017.Text, x.LargeEnterprises.Text, x.Enterprises10bn.Text, x.Enterprises5bn.Text,
			x.Enterprises1bn.Text, x.IntensityNational.Text, x.IntensityProvincial.Text})
}

func TestPrintedTasks(t *testing.T) {
	p := loadSample(t)
	flag := map[bool]string{true: "true"}
	list := facts(t, "tasks")
	if len(list) != len(p.Tasks) {
		t.Fatalf("%d tasks, the plan names %d", len(p.Tasks), len(list))
	}
	for n, f := range list {
		k := p.Tasks[n]
		want := []string{f["id"], f["area"], chinese.Replace(f["measure"]), f["unit"], f["target"], f["target_max"], f["bound"], f["at_most"], f["yearly"], f["base2017"]}
		got := []string{k.Code, k.Area, k.Measure, k.Unit, k.Target.Text, k.TargetMax.Text, k.Bound, flag[k.AtMost], flag[k.Yearly], k.Printed.Text}
		compare(t, k.Code, want, got)
	}
	list = facts(t, "industries")
	if len(list) != len(p.Industries) {
		t.Fatalf("%d industries, the plan names %d", len(p.Industries), len(list))
	}
	for n, f := range list {
		d := p.Industries[n]
		want := []string{f["name"], f["group"], f["measure"], f["target2021"], f["bound"]}
		compare(t, d.Name, want, []string{d.Name, d.Group, d.Measure, d.Target.Text, d.Bound})
	}
}

func TestPrintedHead(t *testing.T) {
	p := loadSample(t)
	f, h := facts(t, "plan")[0], p.Head
	want := []string{chinese.Replace(f["title"]), f["document_no"], f["issuer"], chinese.Replace(f["demonstration_zone"]), f["base_year"], f["first_year"], f["target_year"], f["leading_group"], chinese.Replace(f["note"])}
	got := []string{h.Title, h.DocumentNo, h.Issuer, h.Zone, itoa(h.BaseYear), itoa(h.FirstYear), itoa(h.TargetYear), h.LeadingGroup, h.Note}
	compare(t, "head", want, got)
	if h.Years() != 5 {
		t.Errorf("%d years", h.Years())
	}
}

// What common practice adds to the plan (direction, kind, frequency, owner) is
// as proposed beside it.
func TestPractice(t *testing.T) {
	p := loadSample(t)
	for n, f := range facts(t, "indicator_practice") {
		i := p.Indicators[n]
		owner, _ := p.Unit(i.Owner)
		growthOnly, change, average := "", f["change"], "geometric"
		if i.GrowthOnlyFrom != 0 {
			growthOnly = itoa(i.GrowthOnlyFrom)
		}
		if change == "" {
			change = "pct"
		}
		if f["average_growth"] == "cumulative_method" {
			average = "cumulative"
		}
		want := []string{f["row"], f["direction"], f["kind"], f["frequency"], f["owner"], f["growth_only_from"], change, average}
		got := []string{itoa(i.Row), string(i.Direction), string(i.Kind), string(i.Frequency), owner.Name, growthOnly, i.Change, i.AverageGrowth}
		compare(t, i.Name, want, got)
		if f["price"] != "" {
			compare(t, i.Name+" price", f["price"], i.Price)
		}
	}
}
