// name: gap-fillers
// asks: Who makes a product, and who could turn to it in time?
// params: $version_id text; $chain text; $prefix text, digits of the region code; $product_code text, blank: no rows;
//   $days [d], time allowed for a conversion
// returns: one row per firm and way, best first: chain_code text; product_code text; product_name text; unit text;
//   firm_id text, blank: a name that no list knows; name text; firm_region text; country text;
//   in_region yes|unknown|no; way makes|sells|converts|listed_source; capacity [unit/yr];
//   capacity_now [capacity_unit/yr]; capacity_unit text; spare [unit/yr]; convertible bool; from_product text;
//   n_lines [lines]; days [d]; distance_km [km]; qualified yes|unknown|no; status text; note text
MATCH (product:Product {version_id: $version_id, id: $product_code})

// Firms of the region that buy or need the product.
CALL (product) {
  MATCH (buyer:Firm)-[:BUYS|NEEDS]->(product)
  WHERE buyer.is_listed AND buyer.is_active AND any(place IN buyer.places WHERE place STARTS WITH $prefix)
  RETURN collect(DISTINCT buyer) AS buyers
}

// Second sources by name: list 15 and 备选供方 of list 07; the best entry of each firm or name counts.
CALL (product) {
  CALL (product) {
    MATCH (resource:Resource)-[:CANDIDATE_FOR]->(product)
    WHERE resource.type = '备选供方'
    WITH DISTINCT resource, size(resource.products) = 1
      OR coalesce(resource.spare_qty_unit IN [product.unit, product.unit + '/年'], false) AS is_own_unit
    RETURN resource.name AS said, resource.origin AS origin, resource.status AS status, resource.qualify_days AS wait,
      CASE WHEN is_own_unit THEN resource.spare_qty END AS offer, 'outside_resource' AS note
    UNION ALL
    MATCH (supplier:Firm)-[:MAKES]->(product)
    MATCH (supplier)-[supply:SUPPLIES {product_code: product.id, is_current: true}]->(:Firm)
    UNWIND supply.alternates AS said
    WITH DISTINCT said
    RETURN said, null AS origin, null AS status, null AS wait, null AS offer, 'alternate_in_list_07' AS note
  }
  WITH collect({said: said, origin: origin, status: status, wait: wait, offer: offer, note: note}) AS entries
  CALL (entries) {
    UNWIND entries AS entry
    WITH collect(DISTINCT entry.said) AS words
    WHERE size(words) > 0
    MATCH (firm:Firm {version_id: $version_id})
    WHERE firm.id IN words OR firm.name IN words
    RETURN collect(firm) AS firms
  }
  UNWIND entries AS entry
  WITH entry,
    [firm IN firms WHERE firm.id = entry.said] AS by_id, [firm IN firms WHERE firm.name = entry.said] AS by_name
  WITH entry, CASE WHEN size(by_id) > 0 THEN by_id[0] WHEN size(by_name) = 1 THEN by_name[0] END AS firm
  ORDER BY
    CASE entry.status WHEN '已认证' THEN 0 WHEN '送样' THEN 1 WHEN '潜在' THEN 2 ELSE 3 END,
    entry.wait, -entry.offer, coalesce(entry.origin, '~'), entry.note DESC, entry.said
  WITH firm, CASE WHEN firm IS NULL THEN entry.said END AS word, head(collect(entry)) AS entry
  RETURN collect(entry {.*, firm: firm, firm_id: firm.id}) AS sources
}

