"use strict";
// A map in a page: zoom, drag and fit in the box it scrolls in, kept in the address; arrow keys along the edges; the
// picture as PNG; suggestions while a person types; the days of a scenario. Positions, colours and words come with the page.
(() => {
  const view = document.querySelector(".map-view");
  const svg = view && view.querySelector("svg");
  const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

  // ---- forms: what stands at its default is left out of the address; suggestions
  for (const form of document.querySelectorAll("form.form[method=get]"))
    form.addEventListener("submit", () => {
      for (const field of form.querySelectorAll("input, select")) if (field.value === "") field.disabled = true;
      window.setTimeout(() => { for (const field of form.querySelectorAll(":disabled")) field.disabled = false; }, 0);
    });
  let asked = 0;
  document.addEventListener("input", (event) => {
    const field = event.target.closest("[data-suggest]");
    if (!field || field.value.length < 1) return;
    const url = new URL(field.dataset.suggest, location.href);
    const kind = field.form.querySelector("select[name=kind]");
    if (kind) url.searchParams.set("kind", kind.value);
    url.searchParams.set("q", field.value);
    const mine = ++asked;
    window.setTimeout(() => {
      if (mine !== asked) return;
      fetch(url).then((r) => r.json()).then((found) => {
        if (mine !== asked) return;
        field.list.replaceChildren(...found.map(([id, name]) => {
          const option = document.createElement("option");
          const same = found.filter((pair) => pair[1] === name).length;
          option.value = same > 1 ? id : name;
          option.label = same > 1 ? name : id;
          return option;
        }));
      }).catch(() => {});
    }, 150);
  });
  if (!svg || svg.viewBox.baseVal.width < 1) return;

  // ---- camera: the picture scrolls in its box; zoom is its size
  const whole = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
  const LEAST = 11 / 12; // written 12 units high, read at 11 pixels
  let zoom = 1;
  function size(to) {
    zoom = Math.min(4, Math.max(0.1, to));
    svg.setAttribute("width", String(whole.width * zoom));
    svg.setAttribute("height", String(whole.height * zoom));
  }
  const fitting = () => Math.min(view.clientWidth / whole.width, (view.clientHeight - 1) / whole.height);
  function shown() {
    return [view.scrollLeft / zoom, view.scrollTop / zoom, view.clientWidth / zoom, view.clientHeight / zoom].map(Math.round);
  }
  let late = 0;
  let isQuiet = true;
  function keep() {
    if (isQuiet) return;
    window.clearTimeout(late);
    late = window.setTimeout(() => {
      const url = new URL(location.href);
      url.searchParams.delete("v");
      const query = url.searchParams.toString();
      const own = "v=" + shown().join(",");
      history.replaceState(null, "", url.pathname + "?" + (query ? query + "&" : "") + own);
    }, 200);
  }
  function zoomBy(factor) {
    const x = (view.scrollLeft + view.clientWidth / 2) / zoom;
    const y = (view.scrollTop + view.clientHeight / 2) / zoom;
    size(factor === 0 ? fitting() : zoom * factor);
    if (factor === 0) size(fitting()); // once more without the scroll bars that took room before
    view.scrollLeft = factor === 0 ? 0 : x * zoom - view.clientWidth / 2;
    view.scrollTop = factor === 0 ? 0 : y * zoom - view.clientHeight / 2;
    if (factor === 0) view.scrollIntoView({ block: "nearest" });
    isQuiet = false;
    keep();
  }
  function reveal(spot) {
    const box = spot.getBoundingClientRect();
    const port = view.getBoundingClientRect();
    const margin = 60;
    if (box.left < port.left + margin || box.right > port.right - margin)
      view.scrollLeft += box.left + box.width / 2 - port.left - port.width / 2;
    if (box.top < port.top + margin || box.bottom > port.bottom - margin)
      view.scrollTop += box.top + box.height / 2 - port.top - port.height / 2;
  }
  const camera = (view.dataset.camera || "").split(",").map(Number);
  if (camera.length === 4) {
    size(Math.min(view.clientWidth / camera[2], view.clientHeight / camera[3]));
    view.scrollLeft = camera[0] * zoom;
    view.scrollTop = camera[1] * zoom;
  } else {
    size(Math.min(1, Math.max(LEAST, view.clientWidth / whole.width)));
    const spot = document.getElementById("selected") || svg.querySelector(".spot.centre");
    if (spot) reveal(spot);
  }
  window.requestAnimationFrame(() => window.requestAnimationFrame(() => { isQuiet = false; }));
  view.addEventListener("scroll", keep);
  document.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () =>
    zoomBy({ in: 1.25, out: 0.8, fit: 0 }[button.dataset.zoom])));

  let drag = null;
  view.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    drag = { x: event.clientX, y: event.clientY, left: view.scrollLeft, top: view.scrollTop, moved: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.abs(dx) + Math.abs(dy) < 5) return;
    drag.moved = true;
    view.classList.add("dragged");
    view.scrollLeft = drag.left - dx;
    view.scrollTop = drag.top - dy;
  });
  window.addEventListener("pointerup", () => {
    view.classList.remove("dragged");
    window.setTimeout(() => { drag = null; }, 0);
  });
  svg.addEventListener("click", (event) => { if (drag && drag.moved) event.preventDefault(); }, true);
  svg.addEventListener("dragstart", (event) => event.preventDefault());

  // ---- boxes: neighbours light up; arrows follow the edges (of stages where the picture draws those alone), or go to
  // the nearest box that way
  const stages = [...svg.querySelectorAll("a.top, a.stage-box")];
  const stops = stages.concat([...svg.querySelectorAll("a.spot")]);
  const tops = new Map(stages.filter((stage) => stage.dataset.frame).map((stage) => [stage.dataset.frame, stage]));
  const roads = [...svg.querySelectorAll(".bundle[data-tail]")];
  const stop = (event) => (event.target instanceof Element ? event.target.closest("a.spot, a.top, a.stage-box") : null);
  const frameOf = (spot) => {
    const top = spot.closest(".frame") && spot.closest(".frame").querySelector("a.top");
    return top ? top.dataset.frame : "";
  };
  const spots = [...svg.querySelectorAll("a.spot")];
  const byId = new Map(spots.map((spot) => [spot.dataset.box, spot]));
  const end = (line, side) => line.dataset[side] || line.dataset.way.split(" ")[side === "tail" ? 0 : 1];
  const edges = [...svg.querySelectorAll("[data-tail],[data-way]")].filter((edge) => byId.has(end(edge, "tail")));
  function light(spot) {
    const id = spot && spot.dataset.box;
    svg.classList.toggle("lit", Boolean(id) && edges.length > 0);
    const near = new Set([id]);
    for (const edge of edges) {
      const [tail, head] = [end(edge, "tail"), end(edge, "head")];
      const on = id === tail || id === head;
      edge.classList.toggle("on", on);
      if (on) near.add(tail).add(head);
    }
    for (const other of spots) other.classList.toggle("on", near.has(other.dataset.box));
  }
  const own = (event) => (event.target instanceof Element ? event.target.closest("a.spot") : null);
  svg.addEventListener("mouseover", (event) => light(own(event)));
  svg.addEventListener("mouseleave", () => light(null));
  svg.addEventListener("focusin", (event) => { light(own(event)); if (stop(event)) reveal(stop(event)); });
  svg.addEventListener("focusout", () => light(null));
  const place = (spot) => {
    const box = spot.querySelector(".face").getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };
  function step(spot, key) {
    const from = place(spot);
    const side = key === "ArrowRight" ? "tail" : key === "ArrowLeft" ? "head" : "";
    const other = side === "tail" ? "head" : "tail";
    const [lines, here, ends] = edges.length ? [edges, spot.dataset.box, byId] : [roads, frameOf(spot), tops];
    const reached = side && lines.length
      ? lines.filter((line) => end(line, side) === here).map((line) => ends.get(end(line, other)))
      : stops;
    let best = null;
    for (const other of reached) {
      if (!other || other === spot) continue;
      const to = place(other);
      const [dx, dy] = [to.x - from.x, to.y - from.y];
      const flat = key === "ArrowRight" || key === "ArrowLeft";
      const along = { ArrowRight: dx, ArrowLeft: -dx, ArrowDown: dy, ArrowUp: -dy }[key];
      if (!(side && lines.length) && along < 2) continue;
      const cost = Math.abs(along) + 4 * Math.abs(flat ? dy : dx);
      if (best === null || cost < best.cost) best = { cost, other };
    }
    if (best) best.other.focus();
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const spot = stop(event);
    if (event.key === "+" || event.key === "=") zoomBy(1.25);
    else if (event.key === "-" || event.key === "_") zoomBy(0.8);
    else if (event.key === "0") zoomBy(0);
    else if (event.key.startsWith("Arrow") && spot) step(spot, event.key);
    else if (event.key.startsWith("Arrow") && event.target === view && stops.length && event.key === "ArrowRight" && event.shiftKey) stops[0].focus();
    else if (event.key === "Escape") {
      const url = new URL(location.href);
      if (url.searchParams.has("sel")) { url.searchParams.delete("sel"); location.href = url.href; }
      else if (spot) spot.blur();
      else return;
    } else return;
    event.preventDefault();
  });

  // ---- the part seen goes along with what is saved or printed; PNG is drawn from the SVG
  function withCamera(href) {
    const url = new URL(href, location.href);
    const camera = new URL(location.href).searchParams.get("v");
    if (camera) url.searchParams.set("v", camera); else url.searchParams.delete("v");
    return url;
  }
  const file = document.querySelector("[data-picture]");
  if (file) file.addEventListener("click", () => { file.href = withCamera(file.href).href; });
  const png = document.querySelector("[data-png]");
  if (png) png.addEventListener("click", () => {
    const url = withCamera(file.href);
    png.disabled = true;
    fetch(url).then((r) => r.blob()).then((blob) => {
      const image = new Image();
      const address = URL.createObjectURL(blob);
      image.onload = () => {
        const scale = Math.min(2, 8000 / Math.max(image.width, image.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(image.width * scale);
        canvas.height = Math.round(image.height * scale);
        const pen = canvas.getContext("2d");
        pen.fillStyle = "#ffffff";
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(image, 0, 0, canvas.width, canvas.height);
        URL.revokeObjectURL(address);
        canvas.toBlob((made) => {
          const link = document.createElement("a");
          link.href = URL.createObjectURL(made);
          link.download = url.pathname.split("/")[2] + ".png";
          document.body.append(link);
          link.click();
          link.remove();
          window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
          png.disabled = false;
        }, "image/png");
      };
      image.onerror = () => { png.disabled = false; };
      image.src = address;
    }).catch(() => { png.disabled = false; });
  });

  // ---- a scenario day by day: boxes reached by then are filled
  const day = document.querySelector("input[type=range][name=day]");
  if (day) {
    const calm = new Map(spots.map((spot) => [spot, spot.querySelector(".face").dataset.calm]));
    const said = document.querySelector("[data-day]");
    const show = () => {
      let n = 0;
      for (const spot of spots) {
        if (!spot.dataset.first) continue;
        const reached = Number(spot.dataset.first) <= Number(day.value);
        if (reached) n += 1;
        spot.querySelector(".face").setAttribute("fill", reached ? spot.dataset.fill : calm.get(spot));
      }
      if (said) said.textContent = said.dataset.day.replace("{day}", day.value).replace("{n}", String(n));
    };
    day.addEventListener("input", show);
    day.addEventListener("change", () => {
      const url = new URL(location.href);
      url.searchParams.set("day", day.value);
      history.replaceState(null, "", url);
    });
  }
  document.documentElement.dataset.map = "ready";
})();
