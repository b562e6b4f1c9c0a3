/* global document */
// Lets a notebook be dropped on the form; without this script the form has a field for it.
for (const form of document.querySelectorAll('[data-drop]')) {
  const field = form.querySelector('input[type=file]');
  const over = (isOver) => (event) => {
    event.preventDefault();
    form.classList.toggle('over', isOver);
  };
  form.addEventListener('dragover', over(true));
  form.addEventListener('dragleave', over(false));
  form.addEventListener('drop', (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length === 0) return;
    field.files = event.dataTransfer.files;
    form.querySelector('button').focus();
  });
}
