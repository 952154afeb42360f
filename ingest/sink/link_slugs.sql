-- Let the addresses of aliases lead to the business they are part of, and those
-- of aliases taken out to their own again.
-- Parameters: database, release.
INSERT INTO {database:Identifier}.slugs (source, entity, slug, key)
SELECT made.source, 'platform', made.slug, if(alias.canonical = '', made.key, alias.canonical) AS owner
FROM
(
    SELECT source, slug, key
    FROM {database:Identifier}.slugs FINAL
    WHERE entity = 'platform published'
) AS made
LEFT ANY JOIN {release:Identifier}.platform_aliases AS alias ON alias.source = made.source AND alias.platform = made.key
LEFT ANY JOIN
(
    SELECT source, slug, key
    FROM {database:Identifier}.slugs FINAL
    WHERE entity = 'platform'
) AS now ON now.source = made.source AND now.slug = made.slug
WHERE now.key != owner
SETTINGS join_use_nulls = 0
