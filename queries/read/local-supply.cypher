// name: local-supply
// asks: How much do the lead firms buy in the region, and what do they buy outside although it is made here?
// params: $version_id text; $chain text, chain code; $prefix text, digits of the region code without trailing 00 pairs;
//   $firms list of text, ids of the firms asked about
// returns: chain_code text; firm_id text; name text; rate, rate_lower, rate_upper [1], of all that the firm buys;
//   product_code text, blank: the firm buys nothing; product_name text; amount [万元/yr];
//   amount_source reported|priced|mixed; amount_local, amount_outside, amount_unknown [万元/yr]; local_share [1];
//   made_here true|false; bought_outside true|false; local_makers list of text, firm ids;
//   local_maker_names list of text
UNWIND range(0, size($firms) - 1) AS place
MATCH (buyer:Firm {version_id: $version_id, id: $firms[place]})
OPTIONAL MATCH (buyer)-[bought:BUYS]->(product:Product)
// where each source stands: by its present sites of the product, else by its sites of other products, else by its
// registration; remainders, traders, and domestic ones whose place is too coarse to tell are of unknown origin
CALL (buyer, product) {
  MATCH (supplier:Firm)-[supply:SUPPLIES {product_code: product.id, is_current: true}]->(buyer)
  MATCH (supplier)-[makes:MAKES]->(product)
  WITH supplier, supply, CASE
    WHEN makes.has_capacity THEN [makes]
    ELSE COLLECT { MATCH (supplier)-[other:MAKES]->(:Product) WHERE other.has_capacity RETURN other }
  END AS works
  WITH supply, CASE
    WHEN NOT supplier.is_identified THEN 'unknown'
    WHEN CASE size(works)
      WHEN 0 THEN supplier.region_prefix STARTS WITH $prefix
      ELSE any(work IN works WHERE any(i IN range(0, size(work.site_prefixes) - 1)
        WHERE work.site_prefixes[i] STARTS WITH $prefix AND work.site_shares[i] > 0))
    END THEN 'near'
    WHEN NOT supplier.country IN ['', 'CN'] THEN 'far'
    WHEN CASE size(works)
      WHEN 0 THEN $prefix STARTS WITH supplier.region_prefix
      ELSE any(work IN works WHERE any(site IN work.site_prefixes
        WHERE $prefix STARTS WITH site AND NOT site STARTS WITH $prefix))
    END THEN 'unknown'
    ELSE 'far'
  END AS origin
  ORDER BY supply.position
  WITH collect({origin: origin, value: coalesce(supply.value, 0.0), is_blank: supply.value IS NULL,
    share: supply.share, share_known: supply.share_known}) AS sources
  RETURN
    reduce(held = 0.0, s IN sources | CASE s.origin WHEN 'near' THEN held + s.value ELSE held END) AS near,
    reduce(held = 0.0, s IN sources | CASE s.origin WHEN 'far' THEN held + s.value ELSE held END) AS far,
    reduce(held = 0.0, s IN sources | CASE s.origin WHEN 'near' THEN held + s.share ELSE held END) AS near_part,
    reduce(held = 0.0, s IN sources | CASE s.origin WHEN 'far' THEN held + s.share ELSE held END) AS far_part,
    any(s IN sources WHERE s.origin = 'far') AS has_far,
    any(s IN sources WHERE s.origin = 'far') AND any(s IN sources WHERE s.origin = 'near')
      AND any(s IN sources WHERE s.origin <> 'unknown' AND NOT s.share_known) AS is_mixed,
    none(s IN sources WHERE s.origin = 'near' AND s.is_blank) AS near_told,
    none(s IN sources WHERE s.origin = 'far' AND s.is_blank) AS far_told
}
// makers of the product in the region, most spare capacity first
CALL (buyer, product) {
  MATCH (maker:Firm)-[makes:MAKES]->(product)
  WHERE maker.is_identified AND makes.has_capacity AND maker.id <> buyer.id
    AND any(i IN range(0, size(makes.site_prefixes) - 1)
      WHERE makes.site_prefixes[i] STARTS WITH $prefix AND makes.site_shares[i] > 0)
  WITH maker,
    CASE WHEN makes.capacity > makes.output THEN makes.capacity - makes.output ELSE 0.0 END AS spare,
    coalesce(makes.capacity, 0.0) AS size
  ORDER BY spare DESC, size DESC, maker.id
  RETURN collect(maker.id) AS makers, collect(maker.name) AS maker_names
}
WITH place, buyer, collect(CASE WHEN product IS NOT NULL THEN {
  code: product.id,
  name: product.name,
  amount: bought.value,
  near: near,
  far: far,
  unknown: CASE WHEN bought.value - near - far <= 1e-9 * bought.value THEN 0.0 ELSE bought.value - near - far END,
  local_share: CASE
    WHEN NOT bought.value_is_blank AND near + far > 0 THEN near / (near + far)
    WHEN near_part + far_part > 0 AND NOT is_mixed THEN near_part / (near_part + far_part)
  END,
  is_whole: bought.is_whole,
  is_reported: bought.is_reported,
  is_priced: bought.is_priced,
  has_far: has_far,
  near_told: near_told,
  far_told: far_told,
  makers: makers,
  maker_names: maker_names
} END) AS purchases
// the firm's rate leaves out what is of unknown origin or value; its ends give all of that to one side
WITH *,
  reduce(held = 0.0, p IN purchases | held + p.near) AS near,
  reduce(held = 0.0, p IN purchases | held + p.far) AS far,
  reduce(held = 0.0, p IN purchases | held + coalesce(p.unknown, 0.0)) AS unknown,
  [p IN purchases WHERE p.amount IS NULL] AS unsized
