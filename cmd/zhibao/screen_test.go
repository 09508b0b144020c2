package main

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// screenOf is a terminal that breaks its lines anew when its width changes, as those of
// today do: it keeps whole lines and the cursor's place in them.
type screenOf struct {
	width int
	lines [][]rune // of cells; a wide character is followed by a cell that is 0
	row   int
	at    int // cell of the line
	rest  string
}

func newScreen(width int) *screenOf { return &screenOf{width: width, lines: [][]rune{nil}} }

var control = regexp.MustCompile(`^\x1b\[[0-9;?]*[A-Za-z]`)

func (s *screenOf) write(data string) {
	data = s.rest + data
	for len(data) > 0 {
		if data[0] == 0x1b {
			seq := control.FindString(data)
			if seq == "" {
				break // the rest of it is yet to come
			}
			if seq == clearRest {
				s.lines = s.lines[:s.row+1]
				s.lines[s.row] = s.lines[s.row][:min(s.at, len(s.lines[s.row]))]
			}
			data = data[len(seq):]
			continue
		}
		if !utf8.FullRuneInString(data) {
			break
		}
		r, n := utf8.DecodeRuneInString(data)
		s.put(r)
		data = data[n:]
	}
	s.rest = data
}

func (s *screenOf) put(r rune) {
	switch r {
	case '\r':
		s.at -= s.at % s.width
	case '\n':
		s.row++
		if s.row == len(s.lines) {
			s.lines = append(s.lines, nil)
		}
		s.at = 0
	case '\a':
	default:
		cells := []rune{r}
		if columns(string(r)) == 2 {
			cells = append(cells, 0)
		}
		for _, c := range cells {
			if s.at < len(s.lines[s.row]) {
				s.lines[s.row][s.at] = c
			} else {
				s.lines[s.row] = append(s.lines[s.row], c)
			}
			s.at++
		}
	}
}

func (s *screenOf) text() string {
	var b strings.Builder
	for i, line := range s.lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.TrimRight(strings.ReplaceAll(string(line), "\x00", ""), " "))
	}
	return b.String()
}

func TestScreenOf(t *testing.T) {
	s := newScreen(10)
	s.write("一二三四五六\r") // in the second row
	s.write("X" + clearRest + "\n")
	s.write("abc\rA\x1b[31mB\x1b[0m" + "\n末")
	if got, want := s.text(), "一二三四五X\nABc\n末"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
