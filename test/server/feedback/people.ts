import { personFor, type Holder } from '../../../src/access/accounts.js';
import { createFeedbackToken } from '../../../src/access/feedbackTokens.js';
import { createSession } from '../../../src/access/sessions.js';
import { write } from '../../../src/db/store.js';
import { recordEvents } from '../../../src/ledger/recordEvents.js';
import { putStudent } from '../../../src/ledger/roster.js';
import type { FeedbackStatus } from '../../../src/server/feedback/schemas.js';
import { notebookFile } from '../../support/notebook.js';
import { send, type Sent } from '../client.js';
import type { TestServer } from '../harness.js';

const COURSE = 'quick';

/** Students on the roster, by key. */
export function enrolled({ store }: TestServer, ...students: string[]): void {
  write(store, () => {
    for (const student of students) {
      putStudent(
        { store, course: COURSE },
        { student, name: `Name of ${student}`, email: null, sid: null, section: null },
      );
      const content = { type: 'student_enrolled', student } as const;
      recordEvents({ store, course: COURSE }, [{ content, key: `enrolled:${student}`, actor: 'system' }]);
    }
  });
}

/** What a request needs to be somebody's: by a token, as the cell and the terminal send it, or by a session's cookie. */
export function bearer({ store }: TestServer, holder: Holder): Record<string, string> {
  const { accountId } = personFor({ store, course: COURSE }, holder);
  return { Authorization: `Bearer ${createFeedbackToken(store, accountId, 'cell').text}` };
}
export function session({ store, origin }: TestServer, holder: Holder): Record<string, string> {
  const { accountId } = personFor({ store, course: COURSE }, holder);
  const cookie = `session=${createSession(store, accountId, 'demo').text}`;
  return { Cookie: cookie, Host: new URL(origin).host, 'Sec-Fetch-Site': 'same-origin' };
}

export interface Said {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly run: FeedbackStatus;
  readonly error: { readonly code: string; readonly message: string; readonly whose: string } | undefined;
  readonly text: string;
}

export async function ask({ port }: TestServer, sent: Sent): Promise<Said> {
  const { status, headers, body } = await send(port, sent);
  const { text = '' } = body as { text?: string };
  return { status, headers, run: body as unknown as FeedbackStatus, error: body.error, text };
}

/** As the cell sends a notebook with these code cells. */
export function notebook(headers: Record<string, string>, sources: readonly string[]): Sent {
  return {
    method: 'POST',
    target: '/v1/feedback/quick',
    headers: { ...headers, 'Content-Type': 'application/x-ipynb+json' },
    body: Buffer.from(notebookFile(sources)),
  };
}
