import { describe, expect, test } from 'vitest';
import { readCourseData } from '../../src/report/courseData.js';
import { courseHead, courseSections } from '../../src/report/courseReport.js';
import { reportPage } from '../../src/report/page.js';
import type { Audience, Cell } from '../../src/report/section.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { putStudent } from '../../src/ledger/roster.js';
import { read, type Store } from '../../src/db/store.js';
import { COURSE, draft, homework, newStore, received } from '../ledger/sample.js';

const EVIL = '<script>alert("x")</script>';

/** Forty students and two homeworks: the first three are 30, 130 and 2 hours late, the others on time. */
function beginLargeCourse(store: Store): void {
  const keys = Array.from({ length: 40 }, (_, index) => `s${index + 1}`);
  for (const student of keys) {
    putStudent(
      { store, course: COURSE },
      {
        student,
        name: `${EVIL} ${student}`,
        email: `${student}@example.edu`,
        sid: null,
        section: null,
      },
    );
  }
  recordEvents({ store, course: COURSE }, [
    ...keys.map((student) => draft({ type: 'student_enrolled', student })),
    draft(homework('hw1', '2027-02-10T23:59:00')),
    draft(homework('hw2', '2027-03-24T23:59:00')),
    ...keys.map((student, index) => received(String(100 + index), 'hw1', [student], '2027-02-10T12:00:00-05:00')),
    received('1', 'hw1', ['s1'], '2027-02-12T05:59:00-05:00'),
    received('2', 'hw1', ['s2'], '2027-02-16T09:59:00-05:00'),
    received('3', 'hw1', ['s3'], '2027-02-11T23:30:00-05:00'),
    draft(
      { type: 'extension_granted', student: 's3', assignment: 'hw1', kind: 'hours', hours: 22 },
      { actor: 'staff:tim' },
    ),
    draft({ type: 'hours_waived', student: 's1', assignment: 'hw1', hours: 4 }),
  ]);
}

function rowsOf(store: Store, audience: Audience, title: string): readonly (readonly Cell[])[] | undefined {
  const data = read(store, () => readCourseData({ store, course: COURSE }));
  return courseSections(data, audience).find((section) => section.title === title)?.rows;
}

describe('the course report', () => {
  test('counts outcomes, hours, reasons, weeks and penalties', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginLargeCourse(store);
    expect(rowsOf(store, 'staff', 'On time, late, penalised')).toEqual([
      ['hw1', 37, 2, 0, 1, 0, 0, 0],
      ['hw2', 0, 0, 0, 0, 0, 40, 0],
    ]);
    // s1: 30 h, of which 4 are waived; s2: 130 h, 120 in the budget; s3: 23 h 31 min late, 22 h extended: 2 h.
    expect(rowsOf(store, 'staff', 'Late hours by reason')?.[0]).toEqual(['hw1', 26 + 120 + 2, 4, 22, 10]);
    expect(rowsOf(store, 'staff', 'Late hours used')?.[0]).toEqual(['hw1', 37, 1, 0, 0, 1, 0, 1, 148]);
    expect(rowsOf(store, 'staff', 'Around the deadline')?.[0]).toEqual(['hw1', 0, 37, 0, 0, 0, 0, 1, 2]);
    expect(rowsOf(store, 'staff', 'Projected penalties')).toEqual([
      ['so far', 39, 0, 1, 0, 0, 0],
      // s2 has nothing left, and took 130 h for the first: as many again.
      ['by the end', 39, 0, 0, 0, 0, 1],
    ]);
    expect(rowsOf(store, 'staff', 'Students running low')).toEqual([
      ['s2', `${EVIL} s2`, 0, 120, 140, 'the next late hour is a penalty'],
    ]);
    expect(rowsOf(store, 'staff', 'Extensions by staff member')).toEqual([['tim', 1]]);
    expect(rowsOf(store, 'staff', 'Late hours left, week by week')).toEqual([
      ['2027-02-04', 120, 120, 120, 120, 120],
      ['2027-02-11', 120, 120, 120, 120, 120],
      ['2027-02-18', 120, 120, 120, 120, 120],
      ['2027-02-25', 120, 120, 120, 120, 120],
    ]);
  });

  test('tells others neither persons nor small groups', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginLargeCourse(store);
    const data = read(store, () => readCourseData({ store, course: COURSE }));
    const sections = courseSections(data, 'shared');
    const page = reportPage(courseHead(data, 'shared'), sections);
    for (const secret of ['s2', 'alert', '>tim<', 'staff member', '@example.edu']) expect(page).not.toContain(secret);
    expect(rowsOf(store, 'shared', 'On time, late, penalised')?.[0]).toEqual(['hw1', null, null, 0, null, 0, 0, 0]);
    expect(rowsOf(store, 'shared', 'Late hours by reason')?.[0]).toEqual(['hw1', null, null, null, null]);
    for (const { rows } of sections) {
      // The weeks have quartiles of hours, which are nobody's.
      const counts = rows.flat().filter((cell) => typeof cell === 'number' && cell > 0 && cell < 5);
      expect(counts).toEqual([]);
    }
  });

  test('is one page without scripts or anything from elsewhere, names escaped, a table to every plot', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginLargeCourse(store);
    const data = read(store, () => readCourseData({ store, course: COURSE }));
    const page = reportPage(courseHead(data, 'staff'), courseSections(data, 'staff'));
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; s2');
    expect(page).not.toMatch(/<(script|link|img|iframe)|\ssrc=|href=|url\(|@import/u);
    const sections = page.split('<section>').slice(1);
    expect(sections).toHaveLength(8);
    for (const section of sections) expect(section).toMatch(/<h2>[^<]+<\/h2>[^]*<caption>[^<]+<\/caption>/u);
    const plots = sections.filter((section) =>
      /<svg [^>]*aria-label="[^"]+" [^>]*role="img"|<svg [^>]*role="img"[^>]*aria-label="[^"]+"/u.test(section),
    );
    expect(plots).toHaveLength(7);
  });

  test('is about one assignment where that is asked', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginLargeCourse(store);
    const data = read(store, () => readCourseData({ store, course: COURSE }));
    const [first] = courseSections(data, 'staff', 'hw2');
    expect(first?.rows.map(([id]) => id)).toEqual(['hw2']);
  });

  test('of a course without anything is a page all the same', async () => {
    await using ledger = await newStore();
    const data = read(ledger.store, () => readCourseData({ store: ledger.store, course: COURSE }));
    expect(reportPage(courseHead(data, 'staff'), courseSections(data, 'staff'))).toContain('0 students, 0 assignments');
  });
});
