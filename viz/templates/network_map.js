"use strict";
// Data come packed; who cannot unpack them is told so in the page.
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}

(async function () {
  if (!window.DecompressionStream) {
    document.getElementById("too-old").hidden = false;
    return;
  }
  const data = await unpacked(document.getElementById("data").textContent);
  const { looks, ink, panels } = data;
  const map = document.getElementById("map");
  const panel = document.getElementById("panel");
  const panelTitle = document.getElementById("panel-title");
  const panelBody = document.getElementById("panel-body");
  const said = document.getElementById("said");
  const table = document.getElementById("table");
  const tableBody = table.querySelector("tbody");
  const paper = document.getElementById("paper");
  const W = data.picture.boxWidth;
  const H = data.picture.boxHeight;
  const SMALL = data.picture.small;
  const LEAST_TEXT = 11;
  const MOST_ZOOM = 3;
  const all = new Map(data.nodes.map((node) => [node.id, node]));
  const teller = boxTeller(data, all);
  // what is drawn now: one picture, or one of the views of a panorama
  let picture;
  let drawn;
  let nodes;
  let edges;
  let near;
  let elsewhere = null; // opens a box that is not drawn now
  let beside = null; // adds to the panel of a box
  let leave = null; // goes back to the panorama

  function take(view) {
    picture = view.picture;
    drawn = view.nodes;
    nodes = new Map(drawn.map((node) => [node.id, node]));
    edges = view.edges.map((edge) => ({ ...edge, line: new Path2D(edge.path), head: new Path2D(edge.arrow) }));
    near = new Map(drawn.map((node) => [node.id, new Set([node.id])]));
    for (const edge of edges) {
      near.get(edge.from).add(edge.to);
      near.get(edge.to).add(edge.from);
    }
  }
  take(data.views ? { picture: { width: 0, height: 0, lanes: [] }, nodes: [], edges: [] } : data);
  const icons = {};
  for (const status of Object.keys(looks)) icons[status] = new Path2D(looks[status].icon);

  let selected = null;
  let hovered = null;
  let moved = false;

  // ---- drawing; every position comes with the data

  function rounded(ctx, x, y, w, h, r) {
    ctx.beginPath();
    ctx.moveTo(x + r, y);
    ctx.arcTo(x + w, y, x + w, y + h, r);
    ctx.arcTo(x + w, y + h, x, y + h, r);
    ctx.arcTo(x, y + h, x, y, r);
    ctx.arcTo(x, y, x + w, y, r);
    ctx.closePath();
  }

  const lit = () => hovered || selected;

  function drawGround(ctx) {
    ctx.save();
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
    for (const lane of picture.lanes) {
      ctx.fillStyle = ink.lane;
      rounded(ctx, lane.left, 0, lane.width, picture.height, 8);
      ctx.fill();
      ctx.fillStyle = ink.laneInk;
      ctx.font = "600 15px " + ink.fonts;
      ctx.fillText(lane.label, lane.left + lane.width / 2, 26);
    }
    const centre = lit();
    for (const edge of edges) if (edge.from !== centre && edge.to !== centre) drawEdge(ctx, edge, centre !== null, false);
    for (const edge of edges) if (edge.from === centre || edge.to === centre) drawEdge(ctx, edge, false, true);
    ctx.restore();
  }

  function drawEdge(ctx, edge, dim, strong) {
    ctx.globalAlpha = dim ? 0.22 : 1;
    ctx.strokeStyle = ctx.fillStyle = strong ? ink.accent : ink.link;
    ctx.lineWidth = strong ? 2.2 : 1.3;
    ctx.setLineDash(edge.dash);
    ctx.stroke(edge.line);
    ctx.setLineDash([]);
    ctx.fill(edge.head);
    ctx.globalAlpha = 1;
  }

  function drawBox(ctx, node, x, y) {
    const look = looks[node.status];
    const centre = lit();
    const left = x - W / 2;
    const top = y - H / 2;
    ctx.save();
    ctx.globalAlpha = centre !== null && !near.get(centre).has(node.id) ? 0.28 : 1;
    if (node.id === selected || node.focus) {
      ctx.strokeStyle = ink.accent;
      ctx.lineWidth = node.id === selected ? 3 : 2.5;
      rounded(ctx, left - 4, top - 4, W + 8, H + 8, 9);
      ctx.stroke();
    }
    rounded(ctx, left, top, W, H, 6);
    ctx.fillStyle = look.fill;
    ctx.fill();
    ctx.strokeStyle = look.stroke;
    ctx.lineWidth = look.width;
    ctx.setLineDash(look.dash);
    ctx.stroke();
    ctx.setLineDash([]);
    if (node.final) {
      ctx.strokeStyle = ink.final;
      ctx.lineWidth = 5;
      ctx.lineCap = "round";
      ctx.beginPath();
      ctx.moveTo(left + 6, top + H);
      ctx.lineTo(left + W - 6, top + H);
      ctx.stroke();
    }
    ctx.textBaseline = "alphabetic";
    ctx.textAlign = "center";
    ctx.fillStyle = ink.ink;
    ctx.font = "600 " + node.size + "px " + ink.fonts;
    const single = node.lines.length === 1;
    if (single) ctx.fillText(node.lines[0], x, top + 20);
    else node.lines.forEach((line, i) => ctx.fillText(line, x, top + 14 + 14 * i));
    const base = top + (single ? 39 : 42);
    ctx.save();
    ctx.translate(left + node.subLeft, base - 11);
    ctx.scale(0.9, 0.9);
    ctx.lineWidth = 1.6;
    ctx.lineCap = ctx.lineJoin = "round";
    ctx.strokeStyle = ctx.fillStyle = look.stroke;
    if (look.filled) ctx.fill(icons[node.status]);
    ctx.stroke(icons[node.status]);
    ctx.restore();
    ctx.textAlign = "left";
    ctx.fillStyle = look.ink;
    ctx.font = SMALL + "px " + ink.fonts;
    ctx.fillText(node.sub, left + node.subLeft + 18, base);
    const { risk } = panels[node.id];
    if (risk && risk.is_marked) {
      ctx.fillStyle = ink.risks[risk.grade][0];
      rounded(ctx, left + W - 4 - risk.width, top - 11, risk.width, 15, 4);
      ctx.fill();
      ctx.fillStyle = ink.risks[risk.grade][1];
      ctx.font = "600 " + SMALL + "px " + ink.fonts;
      ctx.textAlign = "center";
      ctx.fillText(risk.short, left + W - 4 - risk.width / 2, top + 1);
    }
    ctx.restore();
  }

  function drawLaneNames(ctx) {
    const top = network.DOMtoCanvas({ x: 0, y: 0 }).y;
    if (top <= 8) return;
    const scale = network.getScale();
    ctx.save();
    ctx.textAlign = "center";
    ctx.font = "600 15px " + ink.fonts;
    for (const lane of picture.lanes) {
      const half = ctx.measureText(lane.label).width / 2 + 12;
      const middle = lane.left + lane.width / 2;
      ctx.fillStyle = "#ffffff";
      ctx.globalAlpha = 0.92;
      rounded(ctx, middle - half, top + 6 / scale, half * 2, 26, 13);
      ctx.fill();
      ctx.globalAlpha = 1;
      ctx.fillStyle = ink.laneInk;
      ctx.fillText(lane.label, middle, top + 6 / scale + 18);
    }
    ctx.restore();
  }

  function content() {
    return {
      nodes: new vis.DataSet(drawn.map((node) => ({
        id: node.id, x: node.x, y: node.y, fixed: true, physics: false, title: teller.tip(node.id), shape: "custom",
        ctxRenderer: ({ ctx, x, y }) => ({
          drawNode: () => drawBox(ctx, node, x, y), nodeDimensions: { width: W, height: H },
        }),
      }))),
      edges: new vis.DataSet(edges.map((edge) => ({ id: edge.id, from: edge.from, to: edge.to, hidden: true }))),
    };
  }

  const network = new vis.Network(
    map,
    content(),
    {
      physics: false,
      layout: { randomSeed: 1, improvedLayout: false },
      nodes: { chosen: false },
      interaction: {
        hover: true, dragNodes: false, selectConnectedEdges: false, hoverConnectedEdges: false,
        tooltipDelay: 400, keyboard: false, multiselect: false, zoomSpeed: 0.6,
      },
    },
  );
  const frame = map.querySelector(".vis-network");
  frame.tabIndex = -1;
  network.on("beforeDrawing", drawGround);
  network.on("afterDrawing", drawLaneNames);

  // ---- zoom

  const fitScale = () => Math.min(
    (map.clientWidth - 24) / Math.max(picture.width, 1), (map.clientHeight - 20) / Math.max(picture.height, 1), 1.35,
  );
  const leastScale = () => Math.min(fitScale(), LEAST_TEXT / SMALL);

  function showWhole() {
    network.moveTo({ position: { x: picture.width / 2, y: picture.height / 2 }, scale: fitScale(), animation: false });
  }

  function firstView() {
    const scale = Math.max(fitScale(), LEAST_TEXT / SMALL);
    const focus = nodes.get(selected) || drawn.find((node) => node.focus) || drawn.find((node) => node.final);
    const halfWidth = map.clientWidth / scale / 2;
    const halfHeight = map.clientHeight / scale / 2;
    const place = (wish, half, size) =>
      half * 2 >= size + 16 ? size / 2 : Math.min(Math.max(wish, half - 8), size - half + 8);
    network.moveTo({
      position: {
        x: place(focus ? focus.x : 0, halfWidth, picture.width),
        y: place(focus ? focus.y : 0, halfHeight, picture.height),
      },
      scale, animation: false,
    });
  }

  function zoom(factor) {
    moved = true;
    const scale = Math.min(MOST_ZOOM, Math.max(leastScale() * 0.7, network.getScale() * factor));
    network.moveTo({ scale, animation: false });
  }

  function reveal(id) {
    const at = network.canvasToDOM({ x: nodes.get(id).x, y: nodes.get(id).y });
    const scale = network.getScale();
    const right = map.clientWidth - (panel.hidden ? 0 : panel.offsetWidth + 20);
    const over = (value, half, low, high) => (value - half < low ? value - half - low : value + half > high ? value + half - high : 0);
    // a picture that fits beside the panel moves there as a whole
    const end = network.canvasToDOM({ x: picture.width, y: 0 }).x;
    const aside = picture.width * scale + 24 <= right && end > right ? end - right + 8 : 0;
    const dx = aside || over(at.x, (W / 2) * scale + 12, 0, right);
    const dy = over(at.y, (H / 2) * scale + 12, 0, map.clientHeight);
    if (dx === 0 && dy === 0) return;
    const centre = network.getViewPosition();
    network.moveTo({ position: { x: centre.x + dx / scale, y: centre.y + dy / scale }, animation: false });
  }

  // ---- panel and table

  function open(id) {
    if (!nodes.has(id)) {
      if (elsewhere) elsewhere(id);
      return;
    }
    select(id);
    panelTitle.textContent = panels[id].name;
    teller.fillPanel(panelBody, id, open, beside);
    panel.hidden = false;
    panel.scrollTop = 0;
    reveal(id);
  }

  function select(id) {
    selected = id;
    said.textContent = id === null ? "" : panels[id].name + " · " + nodes.get(id).sub;
    network.redraw();
  }

  function clear() {
    const hadFocus = panel.contains(document.activeElement);
    panel.hidden = true;
    hovered = null;
    select(null);
    if (hadFocus) map.focus({ preventScroll: true });
  }

  // ---- moving between boxes

  function step(key) {
    if (drawn.length === 0) return;
    const from = nodes.get(selected);
    let choice;
    if (!from) {
      choice = drawn.find((node) => node.focus) || [...drawn].sort((a, b) => a.x - b.x || a.y - b.y)[0];
    } else if (key === "ArrowUp" || key === "ArrowDown") {
      const way = key === "ArrowUp" ? -1 : 1;
      choice = drawn.filter((node) => node.x === from.x && (node.y - from.y) * way > 0)
        .sort((a, b) => (a.y - b.y) * way)[0];
    } else {
      const ends = key === "ArrowRight" ? ["from", "to"] : ["to", "from"];
      choice = edges.filter((edge) => edge[ends[0]] === from.id).map((edge) => nodes.get(edge[ends[1]]))
        .sort((a, b) => Math.hypot(a.x - from.x, a.y - from.y) - Math.hypot(b.x - from.x, b.y - from.y))[0];
    }
    if (!choice) return;
    if (panel.hidden) select(choice.id);
    else open(choice.id);
    reveal(choice.id);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || map.hidden) return;
    if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-" || event.key === "_") zoom(0.8);
    else if (event.key === "0") { moved = false; showWhole(); }
    else if (event.key === "Escape" && (selected !== null || !panel.hidden || !leave)) clear();
    else if (event.key === "Escape") leave();
    else return;
    event.preventDefault();
  });
  map.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith("Arrow")) step(event.key);
    else if (event.key === "Enter" && selected !== null) { open(selected); panel.focus({ preventScroll: true }); }
    else return;
    event.preventDefault();
  });

  network.on("click", (event) => (event.nodes.length ? open(event.nodes[0]) : clear()));
  network.on("hoverNode", (event) => { hovered = event.node; map.style.cursor = "pointer"; network.redraw(); });
  network.on("blurNode", () => { hovered = null; map.style.cursor = ""; network.redraw(); });
  network.on("dragStart", () => { moved = true; });
  network.on("zoom", () => {
    moved = true;
    const scale = network.getScale();
    const bounded = Math.min(MOST_ZOOM, Math.max(leastScale() * 0.7, scale));
    if (bounded !== scale) network.moveTo({ scale: bounded, animation: false });
  });
  network.on("resize", () => { if (!moved && !map.hidden) firstView(); });
  document.getElementById("zoom-in").addEventListener("click", () => { if (!map.hidden) zoom(1.25); });
  document.getElementById("zoom-out").addEventListener("click", () => { if (!map.hidden) zoom(0.8); });
  document.getElementById("fit").addEventListener("click", () => {
    if (map.hidden) return;
    moved = false;
    showWhole();
  });
  document.getElementById("close").addEventListener("click", clear);
  document.getElementById("print").addEventListener("click", () => window.print());
  function showTable() {
    table.open = true;
    if (!tableBody.firstChild) teller.fillTable(tableBody);
  }
  table.addEventListener("toggle", () => { if (table.open) showTable(); });
  document.getElementById("to-table").addEventListener("click", () => {
    showTable();
    table.scrollIntoView();
  });
  // whole pictures print with their table, a panorama without: its table would fill many pages
  let wasOpen = false;
  window.addEventListener("beforeprint", () => {
    paper.textContent = "";
    paper.append(map.hidden ? readSheet(data.sheet) : drawSheet(data, picture, drawn, edges));
    wasOpen = table.open;
    if (wasOpen || !data.views) showTable();
  });
  window.addEventListener("afterprint", () => { table.open = wasOpen; });

  // a panorama shows its views here, one at a time
  function show(view) {
    hovered = selected = null;
    moved = false;
    panel.hidden = true;
    take(view);
    network.setData(content());
    network.setSize("100%", "100%");
    firstView();
  }
  function hook(hooks) {
    ({ elsewhere, beside, leave } = hooks);
  }

  window.chainMap = { network, open, clear, show, hook, all, data };
  if (data.views) panorama(window.chainMap);
  else firstView();
  document.documentElement.dataset.ready = "yes";
})();
