import { courseHead, courseSections } from '../../report/courseReport.js';
import { readCourseData } from '../../report/courseData.js';
import { cellText, reportPage } from '../../report/page.js';
import type { Audience } from '../../report/section.js';
import type { Ledger } from '../../ledger/ledger.js';
import { read } from '../../db/store.js';
import type { Answer } from './answer.js';
import { currentTerms } from '../../ledger/terms.js';
import { columns } from './columns.js';

/** The report of a course, for the terminal, as data, and as a page. */
export interface CourseReport extends Answer {
  /** One HTML file. */
  readonly page: () => string;
}

/** @throws {Refusal} where there is no such assignment. */
export function report(ledger: Ledger, audience: Audience, assignment: string | undefined): CourseReport {
  const { store, course } = ledger;
  return read(store, () => {
    if (assignment !== undefined) currentTerms(ledger, assignment);
    const data = readCourseData(ledger);
    const sections = courseSections(data, audience, assignment);
    const lines = sections.flatMap(({ title, heading, rows }) => [
      title,
      ...(rows.length === 0
        ? ['  none']
        : columns([heading, ...rows.map((row) => row.map(cellText))]).map((line) => `  ${line}`)),
      '',
    ]);
    return {
      lines: [...lines, `As of event ${data.asOfSeq}.`],
      json: {
        course,
        audience,
        asOfSeq: data.asOfSeq,
        sections: sections.map(({ title, note, heading, rows }) => ({ title, note, heading, rows })),
      },
      page: () => reportPage(courseHead(data, audience), sections),
    };
  });
}
