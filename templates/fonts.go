package templates

import "io/fs"

// FontsFolder is where make dist puts what is built in, and LicencesName what it
// calls the licences of all that the program contains.
const (
	FontsFolder  = "templates/fonts"
	LicencesName = "许可.txt"
)

// Fonts returns the folder of built-in fonts; nil if the program was built without.
func Fonts() fs.FS {
	if _, err := fontFiles.ReadDir("fonts"); err != nil {
		return nil
	}
	sub, err := fs.Sub(fontFiles, "fonts")
	if err != nil {
		return nil
	}
	return sub
}

// Licences are the texts of the licences of all that the program contains; empty if
// it was built without them.
func Licences() string {
	text, err := fontFiles.ReadFile("fonts/" + LicencesName)
	if err != nil {
		return ""
	}
	return string(text)
}
