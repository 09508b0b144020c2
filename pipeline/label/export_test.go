package label

// Covered are the characters that have a traditional form in the table.
func Covered() string {
	var own []rune
	for _, r := range simplified {
		own = append(own, r)
	}
	return string(own)
}

// TraditionalForms is the table.
const TraditionalForms = traditionalForms
