/** `node infra/tell-slack.ts TEXT`: sends one line to the webhook in SLACK_WEBHOOK; without one it says so and goes on. */
import process from 'node:process';

const text = process.argv.slice(2).join(' ').replaceAll(/\s+/g, ' ').trim();
const webhook = process.env.SLACK_WEBHOOK;
if (!webhook) console.log(`There is no SLACK_WEBHOOK; Slack is not told: ${text}`);
else {
  const answer = await fetch(webhook, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
    signal: AbortSignal.timeout(10_000),
  }).catch((error: unknown) => error);
  // A deployment does not fail because nobody could be told of it.
  if (!(answer instanceof Response && answer.ok))
    console.log(`Slack was not told: ${text} (${String(answer)})`);
}
