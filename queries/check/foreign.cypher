// name: foreign
// asks: Nodes that claim to belong to a version under a label this service does not write.
// params: $version_id text; $labels list of text, the labels it writes
// returns: labels list of text; id text
CALL db.labels() YIELD label
WITH label WHERE NOT label IN $labels
MATCH (n:$(label))
WHERE n.version_id = $version_id AND none(own IN labels(n) WHERE own IN $labels)
RETURN labels(n) AS labels, n.id AS id
LIMIT 1000
