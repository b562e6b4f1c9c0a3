import type { OpenAPIHono } from '@hono/zod-openapi';
import { raw } from 'hono/html';
import { read } from '../../db/store.js';
import type { Cell, Section } from '../../report/section.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { Table } from './parts.js';
import { noteViewed, renderStaff, staffOnly } from './staff.js';

/** The course's report, as `assay late report` makes it, in the style of all pages. */
export function addReportPage(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  app.get('/staff/report', ...staffOnly(deps), async (c) => {
    const { store, course } = deps;
    // Plots are drawn here alone: a server that shows no report does not hold what draws them.
    const [{ courseHead, courseSections }, { readCourseData }, { renderPlainPlot }] = await Promise.all([
      import('../../report/courseReport.js'),
      import('../../report/courseData.js'),
      import('../../report/renderPlot.js'),
    ]);
    const data = read(store, () => readCourseData({ store, course: course.id }));
    const { lead } = courseHead(data, 'staff');
    noteViewed(c, deps, { detail: 'report' });
    return renderStaff(
      c,
      deps,
      { title: 'Late hours of the course' },
      <>
        <p>{lead}</p>
        {courseSections(data, 'staff').map((section) => (
          <Part section={section} draw={renderPlainPlot} />
        ))}
      </>,
    );
  });
}

interface PartProps {
  readonly section: Section;
  readonly draw: (plot: NonNullable<Section['plot']>, title: string) => string;
}

function Part({ section: { title, note, heading, rows, plot, legend = [] }, draw }: PartProps) {
  // A plot of nothing but zeros has no scale to stand on.
  const hasPlot = plot !== null && rows.some((row) => row.some((cell) => typeof cell === 'number' && cell !== 0));
  return (
    <section>
      <h2>{title}</h2>
      <p>{note}</p>
      {hasPlot ? (
        <figure class="plot">
          {legend.length === 0 ? null : (
            <ul class="legend">
              {legend.map(({ label, color }) => (
                <li>
                  <svg viewBox="0 0 10 10" aria-hidden="true">
                    <rect width="10" height="10" fill={color} />
                  </svg>
                  {label}
                </li>
              ))}
            </ul>
          )}
          {raw(draw(plot, title))}
        </figure>
      ) : null}
      <details open={!hasPlot}>
        <summary>The numbers</summary>
        <Table
          name={title}
          columns={heading.map((text, index) => ({ text, isNumber: index > 0 && isNumber(rows, index) }))}
          rows={rows.map((row) => row.map((cell) => (cell === null ? '–' : String(cell))))}
        />
      </details>
    </section>
  );
}

function isNumber(rows: readonly (readonly Cell[])[], column: number): boolean {
  return rows.every((row) => typeof row[column] !== 'string');
}
