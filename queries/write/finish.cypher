// name: finish
// asks: Open a verified projection to readers.
// params: $version_id text; $token text; $counts text, nodes and relations per label and type as JSON
// returns: version_id text; nothing where another push has taken over
MATCH (p:Projection {version_id: $version_id})
WHERE p.token = $token
SET p.state = 'ready', p.counts = $counts, p.pushed = datetime()
RETURN p.version_id AS version_id
