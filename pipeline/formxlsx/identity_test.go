package formxlsx

import (
	"bytes"
	"testing"

	"zhibao/pipeline/form"
	"zhibao/pipeline/xlsx"
)

// The seal is that of the identity that stands in the hidden sheet; without a key
// there is no row for it.
func TestSealedIdentity(t *testing.T) {
	s := load(t)
	key := []byte("a key")
	read := func(opt Options) map[string]string {
		book, err := xlsx.Read(s.make(t, "430281", "2018-06", opt), xlsx.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		pairs := map[string]string{}
		for _, sheet := range book.Sheets {
			if sheet.Name == form.IdentitySheet {
				for i := 0; i+1 < len(sheet.Cells); i++ {
					if sheet.Cells[i].Col == 1 && sheet.Cells[i+1].Row == sheet.Cells[i].Row {
						pairs[sheet.Cells[i].Text] = sheet.Cells[i+1].Text
					}
				}
			}
		}
		return pairs
	}
	got := read(Options{Key: key, Version: "abc", Sequence: 2})
	id := form.Identity{Unit: "430281", Period: "2018-06", Forms: "county@株转示1表,project@株转示4表", Version: "abc", Sequence: 2}
	if got["seal"] != id.Seal(key) || got["version"] != "abc" || got["sequence"] != "2" {
		t.Errorf("%v", got)
	}
	if plain := read(Options{Version: "abc"}); plain["seal"] != "" || plain["sequence"] != "1" {
		t.Errorf("without a key: %v", plain)
	}
	if a, b := s.make(t, "430281", "2018-06", Options{Key: key}), s.make(t, "430281", "2018-06", Options{Key: key}); !bytes.Equal(a, b) {
		t.Error("the same key, other bytes")
	}
}
