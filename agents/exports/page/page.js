
"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const GAP = 36, TOP = 62, PAD = 12, LINE = 17, BETWEEN = 14, EDGE = 9;
  const drawing = JSON.parse(document.getElementById("drawing").textContent);
  const width = Math.min(1200, Math.max(880, document.getElementById("lanes").clientWidth));
  const lane = (width - 2 * EDGE - GAP * (drawing.lanes.length - 1)) / drawing.lanes.length;
  const pen = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  const places = new Map();
  const spots = [];

  function element(name, attributes, parent, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  }

  // A text in lines that fit a width, at the most so many; what is left over ends in an ellipsis.
  function lines(text, width, font, most) {
    pen.font = font + " " + family;
    const fits = (line) => pen.measureText(line).width <= width;
    const found = [];
    let rest = text.replace(/\s+/g, " ").trim();
    while (rest && found.length < most) {
      let end = rest.length;
      if (!fits(rest)) {
        let low = 1, high = rest.length;
        while (low < high) {
          const middle = Math.ceil((low + high) / 2);
          if (fits(rest.slice(0, middle))) low = middle; else high = middle - 1;
        }
        const blank = Math.max(rest.lastIndexOf(" ", low), rest.lastIndexOf("/", low - 1) + 1);
        end = blank > low / 2 ? blank : low;
      }
      let line = rest.slice(0, end).trim();
      rest = rest.slice(end).trim();
      if (rest && found.length === most - 1) {
        while (line.length > 1 && !fits(line + "…")) line = line.slice(0, -1);
        line += "…";
      }
      found.push(line);
    }
    return found;
  }

  // Where a card's texts go, and how high it becomes; all of a card is measured before it is drawn.
  function measured(card) {
    const inner = lane - 2 * PAD;
    const title = lines(card.title, inner, "bold 13.5px", 3);
    const text = lines(card.text, inner, "12px", card.tone === "quiet" ? 4 : 2);
    let height = PAD + title.length * LINE + text.length * 15 + 6;
    const rows = card.rows.map((row) => {
      const told = { row, top: height, name: row.name ? lines(row.name, inner - 8, "12px", 1) : [], note: lines(row.note, inner - 8, "bold 13px", 2) };
      told.text = lines(row.text, inner - 8, "13px", 2);
      told.height = (told.name.length + told.text.length + told.note.length) * 16 + 9;
      height += told.height;
      return told;
    });
    return { card, title, text, rows, height: height + (rows.length ? 6 : 2) };
  }

  function spot(group, id, label) {
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", label);
    group.dataset.id = id;
    spots.push(group);
    group.addEventListener("click", (event) => { event.stopPropagation(); open(id, group); });
    group.addEventListener("keydown", (event) => key(event, id, group));
  }

  function draw(box, x, y, parent) {
    const { card } = box;
    const group = element("g", { class: "card " + card.tone }, parent);
    element("rect", { class: "face", x, y, width: lane, height: box.height, rx: 9 }, group);
    element("rect", { class: "bar", x: x + 1, y: y + 9, width: 3, height: box.height - 18, rx: 1.5 }, group);
    let line = y + PAD + 11;
    for (const text of box.title) { element("text", { class: "title", x: x + PAD, y: line }, group, text); line += LINE; }
    for (const text of box.text) { element("text", { class: "sub", x: x + PAD, y: line }, group, text); line += 15; }
    places.set(card.id, { x, y, middle: y + Math.min(box.height / 2, 30), width: lane, column: x });
    spot(group, card.id, [card.title, card.text].join(", "));
    for (const one of box.rows) {
      const own = element("g", { class: "row " + one.row.tone }, group);
      element("rect", { class: "hit", x: x + 6, y: y + one.top, width: lane - 12, height: one.height, rx: 6 }, own);
      let at = y + one.top + 15;
      const put = (texts, kind) => { for (const text of texts) { element("text", { class: kind, x: x + PAD + 4, y: at }, own, text); at += 16; } };
      put(one.name, "name");
      put(one.text, one.note.length ? "was" : "only");
      put(one.note, "note");
      if (!places.has(one.row.id)) places.set(one.row.id, { x, y, middle: y + one.top + one.height / 2, width: lane, column: x });
      if (one.row.id !== card.id) spot(own, one.row.id, [one.row.name, one.row.text, one.row.note].filter(Boolean).join(", "));
    }
  }

  function curve(link) {
    const start = places.get(link.start), end = places.get(link.end);
    if (!start || !end) return null;
    const x1 = start.column + start.width, x2 = end.column, half = (x2 - x1) / 2;
    return `M${x1} ${start.middle} C${x1 + half} ${start.middle} ${x2 - half} ${end.middle} ${x2} ${end.middle}`;
  }

  const svg = element("svg", { role: "group", "aria-label": "how the decision came about, from sources to the action" });
  const edges = element("g", {}, null);
  const columns = drawing.lanes.map(([name]) => drawing.cards.filter((card) => card.lane === name).map(measured));
  const total = (column) => column.reduce((sum, box) => sum + box.height + BETWEEN, -BETWEEN);
  const height = TOP + Math.max(...columns.map(total)) + 16;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  drawing.lanes.forEach(([name, hint], index) => {
    const x = EDGE + index * (lane + GAP);
    element("rect", { class: "lane", x: x - EDGE, y: 0, width: lane + 2 * EDGE, height, rx: 12 }, svg);
    element("text", { class: "head", x: x + 3, y: 25 }, svg, name);
    element("text", { class: "sub", x: x + 3, y: 42 }, svg, hint);
  });
  svg.append(edges);
  columns.forEach((column, index) => {
    let y = TOP + Math.min(64, Math.max(0, (height - TOP - 16 - total(column)) / 2));
    for (const box of column) { draw(box, EDGE + index * (lane + GAP), y, svg); y += box.height + BETWEEN; }
  });
  const drawn = [];
  for (const link of drawing.links) {
    const path = curve(link);
    if (path) drawn.push({ link, path: element("path", { class: "edge " + link.tone, d: path }, edges) });
  }
  document.getElementById("lanes").append(svg);

  const panel = document.getElementById("panel");
  const details = [...panel.querySelectorAll(".detail")];

  // What leads to something, and what it leads to; a card and its own lines are one.
  const owner = new Map(drawing.cards.flatMap((card) => card.rows.map((row) => [row.id, card.id])));
  const parts = new Map(drawing.cards.map((card) => [card.id, [card.id, ...card.rows.map((row) => row.id)]]));
  function reached(id) {
    const lit = new Set();
    const walk = (from, forward) => {
      const seen = new Set();
      const queue = [...(parts.get(from) ?? [from])];
      for (let place = 0; place < queue.length; place += 1) {
        const here = queue[place];
        if (seen.has(here)) continue;
        seen.add(here);
        for (const one of drawn) {
          if ((forward ? one.link.start : one.link.end) !== here) continue;
          lit.add(one);
          const next = forward ? one.link.end : one.link.start;
          queue.push(next, ...(forward ? parts.get(next) ?? [] : [owner.get(next) ?? next]));
        }
        if (!forward && owner.has(here)) queue.push(owner.get(here));
      }
    };
    walk(id, true);
    walk(id, false);
    return lit;
  }

  function open(id, from) {
    const found = details.find((one) => one.dataset.for === id);
    if (!found) return;
    for (const one of details) one.hidden = one !== found;
    for (const one of spots) one.classList.toggle("selected", one.dataset.id === id);
    const lit = reached(id);
    for (const one of drawn) one.path.classList.toggle("lit", lit.has(one));
    svg.classList.add("chosen");
    panel.scrollTop = 0;
    if (!from) found.focus({ preventScroll: false });
  }

  function key(event, id, group) {
    if (event.key === "Enter" || event.key === " ") { open(id, group); }
    else if (event.key === "Escape") { close(); }
    else if (event.key.startsWith("Arrow")) { near(group, event.key)?.focus(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // The nearest thing that can be opened in the direction of an arrow key.
  function near(group, arrow) {
    const here = group.getBoundingClientRect();
    const sideways = arrow === "ArrowLeft" || arrow === "ArrowRight";
    const ahead = arrow === "ArrowRight" || arrow === "ArrowDown" ? 1 : -1;
    let best = null, least = Infinity;
    for (const one of spots) {
      const there = one.getBoundingClientRect();
      const along = ahead * (sideways ? there.left - here.left : there.top - here.top);
      const across = Math.abs(sideways ? there.top - here.top : there.left - here.left);
      if (one === group || along < (sideways ? 40 : 1) || (!sideways && across > 40)) continue;
      if (along + 2 * across < least) { least = along + 2 * across; best = one; }
    }
    return best;
  }

  function close() {
    for (const one of spots) one.classList.remove("selected");
    for (const one of drawn) one.path.classList.remove("lit");
    svg.classList.remove("chosen");
  }

  panel.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-open]");
    if (jump) open(jump.dataset.open, null);
  });
  addEventListener("beforeprint", () => { for (const one of document.querySelectorAll("details")) one.open = true; });
  for (const link of document.querySelectorAll('a[href="#shown"]')) {
    link.addEventListener("click", () => { document.querySelector("#shown details").open = true; });
  }
  const first = drawing.cards.find((card) => card.lane === "decision" && card.tone === "strong");
  open(first.id, svg);
  close();
})();
