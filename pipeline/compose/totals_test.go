package compose_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportxlsx"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

func totals(t *testing.T, b *batch, choice compose.Choice) *report.Document {
	t.Helper()
	doc, err := compose.Totals(b.input(t), choice)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// labels are the first cells of the rows whose id begins so.
func labels(doc *report.Document, prefix string) []string {
	var list []string
	for _, b := range doc.Blocks() {
		for _, row := range b.(*report.Table).Rows {
			if strings.HasPrefix(row.ID, prefix) {
				list = append(list, row.Cells[0].Text)
			}
		}
	}
	return list
}

// In every section that adds up, the counties shown are the sum, and the department's
// figure less the sum is the difference.
func TestTotalsAddUp(t *testing.T) {
	for _, when := range []string{"2017", "2018-06"} {
		b := sample(t, when)
		shown := cells(t, totals(t, b, compose.Choice{}))
		checked := 0
		for _, ind := range b.plan.Indicators {
			sum, ok := shown["county."+ind.Code+".sum.value"]
			if !ok || sum.Value == nil || ind.Aggregation != plan.Sum {
				continue
			}
			added := decimal.Zero
			for _, u := range b.plan.UnitsOf(plan.County) {
				if c := shown["county."+ind.Code+"."+u.Code+".value"]; c.Value != nil {
					added = added.Add(*c.Value)
				}
			}
			city, diff := shown["county."+ind.Code+".city.value"], shown["county."+ind.Code+".diff.value"]
			if !sum.Value.Equal(added) || city.Value == nil || !diff.Value.Equal(city.Value.Sub(added)) {
				t.Errorf("%s %s: sum %s, counties %s, city %s, difference %s", when, ind.Code, sum.Text, added, city.Text, diff.Text)
			}
			checked++
		}
		if checked < 4 {
			t.Errorf("%s: %d indicators add up", when, checked)
		}
	}
}

// A county that sent nothing is 缺报 and not in the sum; a department that sent
// nothing leaves 待核定, never the counties' sum.
func TestTotalsOfWhatIsMissing(t *testing.T) {
	b := sample(t, "2017", "430202", "D01")
	doc := totals(t, b, compose.Choice{})
	shown := cells(t, doc)
	for id, want := range map[string]string{"county.retail.430202.value": "缺报", "county.retail.430202.by_growth": "—", "county.retail.city.value": "待核定", "county.retail.diff.value": "—"} {
		if shown[id].Text != want {
			t.Errorf("%s is %q, want %q", id, shown[id].Text, want)
		}
	}
	want := []string{"县市区合计（计入8个，缺1个）"}
	if diff := cmp.Diff(want, labels(doc, "county.retail.sum")); diff != "" {
		t.Error(diff)
	}
	b = sample(t, "2017", "D07")
	shown = cells(t, totals(t, b, compose.Choice{}))
	pending := 0
	for id, c := range shown {
		if strings.HasPrefix(id, "item.") && strings.HasSuffix(id, ".value") && c.Text == "待核定" {
			pending++
		}
	}
	owned := 0
	for _, d := range b.plan.Industries {
		if d.Owner == "D07" {
			owned++
		}
	}
	for _, task := range b.plan.Tasks {
		if task.Owner == "D07" {
			owned++
		}
	}
	if pending != owned || owned == 0 {
		t.Errorf("%d rows are 待核定, the department owns %d", pending, owned)
	}
}

// A choice is the sum of the chosen ones, labelled so, with places among all and no
// figure of the city.
func TestTotalsOfAChoice(t *testing.T) {
	b := sample(t, "2017")
	all := cells(t, totals(t, b, compose.Choice{}))
	doc := totals(t, b, compose.Choice{Title: "两区", Units: []string{"430202", "430203", "P01", "P0101"}})
	shown := cells(t, doc)
	if diff := cmp.Diff([]string{"所选县市区合计（计入2个）"}, labels(doc, "county.gdp.sum")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"株洲高新区", "其中：田心高科园", "所选园区合计（计入1个）"}, labels(doc, "park.park_revenue.")); diff != "" {
		t.Error(diff)
	}
	want := all["county.gdp.430202.value"].Value.Add(*all["county.gdp.430203.value"].Value)
	if got := shown["county.gdp.sum.value"]; got.Value == nil || !got.Value.Equal(want) {
		t.Errorf("sum %s, want %s", got.Text, want)
	}
	if a, b := all["county.gdp.430203.by_level"].Text, shown["county.gdp.430203.by_level"].Text; a != b || a == "—" {
		t.Errorf("place %q among all, %q in the choice", a, b)
	}
	for id := range shown {
		if strings.Contains(id, ".city") || strings.Contains(id, ".diff") || strings.HasPrefix(id, "item.") {
			t.Errorf("%s in a choice", id)
		}
	}
}

