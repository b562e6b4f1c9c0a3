import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { decideDevice, findDevice, type DeviceRequest } from '../../access/deviceCodes.js';
import { takeOne } from '../auth/doorLimits.js';
import { readForm } from '../auth/readForm.js';
import { signedIn } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { HttpError } from '../httpError.js';
import { renderPage } from './layout.js';

const codeField = z.string().trim().min(1).max(40);
const codeForm = z.strictObject({ code: codeField });
const decisionForm = z.strictObject({ code: codeField, decision: z.enum(['allow', 'deny']) });

export const CLIENTS = {
  cell: 'the feedback cell of a notebook',
  terminal: 'the command assay in a terminal',
} as const;

/**
 * Where a person allows a cell or a terminal to send notebooks for them. The code is typed, and never part of an address:
 * so nobody can be led to allow a stranger's by a click.
 */
export function addDevicePages(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, doorLimits } = deps;
  app.use('/device', signedIn(deps));
  app.use('/device/*', signedIn(deps));

  app.get('/device', (c) => renderPage(c, deps, { title: 'Allow a notebook or terminal' }, <CodeForm />));

  app.post('/device', async (c) => {
    const { code } = await readForm(c.env.incoming, codeForm);
    takeOne(doorLimits.codes, c.get('person').accountId);
    const request = findDevice(store, code);
    if (request === undefined) throw noSuchCode();
    return renderPage(c, deps, { title: 'Allow this?' }, <Decision code={code} request={request} now={store.now()} />);
  });

  app.post('/device/decision', async (c) => {
    const { code, decision } = await readForm(c.env.incoming, decisionForm);
    const { accountId } = c.get('person');
    takeOne(doorLimits.codes, accountId);
    if (!decideDevice(store, c.get('person'), code, decision === 'allow')) throw noSuchCode();
    // The code was typed in the step before, and counted there.
    doorLimits.codes.giveBack(accountId);
    return decision === 'allow'
      ? renderPage(
          c,
          deps,
          { title: 'Allowed' },
          <p>
            Go back to your notebook or terminal: it goes on by itself. <a href="/account">Your account</a> shows what
            you allowed, and ends it.
          </p>,
        )
      : renderPage(
          c,
          deps,
          { title: 'Denied' },
          <p>Nothing was allowed. If you did not start it, somebody else did.</p>,
        );
  });
}

function CodeForm() {
  return (
    <form method="post" action="/device">
      <div class="field">
        <label for="code">The code that your notebook or terminal shows</label>
        <input id="code" name="code" class="code" required maxlength={40} autocomplete="off" spellcheck={false} />
      </div>
      <button type="submit">Continue</button>
    </form>
  );
}

interface DecisionProps {
  readonly code: string;
  readonly request: DeviceRequest;
  readonly now: Date;
}

function Decision({ code, request: { client, createdAt }, now }: DecisionProps) {
  const minutes = Math.floor((now.getTime() - Date.parse(createdAt)) / 60_000);
  const since = minutes === 0 ? 'less than a minute ago' : `${minutes} min ago`;
  return (
    <form method="post" action="/device/decision">
      <p>
        This asks to send notebooks in your name, for feedback: <strong>{CLIENTS[client]}</strong>, started{' '}
        <time datetime={createdAt}>{since}</time>. It cannot hand in, and sees nothing else of yours. It ends after 12
        hours.
      </p>
      <p class="note warned">
        Allow it only if you started it yourself, just now. If somebody sent you the code, deny it.
      </p>
      <input type="hidden" name="code" value={code} />
      <div class="row">
        <button type="submit" name="decision" value="allow">
          Allow
        </button>
        <button type="submit" name="decision" value="deny" class="quiet">
          Deny
        </button>
      </div>
    </form>
  );
}

function noSuchCode(): HttpError {
  return new HttpError(404, {
    code: 'noSuchCode',
    message: 'Nothing asks under this code, or no longer.',
    whose: 'student',
    remedy: 'Compare it with the one that your notebook or terminal shows; a code is good for ten minutes.',
  });
}
