-- Of how many complaints of a source is a field known: among those that the newest
-- load in the release has brought or changed, and those that the load speaks of?
-- What is counted is put in the place of the first of the functions below.
--
-- Grain: one row. Parameters: database, net (table of the load), base, base_table,
-- source.
SELECT count()
FROM {base:Identifier}.{base_table:Identifier}
WHERE source = {source:String}
  AND
  (
      load_id = (SELECT max(load_id) FROM {base:Identifier}.{base_table:Identifier} WHERE source = {source:String})
      OR id IN (SELECT id FROM {database:Identifier}.{net:Identifier})
  )
