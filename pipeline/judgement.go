package pipeline

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"maps"
	"slices"
	"sync"

	"zhibao/pipeline/ingest"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/validate"
)

// What the rules said of one file is kept beside its reading, with the units of which
// they asked what is known besides, and a digest of all that was known of those. As
// long as file and versions are the same and the digest is, they would say the same
// again: rules see the file, the versions' plan and book, and the answers to what they
// asked. What is kept is only a shortcut: if it does not fit, the file is judged.

// judgement is what the rules said of a file.
type judgement struct {
	Asked   []string // units, sorted
	Known   string   // digest of what was known of them
	Passed  int
	Results []rule.Result
}

// verdict judges a file, or recalls what the rules said of it.
func (k *intake) verdict(ctx context.Context, sub *ingest.Submission, past memory) (*judged, error) {
	if k.book == nil || sub.SHA256 == "" || past.sent == nil {
		return k.assess(k.with, sub, past)
	}
	key := ledger.ReadingKey{Period: k.with.Period, File: sub.File, SHA256: sub.SHA256, Versions: k.versions}
	kept, found, err := k.book.Judgement(ctx, key)
	if err != nil {
		return nil, err
	}
	if found && hmac.Equal([]byte(kept.Seal), []byte(k.seal(key, kept.Body))) {
		var was judgement
		if gob.NewDecoder(bytes.NewReader(kept.Body)).Decode(&was) == nil && was.Known == past.digest(was.Asked, sub.SHA256) {
			return recalled(sub, was), nil
		}
	}
	watch := watching{memory: past, sum: sub.SHA256, asked: map[string]bool{}}
	j, err := k.assess(k.with, sub, watch.watched())
	if err != nil || !k.lasting(sub) || watch.strange {
		return j, err
	}
	now := judgement{Asked: slices.Sorted(maps.Keys(watch.asked)), Passed: j.passed, Results: j.Results}
	now.Known = past.digest(now.Asked, sub.SHA256)
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(now); err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.judgements = append(k.judgements, ledger.Judgement{ReadingKey: key, Seal: k.seal(key, b.Bytes()), Body: b.Bytes()})
	return j, nil
}

// recalled is the file as it was judged.
func recalled(sub *ingest.Submission, was judgement) *judged {
	j := &judged{Submission: sub, passed: was.Passed, state: stateOf(was.Results)}
	if sub.Part {
		j.read = slices.Clone(sub.Results)
	}
	sub.Results = was.Results
	return j
}

// seal binds a kept judgement to its file by the workspace's key: one that was altered
// in the ledger, or made elsewhere, is none.
func (k *intake) seal(key ledger.ReadingKey, body []byte) string {
	h := hmac.New(sha256.New, append([]byte("zhibao judgement\n"), k.with.Key...))
	h.Write([]byte(digest(map[string]string{"period": key.Period.String(), "file": key.File, "sha256": key.SHA256, "versions": key.Versions})))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// digest covers all that is known of some units, as a file with the given hash would
// be told.
func (m memory) digest(units []string, sum string) string {
	parts := map[string]string{}
	for _, u := range units {
		parts[u] = m.marks[u] + " " + m.sent(u, sum)
	}
	h := sha256.Sum256([]byte(digest(parts)))
	return hex.EncodeToString(h[:])
}

// watching notes what is asked of a memory. Rules of one file are evaluated one after
// another, but that is theirs to change.
type watching struct {
	memory
	sum     string
	mu      sync.Mutex
	asked   map[string]bool // units
	strange bool            // something was asked that the digest does not cover
}

func (w *watching) ask(unit string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked[unit] = true
}

func (w *watching) watched() memory {
	m := w.memory
	m.history = func(unit, item string, period stat.Period) (stat.Observation, bool) {
		w.ask(unit)
		return w.memory.history(unit, item, period)
	}
	m.past = func(unit, item string) []validate.Record {
		w.ask(unit)
		return w.memory.past(unit, item)
	}
	m.earlier = func(now stat.Observation, unit, item string, measure stat.Measure) (stat.Observation, bool) {
		w.ask(unit)
		if now.Source.SHA256 != w.sum {
			w.mu.Lock()
			w.strange = true
			w.mu.Unlock()
		}
		return w.memory.earlier(now, unit, item, measure)
	}
	return m
}
