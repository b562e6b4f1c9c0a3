import { formatCsv } from '../base/csv/formatCsv.js';
import { pagesOf, type Booklet, type BookletForm } from '../written/print/booklet.js';
import type { PrintedBooklet, PrintedFile } from './printBooklets.js';

/** Whose pages are where, and what graders should know, a line a submission. */
export function writtenIndex(files: readonly PrintedFile[], form: BookletForm): string {
  const each = pagesOf(form);
  const heading = ['file', 'first_page', 'last_page', 'submission_id', 'name', 'sid', 'email'].concat([
    ...['answered', 'unanswered', 'not_found', 'too_long', 'pictures_not_kept', 'problem'],
  ]);
  const rows = files.flatMap(({ name, booklets }) =>
    booklets.map((printed) => {
      const { booklet, firstPage } = printed;
      const { authors, submissionId, answers, problem } = booklet;
      const all = (field: 'name' | 'sid' | 'email'): string => authors.map((author) => author[field] ?? '').join('; ');
      return [
        ...[name, String(firstPage), String(firstPage + each - 1), submissionId],
        ...[all('name'), all('sid'), all('email')],
        ...(['answered', 'unanswered', 'absent'] as const).map((state) => numbersOf(booklet, state)),
        tooLong(printed, form)
          .map(({ number }) => number)
          .join(' '),
        String(answers.reduce((sum, { leftOut }) => sum + leftOut.length, 0)),
        problem ?? '',
      ];
    }),
  );
  return formatCsv([heading, ...rows]);
}

function numbersOf({ answers }: Booklet, state: string): string {
  return answers
    .filter((answer) => answer.state === state)
    .map(({ number }) => number)
    .join(' ');
}

/** Questions whose pages do not hold the answer, even as small as it may be set, and how many would. */
export function tooLong(
  { fits }: Pick<PrintedBooklet, 'fits'>,
  { questions }: Pick<BookletForm, 'questions'>,
): { readonly number: string; readonly needed: number }[] {
  return questions.flatMap(({ number, pages }, index) => {
    const needed = fits[index]?.needed ?? 0;
    return needed > pages ? [{ number, needed }] : [];
  });
}
