// name: single-sources
// asks: Who is a single source, and who depends on it? (merged by actual controller)
// params: $version_id text; $chain text, chain code; $prefix text, digits of the region code without trailing 00 pairs;
//   $epsilon [1], part that others may hold; $merge_groups true|false; $waiting map by buyer and product, one blank
//   between them, of maps (n_pending whole number, more true|false, control true|false, known_share [1]) on rows that
//   wait; $waiting_makers map by product of lists of ids, who the makers here that wait belong to, blank: unknown
// returns: chain_code text; buyer_id text; name text; product_code text; product_name text;
//   kind disguised|sole|single_by_choice|dominant|unknown, blank: a purchase of which there is nothing to say;
//   kind_note text; n_pending whole number, rows that wait;
//   group_id text; park text; supplier_ids list of text; supplier_names list of text; share, share_lower,
//   share_upper [1]; n_groups whole number; n_eff, n_eff_lower, n_eff_upper [1]; known_share [1]; alternatives list of text, firm ids;
//   alternative_regions list of text, blank: unknown
MATCH (:Chain {version_id: $version_id, id: $chain})-[:COVERS]->(covered:Product)
WITH collect(covered.id) AS chain_products
// purchases of the region's active firms that serve a maker of one of the chain's products; one that serves nobody
// counts where the product itself is of the chain
MATCH (buyer:Firm {version_id: $version_id})
WHERE buyer.is_listed AND buyer.is_active AND any(place IN buyer.places WHERE place STARTS WITH $prefix)
MATCH (buyer)-[bought:BUYS]->(product:Product)
WITH chain_products, buyer, bought, product, COLLECT { MATCH (buyer)-[need:NEEDS]->(product) RETURN need.made } AS made
WHERE CASE size(made)
  WHEN 0 THEN product.id IN chain_products
  ELSE any(code IN made WHERE code IN chain_products)
END
WITH product, collect({buyer: buyer, known_share: bought.known_share}) AS purchases
// makers of the product anywhere, most spare capacity first
CALL (product) {
  MATCH (maker:Firm)-[makes:MAKES]->(product)
  WHERE maker.is_identified AND makes.has_capacity
  WITH maker, makes,
    CASE WHEN makes.capacity > makes.output THEN makes.capacity - makes.output ELSE 0.0 END AS spare,
    coalesce(makes.capacity, 0.0) AS size
  ORDER BY spare DESC, size DESC, maker.id
  RETURN collect({
    id: maker.id,
    region: CASE maker.region_code WHEN '' THEN null ELSE maker.region_code END,
    owner: CASE WHEN $merge_groups THEN maker.group_id ELSE maker.id END,
    is_here: any(i IN range(0, size(makes.site_prefixes) - 1)
      WHERE makes.site_prefixes[i] STARTS WITH $prefix AND makes.site_shares[i] > 0)
  }) AS makers
}
UNWIND purchases AS purchase
WITH product, makers, purchase.buyer AS buyer, $waiting[purchase.buyer.id + ' ' + product.id] AS waits,
  coalesce($waiting_makers[product.id], []) AS makers_waiting, purchase.known_share AS recorded
WITH *, coalesce(waits.more, false) AS more, coalesce(waits.control, false) AS control
WITH *, CASE WHEN more THEN waits.known_share ELSE recorded END AS known_share
// its sources in the order of the list; a park binds one whose sites of the product all stand in it
CALL (product, buyer, more) {
  MATCH (supplier:Firm)-[supply:SUPPLIES {product_code: product.id, is_current: true}]->(buyer)
  MATCH (supplier)-[makes:MAKES]->(product)
  WITH supplier, supply, makes, supply.share_known AND (NOT more OR supply.share_buyer IS NOT NULL) AS is_known
  ORDER BY supply.position
  RETURN collect({
    id: supplier.id,
    name: supplier.name,
    group_id: supplier.group_id,
    owner: CASE WHEN $merge_groups THEN supplier.group_id ELSE supplier.id END,
    share: CASE WHEN is_known THEN supply.share ELSE 0.0 END,
    is_known: is_known,
    is_own: supplier.id = buyer.id,
    is_named: supplier.is_identified AND (supply.share > 0 OR NOT is_known),
    park: CASE WHEN all(park IN makes.site_parks WHERE park = makes.site_parks[0]) THEN makes.site_parks[0] ELSE '' END
  }) AS sources
}
WITH *, [source IN sources WHERE source.is_named] AS named
// what the buyer makes itself is part of the whole, never its one source; how large a part has to be told. Share per
// owner of all others of known share, and who holds most, equal ones by id
WITH *, [source IN sources WHERE NOT source.is_own] AS others_of_all,
  [source IN sources WHERE source.is_own AND source.is_known | source.share] AS own_shares
