package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

var noon = time.Date(2018, 7, 12, 4, 0, 0, 0, time.UTC)

// Runs are dated and chained; what was there before dates is covered by the chain.
func TestChain(t *testing.T) {
	onEach(t, func(t *testing.T, _ opener, l *Ledger) {
		put(t, l, Run{ID: "r1", Period: june}, sub("A", "a.xlsx", "1", Accepted))
		for _, old := range []string{"old1", "old2"} { // as an older version wrote them
			must(t, l, "INSERT INTO run (id, digest, period, period_key) VALUES ('"+old+"', 'd-"+old+"', '2018-05', '2018-05')")
		}
		put(t, l, Run{ID: "r2", Period: june, At: noon}, sub("A", "a.xlsx", "2", Accepted))
		put(t, l, Run{ID: "r2", Period: june, At: noon.Add(time.Hour)}, sub("A", "a.xlsx", "2", Accepted)) // nothing changed
		put(t, l, Run{ID: "r3", Period: june, At: noon.Add(-time.Minute)}, sub("A", "a.xlsx", "3", Accepted))
		heads, err := l.Runs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		link := ""
		for _, h := range heads {
			if link = h.Link(link); h.Chain != "" && h.Chain != link {
				t.Errorf("run %s: chain %s, worked out %s", h.ID, h.Chain, link)
			}
			got = append(got, fmt.Sprintf("%s %s %v", h.ID, encodeTime(h.At), h.Chain != ""))
		}
		check(t, nil, []string{"r1  true", "old1  false", "old2  false", "r2 2018-07-12T04:00:00.000Z true", "r3 2018-07-12T03:59:00.000Z true"}, got)
		_, err = l.Record(t.Context(), Run{ID: "r4", Period: june, At: noon.Add(-time.Hour)}, nil)
		var f *fault.Fault
		if !errors.As(err, &f) || f.Code != fault.Broken || !strings.Contains(f.What, "2018-07-12 03:00:00 UTC") || f.Remedy == "" {
			t.Errorf("a clock that went backwards: %v", err)
		}
		if got := values(t, l, june); got != "A=3" {
			t.Errorf("values %q", got)
		}
	})
}

func TestPublications(t *testing.T) {
	onEach(t, func(t *testing.T, _ opener, l *Ledger) {
		if err := l.RecordPublication(t.Context(), 1, noon, nil, nil); err == nil {
			t.Error("a publication without a run was taken")
		}
		put(t, l, Run{ID: "r1", Period: june, At: noon}, sub("A", "a.xlsx", "1", Accepted))
		first, second := map[string]string{"b": "1", "a": "2"}, map[string]string{"a": "3"}
		for i, files := range []map[string]string{first, first, second, first} {
			if err := l.RecordPublication(t.Context(), 1, noon.Add(time.Duration(i)*time.Hour), files, nil); err != nil {
				t.Fatal(err)
			}
		}
		put(t, l, Run{ID: "r2", Period: june, At: noon.Add(9 * time.Hour)}, sub("A", "a.xlsx", "2", Accepted))
		if err := l.RecordPublication(t.Context(), 2, noon.Add(9*time.Hour), first, nil); err != nil {
			t.Fatal(err)
		}
		all, err := l.Publications(t.Context(), june)
		heads, err2 := l.Runs(t.Context())
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		chains := map[int64]string{}
		for _, h := range heads {
			chains[h.Seq] = h.Chain
		}
		var got []string
		link := ""
		for _, p := range all {
			if link = p.Link(link, chains[p.RunSeq]); link != p.Chain {
				t.Errorf("publication %d: chain %s, worked out %s", p.ID, p.Chain, link)
			}
			got = append(got, fmt.Sprint(p.RunID, " ", p.At.Hour(), " ", p.Files))
		}
		check(t, nil, []string{"r1 4 map[a:2 b:1]", "r1 6 map[a:3]", "r1 7 map[a:2 b:1]", "r2 13 map[a:2 b:1]"}, got)
	})
}

func TestContent(t *testing.T) {
	onEach(t, func(t *testing.T, _ opener, l *Ledger) {
		for _, data := range []string{"", "甲\x00\xff", strings.Repeat("x", 3<<20)} {
			for range 2 {
				if err := l.PutContent(t.Context(), sum([]byte(data)), []byte(data)); err != nil {
					t.Fatal(err)
				}
			}
			got, err := l.Content(t.Context(), sum([]byte(data)))
			if err != nil || string(got) != data {
				t.Errorf("%d bytes came back as %d: %v", len(data), len(got), err)
			}
		}
		if _, err := l.Content(t.Context(), "none"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("no content: %v", err)
		}
	})
}

