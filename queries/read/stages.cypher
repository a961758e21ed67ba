// name: stages
// asks: Which stages does the chain have here, with how many firms, what capacity and which status?
// params: $version_id text; $chain text, chain code; $prefix text, digits of the region code without trailing 00 pairs;
//   $level leaf|1|2|3|4|5; $state text, state of capacity in list 06; $verdicts list of maps (product_code text,
//   status text, n_pending whole number of rows that wait), one per product, in the order of the answer; $order list of
//   text, statuses, the one a stage shows first
// returns: chain_code text; stage_code text; stage_name text; parent_code text; level whole number; position text;
//   n_firms whole number; capacity, output [unit/yr], blank where a maker does not tell or units differ; unit text;
//   by_product list of maps (product_code, product_name, n_firms, capacity, output, unit, status, n_pending); status text
MATCH (chain:Chain {version_id: $version_id, id: $chain})
// products of the map with their makers in the state asked, and the stages they stand in, parents included
CALL (chain) {
  UNWIND range(0, size($verdicts) - 1) AS place
  WITH chain, place, $verdicts[place] AS verdict
  MATCH (product:Product {version_id: $version_id, id: verdict.product_code})
  WHERE EXISTS { (chain)-[:COVERS]->(product) }
  CALL (product) {
    OPTIONAL MATCH (own:Stage {version_id: $version_id, id: product.slot_chain + '/' + product.stage_code})
    OPTIONAL MATCH (own)-[:PART_OF*0..12]->(above:Stage)
    WITH collect(DISTINCT above.stage_code) AS codes, collect(DISTINCT above.parent_code) AS parents
    RETURN codes + parents AS stages
  }
  CALL (product) {
    CALL (product) {
      MATCH (firm:Firm)-[makes:MAKES]->(product)
      WHERE $state = '现状' AND makes.has_capacity
      WITH firm, makes, reduce(part = 0.0, i IN range(0, size(makes.site_regions) - 1) |
          part + CASE WHEN makes.site_regions[i] STARTS WITH $prefix THEN makes.site_shares[i] ELSE 0.0 END) AS part
      WHERE part > 0
      WITH firm.id AS firm, makes, CASE WHEN part > 1 THEN 1.0 ELSE part END AS part
      ORDER BY firm
      RETURN firm, makes.capacity * part AS capacity, makes.output * part AS output
      UNION ALL
      MATCH (firm:Firm)-[plant:PRODUCES]->(product)
      WHERE $state <> '现状' AND plant.state = $state
      WITH firm.id AS firm, plant
      ORDER BY plant.row
      RETURN firm, CASE WHEN plant.effective_capacity <> 0 THEN plant.effective_capacity ELSE plant.design_capacity
        END AS capacity, plant.output AS output
    }
    WITH count(*) AS n, collect(DISTINCT firm) AS firms, collect(capacity) AS capacities, collect(output) AS outputs
    RETURN
      firms,
      CASE WHEN n > 0 AND size(capacities) = n THEN reduce(total = 0.0, x IN capacities | total + x) END AS capacity,
      CASE WHEN n > 0 AND size(outputs) = n THEN reduce(total = 0.0, x IN outputs | total + x) END AS output
  }
  WITH place, product, product.stage_code + stages AS stages, firms, capacity, output, verdict.status AS status,
    verdict.n_pending AS n_pending
  ORDER BY place
  RETURN collect({
    stages: reduce(seen = [], code IN stages | CASE WHEN code IN seen THEN seen ELSE seen + code END),
    firms: firms,
    shown: {
      product_code: product.id,
      product_name: coalesce(product.name, product.id),
      n_firms: size(firms),
      capacity: capacity,
      output: output,
      unit: product.unit,
      status: status,
      n_pending: n_pending
    }
  }) AS products
}
// the same by stage
CALL (products) {
  UNWIND products AS entry
  UNWIND entry.stages AS code
  WITH code, collect(entry) AS entries
  RETURN collect({code: code, entries: entries}) AS by_stage
}
MATCH (stage:Stage)
WHERE stage.version_id = $version_id AND stage.id STARTS WITH $chain + '/' AND stage.chain_code = $chain
  AND CASE $level
    WHEN 'leaf' THEN NOT EXISTS { (stage)<-[:PART_OF]-(:Stage) }
    ELSE toString(stage.level) = $level
  END
WITH chain, stage, coalesce(head([held IN by_stage WHERE held.code = stage.stage_code]).entries, []) AS entries
WITH chain, stage, entries, [entry IN entries WHERE entry.shown.n_firms > 0 | entry.shown] AS made
CALL (entries) {
  UNWIND entries AS entry
  RETURN count(DISTINCT coalesce(entry.shown.unit, '')) AS n_units, head(collect(entry.shown.unit)) AS unit
}
CALL (entries) {
  UNWIND entries AS entry
  UNWIND entry.firms AS firm
  RETURN count(DISTINCT firm) AS n_firms
}
WITH *, n_units = 1 AND size(made) > 0 AS is_shared
RETURN
  chain.id AS chain_code,
  stage.stage_code AS stage_code,
  stage.name AS stage_name,
  stage.parent_code AS parent_code,
  stage.level AS level,
  stage.position AS position,
  n_firms,
  CASE WHEN is_shared THEN reduce(total = 0.0, entry IN made | total + entry.capacity) END AS capacity,
  CASE WHEN is_shared THEN reduce(total = 0.0, entry IN made | total + entry.output) END AS output,
  CASE WHEN n_units = 1 THEN unit END AS unit,
  [entry IN entries | entry.shown] AS by_product,
  coalesce(head([status IN $order WHERE any(entry IN entries WHERE entry.shown.status = status)]), 'unknown') AS status
ORDER BY stage.order IS NULL, coalesce(stage.order, 0), stage_code
