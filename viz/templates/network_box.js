"use strict";
// What is told of a product, in the panel and in the table; all text goes in as text.

function el(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function svgPart(parent, tag, keys, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(keys)) node.setAttribute(key, String(value));
  if (text !== undefined) node.textContent = text;
  if (parent) parent.append(node);
  return node;
}

function statusPath(parent, look, transform) {
  return svgPart(parent, "path", {
    transform, d: look.icon, fill: look.filled ? look.stroke : "none", stroke: look.stroke, "stroke-width": 1.6,
    "stroke-linecap": "round", "stroke-linejoin": "round",
  });
}

function boxTeller(data, all) {
  const { looks, words, panels, firms, needs } = data;

  function statusIcon(status) {
    const svg = svgPart(null, "svg", { width: 18, height: 18, viewBox: "-2 -2 18 18", "aria-hidden": "true" });
    statusPath(svg, looks[status], "");
    return svg;
  }

  const from = (row, word) => row && (word || words.source) + words.colon + row;
  const choke = (risk) => words.choke_point + " " + risk.word;
  const inputs = (id) => needs.filter((need) => need[1] === id).map(([tail, , note, row]) => ({ id: tail, note, row }));
  const uses = (id) => needs.filter((need) => need[0] === id).map(([, head, note, row]) => ({ id: head, note, row }));

  function tip(id) {
    const { name, risk } = panels[id];
    return [name, looks[all.get(id).status].word, risk && choke(risk) + " · " + risk.text].filter(Boolean).join(" · ");
  }

  // ---- panel

  function pair(list, label, value) {
    if (!value) return;
    const row = el("div");
    row.append(el("dt", "", label), el("dd", "", value));
    list.append(row);
  }

  function chips(body, title, others, none, open) {
    body.append(el("h3", "", title));
    if (others.length === 0) return body.append(el("p", "note", none));
    const row = el("div", "chips");
    for (const other of others) {
      const chip = el("button", "", panels[other.id].name);
      chip.type = "button";
      for (const said of [other.note, from(other.row)]) if (said) chip.append(el("span", "note", said));
      chip.addEventListener("click", () => open(other.id));
      row.append(chip);
    }
    return body.append(row);
  }

  function firmTable(body, box) {
    body.append(el("h3", "", words.firms));
    if (box.firms.length === 0) return body.append(el("p", "note", words.no_firms));
    const unit = box.unit ? " (" + box.unit + ")" : "";
    const grid = el("table");
    const head = el("tr");
    for (const [word, figure] of [[words.firm, ""], [words.region, ""], [words.capacity + unit, "figure"], [words.output + unit, "figure"]]) {
      const cell = el("th", figure, word);
      cell.scope = "col";
      head.append(cell);
    }
    const rows = el("tbody");
    for (const [k, capacity, output, source] of box.firms) {
      const [id, name, region] = firms[k];
      const row = el("tr");
      const note = el("td", "note-cell");
      note.colSpan = 4;
      for (const said of [id, from(source)]) if (said) note.append(el("span", "note", said));
      const under = el("tr");
      under.append(note);
      row.append(el("td", "", name), el("td", "", region), el("td", "figure", capacity || "–"), el("td", "figure", output || "–"));
      rows.append(row, under);
    }
    const top = el("thead");
    top.append(head);
    grid.append(top, rows);
    return body.append(grid);
  }

  function fillPanel(body, id, open, beside) {
    const box = panels[id];
    const node = all.get(id);
    const look = looks[node.status];
    const state = el("span", "state");
    state.style.color = look.ink;
    state.style.background = look.fill;
    state.style.borderColor = look.stroke;
    state.append(statusIcon(node.status), document.createTextNode(look.word));
    body.textContent = "";
    body.append(state);
    if (box.risk) {
      body.append(el("span", "grade " + box.risk.grade, choke(box.risk)));
      body.append(el("p", "risk-text", box.risk.text));
    }
    if (node.final) body.append(el("span", "tag final", words.final_product));
    const pairs = el("dl", "pairs");
    pair(pairs, words.code, box.code);
    pair(pairs, words.stage, box.stage);
    body.append(pairs);
    if (beside) beside(id, body);
    body.append(el("h3", "", words.facts));
    for (const fact of box.facts) {
      const item = el("div", "item", fact.text);
      if (fact.source) item.append(el("span", "note", from(fact.source, fact.basis)));
      if (fact.all_sources) {
        const rest = el("details", "note");
        rest.append(el("summary", "", words.all_rows), el("span", "", fact.all_sources));
        item.append(rest);
      }
      if (fact.evidence_id) item.title = words.evidence_id + words.colon + fact.evidence_id;
      body.append(item);
    }
    if (box.facts.length === 0) body.append(el("p", "note", words.no_facts));
    firmTable(body, box);
    chips(body, words.inputs, inputs(id), words.inputs_none, open);
    chips(body, words.uses, uses(id), words.uses_none, open);
  }

  // ---- table

  function item(text, lines) {
    const node = el("div", "item", text);
    const note = el("span", "note");
    lines.filter(Boolean).forEach((line, i) => note.append(...(i ? [el("br"), line] : [line])));
    if (note.firstChild) node.append(note);
    return node;
  }

  function cell(row, items, none) {
    const place = el("td");
    place.append(...(items.length ? items : [el("span", "note", none)]));
    row.append(place);
  }

  function fillTable(body) {
    for (const [id, box] of Object.entries(panels)) {
      const { status, final } = all.get(id);
      const unit = (box.unit.startsWith("10") ? "× " : "") + box.unit;
      const row = el("tr");
      const head = el("th", "", box.name);
      head.scope = "row";
      head.append(el("span", "code", box.code));
      if (final) head.append(el("span", "tag final", words.final_product));
      if (box.risk) head.append(el("span", "grade " + box.risk.grade, choke(box.risk)), el("span", "note", box.risk.text));
      const state = el("span", "nowrap");
      state.append(statusIcon(status), " " + looks[status].word);
      row.append(head, el("td", "", box.stage));
      cell(row, [state]);
      cell(row, box.firms.map(([k, capacity, output, source]) => {
        const [code, name, region] = firms[k];
        const made = [[words.capacity, capacity], [words.output, output]].filter((pair) => pair[1]);
        return item(name, [
          [code, region].filter(Boolean).join(" · "),
          made.map(([word, figure]) => (word + " " + figure + " " + unit).trim()).join(" · "),
          from(source),
        ]);
      }), words.no_firms);
      cell(row, inputs(id).map((other) => item(panels[other.id].name, [other.note, from(other.row)])), words.inputs_none);
      cell(row, box.facts.map((fact) => item(fact.text, [from(fact.all_sources || fact.source, fact.basis)])), words.no_facts);
      body.append(row);
    }
  }

  return { tip, fillPanel, fillTable };
}
