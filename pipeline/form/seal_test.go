package form

import "testing"

// The seal covers every part of the identity, and parts do not run together.
func TestSeal(t *testing.T) {
	key := []byte("a key of the workspace")
	id := Identity{Unit: "430281", Period: "2018-06", Forms: "county@株转示1表", Version: "abc", Sequence: 1}
	seal := id.Seal(key)
	// printf '6:430281\n7:2018-06\n20:county@株转示1表\n3:abc\n1:1\n' | openssl dgst -sha256 -hmac 'a key of the workspace'
	if want := "0c7daa6ee729e72cb5cb1427b09612b3a89770452223ccce6add69e92c639d22"; seal != want {
		t.Errorf("%s, want %s", seal, want)
	}
	for _, other := range []Identity{
		{"430223", "2018-06", "county@株转示1表", "abc", 1}, {"430281", "2018-05", "county@株转示1表", "abc", 1},
		{"430281", "2018-06", "county@株转示2表", "abc", 1}, {"430281", "2018-06", "county@株转示1表", "abd", 1},
		{"430281", "2018-06", "county@株转示1表", "abc", 2}, {"43028", "12018-06", "county@株转示1表", "abc", 1},
	} {
		if other.Sealed(key, seal) {
			t.Errorf("%+v passes under another's seal", other)
		}
	}
	if id.Sealed([]byte("another key"), seal) || !id.Sealed(key, " "+seal+" ") {
		t.Error("the key does not decide")
	}
}
