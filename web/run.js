/* global addEventListener, document, EventSource, location */
// Follows one run: the server sends its whole state each time, so any event can be the first. Without this script the
// page loads itself anew.
const box = document.querySelector('[data-events]');
const status = box.querySelector('[data-status]');
const where = box.querySelector('[data-where]');
const progress = box.querySelector('[data-progress]');
let source;
let phase = '';

function show(state) {
  where.textContent = state.place?.text ?? state.message;
  progress.max = state.total ?? 1;
  progress.value = state.number ?? 0;
  // Read aloud: only where the phase is another one, or every cell would be.
  const now = state.phase ?? 'waits';
  if (now === phase) return;
  phase = now;
  status.textContent = where.textContent;
}

function open() {
  if (source) return;
  source = new EventSource(box.dataset.events);
  source.addEventListener('status', ({ data }) => {
    const state = JSON.parse(data);
    if (!state.ended) return show(state);
    close();
    location.reload();
  });
}

function close() {
  source?.close();
  source = undefined;
}

// A browser has few connections to a server: a page that nobody looks at holds none.
document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
addEventListener('pagehide', close);
addEventListener('pageshow', ({ persisted }) => persisted && open());
open();
