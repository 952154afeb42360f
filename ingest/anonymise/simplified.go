package anonymise

// Simplified writes the traditional characters of a text that mean the same
// everywhere as simplified ones; all else stays.
func Simplified(text string) string { return simplifyText(text) }
