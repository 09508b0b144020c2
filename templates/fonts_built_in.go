//go:build fonts

package templates

import "embed"

// fontFiles holds fonts/, which make dist fills: fonts and the texts of the licences.
//
//go:embed fonts
var fontFiles embed.FS
