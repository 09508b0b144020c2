package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"encoding/gob"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ingest"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// intake reads files. With a ledger it archives each and does not read again what
// is known, nor ask the rules again what they said (judgement.go). What depends on
// other files of the period is decided in every run.
type intake struct {
	*Project
	with     ingest.Context
	book     *ledger.Ledger // nil: nothing is kept, nothing is known
	versions string         // hash of all that reading depends on besides the file
	archived *deposit       // of all files together; nil: each by itself

	mu    sync.Mutex
	fresh []ledger.Reading

	judgements []ledger.Judgement
}

// intake prepares the reading of a period's files.
func (p *Project) intake(book *ledger.Ledger, period stat.Period) (*intake, error) {
	c, err := p.reading(period)
	return &intake{Project: p, with: c, book: book, versions: p.readingVersions(c.Key)}, err
}

// readingVersions covers what a reading depends on: plan, forms, rules, the build of
// the program, its limits, the key that seals forms (its hash only), and whether old
// workbooks can be converted.
func (p *Project) readingVersions(key []byte) string {
	v := p.versions()
	v["build"] = p.Settings.Build
	v["limits"] = fmt.Sprintf("%+v", p.Settings.Limits.orDefault())
	v["key"] = workspace.Hash(append([]byte("zhibao reading\n"), key...))
	v["converter"] = fmt.Sprint(p.Convert != nil)
	return digest(v)
}

// take reads one file, or recalls what it said.
func (k *intake) take(ctx context.Context, path, name string) (*ingest.Submission, error) {
	data, refused, err := k.fetch(k.with, path, name)
	if err != nil || refused != nil {
		return refused, err
	}
	sum := workspace.Hash(data)
	if k.book == nil {
		return k.readData(ctx, k.with, name, sum, data)
	}
	if err := k.put(ctx, sum, data); err != nil {
		return nil, err
	}
	key := ledger.ReadingKey{Period: k.with.Period, File: name, SHA256: sum, Versions: k.versions}
	body, known, err := k.book.Reading(ctx, key)
	if err != nil {
		return nil, err
	}
	if known {
		return k.decode(name, body)
	}
	sub, err := k.readData(ctx, k.with, name, sum, data)
	if err != nil || !k.lasting(sub) {
		return sub, err
	}
	if body, err = encodeReading(sub); err == nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.fresh = append(k.fresh, ledger.Reading{ReadingKey: key, Body: body})
	}
	return sub, err
}

// put archives a file.
func (k *intake) put(ctx context.Context, sum string, data []byte) error {
	if k.archived != nil {
		return k.archived.put(ctx, sum, data)
	}
	return k.PutContent(ctx, k.book, sum, data)
}

// lasting reports whether another reading would say the same: not of a file that was
// not through in time, nor of one on which a converter may have more luck.
func (k *intake) lasting(sub *ingest.Submission) bool {
	return !sub.Uncertain && !slices.ContainsFunc(sub.Results, func(r rule.Result) bool { return r.Rule == rule.NotFinished })
}

// keep stores what was read and judged for the first time, when the files are in the
// archive, and lets go of it.
func (k *intake) keep(ctx context.Context) error {
	if err := k.archived.files.Settle(); err != nil {
		return err
	}
	slices.SortFunc(k.fresh, func(a, b ledger.Reading) int { return cmp.Compare(a.File, b.File) })
	if err := k.book.Keep(ctx, k.fresh); err != nil {
		return err
	}
	slices.SortFunc(k.judgements, func(a, b ledger.Judgement) int { return cmp.Compare(a.File, b.File) })
	err := k.book.KeepJudgements(ctx, k.judgements)
	k.fresh, k.judgements = nil, nil
	return err
}

// kept is a submission as the ledger keeps it until it is judged: the unit stands by
// its code.
type kept struct {
	Unit string
	Read ingest.Submission
}

