// name: begin
// asks: Claim the projection of a version for one push; whoever claimed it before can write no more.
// params: $version_id text; $content_hash text; $graph_hash text; $token text
// returns: version_id text
MERGE (p:Projection {version_id: $version_id})
SET p.state = 'pushing', p.content_hash = $content_hash, p.graph_hash = $graph_hash,
    p.token = $token, p.batch = 0, p.begun = datetime()
RETURN p.version_id AS version_id
