-- Which business has a slug, or had it?
-- Grain: at most one row; slug is the one the business has now.
-- Parameters: database, release, source, entity, slug.
SELECT key, name, slug
FROM {release:Identifier}.entities
WHERE source = {source:String}
  AND entity = {entity:String}
  AND (slug = {slug:String}
       OR key IN (SELECT key FROM {database:Identifier}.slugs
                  WHERE source = {source:String} AND entity = {entity:String} AND slug = {slug:String}))
ORDER BY slug = {slug:String} DESC, key
LIMIT 1
