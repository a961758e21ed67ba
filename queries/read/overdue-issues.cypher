// name: overdue-issues
// asks: Which ledger issues are overdue, and how critical are the firms they are about?
// params: $version_id text; $chain text; $on ISO date or null, the day asked about; $department text or null, part of
//   the owner's name; $losses list of {firm_id text; loss_days [full-output d]; risk_grade text}, the worst first:
//   what the simulation says each firm's failure costs in 90 days
// returns: one row per open issue past its time limit, about the most damaging firm first: chain_code text;
//   issue_no text; slot_region text; type text; severity text; status text; opened ISO date; due ISO date;
//   days_over [d]; days_open [d]; entity_id text; name text; entity_role raised_by|related_firm|maker;
//   loss_days [full-output d]; risk_grade red|orange|yellow|green|grey; owner text; products list; description text
MATCH (issue:Issue {version_id: $version_id})
WHERE $chain IN issue.chains AND issue.due IS NOT NULL
  AND ($department IS NULL OR issue.owner CONTAINS $department)
  AND (issue.opened IS NULL OR issue.opened <= date($on))
  AND NOT (coalesce(issue.status, '') IN ['已办结', '已销号'] AND coalesce(issue.closed, date($on)) <= date($on))

// A time limit known to the month, quarter or year alone ends with it.
WITH issue, issue.due AS due, CASE issue.due_precision
  WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 WHEN 'half-year' THEN 6 WHEN 'year' THEN 12 WHEN 'plan-period' THEN 12
END AS span
WITH issue, CASE
  WHEN span IS NULL THEN due
  ELSE date({year: due.year, month: (due.month - 1) / span * span + 1}) + duration({months: span, days: -1})
END AS limit_day
WHERE limit_day < date($on)

// The firms it names; where none of them is in the chain's network, the makers of the products it names.
WITH issue, limit_day, [f IN [issue.raised_by] + coalesce(issue.firms, []) WHERE f IS NOT NULL] AS named
WITH issue, limit_day, named, [l IN $losses WHERE l.firm_id IN named] AS direct
WITH issue, limit_day, named, direct, CASE
  WHEN size(direct) > 0 THEN []
  ELSE COLLECT { MATCH (issue)-[:ABOUT]->(:Product)<-[:MAKES]-(maker:Firm) RETURN DISTINCT maker.id }
END AS makers
WITH issue, limit_day, named, head(direct + [l IN $losses WHERE l.firm_id IN makers]) AS worst
WITH issue, limit_day, worst, coalesce(worst.firm_id, head(named)) AS entity_id
OPTIONAL MATCH (firm:Firm {version_id: $version_id, id: entity_id})
RETURN
  $chain AS chain_code,
  issue.issue_no AS issue_no,
  issue.slot_region AS slot_region,
  issue.type AS type,
  issue.severity AS severity,
  issue.status AS status,
  toString(issue.opened) AS opened,
  toString(issue.due) AS due,
  duration.inDays(limit_day, date($on)).days AS days_over,
  duration.inDays(issue.opened, date($on)).days AS days_open,
  entity_id,
  coalesce(firm.name, entity_id) AS name,
  CASE
    WHEN entity_id = issue.raised_by THEN 'raised_by'
    WHEN entity_id IN coalesce(issue.firms, []) THEN 'related_firm'
    WHEN entity_id IS NOT NULL THEN 'maker'
  END AS entity_role,
  worst.loss_days AS loss_days,
  worst.risk_grade AS risk_grade,
  issue.owner AS owner,
  coalesce(issue.products, []) AS products,
  issue.description AS description
ORDER BY coalesce(loss_days, -1.0) DESC, days_over DESC, issue_no, coalesce(slot_region, '')
