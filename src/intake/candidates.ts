import { posix } from 'node:path';
import { foldedName } from './archiveNames.js';
import { IntakeError } from './intakeError.js';
import type { Notebook } from './notebook.js';
import { readNotebook } from './readNotebook.js';

/** The notebook that is to be graded, and where it was. */
export interface FoundNotebook {
  readonly notebook: Notebook;
  /** The file as it was handed in. */
  readonly bytes: Uint8Array;
  /** For people: `work.zip/hw4.ipynb` lies in an archive. */
  readonly path: string;
}

/** So many are read to choose from; beyond them, only those that bear the name that is asked for. */
const MAX_READ = 100;
const MAX_LISTED = 10;

/** A file that is a notebook, or is meant to be one and is not. */
interface Verdict {
  readonly path: string;
  readonly isNamed: boolean;
  /** Of the work, or why it cannot be read. */
  readonly result: string | IntakeError;
}

/**
 * The notebooks among which one is to be chosen. Of each, only its digest is kept; of the one that would be chosen, all
 * of it.
 */
export class Candidates {
  readonly #named: string | undefined;
  readonly #verdicts: Verdict[] = [];
  #kept: (FoundNotebook & Pick<Verdict, 'isNamed'>) | undefined;
  #unread = 0;

  /** @param named the file name that the assignment asks for. */
  constructor(named: string | undefined) {
    this.#named = named;
  }

  get isEmpty(): boolean {
    return this.#verdicts.length === 0;
  }

  /** Reads one more. */
  add(path: string, bytes: Uint8Array): void {
    const isNamed = this.#isNamed(path);
    if (!isNamed && this.#verdicts.length >= MAX_READ) {
      this.#unread++;
      return;
    }
    try {
      const notebook = readNotebook(bytes, path);
      this.#verdicts.push({ path, isNamed, result: notebook.digest });
      if (this.#kept === undefined || (isNamed && !this.#kept.isNamed)) this.#kept = { notebook, bytes, path, isNamed };
    } catch (error) {
      if (!(error instanceof IntakeError)) throw error;
      this.refuse(path, isErrorPage(bytes) ? notDelivered(path) : error);
    }
  }

  /** One more is meant to be a notebook, and is not. */
  refuse(path: string, error: IntakeError): void {
    this.#verdicts.push({ path, isNamed: this.#isNamed(path), result: error });
  }

  /**
   * Copies of the same work are one; else the one that bears the name is taken.
   *
   * @throws IntakeError where several could be meant, or for what is wrong with the only one.
   */
  choose(): FoundNotebook {
    const named = this.#verdicts.filter(({ isNamed }) => isNamed);
    const meant = named.length > 0 ? named : this.#verdicts;
    const sound = meant.filter(({ result }) => typeof result === 'string');
    const isWhole = named.length > 0 || this.#unread === 0;
    if (this.#kept !== undefined && isWhole && new Set(sound.map(({ result }) => result)).size === 1) return this.#kept;
    const [first] = meant;
    if (sound.length === 0 && first?.result instanceof IntakeError) throw first.result;
    const count = isWhole ? String(sound.length) : `more than ${MAX_READ}`;
    const remedy =
      this.#named === undefined ? 'Upload only the one to be graded.' : `Name the one to be graded ${this.#named}.`;
    const names = listed(sound.map(({ path }) => path));
    throw new IntakeError('severalNotebooks', `There are ${count} notebooks: ${names}.`, remedy);
  }

  #isNamed(path: string): boolean {
    return this.#named !== undefined && foldedName(posix.basename(path)) === foldedName(this.#named);
  }
}

/** For a sentence, not all of very many. */
export function listed(names: readonly string[]): string {
  const some = names.slice(0, MAX_LISTED).map((name) => name.slice(0, 200));
  const more = names.length - some.length;
  return [...some, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** Gradescope's container fetches files from a store whose error pages it takes for the files. */
function isErrorPage(bytes: Uint8Array): boolean {
  return /^<\?xml[^>]*>\s*<Error>/u.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1'));
}

function notDelivered(path: string): IntakeError {
  const remedy = 'Upload it again, or ask course staff to run the autograder again.';
  return new IntakeError('unreadable', `${path} did not arrive: Gradescope sent an error page in its place.`, remedy);
}
