package ingest

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/xlsx"
)

// asked is what a number cell asks for.
type asked struct {
	unit      string // as printed on the form; empty: not said
	decimals  int32  // most decimals the item may carry
	level     bool   // a level in the item's own unit, not a growth
	reduction bool   // a 降低率: a fall is a positive figure
}

// counts reports whether the figure is a number of things, so that 「无」 is 0.
func (a asked) counts() bool {
	return a.level && (countDimension(a.unit) || a.decimals == 0 && a.unit != "" && a.unit != "%")
}

// outcome says what became of a cell's text. The zero value is a refusal.
type outcome int

const (
	refused outcome = iota
	number
	missing // one of the signs for no data
	bound   // an estimate, a bound or a range: words, never a number
)

// reading is how the text of a cell became a value.
type reading struct {
	outcome outcome
	value   decimal.Decimal
	meaning string // of a sign for no data
	notes   []note // how the value differs from the text; a refusal has one: why
}

// note is a finding to be raised: a rule, and what its message names besides the
// cell, its text and the value.
type note struct {
	id   string
	args rule.Args
}

func (r *reading) note(id string) { r.notes = append(r.notes, note{id: id}) }

func refusal(id string) reading { return reading{notes: []note{{id: id}}} }

const (
	maxExponent = 400 // a spreadsheet holds nothing beyond ±308
	maxTyped    = 64  // characters of a text that may be a figure
	maxPrinted  = 40  // characters of a figure that was typed
	significant = 15  // digits that a spreadsheet shows
	computed    = 14  // digits of a figure that nobody types
)

// readStored reads the number of a number cell.
func readStored(text, format string, a asked) reading {
	d, err := decimal.NewFromString(text)
	if err != nil || d.Exponent() > maxExponent || d.Exponent() < -maxExponent {
		return refusal(rule.NotANumber)
	}
	if truthFormat.MatchString(format) {
		return refusal(rule.TruthForNumber)
	}
	if xlsx.IsDateFormat(format) {
		return refusal(rule.DateForNumber)
	}
	got := reading{outcome: number}
	percent := xlsx.IsPercentFormat(format)
	if percent {
		if a.unit != "%" {
			return refusal(rule.PercentRefused)
		}
		d = d.Shift(2)
		got.note(rule.PercentFormat) // names the stored and the taken value
	}
	short, id := shorten(d, format, a.decimals)
	if got.value = short; id == rule.DigitsDropped || id != "" && !percent {
		got.note(id)
	}
	return got
}

// truthFormat is how LibreOffice stores TRUE and FALSE: as 1 and 0 that show words.
var truthFormat = regexp.MustCompile(`(?i)"TRUE"|BOOLEAN`)

// shorten finds the decimal that a binary double stands for. Spreadsheets store up
// to 17 digits and show 15 (LibreOffice stores 15): so long a text was computed: it
// is the figure of the item's precision if it differs by noise alone, else what
// the cell's format shows, else its 15 digits. The id names what was done.
func shorten(d decimal.Decimal, format string, decimals int32) (decimal.Decimal, string) {
	if d.NumDigits() < computed {
		return d, ""
	}
	near := d.Round(decimals)
	if near.NumDigits() <= significant && near.Sub(d).Abs().LessThanOrEqual(d.Abs().Shift(-12)) {
		return near, rule.BinaryNoise
	}
	short := d
	if excess := int32(d.NumDigits() - significant); excess > 0 {
		short = d.Round(-excess - d.Exponent())
	}
	if places, fixed := shownPlaces(format); fixed {
		if shown := short.Round(max(places, decimals)); !shown.Equal(short) {
			return shown, rule.DigitsDropped
		}
	}
	if short.Equal(d) {
		return d, ""
	}
	return short, rule.BinaryNoise
}

var decimalFormat = regexp.MustCompile(`^[^.eE/@]*[0#?](\.([0#?]+))?[^0#?.,eE/@]*$`)

// shownPlaces is how many decimals a number format shows; fixed is false if it
// shows as many as there are, or in another way.
func shownPlaces(format string) (places int32, fixed bool) {
	positive, _, _ := strings.Cut(quoted.ReplaceAllString(format, ""), ";")
	m := decimalFormat.FindStringSubmatch(positive)
	if m == nil {
		return 0, false
	}
	return int32(len(m[2])), true
}

// phrase is a typed figure taken apart.
type phrase struct {
	since   bool   // 同比 and the like: what is told is a change
	word    string // 增长, 下降 …, before the figure
	inPct   string // 百分之 or 千分之
	bracket bool
	figure  string // with its separators, and its sign
	unit    string
}

var phrasePattern = regexp.MustCompile(`^(` + sinceWords + `)?(?:(` + signWords + `)` + `了?` + `)?(` + inHundred + `|` + inThousand + `)?(\()?` +
	`([+-]?[\d.][\d.,、 ]*(?:[eE][+-]?\d{1,2})?)(.*)$`)

func takeApart(s string) (phrase, bool) {
	m := phrasePattern.FindStringSubmatch(s)
	if m == nil {
		return phrase{}, false
	}
	p := phrase{since: m[1] != "", word: m[2], inPct: m[3], bracket: m[4] != "", figure: m[5], unit: m[6]}
	if p.bracket {
		inside, after, closed := strings.Cut(p.unit, ")")
		if !closed || inside != "" && after != "" {
			return phrase{}, false
		}
		p.unit = inside + after
	} else if strings.HasPrefix(p.unit, "(") && strings.HasSuffix(p.unit, ")") {
		p.unit = p.unit[1 : len(p.unit)-1]
	}
	if p.unit != "" {
		p.unit = strings.TrimRight(p.unit, "。;")
	}
	return p, !strings.ContainsAny(p.unit, "0123456789") || squareOrCubic.MatchString(p.unit)
}

