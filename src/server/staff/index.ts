import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv, ServerDeps } from '../deps.js';
import type { StatusDeps } from '../feedback/status.js';
import { addClassPage } from './classPage.js';
import { addDecisionPages } from './decide.js';
import { addStudentList } from './studentList.js';
import { addStudentPage } from './studentPage.js';
import { addSubmissionPage } from './submissionPage.js';
import { addSubmissionViews } from './submissionViews.js';
import { addWhatIf } from './whatIf.js';
import { addStaffHome } from './home.js';
import { addQueuePage } from './queue.js';
import { addReleasePage } from './releasePage.js';
import { addReportPage } from './reportPage.js';
import { addRunForms } from './runForms.js';

/** The pages for course staff. */
export function addStaffPages(app: OpenAPIHono<AppEnv>, deps: ServerDeps & StatusDeps): void {
  addStaffHome(app, deps);
  addClassPage(app, deps);
  addStudentList(app, deps);
  addStudentPage(app, deps);
  addDecisionPages(app, deps);
  addWhatIf(app, deps);
  addSubmissionPage(app, deps);
  addSubmissionViews(app, deps);
  addQueuePage(app, deps);
  addReleasePage(app, deps);
  addReportPage(app, deps);
  addRunForms(app, deps);
}
