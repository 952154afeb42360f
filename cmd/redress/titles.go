package main

// titles are those of every source that can be loaded, by code and language: a
// source may have loads before a release holds it.
func (c *config) titles() map[string]map[string]string {
	titles := map[string]map[string]string{}
	for _, code := range c.known.codes() {
		if declared, err := c.known.load(code); err == nil {
			titles[code] = declared.Publisher().Title
		}
	}
	for i := range c.Sources {
		if declared := c.Sources[i].declared; declared != nil {
			titles[declared.Code()] = declared.Publisher().Title
		}
	}
	return titles
}
