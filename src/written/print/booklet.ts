import { plural } from '../../late/wording.js';
import { clip, plainText } from '../../results/plainText.js';
import type { WrittenAnswer } from '../written.js';
import { answerHtml } from './answerHtml.js';
import { isPrintable } from './pictureSize.js';

/** Who handed in, as the source names them. */
interface Author {
  readonly name: string | null;
  readonly email: string | null;
  readonly sid: string | null;
}

/** What is printed of one submission. */
export interface Booklet {
  readonly key: string;
  readonly submissionId: string;
  readonly authors: readonly Author[];
  /** Empty where the notebook could not be read: `problem` says why. */
  readonly answers: readonly WrittenAnswer[];
  readonly problem: string | null;
}

/** A question as the assignment has it, with the pages that it has for everybody. */
interface AskedQuestion {
  readonly number: string;
  readonly title: string;
  readonly points: number;
  readonly pages: number;
}

/** What all booklets of an assignment share. */
export interface BookletForm {
  readonly course: string;
  readonly assignment: string;
  readonly title: string;
  readonly questions: readonly AskedQuestion[];
  readonly paper: Paper;
}

export const PAPERS = ['letter', 'a4'] as const;
export type Paper = (typeof PAPERS)[number];

/** In CSS pixels, 96 an inch. */
export const PAPER_PX: Readonly<Record<Paper, { readonly width: number; readonly height: number }>> = {
  letter: { width: 816, height: 1056 },
  a4: { width: 794, height: 1123 },
};

export interface PrintedPicture {
  readonly type: string;
  readonly bytes: Buffer;
}

/** The cover, and each question's pages. */
export function pagesOf({ questions }: Pick<BookletForm, 'questions'>): number {
  return questions.reduce((sum, { pages }) => sum + pages, 1);
}

/** Nothing is fetched but pictures of this host, which no network has. */
const PICTURE_HOST = 'https://pictures.invalid';

/**
 * Booklets as one page of HTML without any program; the pictures that it names go into `pictures`, by address. The style
 * lies in `css`.
 */
export function bookletsHtml(
  booklets: readonly Booklet[],
  form: BookletForm,
  css: string,
  pictures: Map<string, PrintedPicture>,
): string {
  const { width, height } = PAPER_PX[form.paper];
  const vars = `--page-width:${width}px;--page-height:${height}px;--width:${width - 96}px;--height:${height - 150}px`;
  const policy = `default-src 'none'; img-src ${PICTURE_HOST}; style-src 'unsafe-inline'`;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<title>${escape(form.title)}</title><style>:root{${vars}} @page{size:${width}px ${height}px} ${css}</style></head><body>`,
    '<div style="position:fixed;visibility:hidden"><div class="window" id="window"></div></div>',
    ...booklets.map((booklet) => bookletHtml(booklet, form, pictures)),
    '</body></html>',
  ].join('\n');
}

function bookletHtml(booklet: Booklet, form: BookletForm, pictures: Map<string, PrintedPicture>): string {
  return [
    cover(booklet, form),
    ...form.questions.map((question) => questionHtml(question, booklet, form, pictures)),
  ].join('\n');
}

function cover(
  { authors, key, submissionId, answers, problem }: Booklet,
  { course, title, questions }: BookletForm,
): string {
  const field = (label: string, values: readonly (string | null)[]): string => {
    const known = values.filter((value) => value !== null && value !== '');
    return known.length === 0
      ? ''
      : `<dt>${label}</dt><dd>${known.map((value) => escape(value ?? '')).join('<br>')}</dd>`;
  };
  const rows = questions.map(({ number, title: name, points }) => {
    const state = answers.find((answer) => answer.number === number)?.state;
    return `<tr><td>${escape(number)}</td><td>${escape(name)}</td><td>${plural(points, 'point')}</td><td>${STATES[state ?? 'none']}</td></tr>`;
  });
  return [
    `<div class="page cover"><h1>${escape(title)}</h1><p>${escape(course)}</p><dl>`,
    field('Name', authors.length === 0 ? [key] : authors.map(({ name }) => name)),
    field(
      'Student ID',
      authors.map(({ sid }) => sid),
    ),
    field(
      'E-mail',
      authors.map(({ email }) => email),
    ),
    field('Submission', [submissionId]),
    `</dl><table>${rows.join('')}</table>`,
    problem === null ? '' : `<p>${escape(problem)}</p>`,
    '</div>',
  ].join('');
}

const STATES: Readonly<Record<WrittenAnswer['state'] | 'none', string>> = {
  answered: 'answered',
  unanswered: 'not answered',
  absent: 'not found in the notebook',
  none: 'no notebook',
};

const NOTHING: Readonly<Record<WrittenAnswer['state'] | 'none', string>> = {
  answered: 'Nothing that can be printed: look into the notebook.',
  unanswered: 'Not answered: the notebook has nothing beside the question.',
  absent: 'The question was not found in the notebook: its heading and text are gone. Look into the notebook.',
  none: 'No notebook could be read.',
};

function questionHtml(
  { number, title, points, pages }: AskedQuestion,
  { key, authors, answers }: Booklet,
  { assignment }: BookletForm,
  pictures: Map<string, PrintedPicture>,
): string {
  const answer = answers.find((one) => one.number === number);
  const who = authors.map(({ name, sid }) => [name, sid].filter((part) => part !== null).join(', ')).join('; ') || key;
  const body = answer?.state === 'answered' ? answerHtml(answer, (index) => pictureUrl(answer, index, pictures)) : '';
  const cells = (answer?.cells ?? []).map((index) => index + 1).join(', ');
  const more = `The answer does not fit on these pages: it goes on in the notebook, cell ${cells}.`;
  return [
    `<section class="question" data-pages="${pages}" data-nothing="${escape(NOTHING[answer?.state ?? 'none'])}" data-more="${escape(more)}">`,
    `<div class="running"><span>${escape(`${assignment} · ${number} ${title} · ${plural(points, 'point')}`)}</span>`,
    `<span class="who">${escape(who)}</span><span class="place"></span></div>`,
    `<div class="window"><div class="flow">${body}</div></div></section>`,
  ].join('');
}

/** The address of a picture that can be opened; by what it is, so that one that is there twice is sent once. */
function pictureUrl(
  { pictures: own }: WrittenAnswer,
  index: number,
  pictures: Map<string, PrintedPicture>,
): string | undefined {
  const picture = own[index];
  if (picture === undefined) return undefined;
  const url = `${PICTURE_HOST}/${picture.sha256}`;
  if (pictures.has(url)) return url;
  const bytes = Buffer.from(picture.base64, 'base64');
  if (!isPrintable(picture.type, bytes)) return undefined;
  pictures.set(url, { type: picture.type, bytes });
  return url;
}

const MAX_CHARS = 200;

function escape(text: string): string {
  return clip(plainText(text), MAX_CHARS)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
