package xlsx

import (
	"os"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What one workbook leaves behind, be it refused halfway, changes nothing of another:
// several goroutines read the corpus in different orders and get what a first Read got.
func TestReadAfterOthers(t *testing.T) {
	all := corpus(t)
	data, books, refused := make([][]byte, len(all)), make([]*Book, len(all)), make([]string, len(all))
	read := func(i int) (*Book, string) {
		book, err := Read(data[i], DefaultLimits())
		if err != nil {
			return nil, err.Error()
		}
		return book, ""
	}
	for i, v := range all {
		var err error
		if data[i], err = os.ReadFile(v.file); err != nil {
			t.Fatal(err)
		}
		scratches.Put(new(scratch)) // nothing was read by it
		books[i], refused[i] = read(i)
	}
	var group sync.WaitGroup
	for worker, step := range []int{1, 7, 11} {
		group.Go(func() {
			for n := range all {
				i := (worker + n*step) % len(all)
				book, told := read(i)
				if d := cmp.Diff(books[i], book); d != "" || told != refused[i] {
					t.Errorf("%s: %s %s, first %s", all[i].file, d, told, refused[i])
				}
			}
		})
	}
	group.Wait()
}
