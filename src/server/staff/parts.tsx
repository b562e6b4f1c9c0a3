import type { Child } from 'hono/jsx';
import { remarkText, type Remark } from '../../base/refusal.js';
import { plainText } from '../../results/plainText.js';
import { microsOf, Time } from '../pages/time.js';

/** A column's heading; numbers stand to the right. */
interface Column {
  readonly text: string;
  readonly isNumber?: boolean;
  /** Where its heading leads, such as to the same table in another order. */
  readonly href?: string;
  readonly isSorted?: boolean;
}

interface TableProps {
  /** For screen readers, and in the place of a caption. */
  readonly name: string;
  readonly columns: readonly (string | Column)[];
  /** The first cell of each is its heading. */
  readonly rows: readonly (readonly Child[])[];
  readonly empty?: string;
}

/** A table in a region that the keyboard can scroll. */
export function Table({ name, columns, rows, empty = 'None.' }: TableProps) {
  if (rows.length === 0) return <p>{empty}</p>;
  const heads = columns.map((column) => (typeof column === 'string' ? { text: column } : column));
  return (
    <div class="scroll" role="region" aria-label={`Table: ${name}`} tabindex={0}>
      <table>
        <thead>
          <tr>
            {heads.map(({ text, isNumber, href, isSorted }) => (
              <th
                scope="col"
                class={isNumber === true ? 'number' : undefined}
                aria-sort={isSorted === true ? 'other' : undefined}
              >
                {href === undefined ? text : <a href={href}>{text}</a>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <th scope="row">{cell}</th>
                ) : (
                  <td class={heads[index]?.isNumber === true ? 'number' : undefined}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A share as a bar: what it says stands beside it as a number. */
export function Bar({ share, tone = 'plain' }: { readonly share: number; readonly tone?: 'plain' | 'warn' }) {
  const width = Math.round(1_000 * Math.min(1, Math.max(0, share))) / 10;
  return (
    <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class={tone} x="0" y="0" width={width} height="10" />
    </svg>
  );
}

/** What others wrote, as text; of another writing direction or not. */
export function Foreign({ text }: { readonly text: string }) {
  return <bdi class="long">{plainText(text)}</bdi>;
}

/** A student, as a link to their page. */
export function StudentLink({ student, name }: { readonly student: string; readonly name: string | null }) {
  return (
    <a href={`/staff/students/${encodeURIComponent(student)}`}>
      <bdi>{name ?? student}</bdi>
    </a>
  );
}

export function submissionHref(submissionId: string): string {
  return `/staff/submissions/${encodeURIComponent(submissionId)}`;
}

interface BlockerProps {
  readonly blocker: Remark;
  readonly safeReleaseAt: string | null;
  readonly timeZone: string;
}

/** What stands against a release; a time is told on the course's clocks. */
export function Blocker({ blocker, safeReleaseAt, timeZone }: BlockerProps) {
  if (blocker.code !== 'tooEarly' || safeReleaseAt === null) return remarkText(blocker);
  return (
    <>
      Until <Time at={microsOf(safeReleaseAt)} timeZone={timeZone} /> a late submission can still change a grade.
    </>
  );
}
