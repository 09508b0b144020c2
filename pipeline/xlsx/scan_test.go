package xlsx

import (
	"encoding/xml"
	"io"
	"os"
	"strings"
	"testing"
)

// checkWellFormed fails when encoding/xml, which is laxer, refuses a UTF-8 text.
func checkWellFormed(t *testing.T, text string) {
	t.Helper()
	if strings.ContainsRune(text, 0) {
		return // UTF-16
	}
	d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("encoding/xml refuses what we accept: %v\n%q", err, text)
		}
	}
}

// TestScannerAgainstStandard compares text, names and attributes of all XML parts
// of the accepted corpus with encoding/xml.
func TestScannerAgainstStandard(t *testing.T) {
	parts := 0
	for _, v := range corpus(t) {
		if v.rule != "" {
			continue
		}
		data, err := os.ReadFile(v.file)
		if err != nil {
			t.Fatal(err)
		}
		arc, err := openArchive(data, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		for i := range arc.entries {
			name := arc.entries[i].name
			if !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") {
				continue
			}
			b, err := arc.part(i)
			if err != nil {
				t.Fatal(err)
			}
			text, wide, err := toUTF8(name, b)
			if err != nil {
				t.Fatal(err)
			}
			if parts++; !wide {
				compareTokens(t, v.file+" "+name, string(text))
			}
		}
	}
	t.Logf("%d parts compared", parts)
}

// compareTokens runs both tokenizers over one part.
func compareTokens(t *testing.T, where, text string) {
	t.Helper()
	lim := DefaultLimits()
	s := scanner{lim: &lim}
	s.start(where, []byte(text), false)
	var ours, theirs strings.Builder
	for tok := s.next(); tok != tokEOF; tok = s.next() {
		switch tok {
		case tokFail:
			t.Fatal(s.err)
		case tokStart:
			ours.WriteString("<" + string(s.local))
			for _, a := range s.attrs {
				ours.WriteString(" " + string(a.local) + "=" + string(a.value))
			}
		case tokEnd:
			ours.WriteString(">" + string(s.local))
		case tokText:
			ours.Write(s.text)
		}
	}
	d := xml.NewDecoder(strings.NewReader(text))
	depth := 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			depth++
			theirs.WriteString("<" + tok.Name.Local)
			for _, a := range tok.Attr {
				theirs.WriteString(" " + a.Name.Local + "=" + a.Value)
			}
		case xml.EndElement:
			depth--
			theirs.WriteString(">" + tok.Name.Local)
		case xml.CharData:
			if depth > 0 {
				theirs.Write(tok)
			}
		}
	}
	if ours.String() != theirs.String() {
		t.Errorf("%s: tokens differ", where)
	}
}
