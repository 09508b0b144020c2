// Command zhibao-bench makes workspaces of any size to measure the product on, and
// writes the table of README from what the benchmarks print.
//
//	zhibao-bench make -n 3000 -dir DIR    a workspace with 3,000 submissions
//	zhibao-bench table README.md          standard input: what go test -bench prints, shown as it comes
//
// A workspace holds a year's submissions: the twelve departments of the repository's
// plan, and counties and parks, nine to seven as in its sample. A county's or park's
// workbook has two forms, its own and the major projects. The figures are those of the
// sample's counties and parks, each varied; all are marked 示例数据.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("zhibao-bench make|table")
	}
	switch args[0] {
	case "make":
		return makeCommand(args[1:])
	case "table":
		machine := fmt.Sprintf("%d processors, %s %s/%s", runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return tableCommand(args[1:], io.TeeReader(os.Stdin, os.Stderr), os.Stdout, machine)
	}
	return fmt.Errorf("zhibao-bench make|table, not %q", args[0])
}

func makeCommand(args []string) error {
	set := flag.NewFlagSet("make", flag.ContinueOnError)
	o := options{}
	set.StringVar(&o.root, "C", ".", "the repository, whose plan and sample are the pattern")
	set.StringVar(&o.dir, "dir", "", "folder to make (must not exist)")
	set.IntVar(&o.n, "n", 3000, "submissions, those of the departments included")
	set.Uint64Var(&o.seed, "seed", 1, "seed")
	set.Float64Var(&o.faulty, "faulty", 0.04, "share of the counties and parks with a planted error")
	set.StringVar(&o.packages, "packages", "", "folder with node_modules of SheetJS and exceljs; empty: npm installs them for this run if it can")
	if err := set.Parse(args); err != nil {
		return err
	}
	if o.dir == "" {
		set.Usage()
		return fmt.Errorf("-dir is missing")
	}
	made, err := generate(o)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d submissions (%d departments, %d counties, %d parks), %d with a planted error\n", o.dir, o.n, made.departments, made.counties, made.parks, len(made.planted))
	for _, w := range made.writers {
		fmt.Printf("  %s\n", w)
	}
	return nil
}
