//go:build !fonts

package templates

import "embed"

// fontFiles is empty: only make dist builds fonts in.
var fontFiles embed.FS
