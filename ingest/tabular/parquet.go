package tabular

import "fmt"

func (r *Reader) startParquet() error {
	return fmt.Errorf("%w: it looks like a Parquet file; export it as CSV in UTF-8", ErrNotText)
}
