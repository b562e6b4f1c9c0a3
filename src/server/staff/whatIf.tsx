import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { whatIf } from '../../ledger/questions/whatIf.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { Changes } from './changeView.js';
import { maybe, maybeWhole, oneOf, text, wholeOrBelow, type Field } from './fields.js';
import { FieldPart } from './decideForms.js';
import { ledgerOf, noteViewed, renderStaff, staffOnly } from './staff.js';

const FIELDS = {
  student: text('Student', 'Key, e-mail address, number or whole name.'),
  assignment: text('Homework', 'Its id, such as hw1.'),
  at: maybe('If they handed in at', 'With offset: 2027-02-12T23:59:00-05:00'),
  hours: maybeWhole('If they had so many hours more'),
  days: maybeWhole('If they had so many days more'),
  waive: maybeWhole('If so many late hours were waived'),
  grant: { ...wholeOrBelow('If their budget were so much larger'), isRequired: false },
  basis: { ...oneOf('If penalties were of', ['', 'earned', 'max', 'cap']), isRequired: false },
} as const satisfies Record<string, Field>;

const emptyAsAbsent = (schema: z.ZodType) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const querySchema = z.object({
  student: FIELDS.student.schema,
  assignment: FIELDS.assignment.schema,
  at: FIELDS.at.schema,
  hours: FIELDS.hours.schema,
  days: FIELDS.days.schema,
  waive: FIELDS.waive.schema,
  grant: emptyAsAbsent(FIELDS.grant.schema).pipe(z.int().optional()),
  basis: emptyAsAbsent(FIELDS.basis.schema).pipe(z.enum(['earned', 'max', 'cap']).optional()),
});

/** What would change for a student, by the address alone: nothing is stored. */
export function addWhatIf(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  app.get('/staff/what-if', ...staffOnly(deps), (c) => {
    const said = c.req.query();
    const asked = querySchema.safeParse(said);
    const isAsked = asked.success && Object.keys(said).some((name) => name !== 'student' && said[name] !== '');
    if (isAsked) noteViewed(c, deps, { detail: `what-if:${asked.data.assignment}` });
    return renderStaff(
      c,
      deps,
      { title: 'What if' },
      <>
        {isAsked ? <Changes changes={whatIf(ledgerOf(deps), asked.data).changes} /> : null}
        {!asked.success && said['assignment'] !== undefined ? (
          <p class="note warned">A field is not as it must be.</p>
        ) : null}
        <form method="get" action="/staff/what-if">
          {Object.entries(FIELDS).map(([id, field]) => (
            <FieldPart id={id} field={field} value={said[id] ?? ''} />
          ))}
          <button type="submit">Show who changes</button>
          <p class="faint">
            Nothing is stored. In a terminal: <code>assay late whatif</code>
          </p>
        </form>
      </>,
    );
  });
}
