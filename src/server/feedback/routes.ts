import { createRoute, type RouteConfig } from '@hono/zod-openapi';
import { errors, json } from '../api/routeParts.js';
import { assignmentParams, waitQuery, workParams } from '../api/schemas.js';
import { feedbackStatusSchema, plotParams } from './schemas.js';

const FEEDBACK = [{ feedback: [] }, { session: [] }];

const file = { schema: { type: 'string' } } as const;
const notebook = { schema: { type: 'object', description: 'An .ipynb file; its outputs are not looked at.' } } as const;

export const postFeedback = createRoute({
  method: 'post',
  path: '/v1/feedback/{assignment}',
  summary: 'Ask for feedback on a notebook',
  description:
    'The notebook itself, at most 5 MB; with `Content-Encoding: gzip` that counts what it unpacks to. Or a zip that holds ' +
    'it. Leave the execution counts in: they tell what ran out of order. The same sources again are the run that is there. ' +
    'A newer run takes the place of one that waits.',
  security: FEEDBACK,
  request: {
    params: assignmentParams,
    body: {
      required: true,
      content: {
        'application/x-ipynb+json': notebook,
        'application/json': notebook,
        'application/zip': file,
      },
    },
  },
  responses: {
    200: json(feedbackStatusSchema, 'The same sources have a run, which has come to its end.'),
    202: json(feedbackStatusSchema, 'It waits, or runs.'),
    ...errors,
  },
});

export const getFeedback = createRoute({
  method: 'get',
  path: '/v1/feedback/runs/{id}',
  summary: 'Where a run stands',
  security: FEEDBACK,
  request: { params: workParams, query: waitQuery },
  responses: { 200: json(feedbackStatusSchema, 'Its state; with the report where it is graded.'), ...errors },
});

export const deleteFeedback = createRoute({
  method: 'delete',
  path: '/v1/feedback/runs/{id}',
  summary: 'Cancel a run',
  security: FEEDBACK,
  request: { params: workParams },
  responses: { 200: json(feedbackStatusSchema, 'Its state now; what is done stays as it is.'), ...errors },
});

export const getFeedbackEvents = createRoute({
  method: 'get',
  path: '/v1/feedback/runs/{id}/events',
  summary: 'Where a run stands, as it changes',
  description:
    'Server-sent events named `status`, each with the whole status, so that any can be the first. The last one has ' +
    '`ended`. Every 15 s there is a comment at least.',
  security: FEEDBACK,
  request: { params: workParams },
  responses: { 200: { description: 'Events.', content: { 'text/event-stream': file } }, ...errors },
});

export const getFeedbackPlot = createRoute({
  method: 'get',
  path: '/v1/feedback/runs/{id}/plots/{plot}',
  summary: 'A picture that the notebook drew',
  security: FEEDBACK,
  request: { params: plotParams },
  responses: { 200: { description: 'A PNG.', content: { 'image/png': file } }, ...errors },
});

export const FEEDBACK_ROUTES: readonly RouteConfig[] = [
  postFeedback,
  getFeedback,
  deleteFeedback,
  getFeedbackEvents,
  getFeedbackPlot,
];
