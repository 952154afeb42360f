-- Which loads of a source are held that have read the same files under the same
-- declaration?
-- Grain: one row, the numbers, newest first. Parameters: database, source, load_id
-- (whoever asks), and as SHA-256 in hex: publisher (the declaration as held loads
-- note it) and files (a line of digest and rows read for each).
SELECT arrayReverseSort(groupArray(load_id))
FROM {database:Identifier}.loads FINAL
WHERE source = {source:String} AND state = 'held' AND load_id < {load_id:UInt32} AND lower(hex(SHA256(publisher))) = {publisher:String}
  AND load_id IN
      (SELECT load_id
       FROM
       (
           SELECT load_id, file, sha256, read
           FROM {database:Identifier}.load_files
           ORDER BY judged_at DESC
           LIMIT 1 BY load_id, file
       )
       GROUP BY load_id
       HAVING lower(hex(SHA256(arrayStringConcat(arrayMap(f -> concat(f.2, ' ', toString(f.3)), arraySort(groupArray((file, sha256, read)))), '\n')))) = {files:String})
