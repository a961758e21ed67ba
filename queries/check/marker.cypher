// name: marker
// asks: May readers see a version?
// params: $version_id text
// returns: state pushing|ready|removing; content_hash text; token text; batch whole number
MATCH (p:Projection {version_id: $version_id})
RETURN p.state AS state, p.content_hash AS content_hash, p.token AS token, p.batch AS batch
