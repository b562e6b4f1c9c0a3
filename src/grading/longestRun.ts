import type { Limits } from '../course/schema.js';
import { GRACE_MS } from './checksClock.js';
import { REFERENCE_SECONDS } from './reference/secondOpinion.js';
import { INTERRUPT_GRACE_MS } from './runCell.js';
import { MAX_RERUNS } from './runNotebook.js';

/** A container that gets ready. One that takes much longer is the platform's failure, and the run is no run. */
const START_SECONDS = 5;
/** The platform's default, and how much of it a run may take, so that the upload and the queue have time as well. */
const PLATFORM_SECONDS = 600;
const PLATFORM_SHARE = 0.9;

/** Seconds that one submission takes at most, by what it takes them for. */
export interface LongestRun {
  readonly starts: number;
  readonly cells: number;
  readonly checks: number;
  /** The course's own solution, where checks break. */
  readonly solution: number;
  readonly total: number;
  /** Whether the platform may have given up by then. */
  readonly isTooLong: boolean;
}

/**
 * The longest wall time of one submission on a machine that is not overloaded, from the manifest alone: a notebook that
 * uses all that it may, dies as often as it may, and breaks checks. Not in it: waiting for a place, and tries that the
 * platform failed in.
 */
export function longestRun({
  totalSeconds,
  checksSeconds,
}: Pick<Limits, 'totalSeconds' | 'checksSeconds'>): LongestRun {
  // The notebook's container and those that take its place, and the checker.
  const starts = START_SECONDS * (1 + MAX_RERUNS + 1);
  const cells = totalSeconds + INTERRUPT_GRACE_MS / 1000;
  const checks = checksSeconds + GRACE_MS / 1000;
  const total = starts + cells + checks + REFERENCE_SECONDS;
  const isTooLong = total > PLATFORM_SECONDS * PLATFORM_SHARE;
  return { starts, cells, checks, solution: REFERENCE_SECONDS, total, isTooLong };
}

/** In one line, with what to do where it is too long. */
export function longestRunText({ starts, cells, checks, solution, total, isTooLong }: LongestRun): string {
  const parts = `cells ${cells}, checks ${checks}, the course’s solution ${solution}, starts ${starts}`;
  const remedy =
    ` The platform gives up after ${PLATFORM_SECONDS} s where nobody raised its limit. ` +
    'Course staff: lower limits.totalSeconds or limits.checksSeconds, or set a longer timeout there.';
  return `at most ${total} s a submission (${parts}).${isTooLong ? remedy : ''}`;
}
