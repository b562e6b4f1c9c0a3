import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Person } from '../../access/person.js';
import { bySession } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import type { RefusalStatus } from '../httpError.js';
import { navigationFor } from './navigation.js';

export type PageDeps = Pick<ServerDeps, 'store' | 'course' | 'publicUrl' | 'demoSignIn'>;

export interface PageOptions {
  /** What the page is, without the course's name. */
  readonly title: string;
  /** Files of `/static/`, run after the page is there. The page must do without them. */
  readonly scripts?: readonly string[];
  /** Files of `/static/` besides the style that all pages have. */
  readonly styles?: readonly string[];
  /** Loads itself anew after so many seconds, where no script does better. */
  readonly refreshSeconds?: number | undefined;
  /** For wide tables: the whole width of the window. */
  readonly wide?: boolean;
  readonly status?: 200 | RefusalStatus;
}

/** Answers with a page: the shell that all pages have, and this in its middle. */
export function renderPage(
  c: Context<AppEnv>,
  deps: PageDeps,
  { status = 200, ...options }: PageOptions,
  body: Child,
): Response | Promise<Response> {
  const person = (c.get('person') as Person | undefined) ?? personHere(c, deps);
  const layout = (
    <Layout {...options} course={deps.course.title} isDemo={deps.demoSignIn} path={c.req.path} person={person}>
      {body}
    </Layout>
  );
  return c.html(html`<!doctype html>${layout}`, status);
}

/** On a page that everybody may see. */
function personHere(c: Context<AppEnv>, deps: PageDeps): Person | undefined {
  try {
    return bySession(c, deps)?.person;
  } catch {
    // What was refused, or a store that fails, is told by the page's body.
    return undefined;
  }
}

interface LayoutProps extends Omit<PageOptions, 'status'> {
  readonly course: string;
  readonly isDemo: boolean;
  readonly path: string;
  readonly person: Person | undefined;
  readonly children?: Child;
}

function Layout({ title, course, isDemo, path, person, children, ...options }: LayoutProps) {
  const { scripts = [], styles = [], refreshSeconds, wide } = options;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{`${title} – ${course}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/static/page.css" />
        <link rel="stylesheet" href="/static/parts.css" />
        {styles.map((file) => (
          <link rel="stylesheet" href={`/static/${file}`} />
        ))}
        {refreshSeconds === undefined ? null : (
          <noscript>
            <meta http-equiv="refresh" content={String(refreshSeconds)} />
          </noscript>
        )}
        {scripts.map((file) => (
          <script type="module" src={`/static/${file}`}></script>
        ))}
      </head>
      <body class={wide === true ? 'wide' : undefined}>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        {isDemo ? <DemoBanner /> : null}
        <header class="top">
          <a class="course" href="/">
            {course}
          </a>
          {person === undefined ? null : <Head person={person} path={path} />}
        </header>
        <main id="main" tabindex={-1}>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}

function DemoBanner() {
  return (
    <p class="demo" role="region" aria-label="Demonstration">
      <strong>Demonstration.</strong> Whoever opens this page may be anybody: there is no sign-in. Nothing here is a
      real grade.
    </p>
  );
}

function Head({ person, path }: { readonly person: Person; readonly path: string }) {
  return (
    <>
      <nav aria-label="Pages">
        <ul>
          {navigationFor(person.role).map(({ href, text }) => (
            <li>
              <a href={href} aria-current={href === path ? 'page' : undefined}>
                {text}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <form class="who" method="post" action="/sign-out">
        <bdi>{person.name}</bdi>
        <button type="submit" class="quiet">
          Sign out
        </button>
      </form>
    </>
  );
}
