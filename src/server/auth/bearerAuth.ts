import type { MiddlewareHandler } from 'hono';
import type { Role } from '../../machine/bearerKeys.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { HttpError } from '../httpError.js';

/** Lets in who bears a key of this role. */
export function bearerAuth(
  role: Role,
  { bearerKeys, now }: Pick<ServerDeps, 'bearerKeys' | 'now'>,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const given = c.env.incoming.headersDistinct['authorization'] ?? [];
    const key = given.length === 1 ? await bearerKeys.authenticate(given[0], role, now()) : undefined;
    if (key === undefined) throw refused(role);
    c.set('bearer', key);
    c.set('note', { role });
    await next();
  };
}

function refused(role: Role): HttpError {
  return new HttpError(401, {
    code: 'unknownKey',
    message: `This needs the key of a ${role === 'staff' ? 'member of staff' : 'worker'}, and there is none that is valid.`,
    whose: 'operator',
    remedy: `Make one with \`assay keys ${role}\`, and send it as “Authorization: Bearer …”.`,
  });
}
