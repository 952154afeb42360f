-- left_out are the members of the file's archive that are no tables or that the
-- configuration does not ask for, by name. They stand with the first member read
-- behind them. Of files from before this column it says nothing.
ALTER TABLE {database:Identifier}.load_files
    ADD COLUMN IF NOT EXISTS left_out Array(String)
