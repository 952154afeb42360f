-- Carry over the other sources.
-- Parameters: release (new), base (current release), source (of the load).
INSERT INTO {release:Identifier}.sources
(source, title, country, url, licence, zone, outcome_basis, fields, complaints, first_opened, last_opened, loaded_at)
SELECT source, title, country, url, licence, zone, outcome_basis, fields, complaints, first_opened, last_opened, loaded_at
FROM {base:Identifier}.sources
WHERE source != {source:String}
