// name: challenge-matrix
// asks: Which tasks, platforms, projects, policies and experts answer which choke points, and which has nobody?
// params: $version_id text; $chain text; $prefix text, digits of the region code; $on ISO date or null, the day on
//   which a policy must be in force; $chokes list of {entity_id, name text; loss_days [full-output d]; risk_grade text;
//   product_codes list}, the choke points that the simulation found, in the order of the answer
// returns: one row per choke point (control group) and product it makes, most days lost first: chain_code text;
//   entity_id text; name text; loss_days [full-output d]; risk_grade red|orange|yellow|green|grey; product_code text;
//   product_name text; stage_code text; stage_name text; technologies, platforms, projects, policies lists of text;
//   n_talents [experts]; n_open [tasks and projects under way]; covered yes|no|unknown; candidate bool
UNWIND range(0, size($chokes) - 1) AS place
WITH place, $chokes[place] AS choke
UNWIND range(0, size(choke.product_codes) - 1) AS nth
MATCH (product:Product {version_id: $version_id, id: choke.product_codes[nth]})
OPTIONAL MATCH (own:Stage {version_id: $version_id, id: product.slot_chain + '/' + product.stage_code})

// The stages that list the product and every stage above them; what names one of these speaks of the product.
WITH place, nth, choke, product, own, COLLECT {
  MATCH (lists:Stage)-[:CONTAINS]->(product)
  MATCH (lists)-[:PART_OF*0..8]->(above:Stage)
  RETURN DISTINCT above
} AS stages
WITH place, nth, choke, product, own, stages,
  COLLECT { MATCH (task:Technology)-[:TACKLES]->(product) RETURN DISTINCT task } AS tasks,
  COLLECT { MATCH (work:Project)-[:FILLS]->(product) RETURN DISTINCT work } + COLLECT {
    UNWIND stages AS stage
    MATCH (work:Project)-[:FILLS]->(stage)
    WHERE work.product IS NULL
    RETURN DISTINCT work
  } AS works,
  COLLECT { UNWIND stages AS stage MATCH (host:Platform)-[:SERVES]->(stage) RETURN DISTINCT host } AS hosts,
  COLLECT { UNWIND stages AS stage MATCH (expert:Expert)-[:FOR_STAGE]->(stage) RETURN DISTINCT expert } AS experts,
  COLLECT {
    UNWIND stages AS stage
    MATCH (policy:Policy)-[:FOR_STAGE]->(stage)
    WITH DISTINCT policy, policy.valid_until AS until, CASE policy.valid_until_precision
      WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 WHEN 'half-year' THEN 6 WHEN 'year' THEN 12 WHEN 'plan-period' THEN 12
    END AS span
    WHERE $on IS NULL OR until IS NULL OR date($on) <= CASE
      WHEN span IS NULL THEN until
      ELSE date({year: until.year, month: (until.month - 1) / span * span + 1}) + duration({months: span, days: -1})
    END
    RETURN policy
  } AS rules,
  COLLECT { MATCH (maker:Firm)-[:MAKES]->(product) WHERE maker.is_identified RETURN maker } AS makers

// Whether lists 10 and 13 were declared complete for this chain, or one that lists the product, and this region.
WITH place, nth, choke, product, own, tasks, works, hosts, experts, rules, makers,
  size([t IN tasks WHERE t.status <> '中止']) + size([w IN works WHERE w.phase <> '达效']) AS n_open,
  any(t IN tasks WHERE t.status IS NULL) OR any(w IN works WHERE w.phase IS NULL) AS may_be_open,
  COLLECT {
    MATCH (told:Submission {version_id: $version_id})
    WHERE $prefix STARTS WITH told.prefix AND (told.slot_chain = $chain OR told.slot_chain IN product.chains)
    RETURN told.complete_lists
  } AS declared
WITH *, all(list IN ['10', '13'] WHERE any(told IN declared WHERE list IN told)) AS is_complete
RETURN
  $chain AS chain_code,
  choke.entity_id AS entity_id,
  choke.name AS name,
  choke.loss_days AS loss_days,
  choke.risk_grade AS risk_grade,
  product.id AS product_code,
  product.name AS product_name,
  product.stage_code AS stage_code,
  own.stage_name AS stage_name,
  COLLECT {
    UNWIND tasks AS t WITH DISTINCT coalesce(t.tech_code, t.tech_name) AS told WHERE told IS NOT NULL
    RETURN told ORDER BY told
  } AS technologies,
  COLLECT {
    UNWIND hosts AS h WITH DISTINCT coalesce(h.platform_code, h.name) AS told WHERE told IS NOT NULL
    RETURN told ORDER BY told
  } AS platforms,
  COLLECT {
    UNWIND works AS w WITH DISTINCT coalesce(w.project_code, w.name) AS told WHERE told IS NOT NULL
    RETURN told ORDER BY told
  } AS projects,
  COLLECT {
    UNWIND rules AS r WITH DISTINCT coalesce(r.doc_no, r.name) AS told WHERE told IS NOT NULL
    RETURN told ORDER BY told
  } AS policies,
  size(experts) AS n_talents,
  n_open,
  CASE WHEN n_open > 0 THEN 'yes' WHEN is_complete AND NOT may_be_open THEN 'no' ELSE 'unknown' END AS covered,
  none(f IN makers WHERE f.group_id = choke.entity_id AND f.country IN ['', 'CN'])
    AND (product.none_in_nation OR none(f IN makers WHERE f.country IN ['', 'CN'])) AS candidate
ORDER BY place, nth
