import type { NotebookCell } from '../intake/notebook.js';
import type { FoundBy, WrittenQuestion } from './written.js';

/** Shorter lines are in many notebooks: they say nothing about where a text is from. */
const TELLING_CHARS = 12;

/** Where a question begins in a notebook, and how that was known. Several places where a cell was copied. */
export interface Places {
  readonly foundBy: FoundBy;
  readonly starts: readonly number[];
}

/**
 * The cells with which a question begins: those with its marker (a tag `written-8.2`, or a comment
 * `<!-- written 8.2 -->`); else those with its heading; else those with at least half of `wording`, the starter's lines.
 */
export function placesOf(
  { number, title }: WrittenQuestion,
  cells: readonly NotebookCell[],
  wording: ReadonlySet<string>,
): Places | undefined {
  const texts = cells.filter(({ kind }) => kind !== 'code');
  const places = (foundBy: FoundBy, is: (cell: NotebookCell) => boolean): Places | undefined => {
    const starts = texts.filter(is).map(({ index }) => index);
    return starts.length === 0 ? undefined : { foundBy, starts };
  };
  const named = (cell: NotebookCell, by: 'number' | 'title' | 'both'): boolean =>
    headingsOf(cell).some((heading) => {
      const [hasNumber, hasTitle] = [heading.number === number.toLowerCase(), heading.title === plain(title)];
      return by === 'both' ? hasNumber && hasTitle : by === 'number' ? hasNumber : hasTitle;
    });
  const telling = [...wording].filter((line) => line.length >= TELLING_CHARS && !line.startsWith('#'));
  return (
    places('marker', (cell) => factsOf(cell).markers.includes(number)) ??
    places('heading', (cell) => named(cell, 'both')) ??
    places('heading', (cell) => named(cell, 'number')) ??
    places('heading', (cell) => named(cell, 'title')) ??
    places('wording', (cell) => {
      const there = telling.filter((line) => factsOf(cell).lines.has(line)).length;
      return there > 0 && there * 2 >= telling.length;
    })
  );
}

/** A heading of a cell: `## 8.2 Written part (5 points)` has the level 2, number 8.2 and title written part. */
interface Heading {
  readonly level: number;
  readonly number: string;
  readonly title: string;
}

interface Facts {
  readonly headings: readonly Heading[];
  readonly markers: readonly string[];
  readonly lines: ReadonlySet<string>;
}

const known = new WeakMap<NotebookCell, Facts>();

/** What a text cell tells about its place; looked at once, however many questions ask. */
function factsOf(cell: NotebookCell): Facts {
  const found = known.get(cell);
  if (found !== undefined) return found;
  const lines = cell.kind === 'code' ? [] : linesOf(cell.source);
  const facts = { headings: lines.flatMap(headingIn), markers: markersIn(cell), lines: new Set(lines) };
  known.set(cell, facts);
  return facts;
}

export function headingsOf(cell: NotebookCell): readonly Heading[] {
  return factsOf(cell).headings;
}

function markersIn({ tags, source }: NotebookCell): string[] {
  const comments = source.matchAll(/<!--\s{0,9}written\s{1,9}([0-9A-Za-z.]{1,40})\s{0,9}-->/gu);
  const tagged = tags.filter((tag) => tag.startsWith('written-')).map((tag) => tag.slice('written-'.length));
  return [...tagged, ...[...comments].map(([, number = '']) => number)];
}

function headingIn(line: string): Heading[] {
  const [, hashes = '', text] = /^(#{1,6}) (.*)$/u.exec(line) ?? [];
  if (text === undefined) return [];
  const [, number = '', rest = text] =
    /^(?:question |problem |part |q)?([0-9]{1,8}[a-z]?(?:\.[0-9a-z]{1,8}){0,3})[.:)]? (.*)$/iu.exec(`${text} `) ?? [];
  return [{ level: hashes.length, number: number.toLowerCase(), title: plain(rest) }];
}

/** Without emphasis, points in brackets, case and punctuation. */
function plain(title: string): string {
  return title
    .replace(/\([^()]{0,200}\)\s*$/u, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Lines with something in them, white space made one blank. */
export function linesOf(source: string): string[] {
  return source
    .split('\n')
    .map((line) => line.trim().replace(/\s+/gu, ' '))
    .filter((line) => line !== '');
}
