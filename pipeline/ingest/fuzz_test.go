package ingest_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"zhibao/pipeline/ingest"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// firstForm is the part of a sample that holds its first form.
const firstForm = "xl/worksheets/sheet1.xml"

// FuzzIngest takes bytes through the whole intake. Bytes that begin like XML are
// put into a sample submission as its first form, since no fuzzer finds a CRC.
//
// Properties: no panic; the same bytes give the same submission; whatever is
// reported stands in a cell of the file; with one bit flipped the file is refused
// or gives the same observations.
func FuzzIngest(f *testing.F) {
	files := samples(f)
	ctx := sampleContext(f)
	f.Add(files[0], uint32(5000))
	f.Add(files[9], uint32(12345))
	for _, data := range [][]byte{files[0], files[9], files[len(files)-1]} {
		f.Add([]byte(partOf(f, data, firstForm)), uint32(77))
	}
	f.Fuzz(func(t *testing.T, data []byte, flip uint32) {
		if bytes.HasPrefix(data, []byte("<")) {
			data = withPart(t, files[0], firstForm, string(data))
		}
		book, err := xlsx.Read(data, xlsx.DefaultLimits())
		if err != nil {
			return
		}
		sub := readBytes(t, ctx, data)
		if again := readBytes(t, ctx, data); !slices.Equal(asTold(sub.Observations), asTold(again.Observations)) || len(sub.Results) != len(again.Results) {
			t.Fatal("the same bytes give another submission")
		}
		checkSources(t, book, sub)
		bad := slices.Clone(data)
		bad[int(flip/8)%len(bad)] ^= 1 << (flip % 8)
		if got := readBytes(t, ctx, bad); got != nil && !slices.Equal(asTold(sub.Observations), asTold(got.Observations)) {
			t.Fatalf("bit %d of byte %d: other observations and no refusal", flip%8, int(flip/8)%len(bad))
		}
	})
}

// checkSources wants every observation to stand in the cell that it names, and
// every number to be one that was read there.
func checkSources(t *testing.T, book *xlsx.Book, sub *ingest.Submission) {
	t.Helper()
	cells := map[string]string{}
	for _, s := range book.Sheets {
		for _, c := range s.Cells {
			cells[s.Name+"!"+c.Ref()] = c.Text
		}
	}
	seen := map[string]bool{}
	for _, o := range sub.Observations {
		text, ok := cells[o.Source.Sheet+"!"+o.Source.Cell]
		if !ok {
			t.Fatalf("no cell %s!%s for %+v", o.Source.Sheet, o.Source.Cell, o)
		}
		if o.Kind == stat.Number && strings.TrimSpace(o.Read) != strings.TrimSpace(text) {
			t.Fatalf("%s!%s holds %q, the observation says %q", o.Source.Sheet, o.Source.Cell, text, o.Read)
		}
		key := fmt.Sprint(o.Unit, "/", o.Form, "/", o.Item, "/", o.Measure)
		if seen[key] {
			t.Fatalf("%s is reported twice", key)
		}
		seen[key] = true
	}
}

// partOf is the text of a part.
func partOf(t testing.TB, data []byte, part string) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	in, err := r.Open(part)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// withPart is a submission with one part replaced, stored and not packed.
func withPart(t testing.TB, data []byte, part, text string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		if f.Name != part {
			err = w.Copy(f)
		} else if dst, create := w.CreateHeader(&zip.FileHeader{Name: part}); create == nil {
			_, err = io.WriteString(dst, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
