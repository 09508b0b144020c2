// Package peakmem tells how much memory a process had, for tests and benchmarks on Linux.
package peakmem

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// Watch gives the most memory in bytes that a process had (VmHWM of proc(5)), once it has
// ended. The kernel's own account at its end (ru_maxrss) counts in what the process that
// started it had.
func Watch(pid int) <-chan int64 {
	most := make(chan int64, 1)
	go func() {
		var peak int64
		for {
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			_, rest, found := strings.Cut(string(status), "\nVmHWM:")
			if err != nil || !found { // it has ended
				most <- peak
				return
			}
			line, _, _ := strings.Cut(rest, "\n")
			if kib, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(line), " kB"), 10, 64); err == nil {
				peak = kib << 10
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	return most
}