// Who makes it, by the sites where it is made; who is only known to sell it, by the firm's place.
CALL (product) {
  MATCH (firm:Firm)-[makes:MAKES]->(product)
  WHERE makes.has_capacity OR (firm.is_identified AND firm.is_active)
  RETURN collect({
    firm: firm,
    firm_id: firm.id,
    way: CASE WHEN makes.has_capacity THEN 'makes' ELSE 'sells' END,
    in_region: CASE
      WHEN CASE
        WHEN makes.has_capacity THEN any(i IN range(0, size(makes.site_prefixes) - 1)
          WHERE makes.site_prefixes[i] STARTS WITH $prefix AND makes.site_shares[i] > 0)
        ELSE any(place IN firm.places WHERE place STARTS WITH $prefix)
      END THEN 'yes'
      WHEN NOT firm.country IN ['', 'CN'] THEN 'no'
      WHEN any(place IN CASE WHEN makes.has_capacity THEN makes.site_prefixes ELSE firm.places END
        WHERE $prefix STARTS WITH place AND NOT place STARTS WITH $prefix) THEN 'unknown'
      ELSE 'no'
    END,
    capacity: makes.capacity,
    spare: CASE WHEN makes.capacity < makes.output THEN 0.0 ELSE makes.capacity - makes.output END,
    note: CASE WHEN NOT makes.has_capacity THEN 'known_from_sales_only' END
  }) AS makers
}

// Lines that can turn to the product in time, or in a time nobody states; the fastest one of each firm.
CALL (product) {
  MATCH (firm:Firm {version_id: $version_id})
  WITH product, firm
  MATCH (firm)-[line:PRODUCES {state: '现状'}]->(now) // always a product; a label here invites a scan of all of them
  WHERE product.id IN line.convertible_to AND coalesce(line.convert_days, 0) <= $days
  WITH product, firm, line, now, coalesce(line.effective_capacity, line.design_capacity) AS size
  ORDER BY line.convert_days, coalesce(size, -1.0) DESC, now.id, line.row
  WITH product, firm, count(*) AS n_lines, head(collect({
    days: line.convert_days,
    size: size,
    output: line.output,
    unit: now.unit,
    code: now.id,
    region: line.region_code
  })) AS best
  WHERE firm.is_active AND NOT EXISTS { (firm)-[:MAKES {has_capacity: true}]->(product) }
  WITH firm, n_lines, best, coalesce(best.unit = product.unit, false) AS same, CASE
    WHEN best.region ENDS WITH '0000' THEN left(best.region, 2)
    WHEN best.region ENDS WITH '00' THEN left(best.region, 4)
    ELSE best.region
  END AS place
  RETURN collect({
    firm: firm,
    firm_id: firm.id,
    way: 'converts',
    in_region: CASE WHEN place STARTS WITH $prefix THEN 'yes' WHEN $prefix STARTS WITH place THEN 'unknown' ELSE 'no' END,
    capacity: CASE WHEN same THEN best.size END,
    capacity_now: best.size,
    capacity_unit: best.unit,
    spare: CASE WHEN NOT same THEN null WHEN best.size < best.output THEN 0.0 ELSE best.size - best.output END,
    from_product: best.code,
    n_lines: n_lines,
    convert_days: best.days,
    note: CASE
      WHEN best.days IS NULL THEN 'convert_days_unknown'
      WHEN same THEN 'capacity_of_present_product'
      ELSE 'unit_differs'
    END
  }) AS converters
}

// Sources that are known by their listing alone.
WITH *, [found IN makers + converters | found.firm_id] AS shown
WITH *, [source IN sources WHERE source.firm IS NULL
  OR (source.firm.is_active AND source.firm.is_identified AND NOT source.firm_id IN shown) | CASE
    WHEN source.firm IS NOT NULL THEN {
      firm: source.firm,
      firm_id: source.firm_id,
      way: 'listed_source',
      in_region: CASE
        WHEN any(place IN source.firm.places WHERE place STARTS WITH $prefix) THEN 'yes'
        WHEN NOT source.firm.country IN ['', 'CN'] THEN 'no'
        WHEN any(place IN source.firm.places WHERE $prefix STARTS WITH place) THEN 'unknown'
        ELSE 'no'
      END,
      note: source.note
    }
    ELSE {
      firm: null,
      firm_id: null,
      name: source.said,
      source: source,
      way: 'listed_source',
      region: CASE WHEN source.origin =~ '[0-9]+' THEN source.origin END,
      in_region: CASE
        WHEN NOT (source.origin =~ '[0-9]+' OR source.origin = 'CN') THEN 'no'
        WHEN CASE WHEN source.origin =~ '[0-9]+' THEN source.origin ELSE '' END STARTS WITH $prefix THEN 'yes'
        WHEN $prefix STARTS WITH CASE
          WHEN NOT coalesce(source.origin =~ '[0-9]+', false) THEN ''
          WHEN source.origin ENDS WITH '0000' THEN left(source.origin, 2)
          WHEN source.origin ENDS WITH '00' THEN left(source.origin, 4)
          ELSE source.origin
        END THEN 'unknown'
        ELSE 'no'
      END,
      note: source.note
    }
  END] AS listed
