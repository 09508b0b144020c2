package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"strconv"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// row holds the values of one database row: string, int64, []byte or nil. What is
// inserted is also what is hashed.
type row []any

// digester hashes rows so that no two different sequences run together.
type digester struct{ hash.Hash }

func newDigester() digester { return digester{sha256.New()} }

func (d digester) add(r row) {
	d.item('(', strconv.Itoa(len(r)))
	for _, v := range r {
		switch v := v.(type) {
		case nil:
			d.item('n', "")
		case int64:
			d.item('i', strconv.FormatInt(v, 10))
		case string:
			d.item('s', v)
		case []byte:
			d.item('b', string(v))
		}
	}
}

func (d digester) item(tag byte, s string) {
	var head [9]byte
	head[0] = tag
	binary.BigEndian.PutUint64(head[1:], uint64(len(s)))
	d.Write(head[:])
	d.Write([]byte(s))
}

func (d digester) sum() string { return hex.EncodeToString(d.Sum(nil)) }

// entry is a submission turned into rows.
type entry struct {
	digest       string
	file         string
	head         row
	observations []row
	results      []resultRows
}

type resultRows struct {
	head      row
	related   []row
	decisions []decisionRow
}

func newEntry(s Submission) (entry, error) {
	period, err := encodePeriod(s.Period)
	if err != nil {
		return entry{}, err
	}
	e := entry{file: s.File, head: row{
		period, s.Period.Key(), s.Unit, s.File, s.SHA256, string(s.State), s.Versions, int64(s.Passed),
	}}
	e.observations = make([]row, len(s.Observations))
	for i, o := range s.Observations {
		if e.observations[i], err = observationRow(s, i, o); err != nil {
			return entry{}, err
		}
	}
	if e.results, err = encodeResults(s.Results); err != nil {
		return entry{}, err
	}
	d := newDigester()
	d.add(e.head)
	for _, r := range e.observations {
		d.add(r)
	}
	d.addResults(e.results)
	e.digest = d.sum()
	return e, nil
}

func (d digester) addResults(results []resultRows) {
	for _, r := range results {
		d.add(r.head)
		for _, s := range r.related {
			d.add(s)
		}
		for _, x := range r.decisions {
			d.add(append(row{x.table}, x.row...))
		}
	}
}

func observationRow(s Submission, position int, o stat.Observation) (row, error) {
	period, err := encodePeriod(o.Period)
	if err != nil {
		return nil, err
	}
	kind, number, err := encodeQuantity(o.Quantity)
	if err != nil {
		return nil, err
	}
	var sample int64
	if o.Sample {
		sample = 1
	}
	return row{
		o.Item, int64(position), o.Unit, o.Form, string(o.Measure), period, kind, number, o.Read, o.Vintage, sample,
		unlessSame(o.Source.File, s.File), unlessSame(o.Source.SHA256, s.SHA256), o.Source.Sheet, o.Source.Cell,
	}, nil
}

// unlessSame is NULL for a value that the submission's row holds already.
func unlessSame(value, known string) any {
	if value == known {
		return nil
	}
	return value
}

func encodeResults(results []rule.Result) ([]resultRows, error) {
	out := make([]resultRows, len(results))
	for i, r := range results {
		period, err := encodePeriod(r.Subject.Period)
		if err != nil {
			return nil, err
		}
		out[i].head = row{
			int64(i), r.Rule, r.Severity.String(), encodeOutcome(r.Outcome),
			r.Subject.Unit, r.Subject.Form, r.Subject.Item, string(r.Subject.Measure), period,
			r.Source.File, r.Source.SHA256, r.Source.Sheet, r.Source.Cell,
			r.Seen, r.Expected, r.Message, r.Remedy, r.Explained,
		}
		for j, s := range r.Related {
			out[i].related = append(out[i].related, row{int64(j), s.File, s.SHA256, s.Sheet, s.Cell})
		}
		out[i].decisions = decisionRows(r)
	}
	return out, nil
}

func encodeOutcome(o rule.Outcome) string {
	switch o {
	case rule.Pass:
		return "pass"
	case rule.Fail:
		return "fail"
	case rule.NotEvaluated:
		return "not_evaluated"
	}
	return "" // refused by the table
}

func decodeOutcome(s string) rule.Outcome {
	switch s {
	case "pass":
		return rule.Pass
	case "fail":
		return rule.Fail
	}
	return rule.NotEvaluated
}

// encodePeriod writes the zero period as nothing, and refuses one that would not read back.
func encodePeriod(p stat.Period) (string, error) {
	if p == (stat.Period{}) {
		return "", nil
	}
	s := p.String()
	if back, err := stat.ParsePeriod(s); err != nil || back != p {
		return "", fmt.Errorf("invalid period %#v", p)
	}
	return s, nil
}

func decodePeriod(s string) (stat.Period, error) {
	if s == "" {
		return stat.Period{}, nil
	}
	return stat.ParsePeriod(s)
}

// plainDigits is the exponent beyond which a number is written as 12e345: no cell
// needs more, and a hostile 1e999999999 must not be written out.
const plainDigits = 400

func encodeQuantity(q stat.Quantity) (kind string, number any, err error) {
	switch {
	case q.Kind == stat.TextOnly && q.Number.IsZero():
		return "text", nil, nil
	case q.Kind == stat.TextOnly:
		return "text", encodeDecimal(q.Number), nil
	case q.Kind == stat.Number:
		return "number", encodeDecimal(q.Number), nil
	}
	return "", nil, fmt.Errorf("invalid kind of quantity %d (%q)", q.Kind, q.Read)
}

func encodeDecimal(d decimal.Decimal) string {
	if e := d.Exponent(); e > plainDigits || e < -plainDigits {
		return d.Coefficient().String() + "e" + strconv.Itoa(int(e))
	}
	return d.String()
}
