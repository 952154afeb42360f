-- Which files does a held load have, what was not read of each, and what was
-- rejected?
-- Grain: file. Parameters: database, load_id.
SELECT path, sha256, ifNull(lost_characters, 0), unread_sheets, left_out, read, rejected
FROM {database:Identifier}.load_files
WHERE load_id = {load_id:UInt32}
ORDER BY file, judged_at DESC
LIMIT 1 BY file
