// name: evidence
// asks: Which rows of which file is this finding based on, and what data is missing?
// params: $version_id text; $refs list of maps: table text, row position in the canonical table, columns list of text
// returns: table text; source_file text; source_sheet text; source_row whole number; columns list of text;
//          cells JSON text of the whole row; submission_id text
UNWIND range(0, size($refs) - 1) AS place
WITH place, $refs[place] AS ref
MATCH (r:ListRow {version_id: $version_id, id: ref.table + '/' + toString(ref.row)})
RETURN r.table AS table, r.source_file AS source_file, r.source_sheet AS source_sheet, r.source_row AS source_row,
       ref.columns AS columns, r.cells AS cells, r.submission_id AS submission_id
ORDER BY place
