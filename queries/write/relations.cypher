// name: relations
// asks: Write one batch of relations of one type between two labels; START, TYPE and END come from the enumeration.
// params: $version_id text; $token text, the push that may write; $batch whole number;
//         $rows list of [start id, end id, map of properties]
// returns: written [rows]; nothing where another push has taken over or the batch was written before
MATCH (p:Projection {version_id: $version_id})
WHERE p.token = $token AND p.batch = $batch
SET p.batch = $batch + 1
WITH p
UNWIND $rows AS row
MATCH (a:START {version_id: $version_id, id: row[0]})
MATCH (b:END {version_id: $version_id, id: row[1]})
CREATE (a)-[r:TYPE]->(b)
SET r = row[2], r.version_id = $version_id
RETURN count(r) AS written
