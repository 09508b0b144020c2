package pipeline

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// What the ledger gives back of a file is what was read, whatever the file holds:
// each sample file, a list of projects among them, and one that is refused for what
// it is missing.
func TestReadingComesBack(t *testing.T) {
	p, c := repository(t)
	k := &intake{Project: p, with: c}
	files, err := filepath.Glob("../inputs/*/*.xlsx")
	if err != nil || len(files) < 50 {
		t.Fatal(len(files), err)
	}
	units := 0
	for _, path := range files {
		sub, err := k.take(t.Context(), path, filepath.Base(path))
		if err != nil {
			t.Fatal(err)
		}
		body, err := encodeReading(sub)
		if err != nil {
			t.Fatal(err)
		}
		again, err := k.decode(sub.File, body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sub, again, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b *plan.Unit) bool { return a == b })); diff != "" {
			t.Errorf("%s: -read +recalled\n%s", path, diff)
		}
		if sub.Unit != nil {
			units++
		}
	}
	if units == 0 {
		t.Error("no file says whose it is: the unit was not tested")
	}
}

// receiving is a workspace that received some of the sample's files of 2017.
func receiving(t *testing.T, names []string) (dir string, p *Project) {
	t.Helper()
	dir = t.TempDir()
	for _, part := range []string{"inputs/plan", "inputs/history"} {
		if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join("..", part))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range append(names, "../../zhibao.yaml") {
		data, err := os.ReadFile(filepath.Join("../inputs/2017", name))
		to := filepath.Join(dir, "inputs/2017", name)
		if err == nil {
			err = errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, data, 0o644))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w, err := workspace.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	p, err = Open(w, Settings{Workers: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p.Now = time.Now
	return dir, p
}

// What a process held that is dead is taken over at once; what one holds that lives is not.
func TestIngestAfterDeath(t *testing.T) {
	names := []string{"430281-醴陵市.xlsx", "D01-市统计局.xlsx"}
	_, p := receiving(t, names)
	period := stat.Period{Kind: stat.Year, Year: 2017}
	k, err := p.intake(nil, period)
	if err != nil {
		t.Fatal(err)
	}
	book, err := p.OpenLedger(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var held int
	hold := func(file string) error {
		key := ledger.ReadingKey{Period: period, File: file, SHA256: file, Versions: k.versions}
		work, err := []ledger.Work(nil), book.Offer(t.Context(), []ledger.ReadingKey{key})
		if err == nil {
			work, err = book.Claim(t.Context(), period, k.versions, ledger.Lease{Worker: "other", Now: time.Now(), Until: time.Now().Add(time.Hour)}, 1)
		}
		held = len(work)
		return err
	}
	if err := hold("不在了.xlsx"); err != nil || held != 1 {
		t.Fatal(held, err)
	}
	within := func(wait time.Duration) (*Taken, error) {
		ctx, stop := context.WithTimeout(t.Context(), wait)
		defer stop()
		return Ingest(ctx, p, period, Worker{ID: "a", Lease: time.Minute})
	}
	if got, err := within(time.Minute); err != nil || got.Taken != len(names) {
		t.Errorf("after a death: %+v %v", got, err)
	}

	leave, err := p.Workspace.Attend(t.Context(), func() error { return hold("别人的.xlsx") })
	if err != nil || held != 1 {
		t.Fatal(held, err)
	}
	if got, err := within(time.Second); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("beside one that lives: %+v %v", got, err)
	}
	if free, err := book.Claim(t.Context(), period, k.versions, ledger.Lease{Worker: "third", Now: time.Now(), Until: time.Now()}, 9); err != nil || len(free) != 0 {
		t.Errorf("what one holds that lives was given back: %v %v", free, err)
	}
	if err := leave(); err != nil {
		t.Fatal(err)
	}
	if got, err := within(time.Minute); err != nil || got.Others != len(names) {
		t.Errorf("after it left: %+v %v", got, err)
	}
}

// What an earlier process listed, and what is no longer so, is ended and not told;
// what is there is taken in. A file that changes under the hands is told.
func TestIngestStaleList(t *testing.T) {
	names := []string{"430281-醴陵市.xlsx", "D01-市统计局.xlsx"}
	dir, p := receiving(t, names)
	period := stat.Period{Kind: stat.Year, Year: 2017}
	k, err := p.intake(nil, period)
	if err != nil {
		t.Fatal(err)
	}
	book, err := p.OpenLedger(t.Context())
	if err == nil {
		err = errors.Join(book.Offer(t.Context(), []ledger.ReadingKey{
			{Period: period, File: "不在了.xlsx", SHA256: "s", Versions: k.versions}, {Period: period, File: names[0], SHA256: "old", Versions: k.versions},
		}), book.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	got, err := Ingest(t.Context(), p, period, Worker{ID: "a", Lease: time.Minute})
	if err != nil || got.Files != 2 || got.Taken != 2 || got.Others != 0 || len(got.Changed) != 0 {
		t.Errorf("%+v %v", got, err)
	}

	path := filepath.Join(dir, "inputs/2017", names[1])
	changes := []byte("报告期\n一\n")
	if err := os.WriteFile(path, changes, 0o644); err != nil {
		t.Fatal(err)
	}
	p.Progress = func(string, int, int) { _ = os.WriteFile(path, append(changes, "二\n"...), 0o644) } // told once listed
	got, err = Ingest(t.Context(), p, period, Worker{ID: "b", Lease: time.Minute})
	if err != nil || got.Taken != 0 || len(got.Changed) != 1 || got.Changed[0] != names[1] || got.Others != 1 {
		t.Errorf("%+v %v", got, err)
	}
}

// BenchmarkRecall compares the recalling of a reading with the reading itself.
func BenchmarkRecall(b *testing.B) {
	p, c := repository(b)
	k := &intake{Project: p, with: c}
	sub, err := k.take(b.Context(), sampleFile, "a.xlsx")
	if err != nil {
		b.Fatal(err)
	}
	body, err := encodeReading(sub)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := k.take(b.Context(), sampleFile, "a.xlsx"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("recall", func(b *testing.B) {
		b.ReportMetric(float64(len(body)), "bytes")
		for b.Loop() {
			if _, err := k.decode("a.xlsx", body); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("judge", func(b *testing.B) {
		for b.Loop() {
			again, err := k.decode("a.xlsx", body)
			if err == nil {
				_, err = p.assess(c, again, memory{history: func(string, string, stat.Period) (stat.Observation, bool) { return stat.Observation{}, false }})
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