func encodeReading(sub *ingest.Submission) ([]byte, error) {
	s := kept{Read: *sub}
	if s.Read.Unit = nil; sub.Unit != nil {
		s.Unit = sub.Unit.Code
	}
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(s)
	return b.Bytes(), err
}

func (k *intake) decode(name string, body []byte) (*ingest.Submission, error) {
	var s kept
	err := gob.NewDecoder(bytes.NewReader(body)).Decode(&s)
	unit, known := k.Plan.Unit(s.Unit)
	if err != nil || s.Unit != "" && !known {
		return nil, fault.Break("台账中的读取结果无法识别。", name, "请保留台账备查，恢复最近的备份后重新运行。", err)
	}
	if known {
		s.Read.Unit = unit
	}
	return &s.Read, nil
}

// Worker is one process that takes in files beside others.
type Worker struct {
	ID    string        // unlike any other's
	Lease time.Duration // how long a file that it holds is left to it
}

// Taken is what an intake of a period did.
type Taken struct {
	Files   int      // on the list, all processes together
	Taken   int      // read by this process
	Others  int      // read by other processes, now or earlier
	Refused []string // cannot be taken in as they are; run says why
	Changed []string // were changed while they were read: ingest once more
}

// poll is how long to wait for files that others hold.
const poll = 200 * time.Millisecond

// Ingest archives and reads what lies in the period's inputs, and keeps it for run,
// which then finds it known. Several processes may do so at once on one ledger: each
// file is taken in once. It does not take the workspace's lock and decides nothing. A
// closed period takes in nothing else than it was closed with. What a dead process held
// is taken over: on a server when its lease is over, since the processes there may work
// on different computers; beside a ledger's file at once by an ingest that finds itself
// alone.
func Ingest(ctx context.Context, p *Project, period stat.Period, w Worker) (*Taken, error) {
	book, err := p.OpenLedger(ctx)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	if _, remote := p.server(); !remote {
		leave, err := p.Workspace.Attend(ctx, func() error { return book.Free(ctx) })
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	if period, err = p.folderOf(period); err != nil {
		return nil, err
	}
	k, err := p.intake(book, period)
	if err != nil {
		return nil, err
	}
	t := &taking{intake: k, worker: w, paths: map[string]string{}, sums: map[string]string{}}
	keys, err := t.list(ctx)
	if err != nil {
		return nil, err
	}
	if err := t.checkOpen(ctx); err != nil {
		return nil, err
	}
	if err := book.Offer(ctx, keys); err != nil {
		return nil, err
	}
	left, err := book.Unfinished(ctx, period, k.versions)
	if err != nil {
		return nil, err
	}
	t.tell = p.counter(stageTake, left)
	group, ctx := errgroup.WithContext(ctx)
	for range cmp.Or(p.Settings.Workers, runtime.GOMAXPROCS(0)) {
		group.Go(func() error { return t.work(ctx) })
	}
	err = group.Wait()
	t.done.Files, t.done.Others = len(keys), max(0, len(keys)-t.done.Taken-len(t.done.Changed))
	slices.Sort(t.done.Changed)
	return &t.done, err
}

// taking is one process's part of an intake.
type taking struct {
	*intake
	worker Worker
	paths  map[string]string // name → where it lies
	sums   map[string]string // name → SHA-256, of what this process listed
	tell   func()
	mu     sync.Mutex
	done   Taken
}

// list hashes the files of the inputs. One that cannot be read is left to run, which
// says why.
func (t *taking) list(ctx context.Context) ([]ledger.ReadingKey, error) {
	files, err := t.listInputs(t.with.Period)
	if err != nil {
		return nil, err
	}
	var keys []ledger.ReadingKey
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if f.Skipped != "" {
			continue
		}
		t.working("登记收件", f.Name)
		data, refused, err := t.fetch(t.with, f.Path, f.Name)
		switch {
		case err != nil:
			return nil, err
		case refused != nil:
			t.done.Refused = append(t.done.Refused, f.Name)
			continue
		}
		t.paths[f.Name], t.sums[f.Name] = f.Path, workspace.Hash(data)
		keys = append(keys, ledger.ReadingKey{Period: t.with.Period, File: f.Name, SHA256: t.sums[f.Name], Versions: t.versions})
	}
	if len(keys)+len(t.done.Refused) == 0 {
		return nil, t.noInputs(t.with.Period)
	}
	return keys, nil
}

