import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../deps.js';
import { HttpError } from '../httpError.js';

/** The oldest feedback cell whose requests this server understands, and that understands its answers. */
const OLDEST_CELL = 1;

/** Refuses cells that are too old, in a sentence that they show. Each says its version; what is no cell says none. */
export function requireKnownCell(): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const said = c.req.header('Assay-Cell');
    // What is no number is older than the first.
    if (said !== undefined && !(Number(said) >= OLDEST_CELL)) throw oldCell();
    return next();
  };
}

function oldCell(): HttpError {
  return new HttpError(409, {
    code: 'oldCell',
    message: 'This feedback cell is older than what the server understands.',
    whose: 'student',
    remedy: 'Copy the cell from the newest starter notebook into yours, in place of this one.',
  });
}
