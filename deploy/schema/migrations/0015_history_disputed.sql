-- disputed: whether the consumer disputed the answer of the business; unknown is
-- NULL. Complaints from before this column do not say. Releases are made as
-- history is, and carry older ones over by column.
ALTER TABLE {database:Identifier}.history
    ADD COLUMN IF NOT EXISTS disputed LowCardinality(Nullable(String)) AFTER timely
