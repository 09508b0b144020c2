package validate

import (
	"strings"

	"zhibao/pipeline/stat"
)

// leastDigits is the least number of figures that a test of digits looks at, about
// five for each of nine digits, as the chi-square test wants.
const leastDigits = 45

// significant is the least number of digits of a figure that the tests look at:
// small counts are equal and round by nature.
const significant = 3

// digits counts the figures of the form (n), the squares of how often each last
// digit that is no nought occurs (squares), those that end in a nought at the last
// decimal or at the tens (zeros), and the most rows that carry one and the same
// figure (alike).
func (s *sight) digits(m stat.Measure) (stat.Observation, bool) {
	var last [10]int
	n, zeros, alike := 0, 0, 0
	rows := map[string]int{}
	for _, code := range s.filled.items {
		if _, ok := s.Plan.Item(code); !ok {
			continue
		}
		for _, measure := range []stat.Measure{stat.Value, stat.Current, stat.Growth} {
			o := s.filled.values[code][measure]
			if o.Kind != stat.Number {
				continue
			}
			text := strings.TrimRight(o.Number.Abs().String(), ".")
			bare := strings.TrimLeft(strings.ReplaceAll(text, ".", ""), "0")
			if len(bare) < significant {
				continue
			}
			n++
			if strings.HasSuffix(text, "0") && !strings.Contains(text, ".") {
				zeros++
			}
			bare = strings.TrimRight(bare, "0")
			last[bare[len(bare)-1]-'0']++
			if measure == stat.Value {
				rows[text]++
				alike = max(alike, rows[text])
			}
		}
	}
	switch m {
	case "alike":
		return count(alike), n > 0
	case "zeros":
		return count(zeros), n > 0
	case "squares":
		sum := 0
		for _, k := range last {
			sum += k * k
		}
		return count(sum), n >= leastDigits
	}
	return count(n), n > 0
}
