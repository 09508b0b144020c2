package rule

import (
	"fmt"
	"unicode/utf8"
)

// argLength is how many characters of a value a finding shows. A cell may hold
// 32,767; printing a flood of them would cost more than everything else.
const argLength = 300

// clipped cuts long values and says how long they were; most Args come back as
// they are.
func (a Args) clipped() Args {
	for _, v := range a {
		if len(v) > argLength && utf8.RuneCountInString(v) > argLength {
			return a.clip()
		}
	}
	return a
}

func (a Args) clip() Args {
	out := Args{}
	for k, v := range a {
		if n := utf8.RuneCountInString(v); n > argLength {
			v = fmt.Sprintf("%s……（共%d字）", string([]rune(v)[:argLength]), n)
		}
		out[k] = v
	}
	return out
}
