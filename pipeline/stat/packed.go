package stat

import (
	"encoding/json"
	"iter"
	"strings"
	"unique"

	"github.com/shopspring/decimal"
)

// Packed is an observation in little memory: what many observations have in common is
// held once, a short text stands in place, and so does the figure that it says. The
// zero value is none.
type Packed struct {
	of    unique.Handle[sender]
	what  unique.Handle[column]
	whole *Quantity // nil if the text says it
	size  uint8     // of the text
	text  [15]byte
}

// sender is what the observations of a unit in a file have in common.
type sender struct{ unit, file, sha256 string }

// column is what the observations of a cell have in common, whoever filled it in.
type column struct {
	form, item  string
	measure     Measure
	period      Period
	kind        Kind
	vintage     string
	sample      bool
	sheet, cell string
}

// Pack packs an observation.
func Pack(o Observation) Packed {
	p := Packed{
		of:   unique.Make(sender{o.Unit, o.Source.File, o.Source.SHA256}),
		what: unique.Make(column{o.Form, o.Item, o.Measure, o.Period, o.Kind, o.Vintage, o.Sample, o.Source.Sheet, o.Source.Cell}),
	}
	if said := readNumber(o.Kind, o.Read); len(o.Read) > len(p.text) || said.Exponent() != o.Number.Exponent() || !said.Equal(o.Number) {
		whole := o.Quantity
		p.whole = &whole
		return p
	}
	p.size = uint8(copy(p.text[:], o.Read))
	return p
}

// PackAll packs a list.
func PackAll(list []Observation) []Packed {
	packed := make([]Packed, len(list))
	for i := range list {
		packed[i] = Pack(list[i])
	}
	return packed
}

// readNumber is the figure that a text says, zero if it says none.
func readNumber(kind Kind, read string) decimal.Decimal {
	if kind != Number {
		return decimal.Decimal{}
	}
	d, _ := decimal.NewFromString(read) // zero beside an error
	return d
}

// Observation is what was packed.
func (p Packed) Observation() Observation {
	of, what := p.of.Value(), p.what.Value()
	return Observation{
		Unit: of.unit, Form: what.form, Item: what.item, Measure: what.measure, Period: what.period,
		Quantity: p.quantity(what.kind),
		Vintage:  what.vintage, Sample: what.sample,
		Source: Source{File: of.file, SHA256: of.sha256, Sheet: what.sheet, Cell: what.cell},
	}
}

// MarshalJSON writes the observation.
func (p Packed) MarshalJSON() ([]byte, error) { return json.Marshal(p.Observation()) }

func (p Packed) quantity(kind Kind) Quantity {
	if p.whole != nil {
		return *p.whole
	}
	read := string(p.text[:p.size])
	return Quantity{Kind: kind, Number: readNumber(kind, read), Read: read}
}

// Figure is the number; nil if the observation holds none.
func (p Packed) Figure() *decimal.Decimal {
	q := p.quantity(p.what.Value().kind)
	if q.Kind != Number {
		return nil
	}
	figure := q.Number // alone
	return &figure
}

// IsZero reports whether nothing was packed.
func (p Packed) IsZero() bool { return p.of == unique.Handle[sender]{} }

// Unit is the code of the reporting unit.
func (p Packed) Unit() string { return p.of.Value().unit }

// Form is the code of the form.
func (p Packed) Form() string { return p.what.Value().form }

// Item is the code of the row.
func (p Packed) Item() string { return p.what.Value().item }

// Measure is the column.
func (p Packed) Measure() Measure { return p.what.Value().measure }

// Period is the period of the observation.
func (p Packed) Period() Period { return p.what.Value().period }

// Kind says what the observation holds.
func (p Packed) Kind() Kind { return p.what.Value().kind }

// Sample reports whether the form is marked 示例数据.
func (p Packed) Sample() bool { return p.what.Value().sample }

// Unpacked gives the observations of a list one by one.
func Unpacked(list []Packed) iter.Seq[Observation] {
	return func(yield func(Observation) bool) {
		for _, p := range list {
			if !yield(p.Observation()) {
				return
			}
		}
	}
}

// ComparePacked orders as Compare does.
func ComparePacked(a, b Packed) int {
	if a.of == b.of && a.what == b.what {
		return 0
	}
	u, v, x, y := a.of.Value(), b.of.Value(), a.what.Value(), b.what.Value()
	for _, pair := range [][2]string{{u.unit, v.unit}, {x.form, y.form}, {x.item, y.item}, {string(x.measure), string(y.measure)}} {
		switch {
		case pair[0] == pair[1]:
		case strings.HasPrefix(pair[0], pair[1]) || strings.HasPrefix(pair[1], pair[0]):
			return Compare(a.Observation(), b.Observation()) // what follows in the key decides
		default:
			return strings.Compare(pair[0], pair[1])
		}
	}
	return 0
}
