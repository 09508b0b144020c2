package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"runtime"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/sync/errgroup"

	"zhibao/pipeline/ingest"
	"zhibao/pipeline/xlsx"
)

// atOnce does work on each file by a worker for each processor. A file that the work
// cannot read is passed over if it is one of those cut off on purpose.
func atOnce(b *testing.B, names []string, work func(data []byte) error) {
	b.Helper()
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, name := range names {
		group.Go(func() error {
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if err := work(data); err != nil && whole(data) {
				return err
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
}

// whole reports whether an archive has its directory.
func whole(data []byte) bool { return bytes.Contains(data, []byte("PK\x05\x06")) }

// excelizeRaw opens files and reads the raw rows of all sheets, as users of excelize do.
func excelizeRaw(b *testing.B, names []string) {
	raw := excelize.Options{RawCellValue: true}
	atOnce(b, names, func(data []byte) error {
		f, err := excelize.OpenReader(bytes.NewReader(data), raw)
		if err != nil {
			return err
		}
		for _, name := range f.GetSheetList() {
			if _, err := f.GetRows(name, raw); err != nil {
				return err
			}
		}
		return f.Close()
	})
}

// unzipAndScan is the floor: every part is inflated and each of its bytes looked at.
func unzipAndScan(b *testing.B, names []string) {
	atOnce(b, names, func(data []byte) error {
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return err
		}
		var buffer [32 << 10]byte
		tags := 0
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				return err
			}
			for {
				n, err := r.Read(buffer[:])
				tags += bytes.Count(buffer[:n], []byte("<"))
				if err == io.EOF {
					break
				}
				if err != nil {
					return err
				}
			}
			if err := r.Close(); err != nil {
				return err
			}
		}
		if tags == 0 {
			b.Error("no tags")
		}
		return nil
	})
}

// strictReading is what the product reads by: the strict reader and ingest.
func strictReading(b *testing.B, ctx ingest.Context, names []string) {
	limits := xlsx.DefaultLimits()
	atOnce(b, names, func(data []byte) error {
		book, err := xlsx.Read(data, limits)
		if err != nil {
			return err
		}
		if sub := ingest.Read(ctx, "", book); len(sub.Observations) == 0 {
			b.Error("nothing was read")
		}
		return nil
	})
}

// python gives the interpreter that has a package, or "".
func python(b *testing.B, name string) string {
	for _, p := range []string{"/usr/bin/python3", "python3"} {
		if command("", p, "-c", "import "+name) == nil {
			return p
		}
	}
	b.Logf("%s: not installed", name)
	return ""
}

// openpyxlRows reads the rows of all sheets by as many processes as there are
// processors.
const openpyxlRows = `
import multiprocessing, openpyxl, sys
def read(name):
    book = openpyxl.load_workbook(name, read_only=True, data_only=True)
    return sum(1 for sheet in book for row in sheet.iter_rows(values_only=True))
if __name__ == "__main__":
    with multiprocessing.Pool(int(sys.argv[1])) as pool:
        assert sum(pool.map(read, sys.stdin.read().split("\n"), 16)) > 0
`

// xlsxwriterBook writes the cells of a workbook, which stand in a JSON file as sheets of rows.
const xlsxwriterBook = `
import json, sys, xlsxwriter
sheets = json.load(open(sys.argv[1]))
book = xlsxwriter.Workbook(sys.argv[2])
style = book.add_format({"border": 1, "text_wrap": True, "font_name": "宋体"})
for name, rows in sheets.items():
    sheet = book.add_worksheet(name)
    for i, row in enumerate(rows):
        for j, value in enumerate(row or []):
            if value is not None:
                sheet.write(i, j, value, style)
book.close()
`
