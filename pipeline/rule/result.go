package rule

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"zhibao/pipeline/stat"
)

// Severity is the level of a rule. The zero value is invalid.
type Severity int

// Severities, heaviest first: 强制性 returns the form; 准强制性 returns it unless
// the bureau grants it; 核实性 needs an explanation; 提示 only informs.
const (
	Mandatory Severity = iota + 1
	NearMandatory
	Verify
	Hint
)

var severityNames = [...]string{"", "强制性", "准强制性", "核实性", "提示"}

// String is the official Chinese word.
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity reads the Chinese word; ok is false for an unknown one.
func ParseSeverity(s string) (sev Severity, ok bool) {
	i := slices.Index(severityNames[1:], s)
	return Severity(i + 1), i >= 0
}

// Returns reports whether a finding of this severity sends the form back.
func (s Severity) Returns() bool { return s == Mandatory || s == NearMandatory }

// Outcome of a rule on a subject. The zero value is invalid.
type Outcome int

// Outcomes. NotEvaluated: an operand is missing, so the rule says nothing.
const (
	Pass Outcome = iota + 1
	Fail
	NotEvaluated
)

// Subject is what a result is about. Fields that do not apply are empty: a
// finding about a whole file has no form, item or measure.
type Subject struct {
	Unit    string
	Form    string
	Item    string
	Measure stat.Measure
	Period  stat.Period
}

// Result is what one rule said of one subject. A failed result is a finding.
type Result struct {
	Rule      string // stable id
	Severity  Severity
	Outcome   Outcome
	Subject   Subject
	Source    stat.Source
	Related   []stat.Source
	Seen      string // what stood there
	Expected  string
	Message   string // Chinese sentence with the figures put in
	Remedy    string // what to do next
	Explained string // the unit's 核实说明, if it was given for this row and is accepted
	Refused   Refusal
	Granted   Grant
	Operands  []Operand // the unit's own figures that a finding is about, the one it points at first
}

// Operand is a figure as the unit sent it. Explanations and grants are bound to it.
type Operand struct {
	Item    string
	Measure stat.Measure
	Text    string // a number without trailing zeros, else the words
}

// Refusal is an explanation (核实说明) that is not accepted. The zero value is none.
type Refusal struct{ Note, Why string }

// Grant is the bureau's leave (准予) to keep a figure in spite of a 准强制性
// finding. The zero value is none.
type Grant struct {
	Reason string
	By     string // office or title of who granted it
	Date   string // 2018-07-12
}

// Returns reports whether the finding sends the form back.
func (r Result) Returns() bool {
	return r.Outcome == Fail && r.Severity.Returns() && r.Granted == Grant{}
}

// Open reports whether the finding still asks for a person: it returns the form,
// or it is 核实性 and unexplained.
func (r Result) Open() bool {
	return r.Returns() || r.Outcome == Fail && r.Severity == Verify && r.Explained == ""
}

// Standing is what became of a result, in the words of 审核报告.
type Standing string

// Standings of results.
const (
	ToCorrect    Standing = "待改正"
	ToExplain    Standing = "待说明"
	WasExplained Standing = "已说明"
	WasGranted   Standing = "已准予"
	Informs      Standing = "提示"
	NotJudged    Standing = "未能评判"
	Passed       Standing = "通过"
)

// Standing says what became of the result.
func (r Result) Standing() Standing {
	switch {
	case r.Outcome == NotEvaluated:
		return NotJudged
	case r.Outcome != Fail:
		return Passed
	case r.Returns():
		return ToCorrect
	case r.Severity.Returns():
		return WasGranted
	case r.Severity == Verify && r.Explained == "":
		return ToExplain
	case r.Severity == Verify:
		return WasExplained
	}
	return Informs
}

// Sort orders results by unit, form, place in the sheet (row, then column), item,
// measure and rule.
func Sort(results []Result) {
	slices.SortStableFunc(results, func(a, b Result) int { return compare(&a, &b) })
}

func compare(a, b *Result) int {
	return cmp.Or(
		cmp.Compare(a.Subject.Unit, b.Subject.Unit),
		cmp.Compare(a.Subject.Form, b.Subject.Form),
		cmp.Compare(a.Source.File, b.Source.File),
		cmp.Compare(a.Source.Sheet, b.Source.Sheet),
		comparePlaces(a.Source.Cell, b.Source.Cell),
		cmp.Compare(a.Subject.Item, b.Subject.Item),
		cmp.Compare(a.Subject.Measure, b.Subject.Measure),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Message, b.Message),
	)
}

// comparePlaces orders cell addresses by row, then column.
func comparePlaces(a, b string) int {
	split := func(cell string) (column string, row int) {
		i := strings.IndexAny(cell, "0123456789")
		if i < 0 {
			return cell, 0
		}
		row, _ = strconv.Atoi(cell[i:]) // an address that is none sorts as row 0
		return cell[:i], row
	}
	colA, rowA := split(a)
	colB, rowB := split(b)
	return cmp.Or(cmp.Compare(rowA, rowB), cmp.Compare(len(colA), len(colB)), strings.Compare(colA, colB))
}
