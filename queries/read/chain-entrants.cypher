// name: chain-entrants
// asks: Which small firms here make, or could make, what a lead firm buys outside?
// params: $version_id text; $chain text; $prefix text, digits of the region code; $firms list of firm ids, the buyers;
//   $tags list of text, none: any firm; $top [rows] per buyer
// returns: one row per buyer, product and candidate, best fit first: chain_code text; firm_id text; name text;
//   tags list; size text; region_code text; product_code text; product_name text; buyer_id text; buyer_name text;
//   way makes|converts; from_product text; capacity [unit/yr]; spare [unit/yr]; unit text; quantity_outside [unit/yr];
//   amount_outside [万元/yr]; outside_share, outside_share_lower, outside_share_upper [1]; days [d];
//   fit, fit_lower, fit_upper [1]; fit_parts map of readiness, coverage, need [1], blank where unknown
CALL () {
  MATCH (firm:Firm {version_id: $version_id})
  WHERE firm.is_listed AND firm.is_active AND coalesce(firm.size, '') IN ['', '中型', '小型', '微型']
    AND any(place IN firm.places WHERE place STARTS WITH $prefix)
    AND (size($tags) = 0 OR any(tag IN $tags WHERE any(own IN firm.tags WHERE own CONTAINS tag)))
  MATCH (firm)-[line:PRODUCES {state: '现状'}]->(now) // always a product
  WHERE line.region_code STARTS WITH $prefix AND line.convertible_to IS NOT NULL
  UNWIND line.convertible_to AS target
  WITH DISTINCT firm, line, now, target
  RETURN collect({
    target: target,
    firm: firm,
    days: line.convert_days,
    size: coalesce(line.effective_capacity, line.design_capacity),
    output: line.output,
    unit: now.unit,
    code: now.id,
    row: line.row
  }) AS lines
}
UNWIND $firms AS buyer_id
MATCH (buyer:Firm {version_id: $version_id, id: buyer_id})-[bought:BUYS]->(product:Product)

// Where each source stands: by its present sites of the product, else by its sites of other products, else by its
// registration. Remainders and traders stand nowhere, domestic ones whose place is too coarse to tell neither.
CALL (buyer, product) {
  MATCH (supplier:Firm)-[supply:SUPPLIES {product_code: product.id, is_current: true}]->(buyer)
  MATCH (supplier)-[makes:MAKES]->(product)
  WITH supplier, supply, CASE
    WHEN makes.has_capacity THEN [makes]
    ELSE COLLECT { MATCH (supplier)-[other:MAKES]->(:Product) WHERE other.has_capacity RETURN other }
  END AS works
  WITH supplier, supply, CASE
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
  WITH collect({
    id: supplier.id,
    origin: origin,
    value: coalesce(supply.value, 0.0),
    is_blank: supply.value IS NULL,
    share: supply.share,
    bought: coalesce(supply.amount_bought, 0.0)
  }) AS sources
  WITH sources, [s IN sources WHERE s.origin = 'near'] AS inside, [s IN sources WHERE s.origin = 'far'] AS outside
  WHERE size(outside) > 0
  RETURN
    [s IN sources | s.id] AS suppliers,
    reduce(held = 0.0, s IN inside | held + s.value) AS near,
    reduce(held = 0.0, s IN outside | held + s.value) AS far,
    reduce(held = 0.0, s IN inside | held + s.share) AS near_part,
    reduce(held = 0.0, s IN outside | held + s.share) AS far_part,
    none(s IN outside WHERE s.is_blank) AS far_told,
    reduce(held = 0.0, s IN outside | held + s.bought) AS quantity,
    all(s IN outside WHERE s.bought > 0) AS is_quantity_whole
}
WITH *, NOT bought.value_is_blank AND near + far > 0 AS is_by_value, bought.value - near - far AS rest
WITH *, near + far + CASE WHEN rest <= 1e-9 * bought.value THEN 0.0 ELSE rest END AS total
WITH *,
  CASE
    WHEN is_by_value THEN far / (near + far)
    WHEN near_part + far_part > 0 THEN far_part / (near_part + far_part)
  END AS outside_share,
  CASE WHEN is_by_value THEN coalesce(far / total, 0.0) ELSE far_part END AS outside_share_lower,
  CASE WHEN is_by_value THEN coalesce((total - near) / total, 1.0) ELSE 1.0 - near_part END AS outside_share_upper
WHERE coalesce(outside_share <> 0, true)

