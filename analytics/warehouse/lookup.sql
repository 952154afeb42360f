-- Which business has a slug?
-- Grain: at most one row. Parameters: release, source, entity, slug.
SELECT key, name, slug
FROM {release:Identifier}.entities
WHERE source = {source:String} AND entity = {entity:String} AND slug = {slug:String}
ORDER BY key
LIMIT 1
