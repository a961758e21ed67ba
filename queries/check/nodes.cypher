// name: nodes
// asks: All nodes of one label of a version, for verification; LABEL comes from the enumeration.
// params: $version_id text
// returns: properties map
MATCH (n:LABEL {version_id: $version_id})
RETURN properties(n) AS properties
