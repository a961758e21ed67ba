// name: strays
// asks: Nodes of one label that belong to no projected version; LABEL comes from the enumeration.
// params: $versions list of text
// returns: id text; version_id text or null
MATCH (n:LABEL)
WHERE n.version_id IS NULL OR NOT n.version_id IN $versions
RETURN n.id AS id, n.version_id AS version_id
LIMIT 1000
