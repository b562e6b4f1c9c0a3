import type { CheckChange, End, RunDiff, SubmissionChange } from '../../batch/diff.js';
import { toPoints } from '../../course/points.js';
import { plainText } from '../../results/plainText.js';

/** What differs between two gradings of a class, for people. */
export function diffLines({ same, changes, raised, lowered, appeared, vanished }: RunDiff): string[] {
  const counts = [
    `${raised} raised`,
    `${lowered} lowered`,
    `${appeared} graded only now`,
    `${vanished} graded only before`,
  ];
  return [`${changes.length} differ (${counts.join(', ')}), ${same} are the same.`, ...changes.flatMap(changeLines)];
}

function changeLines({ name, key, before, after, checks, causes }: SubmissionChange): string[] {
  const who = name === key ? key : `${plainText(name)} (${key})`;
  const why = causes.length === 0 ? '' : `; ${causes.map((cause) => CAUSES[cause]).join(', ')}`;
  return ['', `${who}: ${endText(before)} → ${endText(after)}${why}`, ...checks.map(checkLine)];
}

const CAUSES = {
  code: 'the code changed',
  checks: 'the assignment changed',
  images: 'the images changed',
  environment: 'the engine or runtime changed',
  nothing: 'nothing else changed, so this is not reproducible',
} as const;

function endText(end: End): string {
  if (end.kind === 'graded') return `${toPoints(end.earnedMicroPoints)} points, ${end.outcome}`;
  return end.kind === 'absent' ? 'not in this run' : `no grade (${plainText(end.why)})`;
}

function checkLine({ id, title, before, after }: CheckChange): string {
  const side = (one: CheckChange['before']): string =>
    one === null ? 'absent' : `${one.status}, ${toPoints(one.earnedMicroPoints)}`;
  return `  ${id} ${plainText(title)}: ${side(before)} → ${side(after)}`;
}
