/* global document */
// Gives each question its pages: the answer flows through columns as large as a page, and each page shows one of them.
// It is run from outside, in a page that runs no script of its own; its value is what became of each question.
(() => {
  const SCALES = [1, 0.92, 0.85, 0.78, 0.7, 0.62];
  const GAP_PX = 40;
  const { width, height } = document.querySelector('#window').getBoundingClientRect();

  const sized = (flow, scale) => {
    const columnPx = width / scale;
    Object.assign(flow.style, { width: `${columnPx}px`, columnWidth: `${columnPx}px`, height: `${height / scale}px` });
    return columnPx + GAP_PX;
  };
  const columnsAt = (flow, scale) => Math.max(1, Math.round((flow.scrollWidth + GAP_PX) / sized(flow, scale)));
  const element = (className, ...children) => {
    const made = document.createElement('div');
    made.className = className;
    made.append(...children);
    return made;
  };
  /** What is wider than the page is made smaller, rather than cut. */
  const fitFormulas = (flow) => {
    for (const formula of flow.querySelectorAll('math')) {
      const inner = Math.max(formula.getBoundingClientRect().width, formula.scrollWidth);
      if (inner > width) formula.style.fontSize = `${Math.max(30, Math.floor((95 * width) / inner))}%`;
    }
  };

  return [...document.querySelectorAll('section.question')].map((question) => {
    const [flow, running] = [question.querySelector('.flow'), question.querySelector('.running')];
    const pages = Number(question.dataset.pages);
    const isEmpty = flow.textContent.trim() === '' && flow.querySelector('img, math') === null;
    sized(flow, 1);
    fitFormulas(flow);
    let [scale, needed] = [1, 0];
    for (scale of SCALES) {
      sized(flow, scale);
      needed = isEmpty ? 0 : columnsAt(flow, scale);
      if (needed <= pages) break;
    }
    const made = Array.from({ length: pages }, (_, index) => {
      const own = running.cloneNode(true);
      const isContinued = index > 0 && index < needed;
      own.querySelector('.place').textContent = `page ${index + 1} of ${pages}${isContinued ? ', continued' : ''}`;
      const page = element('page', own);
      if (index < needed) {
        const shown = flow.cloneNode(true);
        shown.style.left = `${-index * sized(shown, scale)}px`;
        const zoom = element('', shown);
        zoom.style.zoom = String(scale);
        page.append(element('window', zoom));
      }
      const note =
        index >= needed
          ? index === 0
            ? question.dataset.nothing
            : 'This page is left blank.'
          : index === pages - 1 && needed > pages
            ? question.dataset.more
            : index < needed - 1
              ? 'Continued on the next page.'
              : '';
      if (note !== '') page.append(element('note', note));
      return page;
    });
    question.replaceChildren(...made);
    return { scale, needed };
  });
})();
