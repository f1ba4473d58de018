import { defineService } from '../../shared/service/define.ts';
import { TOLD_EVENTS } from './notices.ts';
import { tell } from './notify.ts';
import { uses } from './rights.ts';

export const notify = defineService({
  name: 'notify',
  does: 'Tells people by e-mail, SMS or Slack: of their sandboxes, and the operators of files that could not be processed.',
  on: { events: TOLD_EVENTS },
  emits: [],
  uses,
  // As many attempts as a queue takes: a mail server may be down for a night, and then the message still goes out.
  limits: { memory: 256, timeout: 180, concurrency: 2, attempts: 1000 },
  failure: { alarm: 'Messages to people are not sent', runbook: 'docs/runbooks/notify.md' },
  handle: tell,
});
