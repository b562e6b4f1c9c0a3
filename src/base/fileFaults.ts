import { Refusal, remarkText } from './refusal.js';

/** What is wrong with a file, place by place: all of it is told at once. */
export interface FileFaults {
  add(place: string, text: string): void;
  /** Does one row; what is refused becomes a fault of its place. */
  at<Result>(place: string, work: () => Result): Result | undefined;
  /** @throws {Refusal} where something is wrong. */
  refuse(): void;
}

/** @param done what was not done with the file because of the faults: imported. */
export function fileFaults(done: string): FileFaults {
  const faults: string[] = [];
  const add = (place: string, text: string): void => {
    faults.push(`${place}: ${text}`);
  };
  return {
    add,
    at(place, work) {
      try {
        return work();
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        add(place, remarkText(error));
        return undefined;
      }
    },
    refuse() {
      if (faults.length === 0) return;
      throw new Refusal({ code: 'faultyFile', text: [...faults, `Nothing was ${done}.`].join('\n') });
    },
  };
}
