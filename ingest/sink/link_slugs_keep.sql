-- Remember for which platform the addresses were made that lead to another, so
-- that they can lead back when the alias is taken out.
-- Parameters: database, release.
INSERT INTO {database:Identifier}.slugs (source, entity, slug, key)
SELECT source, 'platform published', slug, key
FROM {database:Identifier}.slugs FINAL
WHERE entity = 'platform'
  AND (source, key) IN (SELECT source, platform FROM {release:Identifier}.platform_aliases)
  AND (source, slug) NOT IN (SELECT source, slug FROM {database:Identifier}.slugs WHERE entity = 'platform published')
