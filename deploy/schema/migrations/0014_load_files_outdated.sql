-- outdated is as in loads. lost_characters were not in the file's encoding and
-- stand as U+FFFD in texts; unread_sheets are the visible sheets of a workbook
-- that were not read. Of files from before these columns lost_characters is NULL,
-- and unread_sheets says nothing.
ALTER TABLE {database:Identifier}.load_files
    ADD COLUMN IF NOT EXISTS outdated UInt64 AFTER unchanged,
    ADD COLUMN IF NOT EXISTS lost_characters Nullable(UInt64),
    ADD COLUMN IF NOT EXISTS unread_sheets Array(String)
