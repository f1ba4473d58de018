import { type Assertion, accompanied, at, each, none } from '../assertion.ts';
import { secretIn } from '../secret-in.ts';

const SECRET = 'aws:secretsmanager/secret:Secret';

export const secrets: readonly Assertion[] = [
  {
    id: 'secrets-without-values',
    title: 'The program knows no value of a secret',
    why: 'It would stand in the state of the stack and in every preview.',
    like: 'Prowler secretsmanager, Pulumi: secrets in state',
    check: none(['aws:secretsmanager/secretVersion:SecretVersion'], 'holds the value of a secret'),
  },
  {
    id: 'secrets-recoverable',
    title: 'A deleted secret can be brought back for a week',
    why: 'Without the signing keys every token and receipt is worthless.',
    like: 'AWS: recovery window of Secrets Manager',
    check: each(SECRET, (secret) =>
      Number(at(secret, 'recoveryWindowInDays') ?? 30) >= 7 ? undefined : 'is gone at once',
    ),
  },
  {
    id: 'secrets-rotated',
    title: 'Every secret is changed by the clock',
    why: 'What was copied once would be good for ever.',
    like: 'Checkov CKV2_AWS_57, FSBP SecretsManager.1',
    check: accompanied(SECRET, 'aws:secretsmanager/secretRotation:SecretRotation', 'secretId'),
  },
  {
    id: 'keys-rotated',
    title: 'Every own key is changed by the clock',
    why: 'Old ciphertexts limit what one lost key can open.',
    like: 'Checkov CKV_AWS_7, CIS 3.6',
    check: each('aws:kms/key:Key', (key) =>
      at(key, 'enableKeyRotation') === true ? undefined : 'is never changed',
    ),
  },
  {
    id: 'outputs-without-secrets',
    title: 'No output of the stack is a secret',
    why: 'Whoever may look at the stack sees its outputs.',
    like: 'Checkov CKV_SECRET_*, own',
    check: ({ stackOutputs }) =>
      Object.entries(stackOutputs).flatMap(([name, value]) => {
        const found = secretIn(name, String(value));
        return found ? [{ resource: 'outputs', detail: found }] : [];
      }),
  },
];
