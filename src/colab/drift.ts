import { isSameRelease, type Pins } from './pins.js';

/** A package whose version here is not Colab's. */
interface Apart {
  readonly name: string;
  readonly here: string;
  readonly colab: string;
  /** Absent where nobody has said why. */
  readonly reason?: string;
}

export interface Drift {
  readonly apart: readonly Apart[];
  /** Packages with a reason and without a difference. */
  readonly idleReasons: readonly string[];
  /** Packages that both have in one version. */
  readonly same: number;
  /** Packages of the lock that the list does not name. */
  readonly notListed: readonly string[];
}

/** What differs between the lock and Colab's list, in the order of the packages' names. */
export function driftOf(here: Pins, colab: Pins, reasons: ReadonlyMap<string, string>): Drift {
  const apart: Apart[] = [];
  const notListed: string[] = [];
  let same = 0;
  for (const [name, version] of [...here].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const theirs = colab.get(name);
    const reason = reasons.get(name);
    if (theirs === undefined) notListed.push(name);
    else if (isSameRelease(version, theirs)) same += 1;
    else apart.push({ name, here: version, colab: theirs, ...(reason === undefined ? {} : { reason }) });
  }
  const idleReasons = [...reasons.keys()].filter((name) => !apart.some((drifted) => drifted.name === name));
  return { apart, idleReasons, same, notListed };
}

/** Whether somebody has something to do. */
export function isExplained({ apart, idleReasons }: Drift): boolean {
  return idleReasons.length === 0 && apart.every(({ reason }) => reason !== undefined);
}
