// Command zhibao-hostile writes a folder of files that an intake must survive:
// bombs, far cells, broken archives, wrong types, pipes and links, and among them
// twenty good submissions. The same seed gives the same files. It serves the test
// beside it and whoever wants to try another program.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// goodCount is how many sample submissions lie among the hostile files.
const goodCount = 20

func main() {
	out := flag.String("o", "", "folder to write to (must not exist)")
	from := flag.String("from", "inputs/2017", "folder of the sample submissions")
	count := flag.Int("n", 300, "hostile files")
	seed := flag.Uint64("seed", 1, "seed")
	flag.Parse()
	if *out == "" {
		flag.Usage()
		os.Exit(2)
	}
	if _, err := generate(*out, *from, *count, *seed); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// kind is one way to be hostile.
type kind struct {
	name string
	ext  string // of the file's name, with the dot
	data func(r *rand.Rand, base []byte) []byte
	// place makes what is no regular file; data is nil then.
	place func(path string) error
}

// generate writes everything and returns the names of the hostile entries.
func generate(dir, from string, count int, seed uint64) ([]string, error) {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	base, err := copyGood(dir, from)
	if err != nil {
		return nil, err
	}
	all := kinds()
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var names []string
	for i := range count {
		k := all[i%len(all)]
		name := nameOf(k, i)
		if err := k.write(filepath.Join(dir, name), rand.New(rand.NewPCG(seed, uint64(i)+1)), base); err != nil {
			return nil, fmt.Errorf("%s: %w", k.name, err)
		}
		names = append(names, name)
	}
	return names, writeHarmless(dir)
}

// kinds are all of them; the seed shuffles them, so that a small folder has some
// of each group.
func kinds() []kind {
	return slices.Concat(typeKinds(), specialKinds(), zipKinds(), xmlKinds(), sheetKinds(), formKinds())
}

// copyGood copies the first submissions of the sample and returns the bytes of the
// last one, which is not among them: hostile files are made from it.
func copyGood(dir, from string) (base []byte, err error) {
	names, err := filepath.Glob(filepath.Join(from, "*.xlsx"))
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	if len(names) <= goodCount {
		return nil, fmt.Errorf("%s holds %d submissions, wanted more than %d", from, len(names), goodCount)
	}
	for _, name := range names[:goodCount] {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), data, 0o644); err != nil {
			return nil, err
		}
	}
	return os.ReadFile(names[len(names)-1])
}

// nameOf names the i-th file; some kinds are hostile by their name.
func nameOf(k kind, i int) string {
	switch k.name {
	case "control-name":
		return fmt.Sprintf("恶意%03d\n控制\x1b[31m字符%s", i, k.ext)
	case "bytes-name":
		return fmt.Sprintf("\xb6\xf1%03d\xd2\xe2%s", i, k.ext)
	case "long-name":
		long := fmt.Sprintf("恶意%03d", i)
		for len(long)+len(k.ext) <= 250 {
			long += "长"
		}
		return long + k.ext
	case "formula-name":
		return fmt.Sprintf("=恶意%03d+cmd|' !A1%s", i, k.ext)
	}
	return fmt.Sprintf("恶意%03d-%s%s", i, k.name, k.ext)
}

func (k kind) write(path string, r *rand.Rand, base []byte) error {
	if k.place != nil {
		return k.place(path)
	}
	return os.WriteFile(path, k.data(r, base), 0o644)
}

// writeHarmless writes what lies in folders as a matter of course: no finding is
// due for it.
func writeHarmless(dir string) error {
	for _, name := range []string{"~$D01-市统计局.xlsx", ".~lock.D01-市统计局.xlsx#", "Thumbs.db", "desktop.ini"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o644); err != nil {
			return err
		}
	}
	return nil
}
