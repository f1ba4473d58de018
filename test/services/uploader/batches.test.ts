import { describe, expect, test } from '@jest/globals';
import { openBatches } from '../../../services/uploader/batches.ts';
import { manualClock } from '../../setup/manual-clock.ts';

/** Batches of numbers, answered when the test says so. */
function recorded(options: { most?: number; enough?: number } = {}) {
  const clock = manualClock();
  const asked: (readonly number[])[] = [];
  const answers: PromiseWithResolvers<readonly string[]>[] = [];
  const batches = openBatches<number, string>({
    most: options.most ?? 3,
    enough: options.enough ?? 100,
    clock,
    send: (items) => {
      asked.push(items);
      const answer = Promise.withResolvers<readonly string[]>();
      answers.push(answer);
      return answer.promise;
    },
  });
  const answer = async (): Promise<void> => {
    const index = answers.length - 1;
    answers[index]?.resolve((asked[index] ?? []).map((item) => `answer ${item}`));
    await clock.advance(0);
  };
  return { batches, asked, answers, answer, clock };
}

const idle = async (result: string): Promise<string> => result;

describe('batches', () => {
  test('ask for the first item at once, and give each caller its own answer', async () => {
    const { batches, asked, answer } = recorded();
    const used = batches.use(1, idle);
    expect(asked).toEqual([[1]]);
    await answer();
    await expect(used).resolves.toBe('answer 1');
  });

  test('gather what comes while a request is under way and shortly after it', async () => {
    const { batches, asked, answer, clock } = recorded();
    const used = [batches.use(1, idle), batches.use(2, idle)];
    await answer();
    expect(asked).toEqual([[1]]);
    used.push(batches.use(3, idle));
    await clock.advance(20);
    expect(asked).toEqual([[1], [2, 3]]);
    await answer();
    await expect(Promise.all(used)).resolves.toEqual(['answer 1', 'answer 2', 'answer 3']);
  });

  test('do not wait once a batch is full, and never carry more than they may', async () => {
    const { batches, asked, answer } = recorded({ most: 3 });
    const used = [1, 2, 3, 4, 5].map((item) => batches.use(item, idle));
    await answer();
    expect(asked).toEqual([[1], [2, 3, 4]]);
    await answer();
    await Promise.all(used.slice(0, 4));
    expect(asked).toHaveLength(2);
  });

  test('wait for a full batch while enough is in use, and no longer', async () => {
    const { batches, asked, answer, clock } = recorded({ most: 9, enough: 0 });
    const work = Promise.withResolvers<void>();
    const first = batches.use(1, () => work.promise);
    await answer();
    void batches.use(2, idle).catch(() => {});
    await clock.advance(1_000);
    expect(asked).toEqual([[1]]);
    work.resolve();
    await first;
    expect(asked).toEqual([[1], [2]]);
  });

  test('fail for everybody in a batch, and go on with the next', async () => {
    const { batches, answers, answer, clock } = recorded();
    const lost = batches.use(1, idle);
    answers[0]?.reject(new Error('no network'));
    await expect(lost).rejects.toThrow('no network');
    await clock.advance(20);
    const next = batches.use(2, idle);
    await answer();
    await expect(next).resolves.toBe('answer 2');
  });

  test('refuse an answer that does not fit the question', async () => {
    const { batches, answers } = recorded();
    const used = batches.use(1, idle);
    answers[0]?.resolve([]);
    await expect(used).rejects.toThrow('0 answers to 1 questions');
  });
});
