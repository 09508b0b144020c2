package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"runtime"
	"runtime/pprof"

	"github.com/spf13/cobra"

	"zhibao/pipeline/fault"
)

// measures are the flags that measure a command.
type measures struct {
	timings  bool
	cpu, mem string // files
}

// withMeasures gives a command the flags that measure it. The files are made before
// the work begins, so that a wrong name is told at once.
func (a *app) withMeasures(c *cobra.Command) *cobra.Command {
	var m measures
	c.Flags().BoolVar(&m.timings, "timings", false, textFlagTimings)
	c.Flags().StringVar(&m.cpu, "cpuprofile", "", textFlagCPU)
	c.Flags().StringVar(&m.mem, "memprofile", "", textFlagMemory)
	work := c.RunE
	c.RunE = func(c *cobra.Command, args []string) (err error) {
		a.track.timed = m.timings
		stop, err := m.start()
		if err != nil {
			return err
		}
		defer func() {
			a.track.hide()
			err = errors.Join(err, stop())
			if m.timings {
				tellTimings(a.err, a.track.timings(spentNow()))
			}
		}()
		return work(c, args)
	}
	return c
}

// start begins to measure; stop writes the profiles.
func (m measures) start() (stop func() error, err error) {
	var cpu, mem *os.File
	if m.cpu != "" {
		if cpu, err = profileFile(m.cpu); err != nil {
			return nil, err
		}
		if err := pprof.StartCPUProfile(cpu); err != nil {
			return nil, errors.Join(notMade(m.cpu, err), cpu.Close())
		}
	}
	if m.mem != "" {
		if mem, err = profileFile(m.mem); err != nil {
			pprof.StopCPUProfile()
			return nil, err
		}
	}
	return func() error {
		var err error
		if cpu != nil {
			pprof.StopCPUProfile()
			err = cpu.Close()
		}
		if mem != nil {
			runtime.GC() // what is in use is counted by collections
			err = errors.Join(err, pprof.WriteHeapProfile(mem), mem.Close())
		}
		return err
	}, nil
}

// profileFile makes a file for a profile; only another profile, or an empty file, is
// written over.
func profileFile(name string) (*os.File, error) {
	old, err := os.Open(name)
	if err == nil {
		head := make([]byte, 2)
		n, _ := io.ReadFull(old, head)
		err = old.Close()
		if n > 0 && !bytes.Equal(head, []byte{0x1f, 0x8b}) {
			return nil, fault.Config("性能记录不能写在已有的别的文件上", name, "请换一个文件名。")
		}
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, notMade(name, err)
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, notMade(name, err)
	}
	return f, nil
}

func notMade(name string, err error) error {
	f := fault.Config("性能记录的文件建不成", name, "请检查文件夹是否存在、是否可写，或换一个文件名。")
	f.Err, f.Detail = err, "  系统信息："+err.Error()
	return f
}
