// name: missing-links
// asks: Which products are missing here, and at which step is the nearest supply?
// params: $version_id text; $chain text, chain code; $region text, six digits or ""; $prefix text, digits of $region
//   without trailing 00 pairs; $min_demand [unit/yr], demand up to which nothing is missing; $waiting map by product of
//   maps (maker, need, purchase true|false: what rows that wait leave open; n_pending whole number, nearer map by step
//   of the ladder of whole numbers, the rows behind it where they may shorten it); $retired list of text, products whose
//   makers here have left
// returns: chain_code text; product_code text; product_name text; is_missing yes|no|unknown; ladder text, how far the
//   nearest supply is; ladder_note text; demand, demand_lower, demand_upper, demand_derived, demand_bought [unit/yr, the
//   product's own unit], blank: unknown or without an end; unit text; made_here true|false; nearest text, firm id;
//   nearest_name text; nearest_region text, region code or country; n_pending whole number, rows that wait;
//   beside the answer's columns: _is_key true|false; _may_be_absent true|false; _is_final true|false;
//   _is_declared true|false, list 06 complete; _price [元/unit]
MATCH (chain:Chain {version_id: $version_id, id: $chain})
// chains whose list 06 was declared complete for the region or one around it
CALL (chain) {
  MATCH (slot:Submission {version_id: $version_id})
  WHERE '06' IN slot.complete_lists AND $prefix STARTS WITH slot.prefix
  RETURN collect(slot.slot_chain) AS declared
}
MATCH (chain)-[covers:COVERS]->(product:Product)
// makers here, and makers whose place is too coarse to tell
CALL (product) {
  MATCH (firm:Firm)-[makes:MAKES]->(product)
  WHERE makes.has_capacity
  WITH firm, makes, any(i IN range(0, size(makes.site_regions) - 1)
      WHERE makes.site_regions[i] STARTS WITH $prefix AND makes.site_shares[i] > 0) AS is_here
  RETURN
    [found IN collect(CASE WHEN is_here THEN firm END) WHERE found.is_identified] AS sellers,
    count(CASE WHEN is_here THEN 1 END) > 0 AS made_here,
    count(CASE WHEN any(place IN makes.site_prefixes
      WHERE NOT place STARTS WITH $prefix AND $prefix STARTS WITH place) THEN 1 END) > 0 AS maybe_here
}
// whether a firm here sells it that no row of list 06 says makes it; a listed one of blank or coarse place counts
CALL (product) {
  MATCH (firm:Firm)-[makes:MAKES]->(product)
  WHERE NOT makes.has_capacity AND firm.is_identified AND firm.is_active AND firm.country IN ['', 'CN']
    AND any(place IN makes.site_prefixes
      WHERE place STARTS WITH $prefix AND (place <> '' OR $prefix = '')
        OR firm.is_listed AND $prefix STARTS WITH place)
  RETURN count(*) > 0 AS sold_here
}
// what the makers here need of it [unit/yr], summed in one order everywhere; a blank output is at most the capacity
CALL (product) {
  MATCH (firm:Firm)-[need:NEEDS]->(product)
  WHERE any(place IN firm.places WHERE place STARTS WITH $prefix)
  MATCH (firm)-[makes:MAKES]->(:Product {version_id: $version_id, id: need.made})
  WHERE makes.has_capacity
  WITH firm, need, makes, reduce(part = 0.0, i IN range(0, size(makes.site_regions) - 1) |
      part + CASE WHEN makes.site_regions[i] STARTS WITH $prefix THEN makes.site_shares[i] ELSE 0.0 END) AS part
  WHERE part > 0
  WITH firm, need, CASE WHEN part >= 1 - 1e-12 THEN 1.0 WHEN makes.shares_known THEN part END AS part, makes,
    EXISTS { (firm)-[:BUYS]->(product) } AS is_sourced
  WITH firm.id AS firm_id, need.made AS made, need.is_technical AS is_technical, is_sourced,
    need.rate * (makes.output * part) AS amount,
    coalesce(need.rate, need.coefficient) * coalesce(makes.output * part, makes.capacity * part) AS most
  ORDER BY firm_id, made
  WITH
    count(CASE WHEN is_technical THEN 1 END) AS n_needs,
    collect(CASE WHEN is_technical THEN amount END) AS amounts,
    collect(CASE WHEN is_technical THEN most END) AS ends,
    count(CASE WHEN NOT is_sourced THEN 1 END) > 0 AS unsourced
  WITH *, reduce(total = 0.0, amount IN amounts | total + amount) AS told
  RETURN
    n_needs > 0 AS needed,
    told,
    CASE WHEN n_needs > 0 AND size(amounts) = n_needs THEN told END AS derived,
    CASE WHEN n_needs > 0 AND size(ends) = n_needs THEN reduce(total = 0.0, most IN ends | total + most) END AS highest,
    unsourced
}
// what the firms of the region buy of it [unit/yr]
CALL (product) {
  MATCH (buyer:Firm)-[buys:BUYS]->(product)
  WHERE buyer.is_listed AND buyer.is_active AND any(place IN buyer.places WHERE place STARTS WITH $prefix)
  WITH buyer.id AS buyer_id, buys ORDER BY buyer_id
  WITH count(*) AS n_purchases, collect(buys.bought) AS amounts, collect(buys.bought_most) AS ends,
    reduce(total = 0.0, amount IN collect(buys.bought_least) | total + amount) AS bought_least
  RETURN
    n_purchases > 0 AS purchased,
    bought_least,
    CASE WHEN size(amounts) = n_purchases THEN reduce(total = 0.0, amount IN amounts | total + amount) END AS bought_all,
    CASE WHEN size(ends) = n_purchases THEN reduce(total = 0.0, most IN ends | total + most) END AS bought_most
}
// whether they buy any of it from makers here
CALL (product, sellers) {
  UNWIND sellers AS seller
  MATCH (seller)-[supplies:SUPPLIES]->(buyer:Firm)
  WHERE supplies.is_current AND supplies.product_code = product.id
    AND buyer.is_listed AND buyer.is_active AND any(place IN buyer.places WHERE place STARTS WITH $prefix)
  RETURN count(*) > 0 AS bought_here
}
// the nearest known maker outside: 0 same city, 1 same province, 2 the nation, 3 unknown, 4 abroad; then the largest
CALL (product) {
  MATCH (firm:Firm)-[makes:MAKES]->(product)
  WHERE firm.is_identified AND firm.is_active AND NOT (makes.has_capacity
    AND any(i IN range(0, size(makes.site_regions) - 1)
      WHERE makes.site_regions[i] STARTS WITH $prefix AND makes.site_shares[i] > 0))
  UNWIND makes.site_regions AS place
  WITH firm, makes, place, CASE
      WHEN place <> '' AND size($region) = 6 AND left(place, 2) = left($region, 2)
        THEN CASE WHEN left(place, 4) = left($region, 4) AND substring($region, 2, 2) <> '00' THEN 0 ELSE 1 END
      WHEN NOT firm.country IN ['', 'CN'] THEN 4
      WHEN place <> '' THEN 2
      ELSE 3
    END AS step
  ORDER BY step, coalesce(makes.capacity, makes.base, 0.0) DESC, makes.sold_share DESC, firm.id, place
  LIMIT 1
  RETURN collect({firm: firm, places: makes.site_regions,
    region: CASE WHEN place <> '' THEN place WHEN firm.country <> '' THEN firm.country END}) AS found
}
WITH chain, product, covers.is_final AS is_final, made_here, maybe_here, sold_here, $waiting[product.id] AS waits,
  needed, told, derived, highest, unsourced, purchased, bought_least, bought_all, bought_most, bought_here,
  head(found) AS nearest,
  chain.id IN declared OR any(code IN product.chains WHERE code IN declared) AS is_declared