// readTyped reads what was typed as text into a number cell.
func readTyped(text string, a asked) reading {
	s := clean(text)
	if utf8.RuneCountInString(s) > maxTyped {
		return refusal(rule.NotANumber)
	}
	tight := strings.ReplaceAll(s, " ", "")
	if meaning := meaningOf(tight); meaning == none && a.counts() {
		return reading{outcome: number, notes: []note{{id: rule.NoneIsZero}}}
	} else if meaning != "" {
		return reading{outcome: missing, meaning: meaning}
	}
	if isDate(tight) {
		return refusal(rule.DateForNumber)
	}
	if isBound(tight) {
		return reading{outcome: bound}
	}
	p, ok := takeApart(s)
	if !ok {
		return refusal(rule.NotANumber)
	}
	return p.read(a)
}

// read makes the value: the figure, its sign, its unit.
func (p phrase) read(a asked) reading {
	got := parseFigure(p.figure)
	if got.outcome != number {
		return got
	}
	if id := p.sign(&got, a); id != "" {
		return refusal(id)
	}
	if !p.measure(&got, a) {
		return reading{notes: []note{{rule.UnitRefused, rule.Args{"from": p.inPct + p.unit}}}}
	}
	if len(got.value.String()) > maxPrinted {
		return refusal(rule.NotANumber)
	}
	if len(got.notes) == 0 {
		got.note(rule.TextNumber)
	}
	return got
}

// sign gives the figure the sign that brackets or words say; refused names why it
// cannot.
func (p phrase) sign(got *reading, a asked) (refused string) {
	signed := strings.ContainsAny(p.figure[:1], "+-")
	ordinary := a.level && !a.reduction
	switch {
	case p.since && (ordinary || p.word == ""):
		return rule.NotANumber // a change is told, and a level is asked for
	case p.word == "" && !p.bracket:
		return ""
	case p.bracket && (p.word != "" || signed):
		return rule.SignUnclear
	case p.bracket, p.word == "负":
		if signed {
			return rule.SignUnclear
		}
		got.value = got.value.Neg()
		got.note(rule.SignInWords)
		return ""
	}
	rises := rising(p.word)
	if signed && (!rises || a.reduction) {
		return rule.SignUnclear
	}
	if rises == a.reduction {
		got.value = got.value.Neg()
	}
	if ordinary {
		got.note(rule.ChangeForLevel)
	} else {
		got.note(rule.SignInWords)
	}
	return ""
}

// measure brings the figure to the unit that is asked for.
func (p phrase) measure(got *reading, a asked) bool {
	from := p.unit
	if p.inPct != "" {
		if from != "" {
			return false
		}
		if from = "%"; p.inPct == inThousand {
			from = "‰"
		}
	}
	if from == "" {
		return true
	}
	value, same, ok := convert(got.value, from, a.unit)
	if !ok {
		return false
	}
	got.value = value
	switch {
	case !same:
		got.notes = append(got.notes, note{rule.UnitConverted, rule.Args{"from": from}})
	case len(got.notes) == 0: // what was noted before tells the reading already
		got.notes = append(got.notes, note{rule.UnitTyped, rule.Args{"from": from}})
	}
	return true
}

var (
	plainNumber      = regexp.MustCompile(`^[+-]?(\d+(\.\d+)?|\.\d+)$`)
	scientificNumber = regexp.MustCompile(`^[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}$`)
	groupedNumber    = regexp.MustCompile(`^[+-]?[1-9]\d{0,2}([,、 ]\d{3})+(\.\d+)?$`)
	// Commas at odd places that can be nothing else: two or more, or one and a point.
	oddlyGrouped = regexp.MustCompile(`^[+-]?[1-9]\d*((,\d+){2,}(\.\d+)?|,\d+\.\d+)$`)
	singleDigits = regexp.MustCompile(`^[+-]?\d(,\d)+$`) // 1,2,3 is a list
)

// parseFigure reads digits with their sign and separators.
func parseFigure(s string) reading {
	got := reading{outcome: number}
	separators := strings.Map(func(r rune) rune {
		if strings.ContainsRune(",、 ", r) {
			return r
		}
		return -1
	}, s)
	switch first, _ := utf8.DecodeRuneInString(separators); {
	case plainNumber.MatchString(s):
	case scientificNumber.MatchString(s):
		got.note(rule.Scientific)
	case groupedNumber.MatchString(s):
		if strings.Trim(separators, string(first)) != "" { // of two kinds
			got.note(rule.MisplacedSeparators)
		}
	case oddlyGrouped.MatchString(s) && !singleDigits.MatchString(s):
		got.note(rule.MisplacedSeparators)
	case separators != "":
		return refusal(rule.SeparatorsUnclear)
	default:
		return refusal(rule.NotANumber)
	}
	d, err := decimal.NewFromString(strings.NewReplacer(",", "", "、", "", " ", "").Replace(s))
	if err != nil {
		return refusal(rule.NotANumber)
	}
	got.value = d
	return got
}