// province is a plan with n counties, each of which reports the same figures of a year
// but for gross product, which is its number.
func province(t *testing.T, n int) *batch {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../inputs/plan")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "units.yaml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := "counties:\n"
	for i := range n {
		text += fmt.Sprintf("  - {code: \"44%04d\", name: 第%d县级示例单位}\n", i+1, i+1)
	}
	text = regexp.MustCompile(`counties:\n(?: .*\n)+`).ReplaceAllLiteralString(string(data), text)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	b := &batch{period: stat.Period{Kind: stat.Year, Year: 2017}}
	if b.plan, err = plan.Load(os.DirFS(dir), "inputs/plan"); err != nil {
		t.Fatal(err)
	}
	if b.forms, err = form.Load(os.DirFS("../../templates"), "templates", b.plan); err != nil {
		t.Fatal(err)
	}
	if b.rules, err = rule.Load(os.DirFS("../../templates"), "templates", b.plan); err != nil {
		t.Fatal(err)
	}
	for i, u := range b.plan.UnitsOf(plan.County) {
		b.states = append(b.states, consolidate.UnitState{Unit: u, State: consolidate.Reported})
		for item, v := range map[string]int64{"gdp": int64(i + 1), "retail": 110, "trade": 7, "water_use": 80} {
			for m, d := range map[stat.Measure]decimal.Decimal{stat.Value: decimal.NewFromInt(v), stat.Prior: decimal.NewFromInt(100), stat.Growth: decimal.New(v, -1)} {
				b.given = append(b.given, stat.Observation{Unit: u.Code, Form: "county", Item: item, Measure: m, Period: b.period,
					Quantity: stat.Quantity{Kind: stat.Number, Number: d, Read: d.String()}})
			}
		}
	}
	return b
}

// Two hundred counties: 1 + … + 200 = 20100, the last is first; the workbook, printed
// by LibreOffice, repeats its head on every page and cuts no column off.
func TestTotalsOfAProvince(t *testing.T) {
	doc := totals(t, province(t, 200), compose.Choice{})
	shown := cells(t, doc)
	for id, want := range map[string]string{"county.gdp.sum.value": "20100", "county.gdp.440200.by_level": "1", "county.gdp.440001.by_level": "200", "county.retail.440009.by_growth": "1"} {
		if shown[id].Text != want {
			t.Errorf("%s is %s, want %s", id, shown[id].Text, want)
		}
	}
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("ZHIBAO_TESTS_MAY_SKIP") == "1" {
			t.Skip("LibreOffice is not installed and ZHIBAO_TESTS_MAY_SKIP=1: printing is not checked")
		}
		t.Fatal("LibreOffice is not installed: run make test, which installs it")
	}
	doc.Annexes = slices.DeleteFunc(doc.Annexes, func(a report.Annex) bool { return a.Sheet != "县市区" })
	book, _, err := reportxlsx.Render(doc, reportxlsx.Options{File: "汇总表.xlsx"})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "totals.xlsx"), book, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(soffice, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir,
		filepath.Join(dir, "totals.xlsx")).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v: %s", err, out)
	}
	text, err := exec.Command("pdftotext", "-layout", filepath.Join(dir, "totals.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimRight(string(text), "\f"), "\f")
	headless := 0
	for _, page := range pages {
		if !strings.Contains(page, "单位") || strings.Count(strings.Join(strings.Fields(page), ""), "位次") < 4 {
			headless++
		}
	}
	names := strings.Count(string(text), "县级示例单位")
	if len(pages) < 60 || len(pages) > 120 || headless > 1 { // the notes may take the last page alone
		t.Errorf("%d pages, %d without the whole head", len(pages), headless)
	}
	if sections := len(labels(doc, "county.")); names < 800 || !strings.Contains(string(text), "第200县级示例单位") {
		t.Errorf("%d units printed, %d rows drawn", names, sections)
	}
	t.Logf("%d pages, %d names", len(pages), names)
}
