// Command zhibao-dist prepares and packs what make dist gives away:
//
//	zhibao-dist fill           fonts and licences into templates/fonts, which the build takes in
//	zhibao-dist pack VERSION   bin/dist/OS/ARCH/ into archives with guide, licences and SHA256SUMS
//
// It runs in the root of the repository.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "zhibao-dist:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 1 && args[0] == "fill":
		return fill(".")
	case len(args) == 2 && args[0] == "pack":
		return pack(".", args[1])
	}
	return fmt.Errorf("usage: zhibao-dist fill | pack VERSION")
}
