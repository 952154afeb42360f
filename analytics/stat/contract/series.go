package contract

// series returns the contracts of this file.
func series() map[string]answer {
	return map[string]answer{}
}
