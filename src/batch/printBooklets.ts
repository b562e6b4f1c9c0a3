import type { Booklet, BookletForm } from '../written/print/booklet.js';
import { pagesOf } from '../written/print/booklet.js';
import type { Fit, Printer } from '../written/print/printer.js';
import type { BatchItem } from './items.js';
import type { WrittenSource } from './writtenBooklets.js';

/** So many at once in one file: Gradescope takes files of up to 100 MB. */
const GROUP = 25;

/** A PDF, and whose pages are in it, in order. */
export interface PrintedFile {
  readonly name: string;
  readonly pdf: Buffer;
  readonly booklets: readonly PrintedBooklet[];
}

export interface PrintedBooklet {
  readonly booklet: Booklet;
  /** From 1, in its file. */
  readonly firstPage: number;
  /** By question. */
  readonly fits: readonly Fit[];
}

interface Printing {
  readonly source: WrittenSource;
  readonly printer: Printer;
  readonly form: BookletForm;
  /** Several booklets in a file, instead of one. */
  readonly together: boolean;
  readonly onPrinted: (done: number, total: number) => void;
}

/** Prints all booklets, one after the other. One that cannot be printed costs only itself: its pages say so. */
export async function* printBooklets({
  source,
  printer,
  form,
  together,
  onPrinted,
}: Printing): AsyncGenerator<PrintedFile> {
  const { items } = source;
  const size = together ? GROUP : 1;
  for (let begin = 0; begin < items.length; begin += size) {
    const booklets = await readAll(items.slice(begin, begin + size), source);
    const name = together
      ? `${form.assignment}-written-${String(begin / size + 1)}.pdf`
      : `${booklets[0]?.key ?? ''}.pdf`;
    yield await printFile(name, booklets, printer, form);
    onPrinted(Math.min(begin + size, items.length), items.length);
  }
}

async function readAll(items: readonly BatchItem[], source: WrittenSource): Promise<Booklet[]> {
  const booklets: Booklet[] = [];
  for (const item of items) booklets.push(await source.booklet(item));
  return booklets;
}

async function printFile(
  name: string,
  booklets: readonly Booklet[],
  printer: Printer,
  form: BookletForm,
): Promise<PrintedFile> {
  try {
    const { pdf, fits } = await printer.print(booklets, form);
    const each = pagesOf(form);
    const placed = booklets.map((booklet, index) => ({
      booklet,
      firstPage: index * each + 1,
      fits: fits[index] ?? [],
    }));
    return { name, pdf, booklets: placed };
  } catch (error) {
    // Without answers there is nothing of a student's that could fail.
    if (booklets.every(({ answers }) => answers.length === 0)) throw error;
    const sound: Booklet[] = [];
    for (const booklet of booklets)
      sound.push((await canPrint(booklet, printer, form)) ? booklet : unprintable(booklet));
    return printFile(
      name,
      sound.some((one, index) => one !== booklets[index]) ? sound : booklets.map(unprintable),
      printer,
      form,
    );
  }
}

async function canPrint(booklet: Booklet, printer: Printer, form: BookletForm): Promise<boolean> {
  return printer.print([booklet], form).then(
    () => true,
    () => false,
  );
}

function unprintable(booklet: Booklet): Booklet {
  return { ...booklet, answers: [], problem: 'The answers could not be printed. Look into the notebook.' };
}
