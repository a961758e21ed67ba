// name: industry-coverage
// asks: How many of the 41/207/666 industry codes of GB/T 4754-2017 does the region cover, and which are missing?
// params: $version_id text; $chain text, chain code; $prefix text, digits of the region code without trailing 00 pairs;
//   $level division|group|class; $firm_set above_scale|all; $code_rule primary|any; $n_pending whole number, rows that
//   wait and may be a firm that counts
// returns: chain_code text; level text; code text, GB/T 4754-2017; name text; covered yes|no|unknown; n_firms,
//   n_firms_maybe, n_pending whole numbers; beside the answer's columns: _firms list of firm ids with the code; of all firms
//   together, the same in every row, whole numbers: _n_firms counted, _n_uncoded without a code, _n_coarse codes too
//   short for the level, _n_cells asked, _n_known_cells filled in; _is_declared true|false, list 05 complete
MATCH (chain:Chain {version_id: $version_id, id: $chain})
CALL (chain) {
  MATCH (slot:Submission {version_id: $version_id})
  WHERE slot.slot_chain = chain.id AND '05' IN slot.complete_lists AND $prefix STARTS WITH slot.prefix
  RETURN count(*) > 0 AS is_declared
}
// active firms that list 05 of the chain names or that make a product of its map; they stand here, or may
CALL (chain) {
  CALL (chain) {
    MATCH (chain)<-[:LISTED_IN]-(firm:Firm)
    RETURN firm
    UNION
    MATCH (chain)-[:COVERS]->(:Product)<-[makes:MAKES]-(firm:Firm)
    WHERE makes.has_capacity
    RETURN firm
  }
  WITH firm, any(place IN firm.places WHERE place STARTS WITH $prefix) AS is_here,
    CASE WHEN $firm_set = 'all' THEN true ELSE firm.above_scale END AS is_large
  WHERE firm.is_listed AND firm.is_active AND (is_here OR any(place IN firm.places WHERE $prefix STARTS WITH place))
  // their codes, raised to the level asked; a code too short for it stays as it is
  CALL (firm) {
    OPTIONAL MATCH (firm)-[classified:CLASSIFIED_AS]->(own:IndustryClass)
    WHERE classified.primary OR $code_rule = 'any'
    OPTIONAL MATCH (own)-[:PART_OF*0..3]->(above:IndustryClass)
    WHERE above.level = $level
    WITH DISTINCT own, above
    RETURN collect(DISTINCT above.id) AS codes, collect(CASE WHEN above IS NULL THEN own.id END) AS coarse
  }
  WITH firm.id AS firm_id, is_here, is_large, codes, coarse, size(codes) + size(coarse) = 0 AS is_uncoded
  ORDER BY firm_id
  RETURN collect({
    id: firm_id,
    is_here: is_here,
    is_large: is_large,
    codes: codes,
    coarse: coarse,
    is_uncoded: is_uncoded
  }) AS placed
}
WITH chain, is_declared, placed, [firm IN placed WHERE coalesce(firm.is_large, true)] AS counted
WITH chain, is_declared, counted,
  size([firm IN counted WHERE firm.is_uncoded]) AS n_uncoded,
  reduce(found = [], firm IN counted | found + firm.coarse) AS coarse,
  (size(placed) + $n_pending) * CASE $firm_set WHEN 'all' THEN 1 ELSE 2 END AS n_cells,
  size([firm IN placed WHERE NOT firm.is_uncoded])
    + size([firm IN placed WHERE $firm_set <> 'all' AND firm.is_large IS NOT NULL]) AS n_known_cells
CALL (counted) {
  UNWIND counted AS firm
  UNWIND firm.codes AS code
  WITH code, firm, firm.is_here AND coalesce(firm.is_large, false) AS is_sure
  WITH code, collect(firm.id) AS firms, count(CASE WHEN is_sure THEN 1 END) AS n_sure
  RETURN collect({code: code, firms: firms, n_sure: n_sure}) AS by_code
}
MATCH (class:IndustryClass {version_id: $version_id})
WHERE class.is_industry AND class.level = $level
WITH chain, is_declared, counted, n_uncoded, coarse, n_cells, n_known_cells, class,
  head([entry IN by_code WHERE entry.code = class.id]) AS entry
WITH *, coalesce(entry.firms, []) AS firms, coalesce(entry.n_sure, 0) AS n_sure
RETURN
  chain.id AS chain_code,
  class.level AS level,
  class.id AS code,
  class.name AS name,
  CASE
    WHEN n_sure > 0 THEN 'yes'
    WHEN is_declared AND $n_pending = 0 AND size(firms) = 0 AND n_uncoded = 0 AND none(short IN coarse WHERE class.id STARTS WITH short)
      THEN 'no'
    ELSE 'unknown'
  END AS covered,
  n_sure AS n_firms,
  size(firms) - n_sure AS n_firms_maybe,
  $n_pending AS n_pending,
  firms AS _firms,
  size(counted) AS _n_firms,
  n_uncoded AS _n_uncoded,
  size(coarse) AS _n_coarse,
  n_cells AS _n_cells,
  n_known_cells AS _n_known_cells,
  is_declared AS _is_declared
ORDER BY code
