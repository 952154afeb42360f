-- Does an address lead elsewhere than the aliases of a release say?
-- Grain: one row. Parameters: database, release.
SELECT count() > 0
FROM
(
    SELECT source, slug, key
    FROM {database:Identifier}.slugs FINAL
    WHERE entity IN ('platform', 'platform published')
    ORDER BY entity = 'platform published' DESC
    LIMIT 1 BY source, slug
) AS made
LEFT ANY JOIN {release:Identifier}.platform_aliases AS alias ON alias.source = made.source AND alias.platform = made.key
LEFT ANY JOIN
(
    SELECT source, slug, key
    FROM {database:Identifier}.slugs FINAL
    WHERE entity = 'platform'
) AS now ON now.source = made.source AND now.slug = made.slug
WHERE now.key != if(alias.canonical = '', made.key, alias.canonical)
SETTINGS join_use_nulls = 0
