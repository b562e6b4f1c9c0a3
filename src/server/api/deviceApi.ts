import type { OpenAPIHono } from '@hono/zod-openapi';
import { beginDevice, pollDevice, type DevicePoll } from '../../access/deviceCodes.js';
import { takeOne } from '../auth/doorLimits.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { devicePollSchema, deviceStartSchema } from './deviceSchemas.js';
import { requireKnownCell } from '../feedback/cellVersion.js';
import { HttpError } from '../httpError.js';
import { readJson } from '../readJson.js';
import { postDeviceCode, postDeviceToken } from './routes.js';

/** How a cell or a terminal gets a token: no cookie, nothing to paste, and no secret in the notebook. */
export function addDeviceApi(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, limits, publicUrl, doorLimits } = deps;
  app.use('/v1/device/*', requireKnownCell());

  app.openapi(postDeviceCode, async (c) => {
    const { client } = await readJson(c.env.incoming, limits.jsonBytes, deviceStartSchema);
    takeOne(doorLimits.starts);
    return c.json({ ...beginDevice(store, client), verificationUri: publicUrl().to('/device') }, 200);
  });

  app.openapi(postDeviceToken, async (c) => {
    const { deviceCode } = await readJson(c.env.incoming, limits.jsonBytes, devicePollSchema);
    const answer = pollDevice(store, deviceCode);
    if (answer.kind !== 'token') throw notYet(answer);
    const { token, expiresAt, name } = answer;
    return c.json({ token, expiresAt, name }, 200);
  });
}

const WORDS = {
  authorizationPending: ['Nobody has typed the code yet.', 'Type it on the page, and allow it there.'],
  slowDown: ['You ask more often than you were told to.', 'Wait longer between two requests.'],
  accessDenied: ['The sign-in was denied on the page.', 'Begin again, and allow it.'],
  expiredCode: ['The code is no longer good.', 'Begin again: a code is good once, for ten minutes.'],
} as const;

function notYet(answer: Exclude<DevicePoll, { kind: 'token' }>): HttpError {
  const [message, remedy] = WORDS[answer.kind];
  const body = { code: answer.kind, message, whose: 'student', remedy } as const;
  return answer.kind === 'slowDown'
    ? new HttpError(429, body, { retryAfterSeconds: answer.intervalSeconds })
    : new HttpError(answer.kind === 'accessDenied' ? 403 : 400, body);
}
