package evaluate

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// The book of cases is data: method, inputs, the expected figure, a spreadsheet
// formula that gives it, and the source of the method. The expected figures were
// worked out with python3's decimal, from the sources and not from this code;
// LibreOffice works the formulas out again.
const casebook = "testdata/casebook.csv"

const notComputed = "不可计算"

type bookCase struct {
	line                              int
	method, expected, formula, source string
	inputs                            []string
}

func readCases(t *testing.T, path string) []bookCase {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []bookCase
	for i, r := range rows[1:] {
		list = append(list, bookCase{line: i + 2, method: r[0], inputs: strings.Fields(r[1]), expected: r[2], formula: r[3], source: r[4]})
	}
	return list
}

// Every case of the book comes out as expected, to the last digit that it prints.
func TestCasebook(t *testing.T) {
	cases := readCases(t, casebook)
	used := map[string]int{}
	for _, c := range cases {
		used[c.method]++
		got, err := c.work()
		if err != nil {
			t.Errorf("line %d %s %v: %v", c.line, c.method, c.inputs, err)
			continue
		}
		if got != c.expected {
			t.Errorf("line %d %s %v: %s, want %s (%s)", c.line, c.method, c.inputs, got, c.expected, c.source)
		}
	}
	if len(cases) < 60 || len(used) < 20 {
		t.Errorf("%d cases of %d methods", len(cases), len(used))
	}
}

// LibreOffice, which knows nothing of this code, gets the same from the formulas.
func TestCasebookInLibreOffice(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("ZHIBAO_TESTS_MAY_SKIP") == "1" {
			t.Skip("LibreOffice is not installed and ZHIBAO_TESTS_MAY_SKIP=1: not checked")
		}
		t.Fatal("LibreOffice is not installed: run make test, which installs it")
	}
	dir := t.TempDir()
	c := exec.Command(soffice, "-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(dir, "profile")), "--headless",
		"--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true", // evaluate formulas
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1", "--outdir", dir, casebook)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	worked := readCases(t, filepath.Join(dir, "casebook-casebook.csv"))
	cases := readCases(t, casebook)
	if len(worked) != len(cases) {
		t.Fatalf("%d rows came back of %d", len(worked), len(cases))
	}
	for i, c := range cases {
		if c.formula == worked[i].formula {
			t.Errorf("line %d: %s was not worked out", c.line, c.formula)
		}
		if !agree(c.expected, worked[i].formula) {
			t.Errorf("line %d %s %v: LibreOffice has %s, the book %s", c.line, c.method, c.inputs, worked[i].formula, c.expected)
		}
	}
}

// agree compares to half a unit of the last digit of want.
func agree(want, got string) bool {
	w, err := strconv.ParseFloat(want, 64)
	g, err2 := strconv.ParseFloat(got, 64)
	if err != nil || err2 != nil {
		return want == got
	}
	_, frac, _ := strings.Cut(want, ".")
	unit, _ := decimal.New(1, -int32(len(frac))).Float64()
	return g-w <= unit/2+1e-9 && w-g <= unit/2+1e-9
}

// work runs our code on a case.
func (c bookCase) work() (string, error) {
	switch c.method {
	case "half_up", "gb_t_8170":
		n, err := strconv.Atoi(c.inputs[1])
		return stat.Rounding(c.method).Round(num(c.inputs[0]), int32(n)).StringFixed(int32(n)), err
	case "of_goal", "of_rate", "of_best", "of_mean", "of_range":
		return c.points(), nil
	case "total":
		return c.total(), nil
	case "projected", "reached":
		return c.outlook()
	}
	var in []decimal.Decimal
	for _, s := range c.inputs {
		in = append(in, num(s))
	}
	f, ok := formulas[c.method]
	if !ok {
		return "", fmt.Errorf("no method %s", c.method)
	}
	d, err := f(in)
	if errors.Is(err, method.ErrNotComputed) {
		return notComputed, nil
	}
	return d.StringFixed(4), err
}

func whole(d decimal.Decimal) int { return int(d.IntPart()) }

func last(in []decimal.Decimal) int { return whole(in[len(in)-1]) }