WITH *, near + far + unknown AS total,
  any(p IN unsized WHERE NOT (p.is_whole AND coalesce(p.local_share = 0.0, false))) AS may_be_near,
  any(p IN unsized WHERE NOT (p.is_whole AND coalesce(p.local_share = 1.0, false))) AS may_be_far
WITH place, buyer, purchases,
  CASE WHEN near + far > 0 THEN near / (near + far) END AS rate,
  CASE WHEN may_be_far THEN 0.0 WHEN total > 0 THEN near / total WHEN may_be_near THEN 1.0 END AS rate_lower,
  CASE WHEN may_be_near THEN 1.0 WHEN total > 0 THEN (near + unknown) / total WHEN may_be_far THEN 0.0 END AS rate_upper
UNWIND CASE WHEN size(purchases) = 0 THEN [null] ELSE purchases END AS purchase
WITH *, purchase.is_reported OR purchase.is_priced AS is_told
RETURN
  $chain AS chain_code,
  buyer.id AS firm_id,
  buyer.name AS name,
  rate,
  rate_lower,
  rate_upper,
  purchase.code AS product_code,
  purchase.name AS product_name,
  purchase.amount AS amount,
  CASE
    WHEN purchase.is_reported AND purchase.is_priced THEN 'mixed'
    WHEN purchase.is_reported THEN 'reported'
    WHEN purchase.is_priced THEN 'priced'
  END AS amount_source,
  CASE WHEN is_told AND purchase.near_told THEN purchase.near END AS amount_local,
  CASE WHEN is_told AND purchase.far_told THEN purchase.far END AS amount_outside,
  CASE WHEN purchase.near_told AND purchase.far_told THEN purchase.unknown END AS amount_unknown,
  purchase.local_share AS local_share,
  size(purchase.makers) > 0 AS made_here,
  purchase.has_far AS bought_outside,
  purchase.makers AS local_makers,
  purchase.maker_names AS local_maker_names
ORDER BY place, coalesce(purchase.amount, 0.0) DESC, product_code
