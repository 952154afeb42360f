-- What does the whole load change, now that every file has been judged?
--
-- Grain: one row per complaint whose last state in the load differs from the
-- release. A complaint that one file changed and a later file changed back is
-- not among them: nothing changed, so nothing is published. Nor is one that is
-- gone by the load's end.
--
-- Parameters: database, changes, net, gone (tables of the load), base,
-- base_table, source, load_id.
INSERT INTO {database:Identifier}.{net:Identifier}
SELECT changed.file, changed.id, changed.line, changed.version, changed.digest, changed.opened_on
FROM {database:Identifier}.{changes:Identifier} AS changed
LEFT ANY JOIN
(
    SELECT id, digest AS known_digest, 1 AS known
    FROM {base:Identifier}.{base_table:Identifier}
    WHERE source = {source:String}
      AND load_id != {load_id:UInt32}
      AND id IN (SELECT id FROM {database:Identifier}.{changes:Identifier} WHERE says)
) AS released ON released.id = changed.id
WHERE changed.says
  AND (changed.id, changed.version) IN
      (SELECT id, max(version) FROM {database:Identifier}.{changes:Identifier} WHERE says GROUP BY id)
  AND changed.id NOT IN (SELECT id FROM {database:Identifier}.{gone:Identifier})
  AND (released.known = 0 OR changed.digest != released.known_digest)
SETTINGS join_use_nulls = 0
