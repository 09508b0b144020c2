package label

import "testing"

// What is normalised quickly comes out as it does the long way: an invisible
// character behind it forces the long way, and is dropped.
func TestQuickly(t *testing.T) {
	n := 0
	for r := rune(1); r < 0x20000; r++ {
		s := string(r)
		if _, ok := quickly(s); !ok {
			continue
		}
		n++
		for _, text := range []string{s, s + s, "甲" + s, s + "a", "1" + s + "（"} {
			got, _ := quickly(text)
			if want := Normalise(text + "\u200b"); got != want {
				t.Errorf("%q becomes %q, the long way %q", text, got, want)
			}
		}
	}
	if n < 15_000 {
		t.Errorf("only %d characters are quick", n)
	}
}
