import { readFileSync } from 'node:fs';
import Type, { type Static, type TSchema } from 'typebox';
import { check } from '../../../shared/schema/validate.ts';
import { PRICES } from './prices.ts';

const some = (description: string) => Type.Number({ minimum: 0, description });
const closed = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const byService = (description: string) =>
  Type.Record(Type.String(), Type.Number({ minimum: 0 }), { description });

/** What flows through the platform; what stands there is counted from the graph. */
export const UsageSchema = closed({
  sessionsPerDay: some('sessions that come in each day'),
  session: closed({
    bytes: some('raw bytes of one session'),
    rawFiles: some('its raw files'),
    resultBytesPerRawByte: some('bytes of results for each raw byte'),
    resultFiles: some('its result files'),
    ledgerBytes: some('bytes of small documents that it leaves in the ledger, older versions included'),
    puts: some('S3 writes and lists that the services make for it, besides the parts of its files'),
    gets: some('S3 reads that the services make for it, besides one of each file'),
    events: some('events published for it'),
    deliveries: some('messages that its events become in queues'),
    calls: byService('calls of each function for it'),
  }),
  day: closed({
    calls: byService('calls of each function a day, whatever comes in'),
    mails: some('e-mails to people'),
    texts: some('SMS to people'),
    messages: some('events published besides those of sessions'),
    bytesOut: some('bytes downloaded over the internet'),
    archivedBytesRead: some('raw bytes read again after they left Standard: sandboxes, downloads, new runs'),
    deepBytesRestored: some('raw bytes thawed from Deep Archive'),
    searchLogBytes: some('bytes of the search domain’s logs'),
    methodHours: some('hours a day in which a method of the API is called at all, on average'),
    flowLogBytes: some('bytes of flow logs for each network interface'),
  }),
  function: closed({
    seconds: some('duration of a call, where none is named below'),
    secondsOf: byService('duration of a call of these functions'),
    logBytes: some('log bytes of a call'),
    apiLogBytes: some('bytes that one request leaves in the access log'),
    tickRequests: closed({
      puts: some('S3 lists of a scheduled call'),
      gets: some('S3 reads of a scheduled call'),
    }),
  }),
  sandbox: closed({
    hoursPerMonth: some('hours of instances in a month'),
    instanceType: Type.Enum(
      Object.keys(PRICES)
        .filter((key) => key.startsWith('ec2.'))
        .map((key) => key.slice('ec2.'.length)),
      { description: 'their type' },
    ),
    rootGib: some('root volume of an instance'),
  }),
  search: closed({
    people: some('people who sign in to Dashboards'),
    activeHoursPerDay: some('hours a day in which Serverless would be awake'),
    awakeOcu: some('OCU in use while it is awake, for indexing and searching together'),
    documentBytes: some('bytes of one session in the index'),
  }),
  customMetrics: some('metrics published by code rather than by AWS'),
  redshift: closed({
    wakesPerDay: some('times a day that it is asked for something'),
    secondsAwake: some('seconds of work each time; a minute at least is billed'),
    rpu: some('base capacity'),
  }),
});

export type Usage = Static<typeof UsageSchema>;

export const DEFAULT_USAGE = new URL('usage.json', import.meta.url);

/** Reads a usage file. Throws an Error that names the field to correct. */
export function readUsage(file: URL | string = DEFAULT_USAGE): Usage {
  const checked = check(UsageSchema, parse(file));
  if (checked.ok) return checked.value;
  const [problem] = checked.problems;
  throw new Error(`${String(file)}: ${problem?.field || 'the file'} ${problem?.reason}`);
}

function parse(file: URL | string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${String(file)} cannot be read as JSON: ${(error as Error).message}`, { cause: error });
  }
}
