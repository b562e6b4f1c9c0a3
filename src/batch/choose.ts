import { isOpen } from '../grade/openPoints.js';
import type { BatchItem } from './items.js';
import type { ItemEnd } from './runFolder.js';

/** What of a run is to be graded now. */
export interface Choice {
  /** Keys, e-mail addresses, numbers or names; empty for everybody. */
  readonly only: readonly string[];
  /** Also what has ended without a grade, or with points still open. */
  readonly failed: boolean;
  /** At most so many. */
  readonly limit: number | undefined;
}

export interface Chosen {
  readonly items: readonly BatchItem[];
  /** Words of `only` that name nobody. */
  readonly unknown: readonly string[];
}

/**
 * What of a run is still to be graded: what has no end, and what ended because the platform failed. A grade is final for
 * the run, but for one with points still open, where `failed` asks for it again.
 */
export function chooseItems(items: readonly (readonly [BatchItem, ItemEnd])[], choice: Choice): Chosen {
  const wanted = choice.only.map((word) => word.trim().toLowerCase());
  const named = items.filter(([item]) => wanted.length === 0 || wanted.some((word) => isNamed(item, word)));
  const due = named.filter(([item, end]) => item.notebook !== null && isDue(end, choice.failed));
  return {
    items: due.map(([item]) => item).slice(0, choice.limit),
    unknown: choice.only.filter((_, index) => !items.some(([item]) => isNamed(item, wanted[index] ?? ''))),
  };
}

function isNamed({ key, submissionId, people }: BatchItem, word: string): boolean {
  const names = [key, submissionId, ...people.flatMap(({ name, email, sid }) => [name, email, sid])];
  return names.some((name) => name?.toLowerCase() === word);
}

function isDue(end: ItemEnd, failed: boolean): boolean {
  if (end.kind === 'open' || end.kind === 'platformFailure') return true;
  return failed && (end.kind !== 'graded' || isOpen(end.grade));
}
