import { SingleBar } from 'cli-progress';
import type { PrintedFile } from '../batch/printBooklets.js';
import { tooLong } from '../batch/writtenIndex.js';
import { plural } from '../late/wording.js';
import { pagesOf, type BookletForm } from '../written/print/booklet.js';

interface Counter extends Disposable {
  readonly at: (done: number, total: number) => void;
}

/** How far the printing is, on stderr: a bar on a terminal, elsewhere a line every tenth. */
export function openCounter(name: string, stream: NodeJS.WriteStream = process.stderr): Counter {
  if (!stream.isTTY) {
    let told = 0;
    const at = (done: number, total: number): void => {
      const tenth = Math.floor((done / total) * 10);
      if (tenth > told) stream.write(`${name}: ${done} of ${total} printed\n`);
      told = Math.max(told, tenth);
    };
    return { at, [Symbol.dispose]: () => undefined };
  }
  const bar = new SingleBar({
    stream,
    format: `${name} {bar} {value} of {total} printed`,
    barsize: 24,
    hideCursor: true,
  });
  let isOpen = false;
  return {
    at: (done, total) => {
      if (!isOpen) bar.start(total, done);
      isOpen = true;
      bar.update(done);
    },
    [Symbol.dispose]: () => {
      bar.stop();
    },
  };
}

interface Made {
  readonly files: readonly PrintedFile[];
  readonly form: BookletForm;
  readonly paths: readonly string[];
  readonly refused: readonly string[];
}

/** What was made, the pages to enter as Gradescope's outline, and what graders should know. */
export function writtenLines({ files, form, paths, refused }: Made): string[] {
  const booklets = files.flatMap((file) => file.booklets);
  const named = (label: string, who: readonly string[]): string[] =>
    who.length === 0 ? [] : [`${label} (${who.length}): ${who.join(', ')}`];
  const inState = (number: string, state: string): string[] =>
    booklets
      .filter(({ booklet }) => booklet.answers.some((answer) => answer.number === number && answer.state === state))
      .map(({ booklet }) => nameOf(booklet));
  let page = 2;
  return [
    `${plural(booklets.length, 'booklet')} of ${plural(pagesOf(form), 'page')} each: ${paths.join(', ')}`,
    'Outline for Gradescope:',
    '  page 1: name and student ID',
    ...form.questions.map(({ number, title, points, pages }) => {
      const [first, last] = [page, page + pages - 1];
      page += pages;
      return `  ${first === last ? `page ${first}` : `pages ${first}–${last}`}: ${number} ${title}, ${plural(points, 'point')}`;
    }),
    ...form.questions.flatMap(({ number }) => [
      ...named(`${number} not answered`, inState(number, 'unanswered')),
      ...named(`${number} not found in the notebook, so people have to look`, inState(number, 'absent')),
      ...named(
        `${number} too long for its pages; assignment.yaml may give it more, before the first upload`,
        booklets.flatMap((printed) =>
          tooLong(printed, form)
            .filter((long) => long.number === number)
            .map(({ needed }) => `${nameOf(printed.booklet)} (${needed} pages)`),
        ),
      ),
    ]),
    ...named(
      'Without answers',
      booklets.flatMap(({ booklet }) => (booklet.problem === null ? [] : [`${nameOf(booklet)}: ${booklet.problem}`])),
    ),
    ...refused,
  ];
}

function nameOf({ key, authors }: PrintedFile['booklets'][number]['booklet']): string {
  const names = authors.map(({ name, email, sid }) => name ?? email ?? sid ?? '').filter((text) => text !== '');
  return names.length === 0 ? key : names.join(', ');
}
