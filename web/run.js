/* global addEventListener, clearTimeout, document, EventSource, fetch, location, setTimeout */
// Follows one run: the server sends its whole state each time, so any event can be the first. Without this script the
// page loads itself anew.
const box = document.querySelector('[data-events]');
const status = box.querySelector('[data-status]');
const where = box.querySelector('[data-where]');
const progress = box.querySelector('[data-progress]');
const AGAIN_MS = 5_000;
let source;
let phase = '';
let lost;

/** Read aloud: only where the phase is another one, or every cell would be. */
function say(text, now) {
  where.textContent = text;
  if (now === phase) return;
  phase = now;
  status.textContent = text;
}

function show(state) {
  if (state.ended) {
    rest();
    return location.reload();
  }
  clearTimeout(lost);
  lost = undefined;
  progress.max = state.total ?? 1;
  progress.value = state.number ?? 0;
  say(state.place?.text ?? state.message, state.phase ?? 'waits');
}

function open() {
  if (source) return;
  source = new EventSource(box.dataset.events);
  source.addEventListener('status', ({ data }) => show(JSON.parse(data)));
  source.addEventListener('error', () => {
    // It may come back at once: a proxy or a server that starts again ends streams.
    lost ??= setTimeout(() => {
      say('The server does not answer just now. Your run goes on, and this page tries again.', 'lost');
    }, AGAIN_MS);
    // The browser connects again by itself, except where it was answered by what is no stream.
    if (source?.readyState !== EventSource.CLOSED) return;
    close();
    setTimeout(again, AGAIN_MS);
  });
}

/** Without a stream it asks now and then. Who is no longer signed in is told so by the page itself. */
async function again() {
  const answer = await fetch(box.dataset.events.replace(/\/events$/, '')).catch(() => undefined);
  if (answer && [401, 404].includes(answer.status)) return location.reload();
  if (answer?.ok) show(await answer.json());
  if (!document.hidden) open();
}

function close() {
  source?.close();
  source = undefined;
}

function rest() {
  clearTimeout(lost);
  lost = undefined;
  close();
}

// A browser has few connections to a server: a page that nobody looks at holds none.
document.addEventListener('visibilitychange', () => (document.hidden ? rest() : open()));
addEventListener('pagehide', rest);
addEventListener('pageshow', ({ persisted }) => persisted && open());
open();
