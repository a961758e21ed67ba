// name: supply-paths
// asks: Along which paths do goods come from one firm or product to another?
// params: $version_id text; $from_id text; $to_id text; $kind firm|product; $max_hops [steps], at most 12; $most [rows]
// returns: one row per link that a walk of at most $max_hops steps can pass, those on the shortest walks first, then by
//   ids; the paths are put together from them: from_id text; from_name text; to_id text; to_name text;
//   relation SUPPLIES|INPUT_OF; product_code text; product_name text; depth [steps] of the shortest walk over it;
//   share [1] of the buyer, null unknown

// Links and how many steps lie before them, breadth first from where goods start; links and how many lie after them.
CALL () {
  MATCH (start:Firm|Product {version_id: $version_id, id: $from_id})
  WHERE start:Firm = ($kind = 'firm')
  MATCH walk = (start)-[passed:SUPPLIES|INPUT_OF*0..11]->(upper)
  WHERE all(step IN passed WHERE coalesce(step.is_current, true))
  WITH upper, min(length(walk)) AS before
  WHERE before < $max_hops
  MATCH (upper)-[link:SUPPLIES|INPUT_OF]->()
  RETURN link, before, null AS after
UNION ALL
  MATCH (goal:Firm|Product {version_id: $version_id, id: $to_id})
  WHERE goal:Firm = ($kind = 'firm')
  MATCH walk = (goal)<-[passed:SUPPLIES|INPUT_OF*0..11]-(lower)
  WHERE all(step IN passed WHERE coalesce(step.is_current, true))
  WITH lower, min(length(walk)) AS after
  WHERE after < $max_hops
  MATCH (lower)<-[link:SUPPLIES|INPUT_OF]-()
  RETURN link, null AS before, after
}
WITH link, min(before) + 1 + min(after) AS depth
WHERE depth <= $max_hops AND coalesce(link.is_current, true)

// List 04 may tell of a pair in several rows; a loop leads nowhere.
WITH startNode(link) AS upper, endNode(link) AS lower, link, depth
WHERE upper <> lower
WITH upper, lower, coalesce(link.product_code, upper.id) AS product_code, depth,
  type(link) AS relation,
  max(CASE WHEN link.share_known THEN link.share END) AS share
WITH upper.id AS from_id, upper, lower.id AS to_id, lower, relation, product_code, depth, share
ORDER BY depth, from_id, to_id, product_code
LIMIT $most
MATCH (product:Product {version_id: $version_id, id: product_code})
RETURN from_id, upper.name AS from_name, to_id, lower.name AS to_name, relation, product_code,
  product.name AS product_name, depth, share
ORDER BY depth, from_id, to_id, product_code
