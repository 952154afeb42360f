-- Carry over the complaints of one rebuilt year that the load does not change or
-- remove.
-- Parameters: release (new), base (current release), database, net, gone, source,
-- year.
INSERT INTO {release:Identifier}.complaints
SELECT *
FROM {base:Identifier}.complaints
WHERE source = {source:String}
  AND toYear(opened_on) = {year:UInt16}
  AND id NOT IN (SELECT id FROM {database:Identifier}.{net:Identifier})
  AND id NOT IN (SELECT id FROM {database:Identifier}.{gone:Identifier})
