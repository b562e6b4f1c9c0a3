import type { OpenAPIHono } from '@hono/zod-openapi';
import { SYSTEM } from '../../ledger/actor.js';
import { explain } from '../../ledger/questions/explain.js';
import { plural } from '../../late/wording.js';
import { computeCharges } from '../../ledger/charges.js';
import { readLedgerInput } from '../../ledger/ledgerInput.js';
import { read } from '../../db/store.js';
import { onlyFor, signedIn } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { notFound } from '../httpError.js';
import { renderPage } from './layout.js';

/** A student's own late hours, and how each charge came about, in the words of `assay late explain`. */
export function addLatePage(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, course } = deps;
  app.get('/late', signedIn(deps), onlyFor('student'), (c) => {
    const ledger = { store, course: course.id };
    const student = c.get('person').student ?? '';
    const found = read(store, () => {
      const { input } = readLedgerInput({ store, course: course.id }, { students: [student] });
      const charges = computeCharges(input).get(student);
      if (charges === undefined) return undefined;
      const assignments = Object.keys(charges.assignments);
      const explained = assignments.map((assignment) =>
        explain(ledger, SYSTEM, { student, assignment, withoutReasons: true }),
      );
      return { charges, explained };
    });
    if (found === undefined) throw notFound();
    const { budget, used, remaining } = found.charges;
    return renderPage(
      c,
      deps,
      { title: 'Your late hours' },
      <>
        <p>
          {used} of {plural(budget, 'late hour')} used, {remaining} left.
        </p>
        {found.explained.map(({ assignment, text: [summary = '', ...steps] }) => (
          <section id={assignment} aria-labelledby={`${assignment}-title`}>
            <h2 id={`${assignment}-title`}>{course.assignments.get(assignment)?.assignment.title ?? assignment}</h2>
            <p class="long">
              <bdi>{summary}</bdi>
            </p>
            <ul class="steps">
              {steps.map((step) => (
                <li class="long">
                  <bdi>{step.trim()}</bdi>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </>,
    );
  });
}
