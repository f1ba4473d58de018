import { text } from 'node:stream/consumers';
import type { CaptureRequest } from './capture.ts';
import { recordGraph } from './record.ts';

/** The process of one capture: a request on standard input, a graph on standard output. */
const request = JSON.parse(await text(process.stdin)) as CaptureRequest;
process.stdout.write(JSON.stringify(await recordGraph(request)));
