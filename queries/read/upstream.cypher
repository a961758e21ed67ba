// name: upstream
// asks: Who and what stands upstream of a firm or a product, tier by tier?
// params: $version_id text; $object_id text; $kind firm|product; $max_hops [steps], at most 12; $most [rows]
// returns: one row per link, nearest first, then by ids: from_id text; from_name text; to_id text; to_name text;
//   relation SUPPLIES|INPUT_OF; product_code text; product_name text; depth [steps], the tier; share [1] of the buyer,
//   null unknown

// How many steps upstream everything lies, breadth first.
MATCH (object:Firm|Product {version_id: $version_id, id: $object_id})
WHERE object:Firm = ($kind = 'firm')
MATCH walk = (object)<-[passed:SUPPLIES|INPUT_OF*0..11]-(lower)
WHERE all(step IN passed WHERE coalesce(step.is_current, true))
WITH lower, min(length(walk)) AS steps
WHERE steps < $max_hops

// What comes in there; list 04 may tell of a pair in several rows, and a product needs no itself.
MATCH (lower)<-[link:SUPPLIES|INPUT_OF]-(upper)
WHERE coalesce(link.is_current, upper <> lower)
WITH upper, lower, coalesce(link.product_code, upper.id) AS product_code, steps + 1 AS depth,
  type(link) AS relation,
  max(CASE WHEN link.share_known THEN link.share END) AS share
WITH upper.id AS from_id, upper, lower.id AS to_id, lower, relation, product_code, depth, share
ORDER BY depth, from_id, to_id, product_code
LIMIT $most
MATCH (product:Product {version_id: $version_id, id: product_code})
RETURN from_id, upper.name AS from_name, to_id, lower.name AS to_name, relation, product_code,
  product.name AS product_name, depth, share
ORDER BY depth, from_id, to_id, product_code
