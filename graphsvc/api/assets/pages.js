"use strict";
// What every page can do without a mouse: search field, choices that take effect at once, files dropped on a form.
// Everything listens on the document, so that what a page brings in later behaves alike.
(() => {
  document.documentElement.classList.add("script");
  const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;
  const helps = () => document.querySelectorAll("details.help[open]");
  const dropped = (event) => event.target instanceof Element && event.target.closest("form[data-drop]");

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form) form.submit();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-close]");
    if (button) button.closest("dialog").close();
    for (const open of helps()) if (!open.contains(event.target)) open.open = false;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape")
      for (const open of helps()) {
        open.open = false;
        open.querySelector("summary").focus();
      }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "/") {
      const field = document.querySelector("main input[type=search], main input[type=text]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    } else if (event.key === "?") {
      const keys = document.getElementById("keys");
      event.preventDefault();
      if (typeof keys.showModal === "function") keys.showModal();
    }
  });

  // ---- a link followed with the keyboard leads back to itself where the page stays the same: focus is never lost
  const KEPT = "graphsvc.focus";
  const label = (link) => {
    const facet = link.closest(".facet") && link.closest(".facet").querySelector(".name");
    const head = [...link.childNodes].find((node) => node.nodeType === 3 && node.textContent.trim());
    const near = link.parentElement.closest("[id]");
    return [near ? near.id : "", facet ? facet.textContent : "", link.dataset.box || "",
      head ? head.textContent.trim() : link.getAttribute("aria-label") || ""].join("|");
  };
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("main a[href]");
    if (!link || event.detail !== 0) return;
    const told = { path: location.pathname, is: label(link), map: Boolean(link.closest(".map-view")) };
    try { sessionStorage.setItem(KEPT, JSON.stringify(told)); } catch (error) { /* storage switched off: no more than comfort */ }
  });
  const comeBack = () => {
    let told = null;
    try { told = JSON.parse(sessionStorage.getItem(KEPT)); sessionStorage.removeItem(KEPT); } catch (error) { return; }
    if (!told || document.activeElement !== document.body) return;
    const same = told.path === location.pathname;
    const link = same && [...document.querySelectorAll("main a[href]")].find((one) => label(one) === told.is);
    const target = link || (told.map && (document.getElementById("selected") || document.querySelector(".map-view")));
    if (target) target.focus({ preventScroll: true });
  };
  if (document.querySelector(".waiting") === null) comeBack();

  // ---- the address is the state of a view: it is copied as it stands, also where the page is no secure context
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-copy]");
    if (!button) return;
    const said = () => {
      const calm = button.textContent;
      button.textContent = button.dataset.copied;
      window.setTimeout(() => { button.textContent = calm; }, 2000);
    };
    const byHand = () => {
      const field = document.createElement("textarea");
      field.value = location.href;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      button.focus();
      if (done) said();
    };
    if (button.textContent === button.dataset.copied) return;
    if (navigator.clipboard) navigator.clipboard.writeText(location.href).then(said, byHand); else byHand();
  });

  for (const name of ["dragenter", "dragover"])
    document.addEventListener(name, (event) => {
      const form = dropped(event);
      if (form) { event.preventDefault(); form.classList.add("dropping"); }
    });
  document.addEventListener("dragleave", (event) => {
    const form = dropped(event);
    if (form) form.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    const form = dropped(event);
    if (!form) return;
    event.preventDefault();
    form.classList.remove("dropping");
    form.querySelector("input[type=file]").files = event.dataTransfer.files;
  });
})();
