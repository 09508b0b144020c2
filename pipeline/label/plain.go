package label

import "strings"

// kept are the characters below U+0080 that stay what they are.
const kept = "abcdefghijklmnopqrstuvwxyz0123456789()-.,%/+_=<>;"

// swapped are the characters that labels often hold and that become another one,
// or none, whatever stands beside them.
const swapped = "（(）)，,、,％%—-–-ＡaＢbＣc"

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
	if r < 0x4E00 || r > 0x9FFF {
		return false
	}
	_, traditional := simplified[r]
	return !traditional
}
