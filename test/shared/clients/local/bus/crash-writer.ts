/**
 * Run by crash.test.ts as a process of its own, to be killed: publishes numbered events and works some of them off,
 * and tells on stdout, one line each, what was acknowledged to it.
 *
 *   node crash-writer.ts FILE FIRST_NUMBER
 */

import { systemClock } from '../../../../../shared/clients/clock.ts';
import { openLocalBus } from '../../../../../shared/clients/local/bus/index.ts';
import { event } from '../../../../make.ts';
import { CRASH_SUBSCRIPTIONS } from './crash-subscriptions.ts';

const [file = '', first = '0'] = process.argv.slice(2);
const { bus, queue } = await openLocalBus({ file, clock: systemClock, subscriptions: CRASH_SUBSCRIPTIONS });
const work = queue('work');
const tell = (what: 'published' | 'done', id: string) => process.stdout.write(`${what} ${id}\n`);

let number = Number(first);
async function publish(): Promise<never> {
  for (;;) {
    const id = `e-${number++}`;
    await bus.publish(event({ id }));
    tell('published', id);
  }
}

async function consume(): Promise<never> {
  for (;;) {
    for (const { body, receipt } of await work.receive({ max: 2, waitSeconds: 20 })) {
      await work.acknowledge(receipt);
      tell('done', JSON.parse(body).id);
    }
  }
}

await Promise.all([publish(), publish(), publish(), publish(), consume(), consume()]);
