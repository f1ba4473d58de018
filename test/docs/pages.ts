import { isPrivate, publishesBy } from '../../infra/aws/kinds.ts';
import { waysOf } from '../../infra/aws/rights/needs.ts';
import { OPENSEARCH_ERRORS } from '../../infra/local/opensearch/errors.ts';
import { CLIENT_ERRORS } from '../../services/api-client/errors.ts';
import { CLI_ERRORS } from '../../services/cli/errors.ts';
import { PROCESSING_ERRORS } from '../../services/preprocess/errors.ts';
import { services } from '../../services/registry.ts';
import { PUSH_ERRORS } from '../../services/uploader/errors.ts';
import { EVENTS, type EventType } from '../../shared/events/catalog.ts';
import type { RouteManifest, ServiceManifest } from '../../shared/service/define.ts';
import { ERRORS, type ErrorCode } from '../../shared/service/errors.ts';
import { grantsOf } from '../../shared/service/wire.ts';
import { NOTE_CODES, QUARANTINE_CODES } from '../../shared/session/metadata/codes.ts';

/** The pages that are written from the code, by path. `npm run docs` writes them, a test compares them. */
export const pages: Readonly<Record<string, () => string>> = {
  'docs/errors.md': errorsPage,
  'docs/events.md': eventsPage,
  'docs/services.md': servicesPage,
  'docs/api.md': apiPage,
};

const GENERATED = '<!-- Written by `npm run docs` from the code; changes belong there. -->';

function errorsPage(): string {
  const rows = Object.entries(ERRORS)
    .toSorted(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([code, { status, title, todo }]) => [`\`${code as ErrorCode}\``, String(status), title, todo]);
  return page(
    'Errors',
    `Every error has a stable code. Over HTTP it comes as \`application/problem+json\` (RFC 9457) with \`code\`, \`title\`,
\`detail\`, \`todo\` and, where it is known, the \`field\` of the input or the \`position\` in the query. The command
line prints the same, or the same JSON with \`--json\`.`,
    `${table(['code', 'HTTP', 'what happened', 'what to do'], rows)}

## On the way to the platform

What \`sessions\` finds before the platform is asked, or when it does not answer.

${ownTable({ ...CLIENT_ERRORS, ...PUSH_ERRORS, ...CLI_ERRORS })}

## Processing

Why a file of a session could not be processed (\`npx sessions results ID\`, \`npx sessions failures\`). The session is
kept as it is, and its other files are processed.

${ownTable(PROCESSING_ERRORS)}

## Metadata

A session is never refused for its metadata. What was noted about the file (\`npx sessions show ID\`):

${meaningTable(NOTE_CODES)}

Why a field is quarantined (\`npx sessions find 'quarantined: *'\`):

${meaningTable(QUARANTINE_CODES)}

## When the local platform starts

${ownTable(OPENSEARCH_ERRORS)}`,
  );
}

function meaningTable(codes: Readonly<Record<string, string>>): string {
  return table(
    ['code', 'what it means'],
    Object.entries(codes).map(([code, meaning]) => [`\`${code}\``, meaning]),
  );
}

function ownTable(errors: Readonly<Record<string, { title: string; todo: string }>>): string {
  const rows = Object.entries(errors)
    .toSorted(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([code, { title, todo }]) => [`\`${code}\``, title, todo]);
  return table(['code', 'what happened', 'what to do'], rows);
}

function eventsPage(): string {
  const rows = (Object.keys(EVENTS) as EventType[]).map((type) => [
    `\`${type}\``,
    EVENTS[type].when,
    `\`${Object.keys(EVENTS[type].data.properties).join('`, `')}\``,
    emittersOf(type).join(', ') || '—',
    consumersOf(type).join(', ') || '—',
  ]);
  return page(
    'Events',
    `Events are CloudEvents 1.0 in JSON. Delivery is at least once and in any order: an event says where to look, the
truth is in the ledger. Schemas: \`shared/events/catalog.ts\`.`,
    table(['event', 'when', 'data', 'emitted by', 'handled by'], rows),
  );
}

const manifests: readonly ServiceManifest[] = services.map(({ manifest }) => manifest);

const emittersOf = (type: EventType): string[] =>
  manifests.filter(({ emits }) => emits.includes(type)).map(({ name }) => name);

const consumersOf = (type: EventType): string[] =>
  manifests.filter(({ on }) => 'events' in on && on.events.includes(type)).map(({ name }) => name);

