// name: clear
// asks: Delete one bounded batch of nodes of one label of a version; LABEL comes from the enumeration.
// params: $version_id text; $size whole number of nodes
// returns: removed [nodes]
MATCH (n:LABEL {version_id: $version_id})
WITH n LIMIT $size
DETACH DELETE n
RETURN count(*) AS removed
