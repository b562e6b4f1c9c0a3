import type { ServerResponse } from 'node:http';
import { type Fault, json } from './faultServer.js';

/** A grade as the service writes it. */
export const GRADED = {
  score: 8.5,
  execution_time: 4.2,
  output: '2 of 3 checks passed.',
  output_format: 'text',
  test_output_format: 'text',
  test_name_format: 'text',
  stdout_visibility: 'hidden',
  extra_data: { schemaVersion: 1, outcome: 'failed', checks: [] },
  tests: [{ name: 'a check', number: '1.1', score: 8.5, max_score: 10, status: 'failed', visibility: 'visible' }],
};

const ID = '0123456789abcdef0123456789abcdef';
const graded = { id: ID, state: 'graded', results: GRADED };
const queued = { id: ID, state: 'queued', position: 17, message: 'Waiting for a free place.' };

/** Ways of answering 200 with something that is no answer, by the name of the assignment that meets it. */
export const WRONG_ANSWERS: Readonly<Record<string, string>> = {
  nan: text({ score: '@' }).replace('"@"', 'NaN'),
  'too-large-a-number': text({ score: '@' }).replace('"@"', '1e999'),
  'byte-order-mark': `\uFEFF${text(GRADED)}`,
  'text-as-score': text({ ...GRADED, score: '8.5' }),
  'number-as-output': text({ ...GRADED, output: 7 }),
  'null-as-test': text({ ...GRADED, tests: [null] }),
  'object-as-tests': text({ ...GRADED, tests: {} }),
  'list-as-results': text([GRADED]),
  'list-as-answer': JSON.stringify([graded]),
  'half-a-pair': text({ ...GRADED, output: '@' }).replace('"@"', '"\\ud800"'),
  'nul-in-text': text({ ...GRADED, output: '@' }).replace('"@"', '"a\\u0000b"'),
  'long-text': text({ ...GRADED, output: 'x'.repeat(100_001) }),
  'no-id': JSON.stringify({ state: 'graded', results: GRADED }),
  'two-objects': `${text(GRADED)}${text(GRADED)}`,
  page: '<html><body>It works!</body></html>',
};

/** What the requests of each assignment meet. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  ...Object.fromEntries(Object.entries(WRONG_ANSWERS).map(([name, body]) => [name, raw(body)])),
  good: (response, { method }) => {
    json(response, method === 'POST' ? 202 : 200, method === 'POST' ? queued : graded);
  },
  known: always(200, graded),
  waiting: (response, { method }) => {
    if (method === 'POST') json(response, 202, queued);
    // A poll that never ends: the forwarder must.
  },
  silent: () => undefined,
  // Each of these breaks in its own way once, and then all is well.
  'busy-once': once((response) => {
    json(response, 429, {}, { 'Retry-After': '3' });
  }),
  'slow-once': once((response) => {
    json(response, 408, {});
  }),
  'failed-once': once((response) => {
    response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html>Bad Gateway</html>');
  }),
  'crashed-once': once((response) => {
    json(response, 500, { error: {} });
  }),
  'cut-once': once((response) => {
    // Half of the answer, although the submission was taken: the next try meets its result.
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '5000' }).write('{"id": "01');
    setTimeout(() => response.destroy(), 50);
  }),
  'hung-up-once': once((response) => {
    response.destroy();
  }),
  'poll-failed-once': (response, { method }, number) => {
    if (number === 1) json(response, 503, {});
    else json(response, method === 'POST' ? 202 : 200, method === 'POST' ? queued : graded);
  },
  'clock-behind': always401({ accept: 1 }),
  'wrong-key': always401({ accept: Infinity }),
  'students-turn': always(422, {
    error: { code: 'noNotebook', message: 'There is no notebook.', whose: 'student', remedy: 'Submit an .ipynb file.' },
  }),
  'staffs-turn': always(403, {
    error: {
      code: 'bound',
      message: 'This key is another assignment’s.',
      whose: 'course staff',
      remedy: 'Make a zip.',
    },
  }),
  'proxys-limit': (response) => {
    response.writeHead(413, { 'Content-Type': 'text/html' }).end('<html>Too Large</html>');
  },
  moved: (response) => {
    response.writeHead(301, { Location: 'https://elsewhere.example.edu/' }).end();
  },
  // As src/results/standing.ts writes them: without another submission's score, and with one.
  'needs-staff': always(200, { id: ID, state: 'needsStaff', results: standing(0) }),
  superseded: always(200, { id: ID, state: 'superseded', results: standing(6) }),
  // As src/results/toResults.ts writes it: 40 points earned, 12 open.
  open: always(200, { id: ID, state: 'needsStaff', results: open() }),
  'open-kept': always(200, { id: ID, state: 'needsStaff', results: open() }),
  'open-beyond': always(200, { id: ID, state: 'needsStaff', results: open() }),
  large: always(200, { ...graded, results: { ...GRADED, output: 'x'.repeat(50_000) } }),
};

function standing(score: number) {
  const extra = { schemaVersion: 1, state: 'needsStaff', ungraded: true };
  return { ...GRADED, score, output: 'Course staff are looking at it.', extra_data: extra, tests: [] };
}

function open() {
  const extra = { ungraded: true, open: { earned: 40, points: 12, highest: 52, max: 95, checks: ['2.1'] } };
  return { ...GRADED, score: 40, output: 'Cell 3 ran too long.', extra_data: extra };
}

function text(results: unknown): string {
  return JSON.stringify({ ...graded, results });
}

function raw(body: string): Fault {
  return (response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(body);
}

function always(status: number, body: unknown): Fault {
  return (response) => {
    json(response, status, body);
  };
}

function once(fault: (response: ServerResponse) => void): Fault {
  return (response, _, number) => {
    if (number === 0) fault(response);
    else json(response, 200, graded);
  };
}

/** A server whose clock is an hour ahead: it refuses until a request bears its time, from the given number on. */
function always401({ accept }: { accept: number }): Fault {
  return (response, { timestamp }, number) => {
    const now = Date.now() + 3_600_000;
    const isTimely = Math.abs(timestamp - now / 1000) < 300;
    if (isTimely && number >= accept) json(response, 200, graded);
    else {
      const error = { code: 'skewedClock', message: 'Wrong time.', whose: 'course staff', remedy: 'Make a new zip.' };
      json(response, 401, { error }, { Date: new Date(now).toUTCString() });
    }
  };
}
