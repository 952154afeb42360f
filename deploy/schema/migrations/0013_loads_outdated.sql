-- Complaints of which something newer was known already, as of an older file that
-- is loaded after a newer one. Loads from before this column counted them among
-- the unchanged.
ALTER TABLE {database:Identifier}.loads
    ADD COLUMN IF NOT EXISTS outdated UInt64 AFTER unchanged
