-- Carry over the businesses of the other sources.
-- Parameters: release (new), base (current release), source (of the load).
INSERT INTO {release:Identifier}.entities (source, entity, key, name, slug, complaints)
SELECT source, entity, key, name, slug, complaints
FROM {base:Identifier}.entities
WHERE source != {source:String}
