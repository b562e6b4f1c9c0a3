import type { CatalogueEntry } from '../course/catalogue.js';
import type { Verdict } from './messages.js';

interface Hang {
  /** A call did not answer in time. */
  readonly isTimedOut: boolean;
  /** A call was not made, since its name had not answered before. */
  readonly isRefused: boolean;
  /** The notebook has threads, none of which is there in a fork. */
  readonly hadThreads: boolean;
}

/**
 * Checks whose calls hung in a fork, where a lock stays held and a queue empty for want of the notebook's threads. They
 * are asked once more at the very end, in the notebook's own process:
 *
 * - only the pass counts, so nobody is worse off, and no answer given after the hidden checks is ever shown;
 * - the first that does not pass is the last, so at most one more call runs into its limit;
 * - no check comes after them, so nothing that they leave behind in that process matters.
 */
export class HungChecks {
  readonly #entries: CatalogueEntry[] = [];
  #mayOweToFork = false;

  note(entry: CatalogueEntry, { isTimedOut, isRefused, hadThreads }: Hang): void {
    if (isTimedOut || isRefused) this.#entries.push(entry);
    if (isTimedOut && hadThreads) this.#mayOweToFork = true;
  }

  /** The checks that pass in the notebook's own process. @param ask runs one there. */
  async passing(ask: (entry: CatalogueEntry) => Promise<Verdict>): Promise<ReadonlyMap<string, Verdict>> {
    const passed = new Map<string, Verdict>();
    if (!this.#mayOweToFork) return passed;
    for (const entry of this.#entries) {
      const verdict = await ask(entry);
      if (verdict.status !== 'passed') break;
      passed.set(entry.id, verdict);
    }
    return passed;
  }
}
