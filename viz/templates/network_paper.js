"use strict";
// For paper a picture is drawn as SVG where it was laid out; a panorama brings a sheet of its own with the data.

function readSheet(svg) {
  return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
}

function drawSheet(data, picture, nodes, edges) {
  const { ink, looks, panels } = data;
  const { boxWidth: W, boxHeight: H, small } = data.picture;
  const sheet = svgPart(null, "svg", {
    viewBox: [0, 0, picture.width, picture.height].join(" "), "font-family": ink.fonts, role: "img",
  });
  svgPart(sheet, "title", {}, document.title);
  const bold = { "font-weight": 600, "text-anchor": "middle" };
  for (const lane of picture.lanes) {
    svgPart(sheet, "rect", { x: lane.left, y: 0, width: lane.width, height: picture.height, rx: 8, fill: ink.lane });
    svgPart(sheet, "text", { ...bold, x: lane.left + lane.width / 2, y: 26, "font-size": 15, fill: ink.laneInk }, lane.label);
  }
  for (const { path, arrow, dash } of edges) {
    svgPart(sheet, "path", { d: path, fill: "none", stroke: ink.link, "stroke-width": 1.3, "stroke-dasharray": dash.join(" ") || "none" });
    svgPart(sheet, "path", { d: arrow, fill: ink.link });
  }
  for (const node of nodes) {
    const look = looks[node.status];
    const { risk } = panels[node.id];
    const box = svgPart(sheet, "g", { transform: "translate(" + (node.x - W / 2) + " " + (node.y - H / 2) + ")" });
    if (node.focus) {
      svgPart(box, "rect", { x: -4, y: -4, width: W + 8, height: H + 8, rx: 9, fill: "none", stroke: ink.accent, "stroke-width": 2.5 });
    }
    svgPart(box, "rect", {
      width: W, height: H, rx: 6, fill: look.fill, stroke: look.stroke, "stroke-width": look.width,
      "stroke-dasharray": look.dash.join(" ") || "none",
    });
    if (risk && risk.is_marked) {
      const [fill, mark] = ink.risks[risk.grade];
      svgPart(box, "rect", { x: W - 4 - risk.width, y: -11, width: risk.width, height: 15, rx: 4, fill });
      svgPart(box, "text", { ...bold, x: W - 4 - risk.width / 2, y: 1, "font-size": small, fill: mark }, risk.short);
    }
    if (node.final) svgPart(box, "path", { d: "M6 " + H + "H" + (W - 6), stroke: ink.final, "stroke-width": 5, "stroke-linecap": "round" });
    const single = node.lines.length === 1;
    node.lines.forEach((line, i) => svgPart(box, "text", {
      ...bold, x: W / 2, y: single ? 20 : 14 + 14 * i, "font-size": node.size, fill: ink.ink,
    }, line));
    const base = single ? 39 : 42;
    statusPath(box, look, "translate(" + node.subLeft + " " + (base - 11) + ") scale(0.9)");
    svgPart(box, "text", { x: node.subLeft + 18, y: base, "font-size": small, fill: look.ink }, node.sub);
  }
  return sheet;
}
