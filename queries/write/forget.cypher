// name: forget
// asks: Drop the marker of a projection whose nodes are gone.
// params: $version_id text; $token text
// returns: version_id text
MATCH (p:Projection {version_id: $version_id})
WHERE p.token = $token
WITH p, p.version_id AS version_id
DELETE p
RETURN version_id
