-- Under which wordings does a business appear in a source?
-- Grain: name × kind, most complaints first. Parameters: release, source, entity
-- (platform, seller), key, limit.
--
-- The entity is a constant, so that one of the two conditions falls away and
-- the other stands on a bare column: for platforms that is the primary key.
SELECT
    if({entity:String} = 'platform', toString(platform_name), ifNull(toString(seller_name), ''))           AS name,
    if({entity:String} = 'platform', toString(platform_name_kind), ifNull(toString(seller_name_kind), '')) AS kind,
    count() AS complaints
FROM {release:Identifier}.complaints
WHERE source = {source:String}
  AND ({entity:String} != 'platform' OR platform = {key:String})
  AND ({entity:String} = 'platform' OR seller = {key:String})
GROUP BY name, kind
ORDER BY complaints DESC, name, kind
LIMIT {limit:UInt32}
