import { createRoute, z, type RouteConfig } from '@hono/zod-openapi';
import { deviceCodeSchema, devicePollSchema, deviceStartSchema, deviceTokenSchema } from './deviceSchemas.js';
import { FEEDBACK_ROUTES } from '../feedback/routes.js';
import { errors, json, raw } from './routeParts.js';
import {
  assignmentParams,
  blobParams,
  decisionSchema,
  hookWorkParams,
  staffQuery,
  staffWorkSchema,
  statusSchema,
  waitQuery,
  workParams,
} from './schemas.js';

const HOOK = [{ hook: [] }];
const WORKER = [{ worker: [] }];
const STAFF = [{ staff: [] }];

export const postSubmission = createRoute({
  method: 'post',
  path: '/v1/hook/gradescope/{assignment}',
  summary: 'Hand a submission in',
  description:
    'The part `metadata` (submission_metadata.json) comes first, then a part `files` for each submitted file, whose ' +
    'filename is its relative path. The same submission again is the same work.',
  security: HOOK,
  request: {
    params: assignmentParams,
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            required: ['metadata'],
            properties: {
              metadata: { type: 'string', contentMediaType: 'application/json' },
              files: { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } },
            },
          },
        },
      },
    },
  },
  responses: {
    200: json(statusSchema, 'It has come to its end before; the results are with it.'),
    202: json(statusSchema, 'It is stored, and will be graded.'),
    ...errors,
  },
});

export const getSubmission = createRoute({
  method: 'get',
  path: '/v1/hook/gradescope/{assignment}/{id}',
  summary: 'Where a submission stands',
  security: HOOK,
  request: { params: hookWorkParams, query: waitQuery },
  responses: { 200: json(statusSchema, 'Its state; with results where that is final.'), ...errors },
});

export const deleteSubmission = createRoute({
  method: 'delete',
  path: '/v1/hook/gradescope/{assignment}/{id}',
  summary: 'Cancel a submission that is not graded yet',
  security: HOOK,
  request: { params: hookWorkParams },
  responses: { 200: json(statusSchema, 'Its state now; what is done stays as it is.'), ...errors },
});

export const getBlob = createRoute({
  method: 'get',
  path: '/v1/blobs/{sha256}',
  summary: 'Fetch a blob',
  security: WORKER,
  request: { params: blobParams },
  responses: {
    200: { description: 'Its bytes.', content: { 'application/octet-stream': { schema: { type: 'string' } } } },
    ...errors,
  },
});

export const putBlob = createRoute({
  method: 'put',
  path: '/v1/blobs/{sha256}',
  summary: 'Store a blob',
  security: WORKER,
  request: {
    params: blobParams,
    body: { required: true, content: { 'application/octet-stream': { schema: { type: 'string' } } } },
  },
  responses: { 204: { description: 'It is stored.' }, ...errors },
});

export const listWorkRoute = createRoute({
  method: 'get',
  path: '/v1/staff/work',
  summary: 'Work in a state, the oldest first',
  security: STAFF,
  request: { query: staffQuery },
  responses: { 200: json(z.strictObject({ work: z.array(staffWorkSchema) }), 'The work.'), ...errors },
});

export const getWritten = createRoute({
  method: 'get',
  path: '/v1/staff/work/{id}/written',
  summary: 'What was handed in for the questions that people grade',
  description:
    'As `written.json` of a batch; all of it is the student’s own text. Not there where nothing is asked for.',
  security: STAFF,
  request: { params: workParams },
  responses: { 200: json(z.looseObject({ schemaVersion: z.literal(1) }), 'The answers.'), ...errors },
});

const decision = (word: 'force' | 'cancel', summary: string) =>
  createRoute({
    method: 'post',
    path: `/v1/staff/work/{id}/${word}`,
    summary,
    security: STAFF,
    request: {
      params: workParams,
      body: { required: true, content: { 'application/json': { schema: raw(decisionSchema) } } },
    },
    responses: { 200: json(staffWorkSchema, 'The work now.'), ...errors },
  });

export const forceWork = decision('force', 'Queue work again that was set aside, cancelled, or failed');
export const cancelWork = decision('cancel', 'Stop work that is not graded yet');

const body = (schema: z.ZodType) => ({ required: true, content: { 'application/json': { schema: raw(schema) } } });

export const postDeviceCode = createRoute({
  method: 'post',
  path: '/v1/device/codes',
  summary: 'Begin the sign-in of a notebook’s cell or a terminal',
  request: { body: body(deviceStartSchema) },
  responses: { 200: json(deviceCodeSchema, 'The codes; a person types the user code on the page.'), ...errors },
});

export const postDeviceToken = createRoute({
  method: 'post',
  path: '/v1/device/tokens',
  summary: 'Ask whether the person has allowed it',
  description:
    'Refused with `authorizationPending` until then, with `slowDown` where it is asked too often, with `accessDenied` ' +
    'or `expiredCode` for good. The token is given once.',
  request: { body: body(devicePollSchema) },
  responses: { 200: json(deviceTokenSchema, 'A token for feedback.'), ...errors },
});

const plain = (path: string, summary: string, contentType = 'application/json'): RouteConfig => ({
  method: 'get',
  path,
  summary,
  responses: { 200: { description: 'Well.', content: { [contentType]: { schema: {} } } } },
});

/** All routes, for the document. */
export const ROUTES: readonly RouteConfig[] = [
  postSubmission,
  getSubmission,
  deleteSubmission,
  getBlob,
  putBlob,
  listWorkRoute,
  getWritten,
  forceWork,
  cancelWork,
  postDeviceCode,
  postDeviceToken,
  ...FEEDBACK_ROUTES,
  plain('/healthz', 'Whether the process runs'),
  {
    ...plain('/readyz', 'Whether store, Redis and blob folder can be used'),
    responses: {
      200: { description: 'All can.', content: { 'application/json': { schema: {} } } },
      503: { description: 'Not all can; it names them.', content: { 'application/json': { schema: {} } } },
    },
  },
  plain('/metrics', 'Numbers for Prometheus', 'text/plain'),
  plain('/openapi.json', 'This document'),
];
