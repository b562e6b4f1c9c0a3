import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { WorkClass } from '../../../src/db/tables.js';
import { ClassShare, WORK_CLASSES } from '../../../src/work/dispatch/classShare.js';
import { statusOf } from '../../../src/work/status.js';
import { waitFor } from '../../support/waitFor.js';
import { openDesk, type Desk } from '../desk.js';
import { submit } from '../sample.js';

/** Queues `count` submissions of a class, each by somebody else unless `email` is given, and returns their ids. */
function queue(desk: Desk, workClass: WorkClass, count: number, email?: string): string[] {
  return Array.from({ length: count }, (_, index) => {
    const who = email ?? `${workClass}-${index}@example.edu`;
    const { id } = submit(desk.store, who, { workClass, assignment: 'hw2' });
    return statusOf(desk.store, id)?.submissionId ?? '';
  });
}

/** The places, from 1, at which these were begun. */
function placesOf(desk: Desk, submissions: readonly string[]): number[] {
  return submissions.map((submission) => desk.begun.indexOf(submission) + 1);
}

test('classes share by their weights: none starves, none makes up for idle time', () => {
  const share = new ClassShare();
  const serve = (candidates: readonly WorkClass[], count: number): Record<string, number> => {
    const served: Record<string, number> = {};
    for (let turn = 0; turn < count; turn++) {
      const next = share.next(candidates);
      if (next === undefined) throw new Error('nobody is next');
      share.serve(next);
      served[next] = (served[next] ?? 0) + 1;
    }
    return served;
  };
  expect(share.next([])).toBeUndefined();
  expect(serve(WORK_CLASSES, 150)).toEqual({ feedback: 80, submission: 40, regrade: 20, batch: 10 });
  serve(['regrade'], 1_000);
  // The one that was served last is half a turn behind.
  expect(serve(['feedback', 'regrade'], 50)).toEqual({ feedback: 41, regrade: 9 });
});

test('a student with fifty queued jobs delays nobody else', async () => {
  await using desk = await openDesk();
  const heavy = queue(desk, 'regrade', 50, 'heavy@example.edu');
  const light = queue(desk, 'regrade', 5);
  desk.dispatch();
  desk.work();
  await waitFor('all to be begun', () => desk.begun.length === 55);
  // One running and a window of two may be the heavy one's; then everybody has one turn.
  expect(Math.max(...placesOf(desk, light))).toBeLessThanOrEqual(8);
  expect(placesOf(desk, heavy)).toEqual([...placesOf(desk, heavy)].sort((a, b) => a - b));
});

test('feedback is the next to be begun, whatever else is queued; a flood of it starves nobody', async () => {
  await using desk = await openDesk();
  queue(desk, 'regrade', 60);
  const dispatcher = desk.dispatch();
  let feedback: string[] = [];
  let asked = 0;
  desk.work({
    process: async (job) => {
      if (desk.begun.length === 10) {
        feedback = queue(desk, 'feedback', 1);
        asked = desk.begun.length;
        dispatcher.wake();
      }
      // So that the dispatcher has fed what it will before the next is begun.
      await sleep(30);
      return desk.grade(job.data);
    },
  });
  await waitFor('feedback to be begun', () => feedback.length > 0 && desk.begun.includes(feedback[0] ?? ''));
  expect(placesOf(desk, feedback)[0]).toBe(asked + 1);

  const flood = queue(desk, 'feedback', 40);
  const from = desk.begun.length;
  dispatcher.wake();
  await waitFor('the flood to be begun', () => flood.every((submission) => desk.begun.includes(submission)));
  const during = desk.begun.slice(from, Math.max(...placesOf(desk, flood)));
  const others = during.filter((submission) => !flood.includes(submission));
  expect(others.length).toBeGreaterThanOrEqual(6);
  expect(others.length).toBeLessThanOrEqual(14);
});