WITH *, CASE WHEN size(own_shares) > 0 THEN reduce(held = 0.0, share IN own_shares | held + share) END AS own_share
CALL (others_of_all) {
  UNWIND others_of_all AS source
  WITH others_of_all, source.owner AS owner, source.is_known AS is_known
  WHERE is_known
  WITH DISTINCT others_of_all, owner
  WITH owner, reduce(held = 0.0, s IN others_of_all |
    CASE WHEN s.is_known AND s.owner = owner THEN held + s.share ELSE held END) AS held
  ORDER BY held DESC, owner
  RETURN collect({owner: owner, share: held})[0] AS top
}
// how many equal sources the shares amount to, own production among them
CALL (sources) {
  UNWIND sources AS source
  WITH sources, source.owner AS owner, source.is_known AS is_known
  WHERE is_known
  WITH DISTINCT sources, owner
  WITH owner, reduce(held = 0.0, s IN sources |
    CASE WHEN s.is_known AND s.owner = owner THEN held + s.share ELSE held END) AS held
  ORDER BY held DESC, owner
  WITH collect(held) AS owners, sum(held * held) AS squares, sum(held) AS held
  RETURN coalesce(owners[0], 0.0) AS most, squares, CASE WHEN held < 1 THEN 1.0 - held ELSE 0.0 END AS rest
}
// the park that holds most of the purchase
CALL (others_of_all) {
  UNWIND others_of_all AS source
  WITH others_of_all, source.park AS park
  WHERE park <> ''
  WITH DISTINCT others_of_all, park
  WITH others_of_all, park, reduce(held = 0.0, s IN others_of_all |
    CASE WHEN s.park = park THEN held + s.share ELSE held END) AS held
  ORDER BY held DESC, park DESC
  RETURN collect({park: park, share: held, sources: [s IN others_of_all WHERE s.park = park]})[0] AS place
}
WITH *, 1.0 - $epsilon - 1e-9 AS line, known_share >= 0.9 - 1e-9 AS is_known,
  [source IN named WHERE source.owner = top.owner AND NOT source.is_own] AS members,
  coalesce(own_share >= 0.5, false) AS makes_enough
WITH *, CASE
  WHEN size(others_of_all) = 0 AND makes_enough THEN null
  WHEN is_known AND top.share >= line AND size(members) >= 2 THEN 'disguised'
  WHEN is_known AND place.share >= line AND size(place.sources) >= 2 THEN 'in one park'
  WHEN is_known AND top.share >= line THEN
    CASE
      WHEN any(maker IN makers WHERE maker.is_here AND maker.owner <> top.owner) THEN 'single_by_choice'
      WHEN any(owner IN makers_waiting WHERE owner IS NULL OR owner <> top.owner) THEN 'unknown'
      ELSE 'sole'
    END
  WHEN top.share > 0.5 + 1e-9 THEN 'dominant'
  WHEN (NOT is_known AND NOT makes_enough) OR control THEN 'unknown'
END AS found
WITH *,
  found = 'in one park' AS binds,
  CASE found WHEN 'in one park' THEN place.sources WHEN 'unknown' THEN named ELSE members END AS suppliers,
  CASE found WHEN 'in one park' THEN place.share ELSE top.share END AS share
WITH *, CASE found WHEN 'unknown' THEN [] ELSE [supplier IN suppliers | supplier.owner] END AS own
WITH *, [maker IN makers WHERE NOT maker.owner IN own] AS others
RETURN
  $chain AS chain_code,
  buyer.id AS buyer_id,
  buyer.name AS name,
  product.id AS product_code,
  product.name AS product_name,
  CASE WHEN binds THEN 'disguised' ELSE found END AS kind,
  CASE WHEN found = 'unknown' AND (is_known OR more OR control) THEN 'rows_pending' END AS kind_note,
  CASE WHEN NOT binds AND found <> 'unknown' THEN suppliers[0].group_id END AS group_id,
  CASE WHEN binds THEN place.park END AS park,
  [supplier IN suppliers | supplier.id] AS supplier_ids,
  [supplier IN suppliers | supplier.name] AS supplier_names,
  share,
  share AS share_lower,
  CASE
    WHEN share = 0 THEN null
    WHEN share + (1.0 - known_share) > 1 THEN 1.0
    ELSE share + (1.0 - known_share)
  END AS share_upper,
  size(reduce(seen = [], s IN named | CASE WHEN s.owner IN seen THEN seen ELSE seen + s.owner END)) AS n_groups,
  CASE WHEN squares > 0 AND rest <= 0.1 + 1e-9 THEN 1.0 / squares END AS n_eff,
  CASE
    WHEN rest > 1e-9 THEN 1.0 / (squares - most * most + (most + rest) * (most + rest))
    WHEN squares > 0 THEN 1.0 / squares
  END AS n_eff_lower,
  CASE WHEN squares > 0 THEN 1.0 / squares END AS n_eff_upper,
  known_share,
  [maker IN others | maker.id] AS alternatives,
  [maker IN others | maker.region] AS alternative_regions,
  coalesce(waits.n_pending, 0) AS n_pending
ORDER BY buyer_id, product_code
