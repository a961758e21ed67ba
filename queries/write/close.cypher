// name: close
// asks: Close a projection to readers before it is removed.
// params: $version_id text; $token text
// returns: version_id text
MATCH (p:Projection {version_id: $version_id})
SET p.state = 'removing', p.token = $token
RETURN p.version_id AS version_id