// checkOpen refuses for a closed period what run would refuse, before anything is
// archived.
func (t *taking) checkOpen(ctx context.Context) error {
	events, err := t.book.Events(ctx, t.with.Period)
	if err != nil || closing(events) == nil {
		return err
	}
	files, err := t.listInputs(t.with.Period)
	if err != nil {
		return err
	}
	in := &received{period: t.with.Period, from: t.with.Period, inputs: maps.Clone(t.sums)}
	for _, name := range t.done.Refused {
		in.inputs[name] = "" // as a run notes it
	}
	if err := t.takeArrivals(in, files); err != nil {
		return err
	}
	if _, err := t.grants(in); err != nil {
		return err
	}
	return t.Project.checkOpen(ctx, t.book, t.with.Period, in.inputs)
}

// atOnce is how many files a worker claims together: more would wait longer for it if
// it dies, fewer would ask the ledger more often.
const atOnce = 4

// work claims and takes in files until none is left, waiting for those of workers
// that may have died.
func (t *taking) work(ctx context.Context) error {
	for {
		held, err := t.book.Claim(ctx, t.with.Period, t.versions, t.lease(), atOnce)
		if err != nil {
			return err
		}
		if len(held) > 0 {
			if err := t.takeAll(ctx, held); err != nil {
				return err
			}
			continue
		}
		left, err := t.book.Unfinished(ctx, t.with.Period, t.versions)
		if err != nil || left == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(poll):
		}
	}
}

func (t *taking) lease() ledger.Lease {
	now := t.now()
	return ledger.Lease{Worker: t.worker.ID, Now: now, Until: now.Add(t.worker.Lease)}
}

func (t *taking) takeAll(ctx context.Context, held []ledger.Work) error {
	renewed := t.now()
	for i, w := range held {
		if t.now().Sub(renewed) > t.worker.Lease/2 {
			if err := t.book.Renew(ctx, held[i:], t.lease()); err != nil {
				return err
			}
			renewed = t.now()
		}
		if err := t.takeOne(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// takeOne takes in one file. One that is no longer what it was when it was listed is
// not: its present content is listed by the next ingest.
func (t *taking) takeOne(ctx context.Context, w ledger.Work) error {
	one := &intake{Project: t.Project, with: t.with, book: t.book, versions: t.versions}
	path, err := t.pathOf(w.File)
	if err != nil {
		return err
	}
	t.working(stageTake, w.File)
	var sub *ingest.Submission
	if path != "" {
		if sub, err = one.take(ctx, path, w.File); err != nil {
			return err
		}
	}
	var body []byte
	for _, r := range one.fresh {
		if r.ReadingKey == w.ReadingKey {
			body = r.Body
		}
	}
	mine, err := t.book.Finish(ctx, w, t.worker.ID, body)
	if err != nil || !mine {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case sub != nil && sub.SHA256 == w.SHA256:
		t.done.Taken++
	case t.sums[w.File] == w.SHA256: // else an earlier process listed what is no longer there
		t.done.Changed = append(t.done.Changed, w.File)
	}
	t.tell()
	return nil
}

// pathOf finds a file that this process or another one listed; empty if it is gone.
func (t *taking) pathOf(name string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if path := t.paths[name]; path != "" {
		return path, nil
	}
	files, err := t.listInputs(t.with.Period)
	for _, f := range files {
		if f.Skipped == "" {
			t.paths[f.Name] = f.Path
		}
	}
	return t.paths[name], err
}
