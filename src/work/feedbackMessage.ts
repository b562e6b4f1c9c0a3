import type { Progress } from '../grading/gradeSubmission.js';
import { plural } from '../late/wording.js';
import type { Place } from './places.js';
import { hasBegun } from './feedbackRuns.js';
import type { Work } from './rows.js';

/** Where a feedback run stands, and whose turn it is. `isServed`: whether a worker of its lane is connected. */
export function feedbackMessage(
  { state, detail, lane, attempt }: Pick<Work, 'state' | 'detail' | 'lane' | 'attempt'>,
  progress: Progress | undefined,
  isServed = true,
): string {
  switch (state) {
    case 'queued':
    case 'dispatched':
      if (!isServed) {
        const machine = lane === 'gpu' ? 'a machine with a GPU' : 'a machine that runs it';
        return `It waits for ${machine}; none is connected now. You may close this; the result stays here.`;
      }
      if (progress !== undefined) return phaseText(progress);
      return 'It waits for its turn. You may close this; the result stays here.';
    case 'graded':
      return 'The feedback is there.';
    case 'superseded':
      return 'You sent a newer one before this one began, so the newer one is run in its place. It cost you no run.';
    case 'cancelled':
      return hasBegun({ attempt })
        ? 'This run was cancelled. It had begun, so it counts as one of your runs of feedback, and for nothing else.'
        : 'This run was cancelled before it began. It cost you no run.';
    case 'needsStaff':
      return 'This could not be run, through no fault of yours, and cost you no run. Course staff have been told; send it again when they have mended it.';
    case 'unreadable':
      return detail ?? 'Nothing in this can be run. Send your notebook again.';
  }
}

function phaseText(progress: Progress): string {
  switch (progress.phase) {
    case 'starting':
      return 'It begins.';
    case 'cell':
      return `It runs your notebook: cell ${progress.number} of ${progress.total}.`;
    case 'check':
      return `It checks: check ${progress.number} of ${progress.total}.`;
    case 'done':
      return 'It is done; the feedback is being stored.';
  }
}

export function placeText({ position, of, aboutSeconds }: Place): string {
  const about = aboutSeconds === undefined ? '' : `, about ${plural(aboutSeconds, 'second')}`;
  return `In the queue: ${position} of ${of}${about}.`;
}
