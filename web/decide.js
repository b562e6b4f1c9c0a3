/* global document, DOMParser, fetch, FormData, URLSearchParams */
// Shows what a decision would do in a dialog over its form. Without it the same is a page.
const form = document.querySelector('form[data-preview]');

form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    show(new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main'));
  } catch {
    form.submit();
  } finally {
    button.disabled = false;
  }
});

/** What the server sent is a page of ours: it holds no script, and none would run. */
function show(main) {
  const dialog = document.createElement('dialog');
  const title = main.querySelector('h1');
  title.id = 'preview-title';
  dialog.setAttribute('aria-labelledby', title.id);
  dialog.append(...document.importNode(main, true).childNodes);
  const close = dialog.querySelector('[data-close]') ?? closeButton(dialog);
  close.addEventListener('click', (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function closeButton(dialog) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet';
  button.textContent = 'Back';
  dialog.append(button);
  return button;
}