WITH *, coalesce(waits.maker, false) AS maker_waits, coalesce(waits.need, false) AS need_waits,
  coalesce(waits.purchase, false) AS purchase_waits
WITH *,
  needed OR purchased AS asked,
  derived IS NOT NULL AND (derived > 0 OR NOT purchased) AS settled,
  CASE WHEN bought_all > 0 THEN bought_all END AS bought,
  coalesce(nearest.firm.country = 'CN', false) AS is_domestic,
  CASE WHEN left($region, 4) ENDS WITH '00' THEN left($region, 2) ELSE left($region, 4) END AS city,
  left($region, 2) AS province
WITH *,
  CASE
    WHEN settled THEN derived
    WHEN bought >= told THEN bought
    WHEN bought IS NOT NULL THEN told
  END AS demand,
  CASE
    WHEN settled THEN derived
    WHEN needed AND purchased THEN CASE WHEN told < bought_least THEN told ELSE bought_least END
    WHEN needed THEN told
    WHEN purchased THEN bought_least
  END AS lower,
  CASE
    WHEN settled THEN derived
    WHEN needed AND purchased THEN
      CASE WHEN highest IS NULL OR bought_most IS NULL THEN null WHEN highest > bought_most THEN highest ELSE bought_most END
    WHEN needed THEN highest
    WHEN purchased AND NOT unsourced THEN bought_most
  END AS upper
