// Keeps a page of the device as it would be if it were loaded now. The page is
// drawn by the device alone; this fetches it again after every change and
// changes what is different, so that focus, scrolling and what is being read
// aloud stay where they are.

const patience = 25_000; // ms; a little longer than the device lets a button take
const pause = 3_000; // ms before a refused stream is tried again

const rest = 500; // ms after a change in which buttons do nothing

let steady = 0; // until when they do nothing
let queue = Promise.resolve(); // one request after another: the last answer is the newest
let waiting = false;

function ask(request) {
  queue = queue.then(async () => {
    const answer = await request();
    show(new DOMParser().parseFromString(await answer.text(), "text/html"), answer.redirected && answer.url);
  }).catch(() => link("lost"));
  return queue;
}

function refresh() {
  if (waiting) return; // that request has not begun, so it will see this change too
  waiting = true;
  ask(() => {
    waiting = false;
    return fetch(location.href, { signal: AbortSignal.timeout(patience) });
  });
}

function show(page, elsewhere) {
  if (!page.getElementById("main")) return; // not one of our pages
  if (elsewhere) history.replaceState(null, "", elsewhere);
  document.title = page.title;
  if (document.body.isEqualNode(page.body)) return;
  const held = document.activeElement;
  become(document.body, page.body);
  if (held?.isConnected) held.focus({ preventScroll: true }); // what moves loses it
  steady = performance.now() + rest;
}

function link(state) {
  document.documentElement.dataset.link = state;
}

// become makes one element what another is and keeps every node that can stay.
// A line that is new or has become more is marked "grown" until the next change.
function become(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  const grown = Number(fresh.dataset?.amount) > Number(old.dataset?.amount);
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (grown) old.classList.add("grown");

  const named = new Map([...old.children].filter((c) => c.id).map((c) => [c.id, c]));
  let here = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const twin = child.id ? named.get(child.id) : here && !here.id && here.nodeName === child.nodeName ? here : null;
    if (!twin || twin.nodeName !== child.nodeName) {
      if (child.dataset?.amount) child.classList.add("grown");
      old.insertBefore(child, here);
      continue;
    }
    if (twin === here) here = here.nextSibling;
    else old.insertBefore(twin, here);
    if (twin.nodeType === Node.ELEMENT_NODE) become(twin, child);
    else if (twin.data !== child.data) twin.data = child.data;
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-quiet]")) return;
  event.preventDefault();
  if (form.dataset.busy || performance.now() < steady) return; // pressed twice, or something else has just moved under the finger
  form.dataset.busy = "yes";
  const body = new URLSearchParams(new FormData(form));
  ask(() => fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(patience) }))
    .then(() => delete form.dataset.busy);
});

function listen() {
  const stream = new EventSource("/events");
  stream.onopen = () => link("live");
  stream.onmessage = refresh;
  stream.onerror = () => {
    link("lost");
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, pause); // refused, not broken off
  };
}

listen();
