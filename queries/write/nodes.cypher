// name: nodes
// asks: Write one batch of nodes of one label; the label stands for LABEL and comes from the enumeration in code.
// params: $version_id text; $token text, the push that may write; $batch whole number, 0 for the first batch;
//         $rows list of maps of properties, each with id
// returns: written [rows]; nothing where another push has taken over or the batch was written before
MATCH (p:Projection {version_id: $version_id})
WHERE p.token = $token AND p.batch = $batch
SET p.batch = $batch + 1
WITH p
UNWIND $rows AS row
CREATE (n:LABEL)
SET n = row, n.version_id = $version_id
RETURN count(n) AS written