UNWIND makers + converters + listed AS found
WITH product, buyers, found, found.firm AS firm,
  coalesce(found.source, head([source IN sources WHERE source.firm_id = found.firm_id])) AS source

// The nearest other buyer here, on a sphere of the mean radius 6371.0088 km (haversine).
CALL (buyers, firm) {
  UNWIND buyers AS buyer
  WITH firm, buyer
  WHERE buyer.id <> firm.id AND buyer.lon IS NOT NULL AND buyer.lat IS NOT NULL
  WITH sin(radians(buyer.lat - firm.lat) / 2) ^ 2
    + cos(radians(firm.lat)) * cos(radians(buyer.lat)) * sin(radians(buyer.lon - firm.lon) / 2) ^ 2 AS half
  WITH min(2 * 6371.0088 * asin(sqrt(CASE WHEN half > 1 THEN 1.0 ELSE half END))) AS least
  RETURN floor(least * 10.0 + 0.5) / 10.0 AS distance_km
}
WITH *, EXISTS {
  (firm)-[:SUPPLIES {product_code: product.id, is_current: true}]->(buyer:Firm)
  WHERE buyer.is_listed AND buyer.is_active AND any(place IN buyer.places WHERE place STARTS WITH $prefix)
} AS supplies
WITH *, CASE
  WHEN supplies OR source.status = '已认证' THEN 'yes'
  WHEN source.status IN ['送样', '潜在'] THEN 'no'
  ELSE 'unknown'
END AS qualified
RETURN
  $chain AS chain_code,
  product.id AS product_code,
  product.name AS product_name,
  product.unit AS unit,
  firm.id AS firm_id,
  coalesce(firm.name, found.name) AS name,
  CASE WHEN firm IS NULL THEN found.region WHEN firm.region_code <> '' THEN firm.region_code END AS firm_region,
  CASE
    WHEN firm.country <> '' THEN firm.country
    WHEN firm IS NULL THEN CASE WHEN found.region IS NULL THEN source.origin ELSE 'CN' END
  END AS country,
  found.in_region AS in_region,
  found.way AS way,
  found.capacity AS capacity,
  found.capacity_now AS capacity_now,
  found.capacity_unit AS capacity_unit,
  CASE WHEN found.way = 'converts' THEN found.spare ELSE coalesce(found.spare, source.offer) END AS spare,
  found.way = 'converts' AS convertible,
  found.from_product AS from_product,
  found.n_lines AS n_lines,
  CASE
    WHEN found.way = 'converts' THEN found.convert_days
    WHEN supplies THEN 0
    WHEN source.wait IS NULL AND qualified = 'yes' THEN 0
    ELSE source.wait
  END AS days,
  distance_km,
  qualified,
  source.status AS status,
  found.note AS note
ORDER BY
  CASE in_region WHEN 'yes' THEN 0 WHEN 'unknown' THEN 1 ELSE 2 END,
  CASE qualified WHEN 'yes' THEN 0 WHEN 'unknown' THEN 1 ELSE 2 END,
  days, distance_km, -spare, firm_id, name, way
