import type { NotebookCell } from '../intake/notebook.js';
import { Pictures } from './pictures.js';
import { headingsOf, linesOf, placesOf } from './places.js';
import type { WrittenAnswer, WrittenQuestion } from './written.js';

const MAX_SOURCE_CHARS = 100_000;
/** Shorter beginnings are no sign that somebody went on writing behind the question. */
const PREFIX_CHARS = 12;

/** Cells, and what is attached to them by position: names and base64, as the file has them. */
export interface WrittenNotebook {
  readonly cells: readonly NotebookCell[];
  readonly attachments: ReadonlyMap<number, ReadonlyMap<string, string>>;
}

/** The starter's part about a question. */
interface Asked {
  readonly cells: ReadonlySet<number>;
  readonly lines: ReadonlySet<string>;
}

/**
 * What a notebook holds for each question that people grade. A question's cells are those from where it begins to the
 * next place that the starter has as well, or another question; the student may have moved, split or retitled them.
 * Code among them is passed over. Without a starter, everything below a question's heading counts as an answer.
 */
export function findWritten(
  questions: readonly WrittenQuestion[],
  notebook: WrittenNotebook,
  starter: WrittenNotebook | undefined,
): WrittenAnswer[] {
  const { cells } = notebook;
  const asked = questions.map((question) => askedIn(question, questions, starter));
  const places = questions.map((question, index) => placesOf(question, cells, asked[index]?.lines ?? new Set()));
  const starts = new Set(places.flatMap((place) => place?.starts ?? []));
  return questions.map(({ number, title }, index) => {
    const place = places[index];
    const { lines = new Set<string>(), cells: own = new Set<number>() } = asked[index] ?? {};
    const none = { number, title, cells: [], source: '', answer: '', isCut: false, pictures: [], leftOut: [] };
    if (place === undefined) return { ...none, state: 'absent' };
    const ends = endsOf(starter, own);
    const found = place.starts.flatMap((start) =>
      partFrom(start, cells, (cell) => starts.has(cell.index) || ends(cell)),
    );
    return { ...answerIn(found, notebook, lines), number, title, foundBy: place.foundBy };
  });
}

function askedIn(
  question: WrittenQuestion,
  all: readonly WrittenQuestion[],
  starter: WrittenNotebook | undefined,
): Asked | undefined {
  if (starter === undefined) return undefined;
  const beginningOf = (one: WrittenQuestion): readonly number[] =>
    placesOf(one, starter.cells, new Set())?.starts ?? [];
  const others = new Set(all.flatMap(beginningOf));
  const found = beginningOf(question).flatMap((start) => {
    const level = starter.cells[start] === undefined ? 0 : levelOf(starter.cells[start]);
    return partFrom(
      start,
      starter.cells,
      (cell) => others.has(cell.index) || (headingsOf(cell).length > 0 && levelOf(cell) <= level),
    );
  });
  return {
    cells: new Set(found.map(({ index }) => index)),
    lines: new Set(found.flatMap(({ source }) => linesOf(source))),
  };
}

/** That of its first heading; below all others where it has none. */
function levelOf(cell: NotebookCell): number {
  return headingsOf(cell)[0]?.level ?? Infinity;
}

/** The text cells from `start` on, up to the first one at which something else begins. */
function partFrom(
  start: number,
  cells: readonly NotebookCell[],
  isEnd: (cell: NotebookCell) => boolean,
): NotebookCell[] {
  const end = cells.findIndex((cell) => cell.index > start && isEnd(cell));
  return cells.slice(start, end === -1 ? undefined : end).filter(({ kind }) => kind !== 'code');
}

/** Where the starter goes on: one of its own cells as it was, or a heading of its own. */
function endsOf(starter: WrittenNotebook | undefined, own: ReadonlySet<number>): (cell: NotebookCell) => boolean {
  const others = (starter?.cells ?? []).filter(({ index }) => !own.has(index));
  const sources = new Set(others.map(({ source }) => source.trim()).filter((source) => source !== ''));
  const titles = new Set(others.flatMap(headingsOf).map(({ number, title }) => `${number} ${title}`));
  return (cell) =>
    sources.has(cell.source.trim()) || headingsOf(cell).some(({ number, title }) => titles.has(`${number} ${title}`));
}

function answerIn(
  found: readonly NotebookCell[],
  { attachments }: WrittenNotebook,
  asked: ReadonlySet<string>,
): Omit<WrittenAnswer, 'number' | 'title' | 'foundBy'> {
  const pictures = new Pictures();
  const whole = found.map((cell) => withPictures(cell, attachments.get(cell.index), pictures)).join('\n\n');
  const source = whole.slice(0, MAX_SOURCE_CHARS).toWellFormed();
  const answer = addedTo(asked, source);
  const isAnswered = pictures.kept.length > 0 || pictures.leftOut.length > 0 || /[\p{L}\p{N}]/u.test(answer);
  return {
    state: isAnswered ? 'answered' : 'unanswered',
    cells: found.map(({ index }) => index),
    source,
    answer,
    isCut: whole.length > MAX_SOURCE_CHARS,
    pictures: pictures.kept,
    leftOut: pictures.leftOut,
  };
}

/** The cell's text, every picture in it taken out and named. */
function withPictures(
  { source }: NotebookCell,
  attached: ReadonlyMap<string, string> | undefined,
  pictures: Pictures,
): string {
  let text = source.replace(
    /data:([a-z]{1,20}\/[a-z0-9.+-]{1,60});base64,([A-Za-z0-9+/=]*)/giu,
    (_whole, type: string, base64: string) => pictures.add(type, base64),
  );
  for (const [name, base64] of attached ?? []) {
    const place = pictures.add(name, base64);
    text = text.replaceAll(`attachment:${name}`, place);
  }
  return text;
}

/** The lines that the question does not have, and what stands behind the question on a line of its. */
function addedTo(asked: ReadonlySet<string>, source: string): string {
  const bare = source.replace(/<!--[^]{0,200}?-->/gu, '');
  const lines = linesOf(bare);
  // A question's first line is its heading, whatever the student has made of it.
  if (/^#{1,6} /u.test(lines[0] ?? '')) lines.shift();
  const beginnings = [...asked].filter((line) => line.length >= PREFIX_CHARS);
  return lines
    .filter((line) => !asked.has(line))
    .map((line) => {
      const question = beginnings.find((beginning) => line.startsWith(beginning));
      return question === undefined ? line : line.slice(question.length).trim();
    })
    .join('\n');
}
