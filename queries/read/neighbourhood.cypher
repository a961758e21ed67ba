// name: neighbourhood
// asks: Which links lie around a firm or a product, within so many steps?
// params: $version_id text; $object_id text; $kind firm|product; $direction both|up|down; $hops [steps], at most 12;
//   $most [rows]
// returns: one row per link, nearest first, then by ids: from_id text; from_name text; to_id text; to_name text;
//   relation SUPPLIES|INPUT_OF; product_code text; product_name text; depth [steps]; share [1] of the buyer, null unknown

// How many steps away everything lies, breadth first: up goes against the goods, down with them, both turns at will.
MATCH (object:Firm|Product {version_id: $version_id, id: $object_id})
WHERE object:Firm = ($kind = 'firm')
CALL (object) {
  WITH object WHERE $direction = 'both'
  MATCH walk = (object)-[passed:SUPPLIES|INPUT_OF*0..11]-(near)
  WHERE all(step IN passed WHERE coalesce(step.is_current, true))
  RETURN near, min(length(walk)) AS steps
UNION ALL
  WITH object WHERE $direction = 'up'
  MATCH walk = (object)<-[passed:SUPPLIES|INPUT_OF*0..11]-(near)
  WHERE all(step IN passed WHERE coalesce(step.is_current, true))
  RETURN near, min(length(walk)) AS steps
UNION ALL
  WITH object WHERE $direction = 'down'
  MATCH walk = (object)-[passed:SUPPLIES|INPUT_OF*0..11]->(near)
  WHERE all(step IN passed WHERE coalesce(step.is_current, true))
  RETURN near, min(length(walk)) AS steps
}
WITH near, steps
WHERE steps < $hops

// The next step from there passes a link; list 04 may tell of a pair in several rows, and a product needs no itself.
MATCH (near)-[link:SUPPLIES|INPUT_OF]-()
WITH startNode(link) AS upper, endNode(link) AS lower, link, near, steps
WHERE coalesce(link.is_current, upper <> lower)
  AND ($direction = 'both' OR near = CASE $direction WHEN 'up' THEN lower ELSE upper END)
WITH upper, lower, coalesce(link.product_code, upper.id) AS product_code, min(steps) + 1 AS depth,
  type(link) AS relation,
  max(CASE WHEN link.share_known THEN link.share END) AS share
WITH upper.id AS from_id, upper, lower.id AS to_id, lower, relation, product_code, depth, share
ORDER BY depth, from_id, to_id, product_code
LIMIT $most
MATCH (product:Product {version_id: $version_id, id: product_code})
RETURN from_id, upper.name AS from_name, to_id, lower.name AS to_name, relation, product_code,
  product.name AS product_name, depth, share
ORDER BY depth, from_id, to_id, product_code
