// Package label compares the words people write in forms: exactly after
// normalisation, or not at all.
package label

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold maps punctuation that is written in several ways to one of them, after NFKC.
var fold = strings.NewReplacer(
	"〔", "(", "〕", ")", "[", "(", "]", ")", "【", "(", "】", ")", "{", "(", "}", ")",
	"—", "-", "–", "-", "－", "-", "―", "-", "~", "-", "−", "-", "‐", "-", "‒", "-", "─", "-", "·", "", "•", "", "．", ".",
	"“", "", "”", "", "\"", "", "‘", "", "’", "", "'", "", "「", "", "」", "",
	"、", ",", "：", ":", "*", "", "#", "",
)

// Normalise brings a label to its compared form: NFKC (full and half width),
// no white space or invisible characters, one kind of bracket and dash, lower
// case Latin letters, simplified characters, no trailing colon.
func Normalise(s string) string {
	if quick, ok := quickly(s); ok {
		return quick
	}
	s = norm.NFKC.String(strings.ToValidUTF8(s, "\uFFFD")) // a damaged byte keeps NFKC from what follows it
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
			return -1
		}
		if own, ok := simplified[r]; ok {
			return own
		}
		return unicode.ToLower(r)
	}, s)
	return strings.TrimRight(norm.NFKC.String(fold.Replace(s)), ":")
}

// Equal reports whether two labels are the same after normalisation.
func Equal(a, b string) bool { return a == b || Normalise(a) == Normalise(b) }

// Nearest returns the known label that is closest to s by edit distance over
// normalised runes, or "" if none shares at least half of its characters. It is
// only ever named to a person, never used as a match.
func Nearest(s string, known []string) string {
	want := []rune(Normalise(s))
	best, bestDist := "", len(want)+1
	for _, k := range known {
		cand := []rune(Normalise(k))
		d := distance(want, cand)
		if d < bestDist && d*2 <= max(len(want), len(cand)) {
			best, bestDist = k, d
		}
	}
	return best
}

func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diag := row[0]
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next := min(row[j+1]+1, row[j]+1, diag+cost)
			diag, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}
