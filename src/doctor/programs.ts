import { readFileSync } from 'node:fs';

const sourceOf = (name: string): string => readFileSync(new URL(`../../sandbox/${name}.py`, import.meta.url), 'utf8');

/** What the doctor runs in containers; where one of these changes, what was seen before is no longer known. */
export const PROGRAMS = {
  /** Run as a cell in a probe container; prints what `insideSchema` reads. */
  inside: sourceOf('probe/inside'),
  /** Makes processes until there are too many and prints how many there were. */
  forks: sourceOf('probe/forks'),
  /** Uses memory until the kernel ends it. */
  hog: 'hog = []\nwhile True: hog.append(bytearray(8 << 20))',
  /** The control notebooks, and the checks that they are graded by. */
  right: sourceOf('probe/right'),
  wrong: sourceOf('probe/wrong'),
  checks: sourceOf('probe_assignment/checks'),
} as const;
