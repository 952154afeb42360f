-- Which files does a held load have, and what was rejected of each?
-- Grain: file. Parameters: database, load_id.
SELECT path, sha256, read, rejected
FROM {database:Identifier}.load_files
WHERE load_id = {load_id:UInt32}
ORDER BY file, judged_at DESC
LIMIT 1 BY file
