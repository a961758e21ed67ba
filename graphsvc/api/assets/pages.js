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
