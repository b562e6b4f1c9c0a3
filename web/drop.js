/* global DataTransfer, document */
// Lets a notebook be dropped anywhere on the page; without this script the form has a field for it.
const form = document.querySelector('[data-drop]');
const field = form.querySelector('input[type=file]');
const over = (isOver) => (event) => {
  // Or the browser would leave the page and show the file.
  event.preventDefault();
  form.classList.toggle('over', isOver);
};
document.addEventListener('dragover', over(true));
document.addEventListener('dragleave', over(false));
document.addEventListener('drop', (event) => {
  over(false)(event);
  const [file] = event.dataTransfer.files;
  if (!file) return;
  // The field holds one, however many were dropped.
  const one = new DataTransfer();
  one.items.add(file);
  field.files = one.files;
  form.querySelector('button').focus();
});
