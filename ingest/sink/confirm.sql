-- Remember how new the newest word on a complaint is, where the release's own
-- state does not say: it was confirmed, or is gone, or was changed and changed
-- back by the files of one load.
-- Parameters: database, verdicts, net, source.
INSERT INTO {database:Identifier}.confirmations
SELECT {source:String}, id, max(said.version) AS newest
FROM {database:Identifier}.{verdicts:Identifier} AS said
WHERE verdict IN ('new', 'replaced', 'confirmed', 'superseded')
GROUP BY id
HAVING (id, newest) NOT IN (SELECT id, version FROM {database:Identifier}.{net:Identifier})
