// name: projections
// asks: Which versions are projected, and in which state?
// params: none
// returns: version_id text; content_hash text; graph_hash text; state pushing|ready|removing; counts JSON text;
//          pushed moment (UTC) or null; token text
MATCH (p:Projection)
RETURN p.version_id AS version_id, p.content_hash AS content_hash, p.graph_hash AS graph_hash, p.state AS state,
       p.counts AS counts, toString(p.pushed) AS pushed, p.token AS token
ORDER BY version_id