// rows that wait leave the upper end open
WITH *, CASE WHEN NOT (need_waits OR purchase_waits) THEN upper END AS most
// a recorded purchase is demand whatever its quantity
WITH *, CASE
    WHEN NOT asked THEN CASE WHEN is_final THEN 'open' ELSE 'no' END
    WHEN (purchased AND $min_demand = 0) OR lower > $min_demand THEN 'yes'
    WHEN most <= $min_demand THEN 'no'
    ELSE 'open'
  END AS wanted
WITH *,
  CASE
    WHEN made_here THEN 'made'
    WHEN product.may_be_absent THEN 'may be absent'
    WHEN product.id IN $retired THEN 'retired'
    WHEN maybe_here THEN 'too coarse'
    WHEN wanted = 'no' AND asked THEN CASE
      WHEN NOT is_declared THEN 'open'
      WHEN maker_waits OR need_waits THEN 'rows wait'
      ELSE 'no demand'
    END
    WHEN NOT is_declared THEN 'not declared'
    WHEN maker_waits THEN 'rows wait'
    WHEN sold_here THEN 'sold here'
    WHEN wanted <> 'yes' AND need_waits AND NOT (needed OR is_final) THEN 'rows wait'
    WHEN wanted = 'no' THEN 'not needed'
    WHEN wanted = 'open' THEN 'demand unknown'
    ELSE 'missing'
  END AS verdict
WITH *,
  CASE WHEN verdict = 'not needed' THEN 0.0 ELSE demand END AS shown,
  CASE
    WHEN verdict = 'made' THEN CASE
      WHEN purchased AND NOT bought_here THEN CASE WHEN purchase_waits THEN 'unknown' ELSE 'not_matched' END
    END
    WHEN verdict IN ['may be absent', 'retired'] THEN 'not_to_fill'
    WHEN verdict IN ['no demand', 'not needed'] THEN null
    WHEN verdict <> 'missing' THEN 'unknown'
    WHEN size($prefix) >= 6 AND any(place IN nearest.places WHERE place <> '' AND place STARTS WITH city)
      THEN 'county_has_none'
    WHEN size($prefix) >= 4 AND any(place IN nearest.places WHERE place <> '' AND place STARTS WITH province)
      THEN 'city_has_none'
    WHEN NOT is_domestic AND product.none_in_nation THEN 'nation_has_none'
    ELSE 'province_has_none'
  END AS step
WITH *, verdict = 'missing' AND waits.nearer[step] IS NOT NULL AS is_open
WITH *, CASE WHEN is_open THEN 'unknown' ELSE step END AS ladder
RETURN
  chain.id AS chain_code,
  product.id AS product_code,
  coalesce(product.name, product.id) AS product_name,
  CASE
    WHEN verdict = 'missing' THEN 'yes'
    WHEN verdict IN ['made', 'may be absent', 'retired', 'no demand', 'not needed'] THEN 'no'
    ELSE 'unknown'
  END AS is_missing,
  ladder,
  CASE
    WHEN verdict = 'too coarse' THEN 'place_of_a_maker_too_coarse'
    WHEN verdict = 'retired' THEN 'retired_here'
    WHEN verdict = 'rows wait' OR is_open OR (verdict = 'made' AND ladder = 'unknown') THEN 'rows_pending'
    WHEN verdict = 'sold here' THEN 'seller_on_record_here'
    WHEN verdict = 'not declared' THEN 'list_06_not_declared_complete'
    WHEN verdict = 'not needed' THEN 'not_needed_by_present_makers'
    WHEN verdict = 'demand unknown' THEN 'demand_unknown'
    WHEN verdict = 'missing' AND ladder = 'province_has_none' AND NOT is_domestic
      THEN 'no_known_maker_elsewhere_in_nation'
  END AS ladder_note,
  shown AS demand,
  CASE WHEN shown IS NOT NULL OR lower > 0 THEN lower END AS demand_lower,
  most AS demand_upper,
  derived AS demand_derived,
  bought AS demand_bought,
  product.unit AS unit,
  made_here,
  nearest.firm.id AS nearest,
  nearest.firm.name AS nearest_name,
  nearest.region AS nearest_region,
  CASE WHEN is_open THEN waits.nearer[step] ELSE coalesce(waits.n_pending, 0) END AS n_pending,
  coalesce(product.is_key_effective, false) AS _is_key,
  coalesce(product.may_be_absent, false) OR (product.id IN $retired AND NOT made_here) AS _may_be_absent,
  is_final AS _is_final,
  is_declared AND NOT maker_waits AND NOT sold_here AS _is_declared,
  product.price AS _price
ORDER BY product_code