func TestReadings(t *testing.T) {
	onEach(t, func(t *testing.T, _ opener, l *Ledger) {
		key := ReadingKey{Period: june, File: "甲\x00.xlsx", SHA256: "s", Versions: "v"}
		for range 2 {
			if err := l.Keep(t.Context(), []Reading{{key, []byte("\x00body")}, {ReadingKey{june, "b", "s", "v"}, []byte("b")}}); err != nil {
				t.Fatal(err)
			}
		}
		body, ok, err := l.Reading(t.Context(), key)
		if err != nil || !ok || string(body) != "\x00body" {
			t.Errorf("%q %v %v", body, ok, err)
		}
		quarter := stat.Period{Kind: stat.Quarter, Year: 2018, N: 2} // another form, though it ends with June
		for _, other := range []ReadingKey{{quarter, key.File, "s", "v"}, {june, "c", "s", "v"}, {june, key.File, "t", "v"}, {june, key.File, "s", "w"}} {
			if _, ok, err := l.Reading(t.Context(), other); ok || err != nil {
				t.Errorf("%v is known: %v", other, err)
			}
		}
	})
}

// Many processes that open a new ledger at once all find it whole.
func TestOpenedAtOnce(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			o := e.make(t)
			var group sync.WaitGroup
			for i := range 8 {
				group.Go(func() {
					l, err := o.write()
					if err != nil {
						t.Error(err)
						return
					}
					defer func() { _ = l.Close() }()
					if _, err := l.Record(t.Context(), Run{ID: fmt.Sprint(i), Period: june}, []Submission{sub("A", "a.xlsx", "1", Accepted)}); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
			l := opened(t, o.write)
			heads, err := l.Runs(t.Context())
			link := ""
			for _, h := range heads {
				if link = h.Link(link); h.Chain != link {
					t.Error("the chain is broken")
				}
			}
			if all := dump(t, l); err != nil || len(heads) != 8 || strings.Count("\n"+all, "\nsubmission [") != 1 {
				t.Errorf("%v\n%s", err, all)
			}
		})
	}
}

// Each file goes to one worker; one that died loses it when its lease ends.
func TestClaims(t *testing.T) {
	onEach(t, func(t *testing.T, o opener, l *Ledger) {
		var keys []ReadingKey
		for i := range 40 {
			keys = append(keys, ReadingKey{june, fmt.Sprintf("%02d.xlsx", i), "s", "v"})
		}
		var group sync.WaitGroup
		var mu sync.Mutex
		times := map[string]int{}
		for worker := range 4 {
			group.Go(func() {
				l := opened(t, o.write)
				fail := func(err error) {
					if err != nil {
						t.Error(err)
					}
				}
				fail(l.Offer(t.Context(), keys))
				lease := Lease{fmt.Sprint("w", worker), noon, noon.Add(time.Minute)}
				for {
					work, err := l.Claim(t.Context(), june, "v", lease, 3)
					fail(err)
					if len(work) == 0 {
						return
					}
					for _, w := range work {
						if w.File == "07.xlsx" {
							continue // its worker dies
						}
						mine, err := l.Finish(t.Context(), w, lease.Worker, []byte(w.File))
						fail(err)
						mu.Lock()
						if mine {
							times[w.File]++
						}
						mu.Unlock()
					}
				}
			})
		}
		group.Wait()
		claim := func(at time.Time) []Work {
			work, err := l.Claim(t.Context(), june, "v", Lease{"late", at, at.Add(time.Minute)}, 9)
			if err != nil {
				t.Fatal(err)
			}
			return work
		}
		if n, err := l.Unfinished(t.Context(), june, "v"); n != 1 || err != nil || len(times) != 39 {
			t.Errorf("unfinished %d, %v; done %v", n, err, times)
		}
		if work := claim(noon.Add(time.Minute)); len(work) != 0 {
			t.Errorf("taken before the lease ended: %v", work)
		}
		work := claim(noon.Add(time.Minute + time.Millisecond))
		if len(work) != 1 || work[0].File != "07.xlsx" {
			t.Fatalf("after the lease: %v", work)
		}
		late := Lease{"late", noon, noon.Add(time.Hour)}
		if err := l.Renew(t.Context(), work, late); err != nil || len(claim(noon.Add(30*time.Minute))) != 0 {
			t.Errorf("a renewed lease does not hold: %v", err)
		}
		if mine, err := l.Finish(t.Context(), work[0], "w0", []byte("x")); mine || err != nil {
			t.Errorf("the dead worker finished it: %v", err)
		}
		if _, known, err := l.Reading(t.Context(), work[0].ReadingKey); known || err != nil {
			t.Errorf("the dead worker's reading was kept: %v", err)
		}
		mine, err := l.Finish(t.Context(), work[0], "late", []byte("y"))
		again, err2 := l.Finish(t.Context(), work[0], "late", []byte("z"))
		if !mine || again || err != nil || err2 != nil {
			t.Error(mine, again, err, err2)
		}
		for file, n := range times {
			if n != 1 {
				t.Errorf("%s was taken in %d times", file, n)
			}
		}
	})
}