// Makers here, then firms with a line here that can turn to the product: not of the buyer's group, not its suppliers.
CALL (buyer, product, suppliers, lines) {
  MATCH (firm:Firm)-[makes:MAKES]->(product)
  WHERE makes.has_capacity AND firm.is_listed AND firm.is_active
    AND coalesce(firm.size, '') IN ['', '中型', '小型', '微型']
    AND any(i IN range(0, size(makes.site_prefixes) - 1)
      WHERE makes.site_prefixes[i] STARTS WITH $prefix AND makes.site_shares[i] > 0)
    AND (size($tags) = 0 OR any(tag IN $tags WHERE any(own IN firm.tags WHERE own CONTAINS tag)))
    AND firm.group_id <> buyer.group_id AND NOT firm.id IN suppliers
  RETURN firm, 'makes' AS way, 0 AS days, makes.capacity AS capacity, null AS from_product,
    CASE WHEN makes.capacity < makes.output THEN 0.0 ELSE makes.capacity - makes.output END AS spare
  UNION ALL
  UNWIND [line IN lines WHERE line.target = product.id] AS line
  WITH buyer, product, suppliers, line, line.firm AS firm
  WHERE firm.group_id <> buyer.group_id AND NOT firm.id IN suppliers
    AND NOT EXISTS { (firm)-[:MAKES {has_capacity: true}]->(product) }
  WITH product, firm, line
  ORDER BY line.days, coalesce(line.size, -1.0) DESC, line.code, line.row
  WITH product, firm, head(collect(line)) AS line
  WITH firm, line, coalesce(line.unit = product.unit, false) AS same
  RETURN firm, 'converts' AS way, line.days AS days, CASE WHEN same THEN line.size END AS capacity,
    line.code AS from_product,
    CASE WHEN NOT same THEN null WHEN line.size < line.output THEN 0.0 ELSE line.size - line.output END AS spare
}

// Parts of the fit with their ends; what is not known counts as middling in the headline and as 0 and 1 at the ends.
WITH *,
  CASE WHEN days IS NOT NULL THEN CASE WHEN days >= 365 THEN 0.0 ELSE 1.0 - days / 365.0 END END AS readiness,
  CASE
    WHEN spare IS NULL THEN 1.0
    WHEN quantity > 0 THEN CASE WHEN spare >= quantity THEN 1.0 ELSE spare / quantity END
    WHEN spare > 0 THEN 1.0
    ELSE 0.0
  END AS most_covered
WITH *, spare IS NOT NULL AND (is_quantity_whole OR most_covered = 0.0) AS is_coverage_known
WITH *,
  [coalesce(readiness, 0.25), coalesce(readiness, 0.0), coalesce(readiness, 1.0)] AS ready,
  CASE
    WHEN is_coverage_known THEN [most_covered, most_covered, most_covered]
    ELSE [CASE WHEN most_covered < 0.5 THEN most_covered ELSE 0.5 END, 0.0, most_covered]
  END AS covers,
  [
    coalesce(outside_share, CASE
      WHEN outside_share_upper < 0.5 THEN outside_share_upper
      WHEN outside_share_lower > 0.5 THEN outside_share_lower
      ELSE 0.5
    END),
    outside_share_lower,
    outside_share_upper
  ] AS needs
WITH *, [i IN range(0, 2) | floor((ready[i] + covers[i] + needs[i]) / 3.0 * 1e9 + 0.5) / 1e9] AS fits
ORDER BY fits[0] DESC, product.id, firm.id
WITH buyer, collect({
  firm_id: firm.id,
  name: firm.name,
  tags: coalesce(firm.tags, []),
  size: firm.size,
  region_code: CASE WHEN firm.region_code <> '' THEN firm.region_code END,
  product_code: product.id,
  product_name: product.name,
  unit: product.unit,
  way: way,
  from_product: from_product,
  capacity: capacity,
  spare: spare,
  quantity: CASE WHEN is_quantity_whole THEN quantity END,
  amount: CASE WHEN (bought.is_reported OR bought.is_priced) AND far_told THEN far END,
  share: needs,
  days: days,
  fits: fits,
  parts: {
    readiness: readiness,
    coverage: CASE WHEN is_coverage_known THEN most_covered END,
    need: outside_share
  }
})[0..$top] AS best
UNWIND best AS found
RETURN
  $chain AS chain_code,
  found.firm_id AS firm_id,
  found.name AS name,
  found.tags AS tags,
  found.size AS size,
  found.region_code AS region_code,
  found.product_code AS product_code,
  found.product_name AS product_name,
  buyer.id AS buyer_id,
  buyer.name AS buyer_name,
  found.way AS way,
  found.from_product AS from_product,
  found.capacity AS capacity,
  found.spare AS spare,
  found.unit AS unit,
  found.quantity AS quantity_outside,
  found.amount AS amount_outside,
  found.parts.need AS outside_share,
  found.share[1] AS outside_share_lower,
  found.share[2] AS outside_share_upper,
  found.days AS days,
  found.fits[0] AS fit,
  found.fits[1] AS fit_lower,
  found.fits[2] AS fit_upper,
  found.parts AS fit_parts
ORDER BY fit DESC, product_code, firm_id, buyer_id
