import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { readCharges } from '../../ledger/charges.js';
import { readRoster } from '../../ledger/roster.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { StudentLink, Table } from './parts.js';
import { noteViewed, renderStaff, staffOnly } from './staff.js';

const MOST_SHOWN = 100;
const querySchema = z.string().trim().max(200).catch('');

/** The roster with everybody's hours, found by name, key, address, number or section. */
export function addStudentList(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, course } = deps;
  app.get('/staff/students', ...staffOnly(deps), (c) => {
    const q = querySchema.parse(c.req.query('q') ?? '');
    const wanted = q.toLowerCase();
    const found = readRoster({ store, course: course.id }).filter(({ student, name, email, sid, section }) =>
      [student, name, email, sid, section].join('\n').toLowerCase().includes(wanted),
    );
    const hours = new Map(readCharges({ store, course: course.id }).map(({ student, charges }) => [student, charges]));
    noteViewed(c, deps, { detail: 'students' });
    return renderStaff(
      c,
      deps,
      { title: 'Students' },
      <>
        <form class="row filter" method="get" action="/staff/students">
          <div>
            <label for="q">Name, key, address, number or section</label>
            <input id="q" type="search" name="q" value={q} maxlength={200} />
          </div>
          <button type="submit" class="quiet">
            Find
          </button>
        </form>
        <p>
          {found.length} found{found.length > MOST_SHOWN ? `; the first ${MOST_SHOWN} are shown` : ''}.
        </p>
        <Table
          name="Students"
          empty="Nobody."
          columns={['Student', 'Key', 'Section', { text: 'Late hours left', isNumber: true }]}
          rows={found.slice(0, MOST_SHOWN).map(({ student, name, section }) => {
            const charges = hours.get(student);
            return [
              <StudentLink student={student} name={name} />,
              student,
              section ?? '',
              charges === undefined ? '–' : `${charges.remaining} of ${charges.budget}`,
            ];
          })}
        />
      </>,
    );
  });
}