function servicesPage(): string {
  const sections = manifests.map((manifest) => {
    const grants = grantsOf(manifest);
    const rights = [
      ...Object.entries(grants.objects ?? {}).map(([area, list]) => `\`${area}\`: ${list.join(', ')}`),
      ...(grants.search ? [`search: ${grants.search.join(', ')}`] : []),
      ...(grants.secrets ? [`secrets: ${grants.secrets.join(', ')}`] : []),
      ...(grants.compute ? [`compute: ${grants.compute.join(', ')}`] : []),
      ...(grants.deadLetters ? [`the dead letters of every queue: ${grants.deadLetters.join(', ')}`] : []),
      ...(grants.mail ? ['sends messages to people'] : []),
      ...(grants.republish ? ['publishes events of others again'] : []),
    ];
    const { memory, timeout, concurrency, attempts } = manifest.limits;
    const limits = [`${memory} MB`, `${timeout} s`, `${concurrency} at a time`];
    if (attempts !== undefined) limits.push(`${attempts} attempts`);
    return [
      `## ${manifest.name}`,
      '',
      manifest.does,
      '',
      `- starts on: ${triggerOf(manifest)}`,
      `- emits: ${manifest.emits.map((type) => `\`${type}\``).join(', ') || 'nothing'}`,
      ...rights.map((right) => `- may: ${right}`),
      `- limits: ${limits.join(', ')}`,
      `- on AWS: ${placeOnAws(manifest)}`,
      `- when it fails: ${manifest.failure.alarm} ([runbook](${manifest.failure.runbook.replace('docs/', '')}))`,
    ].join('\n');
  });
  return page(
    'Services',
    'What each service is, from its manifest: what starts it, what it emits, and everything that it has a right to.',
    sections.join('\n\n'),
  );
}

/** In which network a function runs, and by which way its calls go. */
function placeOnAws(manifest: ServiceManifest): string {
  const place = isPrivate(manifest) ? 'in the private subnets' : 'outside of the network';
  const ways = [...waysOf(manifest, 'endpoint')].map(([host, way]) => `${host} by ${way}`);
  const cheaper =
    publishesBy(manifest, 'store') === 'ledger'
      ? '; with `sessions:events: store` no sns, but s3 for events too'
      : '';
  return `${place}; calls ${ways.join(', ')}${cheaper}`;
}

function triggerOf({ on }: ServiceManifest): string {
  if ('events' in on) return on.events.map((type) => `\`${type}\``).join(', ');
  if ('http' in on) return on.http.map(({ method, path }) => `\`${method} ${path}\``).join(', ');
  if ('written' in on) return `objects \`…${on.written.suffix}\` written in \`${on.written.area}\``;
  if ('gate' in on) return 'each request to the gateway, before it is let through';
  return `every ${on.everySeconds} s`;
}

function apiPage(): string {
  const routes = manifests.flatMap(({ name, on }) =>
    'http' in on ? on.http.map((route) => ({ name, route })) : [],
  );
  const rows = routes
    .toSorted(
      (a, b) =>
        a.route.path.localeCompare(b.route.path, 'en') || a.route.method.localeCompare(b.route.method, 'en'),
    )
    .map(({ name, route }) => [
      `\`${route.method} ${route.path}\``,
      route.does,
      route.scope === 'public' ? '—' : `\`${route.scope}\``,
      inputsOf(route),
      name,
    ]);
  return page(
    'HTTP API',
    `JSON in and out, with \`Authorization: Bearer <token>\` from \`POST /v1/auth/token\` (15 minutes). A key sees and
writes only its own sources. Files never pass the API: \`…/uploads/addresses\` gives signed addresses of the store.
Bodies of answers: \`shared/api/\`. Errors: [errors.md](errors.md).`,
    table(['route', 'what it does', 'scope', 'takes', 'service'], rows),
  );
}

function inputsOf({ body, query }: RouteManifest): string {
  const names = [...fieldsOf(body), ...fieldsOf(query).map((name) => `?${name}`)];
  return names.map((name) => `\`${name}\``).join(', ') || '—';
}

function fieldsOf(schema: object | undefined): string[] {
  if (!schema || !('properties' in schema)) return [];
  const { properties } = schema;
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

const page = (title: string, intro: string, body: string): string =>
  `${GENERATED}\n# ${title}\n\n${intro}\n\n${body}\n`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
