-- Under which wordings does a business appear in a source?
-- Grain: name × kind, most complaints first, at most 50 (one root number has up
-- to 95 trade names). Parameters: release, source, entity (platform, seller), key.
SELECT
    if({entity:String} = 'platform', toString(platform_name), ifNull(toString(seller_name), ''))           AS name,
    if({entity:String} = 'platform', toString(platform_name_kind), ifNull(toString(seller_name_kind), '')) AS kind,
    count() AS complaints
FROM {release:Identifier}.complaints
WHERE source = {source:String}
  AND if({entity:String} = 'platform', toString(platform), ifNull(toString(seller), '')) = {key:String}
GROUP BY name, kind
ORDER BY complaints DESC, name, kind
LIMIT 50
