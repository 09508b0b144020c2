package label

import "strings"

// kept are the characters below U+0080 that stay what they are.
const kept = "abcdefghijklmnopqrstuvwxyz0123456789()-.,%/+_=<>;"

// swapped are the characters that labels often hold and that become another one,
// or none, whatever stands beside them.
const swapped = "（(）)，,、,％%—-–-ＡaＢbＣc"

// The block of Chinese characters that is looked at: CJK Unified Ideographs.
const firstHan, lastHan = 0x4E00, 0x9FFF

// traditional tells the characters of the block that simplified has, faster.
var traditional = marks(simplified)

func marks(m map[rune]rune) (table [lastHan - firstHan + 1]bool) {
	for r := range m {
		if r >= firstHan && r <= lastHan {
			table[r-firstHan] = true
		}
	}
	return table
}

// quickly normalises the labels that need no more than looking at each character:
// nearly all of them. ok is false for the others.
func quickly(s string) (normal string, ok bool) {
	from := strings.IndexFunc(s, func(r rune) bool { return !same(r) })
	if from < 0 {
		return s, true
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:from])
	for _, r := range s[from:] {
		switch {
		case same(r):
			b.WriteRune(r)
		case r == ' ' || r == '“' || r == '”':
		case r >= 'A' && r <= 'Z':
			b.WriteRune(r - 'A' + 'a')
		default:
			at := strings.IndexRune(swapped, r)
			if at < 0 {
				return "", false
			}
			b.WriteByte(swapped[at+len(string(r))])
		}
	}
	return b.String(), true
}

// same reports whether a character stays what it is: simplified characters,
// lower-case letters, digits and the punctuation that is kept.
func same(r rune) bool {
	if r < 0x80 {
		return strings.IndexByte(kept, byte(r)) >= 0
	}
	if r < firstHan || r > lastHan {
		return false
	}
	return !traditional[r-firstHan]
}
