package ingest_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/ingest"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// readBytes takes bytes in as the batch does. A refusal gives nil.
func readBytes(t testing.TB, ctx ingest.Context, data []byte) *ingest.Submission {
	t.Helper()
	book, err := xlsx.Read(data, xlsx.DefaultLimits())
	var refusal *xlsx.Refusal
	if errors.As(err, &refusal) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	book.SHA256 = "" // the file's own; it differs with every bit
	return ingest.Read(ctx, "x.xlsx", book)
}

// asTold are the observations with all that belongs to them, one line each.
func asTold(list []stat.Observation) []string {
	lines := make([]string, len(list))
	for i, o := range list {
		lines[i] = fmt.Sprintf("%+v", o)
	}
	return lines
}

// One random bit of a good submission is flipped: the observations and findings
// are the same, or the file is refused. Nothing else ever happens.
func TestBitFlips(t *testing.T) {
	flips := 200
	if os.Getenv("ZHIBAO_SOAK") != "" {
		flips = 20_000
	}
	ctx := sampleContext(t)
	files := samples(t)
	good := make([]*ingest.Submission, len(files))
	for i, data := range files {
		if good[i] = readBytes(t, ctx, data); good[i] == nil || len(good[i].Observations) == 0 {
			t.Fatalf("sample %d is not read", i)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range flips {
		i := r.IntN(len(files))
		bad := slices.Clone(files[i])
		at, bit := r.IntN(len(bad)), r.IntN(8)
		bad[at] ^= 1 << bit
		got := readBytes(t, ctx, bad)
		if got == nil {
			refused++
			continue
		}
		if diff := cmp.Diff(asTold(good[i].Observations), asTold(got.Observations)); diff != "" {
			t.Errorf("sample %d, bit %d of byte %d: -good +flipped\n%s", i, bit, at, diff)
		}
		if len(got.Results) != len(good[i].Results) {
			t.Errorf("sample %d, bit %d of byte %d: %d findings, %d without", i, bit, at, len(got.Results), len(good[i].Results))
		}
	}
	t.Logf("%d flips: %d refused, the others read the same", flips, refused)
	if refused < flips/2 {
		t.Errorf("only %d of %d flips were refused", refused, flips)
	}
}
