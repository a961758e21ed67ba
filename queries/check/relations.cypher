// name: relations
// asks: All relations that leave nodes of one label of a version, whatever their type; LABEL from the enumeration.
// params: $version_id text
// returns: start_id text; type text; end_labels list of text; end_id text; properties map
MATCH (a:LABEL {version_id: $version_id})-[r]->(b)
RETURN a.id AS start_id, type(r) AS type, labels(b) AS end_labels, b.id AS end_id, properties(r) AS properties
