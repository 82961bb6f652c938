// Fetches the page again when headquarters has something new, and puts the
// live parts in place. Everything works without it, only later.
"use strict";

const parts = () => document.querySelectorAll("[data-live]");

async function refresh() {
  const answer = await fetch(location.href, {cache: "no-store"});
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const newest = Math.max(0, ...[...document.querySelectorAll("[data-n]")].map(e => +e.dataset.n));
  for (const part of parts()) {
    const next = fresh.getElementById(part.id);
    if (!next || next.isEqualNode(part)) continue;
    if (newest) for (const line of next.querySelectorAll("[data-n]")) line.classList.toggle("new", +line.dataset.n > newest);
    const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    part.replaceWith(document.adoptNode(next));
    if (focused) document.querySelector(`#${part.id} [href="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
  }
}

let busy = false, again = false;
async function refreshOnce() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    do { again = false; await refresh(); } while (again);
  } catch { /* headquarters is away; the stream tells when it is back */ }
  busy = false;
}

const live = new EventSource("/live");
const away = on => document.body.classList.toggle("stale", on);
live.onmessage = refreshOnce;
live.onopen = () => { away(false); refreshOnce(); };
live.onerror = () => away(true);
