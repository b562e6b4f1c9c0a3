import { writeSync } from 'node:fs';
import { commitGrade, openAttempt } from '../../src/ledger/attempts.js';
import type { EventContent } from '../../src/ledger/eventContent.js';
import { openForWriting } from '../../src/ledger/open.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { COURSE, gradeOf, received } from './sample.js';

// Writes to a ledger until it is killed, and says on standard output what is stored, after it is.
const [file = '', round = ''] = process.argv.slice(2);
const store = openForWriting(file, { now: () => new Date() });
const say = (key: string): void => void writeSync(1, `${key}\n`);

for (let number = 0; ; number++) {
  const id = `${round}${String(number).padStart(6, '0')}`;
  const student = `s${(number % 3) + 1}`;
  const createdAt = new Date(Date.parse('2027-02-11T05:00:00Z') + number * 60_000).toISOString();
  const submission = received(id, number % 2 === 0 ? 'hw1' : 'hw2', [student], createdAt);
  recordEvents({ store, course: COURSE }, [submission]);
  say(submission.key);
  commitGrade(store, openAttempt({ store, course: COURSE }, id), gradeOf(id, number % 100));
  say(`graded:${id}:1.0.0+aaaaaaaaaaaa:1`);
  const waived: EventContent = { type: 'hours_waived', student, assignment: 'hw1', hours: 1 };
  const granted: EventContent = { type: 'budget_adjusted', student, deltaHours: 1 };
  recordEvents(
    { store, course: COURSE },
    [waived, granted].map((content) => ({
      content,
      key: `cmd:${id}:${content.type}`,
      actor: 'staff:ada',
      reason: 'r',
    })),
  );
  say(`cmd:${id}:hours_waived`);
  say(`cmd:${id}:budget_adjusted`);
}
