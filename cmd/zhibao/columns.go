package main

import (
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
	"golang.org/x/text/width"
)

// screenWidth is what a plain terminal shows; widestText is how long a line of text
// may get on a wider one and still be read with ease.
const (
	screenWidth = 80
	widestText  = 120
	leastWidth  = 40
)

// width is how many columns a line may take; 0 where nothing limits it.
func (a *app) width() int {
	if a.terminal != nil {
		if w, _, err := term.GetSize(int(a.terminal.Fd())); err == nil && w > 0 {
			return w
		}
	}
	w, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil {
		return 0
	}
	return w
}

// textWidth is the width that running text is set to.
func (a *app) textWidth() int {
	w := a.width()
	if w <= 0 {
		return screenWidth
	}
	return min(max(w, leastWidth), widestText)
}

// colours reports whether standard output shows colours: on a terminal, unless NO_COLOR
// is set (no-color.org) or the terminal is called dumb.
func (a *app) colours() bool {
	return a.terminal != nil && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// wideAmbiguous reports whether the terminal gives two columns to characters that are
// wide in Chinese text alone (“ ” ÷ → …; Unicode Standard Annex 11, ambiguous): those
// of a locale of GB 2312 and its extensions do, those of UTF-8 do not.
func wideAmbiguous() bool { return strings.HasPrefix(strings.ToUpper(charset()), "GB") }

// columns is how wide a text is on the screen.
func columns(s string) int { return text.RuneWidthWithoutEscSequences(s) }

// most is how wide a text can be on any screen: with ambiguous characters as wide
// ones. It sets lines that must not come to be broken by the terminal.
func most(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianAmbiguous, width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n += text.RuneWidth(r)
		}
	}
	return n
}

// fit cuts a text that is too wide for a place by a measure, and marks the cut.
func fit(s string, width int, measure func(string) int) string {
	if measure(s) <= width {
		return s
	}
	const mark = "…"
	used, room := 0, width-measure(mark)
	for i, r := range s {
		if used += measure(string(r)); used > room {
			return s[:i] + mark
		}
	}
	return s
}

// pad fills a text up to a width, cutting it if need be.
func pad(s string, width int) string {
	s = fit(s, width, columns)
	return s + strings.Repeat(" ", max(0, width-columns(s)))
}

// padLeft is pad for figures.
func padLeft(s string, width int) string {
	s = fit(s, width, columns)
	return strings.Repeat(" ", max(0, width-columns(s))) + s
}

// wrapped prints a text in lines of at most the screen's width, a Chinese
// character being two; numbers and words are not cut. first leads the first line,
// rest the others.
func wrapped(a *app, first, rest, s string) {
	for _, line := range folded(first, rest, s, a.textWidth()) {
		a.say("%s", line)
	}
}

// folded breaks a text into lines of a width.
func folded(first, rest, s string, width int) []string {
	var lines []string
	line, used, empty := first, most(first), true
	for _, word := range pieces(s, width-most(rest)) {
		n := most(word)
		if used+n > width && !empty {
			lines = append(lines, strings.TrimRight(line, " "))
			line, used = rest, most(rest)
			word = strings.TrimLeft(word, " ")
			n = most(word)
		}
		line, used, empty = line+word, used+n, false
	}
	return append(lines, strings.TrimRight(line, " "))
}

// labelled begins a line with a label, in a column of its own or after its own blanks.
var labelled = regexp.MustCompile(`^(?: *[^ ]+ {2,}| *〔[^〕]*〕| *(?:\d+\.|[-·]) )`)

// hung breaks a line of a text; what does not fit stands below its beginning, or
// below what follows its label.
func hung(line string, width int) []string {
	if most(line) <= width {
		return []string{line}
	}
	lead := labelled.FindString(line)
	if lead == "" || columns(lead) > 24 {
		lead = line[:len(line)-len(strings.TrimLeft(line, " "))]
	}
	rest := strings.Repeat(" ", columns(lead))
	if lead != "" && strings.TrimSpace(lead) == "" {
		rest += "  "
	}
	return folded(lead, rest, line[len(lead):], width)
}

// longestName is how wide a name with the words before it may be to stay on one line.
const longestName = 40

// pieces are the parts of a text between which a line may end. A cell or the name of a
// file is one, unless it is too wide for the room of a line.
func pieces(s string, room int) []string {
	var all []string
	for s != "" {
		piece := name.FindString(s)
		if piece == "" || most(piece) > min(room, longestName) {
			piece = unbroken.FindString(s)
		}
		all, s = append(all, piece), s[len(piece):]
	}
	return all
}

// unbroken is what stays on one line: a word or number, or a character, with the
// punctuation that may not begin a line.
var unbroken = regexp.MustCompile(`^[（「〔“]*(?:[!-~]+|[^!-~])[，。；：、）〕」！％”]*`)

// name is what a person looks for as it stands: a cell with its sheet (县市区表!A4) or
// a file (430281-醴陵市.xlsx).
var name = regexp.MustCompile(`^[（「〔“]*[^ ，。；：、！（「〔“）〕」”]+(?:![A-Z]{1,3}[0-9]+|\.(?:xlsx?|et|csv|pdf|json|yaml|txt|db|zip))[，。；：、）〕」！％”]*`)
