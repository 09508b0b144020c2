package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/stat"
)

// figures is a document of one table with a cell for each figure, called a, b, c …; an
// empty one has no figure.
func figures(values ...string) *Document {
	t := &Table{ID: "t", Columns: []Column{{}}}
	for i, v := range values {
		c := Cell{ID: string(rune('a' + i)), Text: "—"}
		if v != "" {
			c = Number(c.ID, num(v), Format{Decimals: 2}, stat.HalfUp.Round)
		}
		t.Rows = append(t.Rows, Row{ID: "r" + c.ID, Cells: []Cell{c}})
	}
	return &Document{Annexes: []Annex{{ID: "x", Blocks: []Block{t}}}}
}

func (d *Document) nth(i int) *Cell { return &d.Annexes[0].Blocks[0].(*Table).Rows[i].Cells[0] }

func at(id, v string) *Formula {
	if v == "" {
		return At(id, nil)
	}
	return At(id, ptr(v))
}

func ptr(v string) *decimal.Decimal { d := num(v); return &d }

// Figures worked out with Python and by hand, from those that the domain's notes print:
// 进出口 16.3 and 23.9 after 2017, energy 25.6, GDP 10.88 still needed a year.
func TestFormulaGives(t *testing.T) {
	b, x, g := at("a", "17.6"), at("b", "21.9"), at("c", "44")
	energy := at("d", "4.96")
	left := Do(Sub, Int(1), Do(Div, energy, Int(100)))
	goal := Do(Sub, Int(1), Do(Div, Int(18), Int(100)))
	for _, c := range []struct {
		name string
		f    *Formula
		want string
	}{
		{"linear", Percent(Do(Sub, x, b), Do(Sub, g, b)), "16.287878787878787878"},
		{"log", Percent(Do(Ln, Do(Div, x, b)), Do(Ln, Do(Div, g, b))), "23.855718187965927"},
		{"compound", Percent(Do(Ln, left), Do(Ln, goal)), "25.634713900018287"},
		{"needed", Do(Mul, Do(Sub, Do(Pow, Do(Div, Int(3900), Of(num("2580.4"))), Do(Div, Int(1), Int(4))), Int(1)), Int(100)), "10.877747208663"},
		{"rise", Rise(x, b), "24.431818181818"},
		{"累计法 of 100, 110, 121 over 100", Do(AnnuityRate, Int(3), Do(Div, Do(Sum, Of(num("110")), Of(num("121")), Of(num("133.1"))), Int(100))), "0.1"},
		{"min and max", Do(Min, Int(100), Do(Max, Int(0), Int(-3))), "0"},
		{"sum passes over what is missing", Do(Sum, b, at("e", ""), x), "39.5"},
		{"count too", Do(Count, b, at("e", ""), x), "2"},
		{"largest first", Do(RankDown, b, Do(Among, b, at("e", ""), x, g)), "3"},
		{"equal figures share a rank", Do(RankDown, b, Do(Among, x, b, x, b)), "3"},
		{"smallest first", Do(RankUp, x, Do(Among, b, x, x, g)), "2"},
	} {
		d := figures("17.6", "21.9", "44", "4.96", "", c.want)
		d.nth(5).Formula = c.f
		if err := d.Check(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		off := num(c.want).Add(num("0.000001"))
		d.nth(5).Value = &off
		if err := d.Check(); err == nil {
			t.Errorf("%s: a figure that is off by 1e-6 passes", c.name)
		}
	}
}

func TestFormulaSays(t *testing.T) {
	word := Do(If, Do(AtLeast, at("a", "4.9"), Int(5)), Say("快于预期"), Do(If, Do(AtLeast, at("a", "4.9"), Int(-5)), Say("基本符合预期"), Say("滞后")))
	d := figures("4.9", "")
	c := d.nth(1)
	c.Text, c.Formula = "基本符合预期", word
	if err := d.Check(); err != nil {
		t.Error(err)
	}
	if c.Text = "滞后"; d.Check() == nil {
		t.Error("a wrong word passes")
	}
}

func TestFormulaRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		f    *Formula
		want string
	}{
		{"an unknown cell", Do(Sub, at("a", "1"), at("z", "2")), "inputs that the document does not hold"},
		{"another figure than the method's", Do(Sub, at("a", "1"), at("b", "3")), "inputs that the document does not hold"},
		{"a missing figure", Do(Sub, at("a", "1"), at("c", "")), "inputs that the document does not hold"},
		{"another outcome", Do(Sub, at("b", "2"), at("a", "1")), "gives 1, the cell holds 7"},
		{"division by zero", Do(Div, at("a", "1"), Int(0)), "cannot be evaluated"},
		{"a logarithm of nothing", Do(Ln, Int(0)), "cannot be evaluated"},
		{"a circle", Do(Add, at("d", "7"), Int(0)), "leads back to it"},
		{"a circle through a rank", Do(RankDown, at("a", "1"), Do(Among, at("a", "1"), at("d", "7"))), "leads back to it"},
		{"a rank of another figure than the method's", Do(RankDown, at("a", "1"), Do(Among, at("a", "1"), at("b", "3"))), "inputs that the document does not hold"},
	} {
		d := figures("1", "2", "", "7")
		d.nth(3).Formula = c.f
		if err := d.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// Only what the document proves gets its formula.
func TestDerive(t *testing.T) {
	d := figures("1", "2", "", "3", "9", "5")
	elsewhere, other, err := d.Derive(map[string]*Formula{
		"d": Do(Add, at("a", "1"), at("b", "2")), // 3
		"e": Do(Add, at("a", "1"), at("y", "8")), // no y
		"f": Do(Add, at("a", "1"), at("b", "2")), // 3, not 5
		"c": Do(Add, at("a", "1"), at("b", "2")), // nothing to derive
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"e"}, {"f"}}, [][]string{elsewhere, other}); diff != "" {
		t.Error(diff)
	}
	for i, want := range []bool{false, false, false, true, false, false} {
		if got := d.nth(i).Formula != nil; got != want {
			t.Errorf("cell %d has a formula: %v", i, got)
		}
	}
	if err := d.Check(); err != nil {
		t.Error(err)
	}
}