var formulas = map[string]func([]decimal.Decimal) (decimal.Decimal, error){
	"growth":      func(in []decimal.Decimal) (decimal.Decimal, error) { return method.Growth(in[0], in[1]) },
	"mean_growth": func(in []decimal.Decimal) (decimal.Decimal, error) { return method.MeanGrowth(in[0], in[1], last(in)) },
	"cumulative_mean": func(in []decimal.Decimal) (decimal.Decimal, error) {
		return method.CumulativeMean(in[0], in[1:])
	},
	"cumulative_multiple": func(in []decimal.Decimal) (decimal.Decimal, error) {
		return method.CumulativeMultiple(in[0], last(in)), nil
	},
	"needed_cumulative": func(in []decimal.Decimal) (decimal.Decimal, error) {
		return method.NeededCumulative(in[0], in[1], in[2], last(in))
	},
	"reduction":         func(in []decimal.Decimal) (decimal.Decimal, error) { return method.CompoundReduction(in), nil },
	"compound_progress": func(in []decimal.Decimal) (decimal.Decimal, error) { return method.CompoundProgress(in[0], in[1]) },
	"mean_reduction":    func(in []decimal.Decimal) (decimal.Decimal, error) { return method.MeanReduction(in[0], last(in)) },
	"needed_reduction": func(in []decimal.Decimal) (decimal.Decimal, error) {
		return method.NeededReduction(in[0], in[1], last(in))
	},
	"linear": func(in []decimal.Decimal) (decimal.Decimal, error) { return method.LinearProgress(in[0], in[1], in[2]) },
	"log":    func(in []decimal.Decimal) (decimal.Decimal, error) { return method.LogProgress(in[0], in[1], in[2]) },
	"time": func(in []decimal.Decimal) (decimal.Decimal, error) {
		return method.TimeProgress(whole(in[0]), last(in)), nil
	},
	"needed": func(in []decimal.Decimal) (decimal.Decimal, error) {
		return method.NeededGrowth(in[0], in[1], last(in))
	},
	"step": func(in []decimal.Decimal) (decimal.Decimal, error) { return method.EvenStep(in[0], in[1], last(in)) },
	"geometric_path": func(in []decimal.Decimal) (decimal.Decimal, error) {
		return method.GeometricPath(in[0], in[1], whole(in[2]), last(in))
	},
	"linear_path": func(in []decimal.Decimal) (decimal.Decimal, error) {
		return method.LinearPath(in[0], in[1], whole(in[2]), last(in))
	},
	"reduction_path": func(in []decimal.Decimal) (decimal.Decimal, error) {
		return method.ReductionPath(in[0], whole(in[1]), last(in))
	},
	"chain": func(in []decimal.Decimal) (decimal.Decimal, error) { return method.ChainLevel(in[0], in[1:]), nil },
	"pull": func(in []decimal.Decimal) (decimal.Decimal, error) {
		return method.Ratio(in[1].Sub(in[0]), in[2], percent)
	},
	"contribution": func(in []decimal.Decimal) (decimal.Decimal, error) {
		return method.Ratio(in[1].Sub(in[0]), in[3].Sub(in[2]), percent)
	},
}

// points scores the first of a set of subjects on one part.
func (c bookCase) points() string {
	part := Part{Code: "p", Share: percent, Basis: plan.Basis(c.method), Down: c.inputs[0] == "down"}
	var subjects []Subject
	for i, s := range c.inputs[1:] {
		value := num(s)
		g := Given{Value: &value}
		if part.Basis == plan.OfGoal || part.Basis == plan.OfRate {
			if i > 0 {
				break
			}
			goal := num(c.inputs[2])
			g.Goal = &goal
		}
		subjects = append(subjects, Subject{Given: map[PartKey]Given{{"m", "p"}: g}})
	}
	set := ScoreAll("", "", bookScheme(), []Metric{{Code: "m", Weight: percent, Parts: []Part{part}}}, subjects)
	if points := set.Scores[0].Metrics[0].Points; points != nil {
		return points.StringFixed(4)
	}
	return notComputed
}

// total scores one subject on metrics: weight and points in turn.
func (c bookCase) total() string {
	subject := Subject{Given: map[PartKey]Given{}}
	var metrics []Metric
	for i := 0; i+1 < len(c.inputs); i += 2 {
		code := fmt.Sprint(i)
		value, err := decimal.NewFromString(c.inputs[i+1])
		if err == nil {
			subject.Given[PartKey{code, "p"}] = Given{Value: &value, Goal: &percent}
		}
		metrics = append(metrics, Metric{Code: code, Weight: num(c.inputs[i]), Parts: []Part{{Code: "p", Share: percent, Basis: plan.OfGoal}}})
	}
	if len(c.inputs)%2 == 1 { // a metric of the rest of the weight without a figure
		metrics = append(metrics, Metric{Code: "rest", Weight: percent.Sub(metrics[0].Weight), Parts: []Part{{Code: "p", Share: percent, Basis: plan.OfGoal}}})
	}
	set := ScoreAll("", "", bookScheme(), metrics, []Subject{subject})
	return set.Scores[0].Total.StringFixed(4)
}

func bookScheme() plan.Scheme {
	return plan.Scheme{
		Scoring: plan.Scoring{Cap: yamlfile.MustFigure("100"), NotDue: plan.Exclude, Missing: plan.Exclude, BonusCap: yamlfile.MustFigure("0")},
		Grades:  []plan.Grade{{Name: "较差", Least: yamlfile.MustFigure("0")}},
	}
}

// outlook goes on from a level at a pace.
func (c bookCase) outlook() (string, error) {
	ind := &plan.Indicator{Direction: plan.Up}
	tr := track{ind: ind, level: num(c.inputs[1]), first: 2017}
	p := Pace{Rate: num(c.inputs[2])}
	if c.method == "reached" {
		year, err := strconv.Atoi(c.inputs[4])
		ind.Direction, tr.goal, tr.first, tr.rates = plan.Direction(c.inputs[0]), num(c.inputs[3]), year, []decimal.Decimal{p.Rate}
		tr.project(&p)
		if p.Reached > 0 {
			return fmt.Sprint(p.Reached), err
		}
		return p.ReachedWhy, err
	}
	switch c.inputs[0] {
	case "points":
		tr.points = true
	case "reduction":
		ind.CumulativeGoal = yamlfile.MustFigure("18")
		tr.rates = []decimal.Decimal{tr.level}
	}
	left, err := strconv.Atoi(c.inputs[3])
	return tr.after(p.Rate, left).StringFixed(4), err
}
