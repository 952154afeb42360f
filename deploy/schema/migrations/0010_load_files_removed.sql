-- Complaints that a file removed, by lacking them. A load that was held is
-- judged again when it is released: the newest judged_at of a file holds.
ALTER TABLE {database:Identifier}.load_files
    ADD COLUMN IF NOT EXISTS removed UInt64,
    ADD COLUMN IF NOT EXISTS judged_at DateTime64(6, 'UTC')
