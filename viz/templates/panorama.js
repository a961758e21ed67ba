"use strict";
function panorama(chainMap) {
  const { data, all } = chainMap;
  const { views, homes, words } = data;
  const shell = document.getElementById("panorama");
  const svg = shell.querySelector("svg");
  const map = document.getElementById("map");
  const panel = document.getElementById("panel");
  const trail = document.getElementById("trail");
  const said = document.getElementById("said");
  const NATURAL = svg.viewBox.baseVal.width;
  const LEAST_TEXT = 11;
  let current = -1;
  let factor = 1; // 1: as wide as the window
  let cameFrom = null;
  const byHash = new Map(views.map((view, k) => [view.hash, k]));
  const productByHash = new Map(Object.entries(homes).map(([box, [, hash]]) => [hash, box]));
  const spots = [...svg.querySelectorAll("a")];
  const face = (spot) => spot.querySelector(".face").getBBox();

  // ---- size: as wide as the window, never so small that text cannot be read

  function fit() {
    const room = shell.clientWidth - 16;
    const scale = Math.max(LEAST_TEXT / data.picture.small, Math.min(1.6, room / NATURAL)) * factor;
    svg.style.width = Math.floor(NATURAL * scale) + "px";
  }
  function zoom(by) {
    const middle = (shell.scrollTop + shell.clientHeight / 2) / shell.scrollHeight;
    factor = by === 0 ? 1 : Math.min(3, Math.max(0.25, factor * by));
    fit();
    shell.scrollTop = middle * shell.scrollHeight - shell.clientHeight / 2;
  }

  // ---- what belongs together is lit, the rest is dimmed

  function group(spot) {
    return spot.closest(".frame").dataset.frame;
  }
  function light(spot) {
    const own = spot === null ? null : group(spot);
    svg.classList.toggle("lit", own !== null);
    for (const old of svg.querySelectorAll(".on")) old.classList.remove("on");
    for (const old of svg.querySelectorAll(".in")) old.classList.remove("in");
    if (own === null) return;
    const near = new Set([own]);
    for (const link of svg.querySelectorAll(".bundle, .label")) {
      const { tail, head } = link.dataset;
      if (tail !== own && head !== own) continue;
      link.classList.add("on");
      if (head === own) link.classList.add("in");
      near.add(tail).add(head);
    }
    for (const frame of svg.querySelectorAll("g.frame")) if (near.has(frame.dataset.frame)) frame.classList.add("on");
  }
  svg.addEventListener("mouseover", (event) => {
    const spot = event.target.closest("a");
    if (spot) light(spot);
  });
  svg.addEventListener("mouseleave", () => light(spots.includes(document.activeElement) ? document.activeElement : null));
  svg.addEventListener("focusin", (event) => {
    const spot = event.target.closest("a");
    light(spot);
    said.textContent = spot.querySelector("title").textContent;
  });
  svg.addEventListener("focusout", () => light(null));

  // ---- keyboard: one stop for Tab, arrows go to the nearest part that way

  let stop = spots[0] || null;
  if (stop) stop.setAttribute("tabindex", "0");
  function go(spot) {
    stop.setAttribute("tabindex", "-1");
    stop = spot;
    stop.setAttribute("tabindex", "0");
    stop.focus({ preventScroll: true });
    const at = stop.querySelector(".face").getBoundingClientRect();
    const view = shell.getBoundingClientRect();
    if (at.top < view.top + 8) shell.scrollTop -= view.top + 8 - at.top;
    if (at.bottom > view.bottom - 8) shell.scrollTop += Math.min(at.bottom - view.bottom + 8, at.top - view.top - 8);
  }
  function step(key) {
    const here = face(stop);
    const start = { left: here.x, right: here.x + here.width, top: here.y, bottom: here.y + 20 };
    let best = null;
    for (const spot of spots) {
      if (spot === stop) continue;
      const box = face(spot);
      const middle = box.x + box.width / 2;
      let along;
      let aside;
      if (key === "ArrowDown" || key === "ArrowUp") {
        along = key === "ArrowDown" ? box.y - start.top : start.top - box.y;
        aside = Math.max(0, start.left - (box.x + box.width), box.x - start.right) * 4
          + Math.abs(box.x - start.left) * 0.05;
      } else {
        along = key === "ArrowRight" ? box.x - start.left : start.left - box.x;
        aside = Math.max(0, Math.abs(box.y - start.top) - 2) * 2 + (key === "ArrowRight" ? 0 : (middle < start.left ? 0 : 9999));
      }
      if (along <= 0.5) continue;
      const cost = along + aside;
      if (best === null || cost < best.cost) best = { cost, spot };
    }
    if (best) go(best.spot);
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || shell.hidden) return;
    if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-" || event.key === "_") zoom(0.8);
    else if (event.key === "0") zoom(0);
    else if (event.key === "Escape") { light(null); if (svg.contains(document.activeElement)) document.activeElement.blur(); }
    else if (event.key.startsWith("Arrow") && svg.contains(document.activeElement)) step(event.key);
    else return;
    event.preventDefault();
  });
  for (const [id, by] of [["zoom-in", 1.25], ["zoom-out", 0.8], ["fit", 0]]) {
    document.getElementById(id).addEventListener("click", () => { if (!shell.hidden) zoom(by); });
  }

  // ---- views: the address says what is open

  function viewOf(k) {
    const view = views[k];
    return {
      picture: view,
      nodes: view.boxes.map(([id, x, y]) => ({ ...all.get(id), x, y })),
      edges: view.edges.map(([from, to, path, arrow, dash], i) => ({ id: "e" + i, from, to, path, arrow, dash })),
    };
  }
  function roads(word, near) {
    if (near.length === 0) return;
    trail.append(el("span", "way", word));
    for (const [name, k, n] of near.slice(0, 6)) {
      const button = el("button", "", name);
      button.type = "button";
      button.append(el("b", "", String(n)));
      button.addEventListener("click", () => { location.hash = views[k].hash; });
      trail.append(button);
    }
    if (near.length > 6) trail.append(el("span", "way", "+" + (near.length - 6)));
  }
  function openView(k) {
    shell.hidden = true;
    map.hidden = false;
    trail.hidden = false;
    document.body.dataset.view = String(k);
    if (k === current) return;
    current = k;
    const view = views[k];
    trail.textContent = "";
    const back = el("button", "back", "← " + words.panorama);
    back.type = "button";
    back.id = "back";
    back.addEventListener("click", home);
    trail.append(back, el("h2", "", view.name));
    if (view.path && view.path !== view.name) trail.append(el("span", "way", view.path));
    if (view.more) trail.append(el("span", "way", view.more));
    roads(words.inputs_from, view.inputs);
    roads(words.uses_in, view.uses);
    chainMap.show(viewOf(k));
  }
  function home() {
    location.hash = "";
  }
  function closeView() {
    chainMap.clear();
    current = -1;
    delete document.body.dataset.view;
    map.hidden = true;
    trail.hidden = true;
    panel.hidden = true;
    shell.hidden = false;
    fit();
    if (cameFrom) go(cameFrom);
  }
  function route() {
    const box = productByHash.get(location.hash);
    if (box !== undefined) {
      const keep = current >= 0 && views[current].boxes.some(([id]) => id === box) && cameFrom === null;
      openView(keep ? current : homes[box][0]);
      chainMap.open(box);
    } else if (byHash.has(location.hash)) {
      openView(byHash.get(location.hash));
      chainMap.clear();
      map.focus({ preventScroll: true });
    } else if (!map.hidden) closeView();
  }
  svg.addEventListener("click", (event) => {
    const spot = event.target.closest("a");
    if (spot) cameFrom = spot;
  });
  window.addEventListener("hashchange", route);
  window.addEventListener("resize", fit);
  chainMap.hook({
    leave: home,
    elsewhere: (box) => { if (homes[box]) location.hash = homes[box][1]; },
    beside: (box, body) => {
      const there = homes[box];
      if (!there || there[0] === current) return;
      const button = el("button", "to-stage", words.open_stage + words.colon + views[there[0]].name);
      button.type = "button";
      button.addEventListener("click", () => { location.hash = there[1]; });
      body.append(button);
    },
  });

  fit();
  route();
  Object.assign(chainMap, { openView, home });
}