// filled is a ledger with something in every table.
func filled(t *testing.T, l *Ledger) {
	t.Helper()
	subs := batch(3, 100)
	odd := sub("B", "乙\xff.xlsx", "2", Returned)
	odd.Observations[0].Read = "无\x00\U0010FFFE\U0010FFFE00\xfe"
	odd.Results = append(odd.Results, rule.Result{Rule: "R", Severity: rule.Hint, Outcome: rule.Fail, Seen: "\x00", Related: []stat.Source{{File: "丁\xff"}},
		Operands: []rule.Operand{{Item: "gdp", Text: "1"}}, Refused: rule.Refusal{Note: "无\x00", Why: "空话"}, Granted: rule.Grant{By: "处室", Reason: "属实"}})
	put(t, l, Run{ID: "r1", Period: june, At: noon, Versions: map[string]string{"é": "1", "Z": "2", "a": "3", "丙": "4"},
		Inputs:   map[string]string{"b.xlsx": sum([]byte("one")), "B.xlsx": sum([]byte("two")), "ä": sum([]byte("lost"))},
		Arrivals: []Arrival{{File: "b.xlsx", At: noon, Line: 2}, {File: "B.xlsx", At: noon, Line: 3}}}, append(subs, odd)...)
	if err := l.RecordEvent(t.Context(), Event{Period: june, Kind: Signed, Step: "初审", Run: 1, Name: "处室\x00", At: noon}); err != nil {
		t.Fatal(err)
	}
	for _, data := range []string{"one", "print", "besides"} {
		if err := l.PutContent(t.Context(), sum([]byte(data)), []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.RecordPublication(t.Context(), 1, noon, map[string]string{"a.pdf": sum([]byte("print"))}, map[string]string{"inputs/plan/a\x00": sum([]byte("besides"))}); err != nil {
		t.Fatal(err)
	}
	if err := l.Keep(t.Context(), []Reading{{ReadingKey{june, "b.xlsx", sum([]byte("one")), "v"}, []byte("\x00\x01")}}); err != nil {
		t.Fatal(err)
	}
}

// A history goes from any engine to any other, and back, and is the same.
func TestCopy(t *testing.T) {
	for _, a := range engines {
		for _, b := range engines {
			t.Run(a.name+" to "+b.name, func(t *testing.T) {
				from, to := opened(t, a.make(t).write), opened(t, b.make(t).write)
				filled(t, from)
				outside := func(want string) ([]byte, error) {
					if want == sum([]byte("two")) {
						return []byte("two"), nil
					}
					return nil, fs.ErrNotExist
				}
				proofs, missing, err := from.CopyTo(t.Context(), to, outside)
				check(t, err, []string{sum([]byte("lost"))}, missing)
				if diff := cmp.Diff(dump(t, from), dump(t, to)); diff != "" {
					t.Errorf("-from +to\n%s", diff)
				}
				there, err := to.Digests(t.Context())
				if err != nil || !slices.Equal(proofs[:len(proofs)-1], there) || len(there) != len(history()) {
					t.Errorf("proved %v, there is %v: %v", proofs, there, err)
				}
				for _, p := range proofs {
					if p.Rows == 0 {
						t.Errorf("%s is empty: nothing was shown of it", p.Table)
					}
				}
				for _, data := range []string{"one", "two", "print", "besides"} {
					if got, err := to.Content(t.Context(), sum([]byte(data))); err != nil || string(got) != data {
						t.Errorf("content %s came as %q: %v", data, got, err)
					}
				}
				put(t, to, Run{ID: "r2", Period: june, At: noon}, sub("C", "c.xlsx", "3", Accepted)) // its rows have numbers of their own
				if _, _, err := from.CopyTo(t.Context(), to, outside); err == nil || !strings.Contains(err.Error(), "已有数据") {
					t.Errorf("into a full ledger: %v", err)
				}
			})
		}
	}
}

// A copy is refused when a content is not what its hash says, and leaves nothing.
func TestCopyOfAltered(t *testing.T) {
	onEach(t, func(t *testing.T, o opener, from *Ledger) {
		filled(t, from)
		to := opened(t, func() (*Ledger, error) { return Open(filepath.Join(t.TempDir(), "b.db")) })
		_, _, err := from.CopyTo(t.Context(), to, func(string) ([]byte, error) { return []byte("zwei"), nil })
		if err == nil || !strings.Contains(err.Error(), "被改动过") || dump(t, to) != "" {
			t.Errorf("%v; the target holds %q", err, dump(t, to))
		}
	})
}

// A copy reads one state though another process writes the while.
func TestCopyWhileWriting(t *testing.T) {
	onEach(t, func(t *testing.T, o opener, from *Ledger) {
		filled(t, from)
		other, to := opened(t, o.write), opened(t, func() (*Ledger, error) { return Open(filepath.Join(t.TempDir(), "b.db")) })
		before, busy := dump(t, from), make(chan struct{})
		var group sync.WaitGroup
		group.Go(func() {
			<-busy
			_, err := other.Record(context.Background(), Run{ID: "r9", Period: june, At: noon}, batch(9, 9))
			if err != nil {
				t.Error(err)
			}
		})
		once := sync.OnceFunc(func() { close(busy); time.Sleep(100 * time.Millisecond) })
		_, _, err := from.CopyTo(t.Context(), to, func(string) ([]byte, error) { once(); return nil, fs.ErrNotExist })
		group.Wait()
		if err != nil || dump(t, to) != before || dump(t, from) == before {
			t.Errorf("%v; the copy is not the state in which it began", err)
		}
	})
}
